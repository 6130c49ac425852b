"""The transfers of a login, ours and those made elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Connection, Shop
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections
from accounts.services.waiting import in_provider_room
from remittance.models import Transfer
from remittance.services.tracking import observe
from remittance.services.tracking.observing import asked_for, first_columns, needs_observing, shop_of
from wallet.models import MoneyCommand, RemoteEvent, State
from wallet.services import scanning

from .reads import reading


@dataclass
class _Absorber:
    """Keeps the rows of a page. `left`: ids that fit an order being sent at this moment, left for that."""

    connection: Connection
    shop: Shop | None
    left: set[str] = field(default_factory=set)

    def take(self, told: Sequence[bitspark.Transfer]) -> bool:
        """Keep the rows of one page of the V2 list; whether any was new or changed. One query if none was."""
        rows = {one.id: one for one in told}
        kept = self._kept(rows)
        moved = self._add({key: one for key, one in rows.items() if key not in kept})
        for key, transfer in kept.items():
            if needs_observing(transfer, rows[key]):
                now = observe(self.connection, rows[key], RemoteEvent.Source.LIST)
                moved = moved or now.version != transfer.version
        return moved

    def _kept(self, rows: dict[str, bitspark.Transfer]) -> dict[str, Transfer]:
        found = Transfer.objects.filter(connection=self.connection, provider_id__in=list(rows))
        return {transfer.provider_id: transfer for transfer in found}

    def _add(self, new: dict[str, bitspark.Transfer]) -> bool:
        if not new:
            return False
        being_sent = MoneyCommand.objects.filter(connection=self.connection, state=State.SENDING)
        sending = list(being_sent.values_list("amount", "currency"))
        left = {key for key, one in new.items() if (one.amount, (one.currency or "").upper()) in sending}
        self.left |= left
        bound = asked_for(self.connection, list(new))
        for key in bound:
            observe(self.connection, new[key], RemoteEvent.Source.LIST)
        fresh = [one for key, one in new.items() if key not in left | bound]
        if not fresh:
            return bool(bound)
        try:
            with transaction.atomic():
                self._create(fresh)
        except IntegrityError:  # another process met one of them meanwhile
            for one in fresh:
                observe(self.connection, one, RemoteEvent.Source.LIST)
        return True

    def _create(self, fresh: list[bitspark.Transfer]) -> None:
        """All rows of a page in one go, in the list's own order, each with its first event."""
        now = timezone.now()
        pairs = [first_columns(self.connection, self.shop, one, now) for one in fresh]
        Transfer.objects.bulk_create([transfer for transfer, _ in pairs])
        RemoteEvent.objects.bulk_create([event for _, event in pairs if event.status_code])


@in_provider_room()
def refresh_transfers(
    connection: Connection, full: bool = False, client: bitspark.Bitspark | None = None
) -> None:
    """Read the transfers that are new or changed; with `full`, all of them.

    No order and no time filter are documented: the list is read from both ends until a page brings nothing
    new, and whole when it then still counts more than we know.

    Raises:
        ProviderDown: it could not be read to the end; what was read is kept.
    """
    client = client or connections.client_for(connection)
    pages = client.transfers
    absorber = _Absorber(connection, shop_of(connection))

    def read(number: int) -> bitspark.Page[bitspark.Transfer]:
        return pages.page(number, scanning.PAGE_SIZE)

    with reading(connection, "transfers") as found:
        found.full = full
        scan = scanning.whole(read, absorber.take) if full else scanning.edges(read, absorber.take)
        found.pages = scan.pages
        if not full and scan.total is not None and _known(connection, absorber) < scan.total:
            found.full = True
            scan = scanning.whole(read, absorber.take)
            found.pages += scan.pages
        found.complete = scan.complete
        found.rows = scan.total if scan.total is not None else len(scan.seen)


def _known(connection: Connection, absorber: _Absorber) -> int:
    rows = Transfer.objects.filter(connection=connection).exclude(provider_id="")
    return rows.count() + len(absorber.left)
