"""The recipient book."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Connection, Shop
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections
from accounts.services.waiting import in_provider_room
from remittance.models import Recipient
from remittance.services.people.names import fill_keys
from remittance.services.reading.as_told import as_told
from wallet.services import scanning

from .reads import reading

Standing = Recipient.Standing
_LONGEST = {
    field.name: field.max_length
    for field in Recipient._meta.concrete_fields
    if field.name in bitspark.RECIPIENT_FIELDS
}
# How a row of the list and an entry that is being saved right now are known for the same person.
_SAME = ("first_name", "middle_name", "last_name", "phone_number", "bank_account_number", "iban", "cnic")


@in_provider_room()
def refresh_recipients(connection: Connection, client: bitspark.Bitspark | None = None) -> None:
    """Read the whole recipient book anew; who is not in it any more is marked deleted at Bitspark.

    Raises:
        ProviderDown: it could not be read to its end; nobody is marked deleted then.
    """
    client = client or connections.client_for(connection)
    now, shop = timezone.now(), _shop(connection)
    with reading(connection, "recipients") as found:
        scan = scanning.whole(
            lambda number: client.recipients.list(number, scanning.PAGE_SIZE),
            lambda rows: _absorb(connection, shop, rows, now),
        )
        found.pages, found.rows, found.complete = scan.pages, len(scan.seen), scan.complete
        if scan.complete:
            _mark_deleted(connection, scan.seen, now)


def _shop(connection: Connection) -> Shop | None:
    """Whose recipients these are: the one shop's that is served, else the home shop's."""
    shops = list(connection.shops.all()[:2])
    return shops[0] if len(shops) == 1 else connection.home_shop


def _absorb(
    connection: Connection, shop: Shop | None, told: Sequence[bitspark.Recipient], now: datetime
) -> bool:
    """Keep the recipients of one page; whether any was new or changed."""
    with transaction.atomic():
        rows = Recipient.objects.select_for_update().filter(connection=connection)
        kept = {row.provider_id: row for row in rows.filter(provider_id__in=[one.id for one in told])}
        waiting = list(rows.filter(provider_id="", standing__in=[Standing.ASKED, Standing.UNKNOWN]))
        moved = False
        for one in {one.id: one for one in told}.values():
            row = kept.get(one.id)
            if row is None and any(_same(each, one) for each in waiting):
                continue  # being saved by us right now, or asked with a lost answer: bound where it was asked
            if row is None:
                row = Recipient(connection=connection, shop=shop, provider_id=one.id)
            moved = _keep(row, one, now) or moved
    return moved


def _keep(row: Recipient, told: bitspark.Recipient, now: datetime) -> bool:
    """Bring one row to what was told of it; whether anything was new."""
    wanted = {name: text for name, text in _texts(told).items() if getattr(row, name) != text}
    back = row.standing == Standing.DELETED
    if row.pk and not wanted and not back and row.last_seen_at:
        return False
    for name, text in wanted.items():
        setattr(row, name, text)
    if back or not row.pk:
        row.standing, row.deleted_at = Standing.SAVED, None
    row.raw, row.last_seen_at = as_told(told.raw), now
    fill_keys(row)
    if row.pk:
        row.version += 1
    row.save()
    return True


def _texts(told: bitspark.Recipient) -> dict[str, str]:
    """The book's fields, cut to our columns; one that the answer does not mention stays as it was."""
    attributes: Any = told.raw.get("attributes") or {}
    texts = {}
    for name in bitspark.RECIPIENT_FIELDS:
        if name in attributes:
            texts[name] = (getattr(told, name) or "")[: _LONGEST[name]]
    return texts


def _same(row: Recipient, told: bitspark.Recipient) -> bool:
    return all((getattr(told, name) or "").strip() == getattr(row, name).strip() for name in _SAME)


def _mark_deleted(connection: Connection, seen: set[str], began: datetime) -> None:
    """Those that a whole reading did not meet are deleted there, unless we made or changed them meanwhile."""
    gone = Recipient.objects.filter(
        connection=connection, standing=Standing.SAVED, updated_at__lt=began
    ).exclude(Q(provider_id="") | Q(provider_id__in=seen))
    gone.update(standing=Standing.DELETED, deleted_at=began, updated_at=began, version=F("version") + 1)
