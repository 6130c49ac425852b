"""How old mirrored data is, and whether the last try to read it failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from accounts.models import Connection, Shop
from remittance.models import MirrorRead


@dataclass(frozen=True)
class Freshness:
    """The age of one kind of data at one connection.

    good_at: when it was last read; None: never. failed_at: when it could not be read, if that came later, and
    `failure` says why. complete: False when the list kept shifting or stopped early, so rows may be missing.
    """

    noun: str
    good_at: datetime | None
    failed_at: datetime | None
    failure: str
    complete: bool

    @property
    def could_not_load(self) -> bool:
        return self.failed_at is not None

    @property
    def never(self) -> bool:
        """Nothing was ever read: an empty list means "not told", not "none"."""
        return self.good_at is None


def of(connection: Connection | None, noun: str) -> Freshness:
    """The age of `noun` (destinations, rules, currencies, recipients, transfers) at this connection."""
    read = MirrorRead.objects.filter(connection=connection, noun=noun).first() if connection else None
    return _freshness(noun, read)


def all_of(connection: Connection) -> dict[str, Freshness]:
    """The age of everything at this connection, by noun, in one query."""
    return {
        read.noun: _freshness(read.noun, read) for read in MirrorRead.objects.filter(connection=connection)
    }


def of_logins(shops: Iterable[Shop], noun: str) -> list[tuple[Connection, Freshness]]:
    """The age of `noun` at each login that serves one of these shops. Two queries."""
    reads = Prefetch("mirror_reads", MirrorRead.objects.filter(noun=noun), to_attr="read")
    serving = Connection.objects.filter(served__shop__in=shops, retired_at=None).distinct()
    logins = serving.order_by("name", "pk").prefetch_related(reads)
    return [(login, _freshness(noun, next(iter(login.read), None))) for login in logins]


def _freshness(noun: str, read: MirrorRead | None) -> Freshness:
    if read is None:
        return Freshness(noun, None, None, "", complete=False)
    failed = read.failed_at is not None and (read.good_at is None or read.failed_at > read.good_at)
    return Freshness(
        noun=noun,
        good_at=read.good_at,
        failed_at=read.failed_at if failed else None,
        failure=read.failure if failed else "",
        complete=read.complete,
    )
