"""How old what we keep of a login's list is, for pages that show several logins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Connection
from wallet.models import ListRead


@dataclass(frozen=True)
class Age:
    """good_at: when it was last read; None: never. failed_at: when it could not be, if that came later.
    complete: whether it was ever read whole with nothing lost on the way."""

    connection: Connection
    good_at: datetime | None
    failed_at: datetime | None
    failure: str
    complete: bool

    @property
    def could_not_load(self) -> bool:
        return self.failed_at is not None


def of(connections: Iterable[Connection], noun: str, whole: str = "") -> list[Age]:
    """The ages of one list at these logins; `whole` names the reading that tells of completeness. One
    query."""
    connections = list(connections)
    found = ListRead.objects.filter(connection__in=connections, noun__in=[noun, whole])
    reads = {(read.connection_id, read.noun): read for read in found}
    return [
        _age(one, reads.get((one.pk, noun)), not whole or (one.pk, whole) in reads) for one in connections
    ]


def _age(connection: Connection, read: ListRead | None, complete: bool) -> Age:
    if read is None:
        return Age(connection, None, None, "", complete)
    failed = read.could_not_load
    return Age(
        connection=connection,
        good_at=read.good_at,
        failed_at=read.failed_at if failed else None,
        failure=read.failure if failed else "",
        complete=complete,
    )
