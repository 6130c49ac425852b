"""Transfers as lists and pages read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Actor, Shop, User
from remittance.models import Transfer

# What a row of a list needs, and nothing more: the page and the API read exactly these.
ROW = (
    "id",
    "public_id",
    "created_at",
    "reference",
    "transaction_number",
    "tracking_number",
    "state",
    "counter_status",
    "status_code",
    "status_message",
    "amount",
    "currency",
    "destination_name",
    "recipient_name",
    "anomaly",
    "version",
    "updated_at",
    "command_id",
    "shop_id",
    "maker_id",
)
SUSPICIOUS = "suspicious"


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; every field may be left out. Days are days of `zone`."""

    q: str = ""
    state: str = ""
    status: str = ""
    first_day: date | None = None
    last_day: date | None = None
    zone: tzinfo = UTC
    destination: str = ""
    currency: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    maker: UUID | None = None
    sender: UUID | None = None
    recipient: UUID | None = None
    not_made_here: bool = False
    updated_since: datetime | None = None


def visible(shops: Collection[Shop], *, head_office: bool) -> QuerySet[Transfer]:
    """Transfers of these shops; for head office also those that no shop made."""
    keys = [shop.pk for shop in shops]
    mine = Q(shop=keys[0]) if len(keys) == 1 else Q(shop__in=keys)
    return Transfer.objects.filter(mine | Q(shop=None) if head_office else mine)


def narrowed(rows: QuerySet[Transfer], wanted: Wanted, actor: Actor) -> QuerySet[Transfer]:
    """The rows that are wanted. Nobody at the counter can ask for `suspicious`, not even by counting."""
    rows = rows.filter(_equal(wanted)).filter(_between(wanted))
    if wanted.status:
        rows = rows.filter(_status(wanted.status, actor))
    if wanted.not_made_here:
        rows = rows.filter(command=None)
    return rows.filter(_shaped(wanted.q)) if wanted.q else rows


def rows_of(rows: QuerySet[Transfer]) -> QuerySet[Transfer, dict[str, Any]]:
    """The plain rows a list shows, of one table alone; `with_names` adds whose they are.

    A join with the few shops and people there are would make SQLite, once it has analysed them, start with
    those and sort every transfer.
    """
    plain_rows: QuerySet[Transfer, dict[str, Any]] = rows.values(*ROW)
    return plain_rows


def with_names(rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Add `shop_name`, `shop_public_id` and `maker_name` ("" and None where there is none); two queries."""
    shops = Shop.objects.in_bulk({row["shop_id"] for row in rows} - {None})
    makers = User.objects.in_bulk({row["maker_id"] for row in rows} - {None})
    for row in rows:
        shop, maker = shops.get(row["shop_id"]), makers.get(row["maker_id"])
        row["shop_name"] = shop.name if shop else ""
        row["shop_public_id"] = shop.public_id if shop else None
        row["maker_name"] = str(maker) if maker else ""
    return rows


def _equal(wanted: Wanted) -> Q:
    named = {
        "state": wanted.state,
        "destination_name": wanted.destination,
        "currency": wanted.currency,
        "maker__public_id": wanted.maker,
        "sender__public_id": wanted.sender,
        "recipient__public_id": wanted.recipient,
    }
    return Q(**{name: value for name, value in named.items() if value})


def _between(wanted: Wanted) -> Q:
    bounds = {
        "created_at__gte": _midnight(wanted.first_day, wanted.zone),
        "created_at__lt": _midnight(wanted.last_day and wanted.last_day + timedelta(days=1), wanted.zone),
        "amount__gte": wanted.least,
        "amount__lte": wanted.most,
        "updated_at__gte": wanted.updated_since,
    }
    return Q(**{name: value for name, value in bounds.items() if value is not None})


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    return datetime.combine(day, time.min, zone) if day else None


def _status(status: str, actor: Actor) -> Q:
    if not actor.reads_suspicious:
        return Q(counter_status=status)
    return Q(status_code=status)


def _shaped(q: str) -> Q:
    """A search by the shape of what was typed: an id, or a whole reference, number or tracking number."""
    text = q.strip()
    try:
        return Q(public_id=UUID(text))
    except ValueError:
        pass
    upper = text.upper()
    return (
        Q(reference=upper)
        | Q(transaction_number=upper)
        | Q(tracking_number=text)
        | Q(tracking_number=upper)
        | Q(provider_id=text)
    )
