"""Everything that moved at Bitspark, read into a mirror that grows and forgets nothing.

The list knows pages and nothing else, and its rows shift while it is read (`scanning`). It is read from both
ends every few minutes, and whole where that leaves rows missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from accounts.models import Connection, Shop
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections
from accounts.services.waiting import in_provider_room
from wallet.models import HistoryRow, ListRead
from wallet.selectors import history_links
from wallet.selectors.discretion import counter_code

from . import scanning
from .accounts import cut
from .list_reads import reading

NOUN = "history"  # when it was last read
WHOLE = "history-whole"  # when it was last read whole, with nothing lost on the way


@in_provider_room()
def refresh(connection: Connection, *, full: bool = False) -> None:
    """Read the rows that are new or changed; with `full`, or where rows are missing, all pages.

    Raises:
        ProviderDown: it could not be read to the end; what was read is kept.
    """
    pages = connections.client_for(connection).history
    keep = _Keep(connection)

    def read(number: int) -> bitspark.Page[bitspark.HistoryRow]:
        return pages.page(number, scanning.PAGE_SIZE)

    started = timezone.now()
    with reading(connection, NOUN):
        scan = scanning.whole(read, keep.take) if full else scanning.edges(read, keep.take)
        if not full and (scan.total is None or keep.known() < scan.total):
            full, scan = True, scanning.whole(read, keep.take)
    if full and scan.complete:
        ListRead.objects.update_or_create(connection=connection, noun=WHOLE, defaults={"good_at": started})


@dataclass
class _Keep:
    """Keeps the rows of a page of one login."""

    connection: Connection
    _shops: list[Shop] | None = None

    def take(self, told: Sequence[bitspark.HistoryRow]) -> bool:
        """Keep what is new or changed of these; whether any was. A row is known by its type and id."""
        rows = {(one.type[:64], one.id[:128]): one for one in told}
        kept = {(row.remote_type, row.remote_id): row for row in self._kept(rows)}
        shops = self._shops_of([one for key, one in rows.items() if key not in kept or not kept[key].shop_id])
        now = timezone.now()
        new: list[HistoryRow] = []
        changed: list[HistoryRow] = []
        for key, one in rows.items():
            columns = _columns(one) | ({"shop": shops[one.id]} if one.id in shops else {})
            row = kept.get(key) or HistoryRow(connection=self.connection, first_seen_at=now, created_at=now)
            if _set(row, columns):
                row.changed_at = now
                (new if row.pk is None else changed).append(row)
        _write(new, changed)
        return bool(new or changed)

    def known(self) -> int:
        return HistoryRow.objects.filter(connection=self.connection).count()

    def _kept(self, rows: Mapping[tuple[str, str], Any]) -> list[HistoryRow]:
        found = HistoryRow.objects.filter(connection=self.connection, remote_id__in={key[1] for key in rows})
        return list(found)

    def _shops_of(self, told: Sequence[bitspark.HistoryRow]) -> dict[str, Shop]:
        """Whose each of these is, by id: the shop's that the login serves alone, else the shop's that made
        the thing; what nobody here made is head office's."""
        if self._shops is None:
            self._shops = list(self.connection.shops.all()[:2])
        if len(self._shops) == 1:
            return {one.id: self._shops[0] for one in told}
        refs = [history_links.Ref(self.connection.pk, one.payment_type or "", one.id) for one in told]
        found = history_links.resolve(refs)
        return {ref.remote_id: link.shop for ref, link in found.items() if link.shop is not None}


def _write(new: list[HistoryRow], changed: list[HistoryRow]) -> None:
    """A new row that another process added meanwhile is brought to what was told."""
    key = ["connection", "remote_type", "remote_id"]
    kept = {"id", "public_id", "first_seen_at", *key}
    names = [field.name for field in HistoryRow._meta.concrete_fields if field.name not in kept]
    if new:
        HistoryRow.objects.bulk_create(new, update_conflicts=True, unique_fields=key, update_fields=names)
    if changed:
        HistoryRow.objects.bulk_update(changed, names)


def _set(row: HistoryRow, columns: Mapping[str, Any]) -> bool:
    """Put these values on a row; whether it differed. A moment that was never told stays the first one."""
    wanted = {name: value for name, value in columns.items() if name != "created_at" or value is not None}
    differs = row.pk is None or any(getattr(row, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(row, name, value)
    return differs


def _columns(told: bitspark.HistoryRow) -> dict[str, Any]:
    """What was told, in the columns that mirror it."""
    code = told.status_code[:64]
    return {
        "remote_type": told.type[:64],
        "remote_id": told.id[:128],
        "payment_type": (told.payment_type or "")[:64],
        "account_id_told": (told.account_id or "")[:128],
        "amount_raw": "" if told.amount is None else format(told.amount, "f")[:64],
        "amount": cut(told.amount),
        "currency": (told.currency or "").upper()[:16],
        "status_code": code,
        "counter_status": counter_code(code),
        "status_group": (told.status_group or "")[:64],
        "status_message": (told.status_message or "")[:300],
        "status_info": (told.status_info or "")[:300],
        "basic_info": {name[:64]: text[:400] for name, text in told.basic_info.items()},
        "created_told": told.created_at.text[:64] if told.created_at else "",
        "unread": list(told.unread),
        "raw": bitspark.raw_text(told.raw),
        **_moments(told.created_at),
    }


def _moments(told: bitspark.ProviderTime | None) -> dict[str, datetime | date | None]:
    """What a row is ordered by, and the day where only a day was told."""
    value = told.value if told else None
    if isinstance(value, datetime):
        return {"created_at": value, "told_on": None}
    if isinstance(value, date):
        return {"created_at": datetime.combine(value, time.min, UTC), "told_on": value}
    return {"created_at": None, "told_on": None}
