"""Deposits as lists and pages read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Actor, Connection, Permission, Shop, User
from wallet.models import DECISIONS, Account, Deposit, MoneyCommand, State

from . import payment_statuses
from .accounts import held
from .payment_statuses import Words

BITCOIN = "BTC"
# What a row of a list needs, and nothing more: the page and the API read exactly these.
ROW = (
    "id",
    "public_id",
    "created_at",
    "updated_at",
    "version",
    "reference",
    "provider_id",
    "state",
    "status_code",
    "status_message",
    "account_currency",
    "amount",
    "amount_told_raw",
    "bitcoin_address",
    "address",
    "anomaly",
    "command_id",
    "shop_id",
    "maker_id",
)
# Before Bitspark has it, a deposit's state is ours; after, its status is theirs.
OURS = {
    State.PENDING_APPROVAL: "warning",
    State.QUEUED: "secondary",
    State.SENDING: "info",
    State.UNKNOWN: "warning",
    State.UNCONFIRMED: "warning",
    State.REJECTED: "danger",
    State.CANCELLED: "secondary",
    State.RELEASED: "secondary",
}
PENDING = ("", "pending", "unknown")  # nobody is known to have paid: [guess] beyond what is printed


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; every field may be left out. Days are days of `zone`."""

    q: str = ""
    state: str = ""
    currency: str = ""
    first_day: date | None = None
    last_day: date | None = None
    zone: tzinfo = UTC
    not_made_here: bool = False
    updated_since: datetime | None = None


@dataclass(frozen=True)
class Row:
    """What a list shows of one deposit."""

    public_id: Any
    created_at: datetime
    reference: str
    provider_id: str
    word: Words
    tone: str
    amount: Any
    currency: str
    told: str
    address: str
    maker: str
    shop: str
    made_here: bool
    flagged: bool


def visible(shops: Collection[Shop], *, head_office: bool) -> QuerySet[Deposit]:
    """Deposits of these shops; for head office also those that no shop made. Folded rows are gone."""
    keys = [shop.pk for shop in shops]
    mine = Q(shop=keys[0]) if len(keys) == 1 else Q(shop__in=keys)
    rows = Deposit.objects.filter(folded_into=None)
    return rows.filter(mine | Q(shop=None) if head_office else mine)


def waiting_for_coins(rows: QuerySet[Deposit]) -> QuerySet[Deposit]:
    """Of these, the Bitcoin deposits that nobody is known to have paid to."""
    return rows.filter(account_currency=BITCOIN, state=State.ACCEPTED, status_code__in=PENDING).exclude(
        provider_id=""
    )


def narrowed(rows: QuerySet[Deposit], wanted: Wanted) -> QuerySet[Deposit]:
    """The rows that are wanted."""
    equal = {"state": wanted.state, "account_currency": wanted.currency}
    bounds = {
        "created_at__gte": _midnight(wanted.first_day, wanted.zone),
        "created_at__lt": _midnight(wanted.last_day and wanted.last_day + timedelta(days=1), wanted.zone),
        "updated_at__gte": wanted.updated_since,
    }
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    rows = rows.filter(**{name: value for name, value in bounds.items() if value is not None})
    if wanted.not_made_here:
        rows = rows.filter(command=None)
    text = wanted.q.strip()
    return rows.filter(_named(text)) if text else rows


def rows_of(rows: QuerySet[Deposit]) -> QuerySet[Deposit, dict[str, Any]]:
    """The plain rows a list shows, of one table alone; `with_names` adds whose they are."""
    plain_rows: QuerySet[Deposit, dict[str, Any]] = rows.values(*ROW)
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


def shown(rows: Sequence[dict[str, Any]]) -> list[Row]:
    """Plain rows as a page shows them; two queries, for names."""
    return [_row(one) for one in with_names(rows)]


def word_of(state: str, status_code: str) -> tuple[Words, str]:
    """The word and colour for where a deposit is: ours until Bitspark has it, then theirs."""
    if state in OURS:
        return State(state).label, OURS[State(state)]
    status = payment_statuses.of(status_code)
    return status.word, status.tone


def depositable(connection: Connection) -> list[Account]:
    """Our accounts that a deposit can be announced to, by currency. One query."""
    return [account for account in held(connection) if takes_deposits(account)]


def takes_deposits(account: Account) -> bool:
    """Bitspark's document describes deposits by bank and in Bitcoin; other coins come to an address of their
    own, without being announced."""
    return not account.is_crypto or account.currency == BITCOIN


def is_cancellable(deposit: Deposit) -> bool:
    """Whether it was made here and still waits at Bitspark, as far as we know."""
    status = payment_statuses.of(deposit.status_code)
    waits = deposit.state == State.ACCEPTED and bool(deposit.provider_id) and status.is_open
    return waits and deposit.command_id is not None and deposit.amount is not None


def may_decide(deposit: Deposit, actor: Actor) -> bool:
    """Whether this person may cancel it: its maker, or a supervisor of its shop."""
    if actor.user is None or not actor.may(Permission.DEPOSIT):
        return False
    return deposit.maker_id == actor.user.pk or actor.may(Permission.APPROVE_COMMANDS)


def last_decision(deposit: Deposit) -> MoneyCommand | None:
    """The newest command that decides about it, whatever became of it. One query."""
    if not deposit.provider_id:
        return None
    rows = MoneyCommand.objects.filter(
        connection_id=deposit.connection_id, kind__in=DECISIONS, subject_remote_id=deposit.provider_id
    )
    return rows.select_related("created_by", "decided_by").order_by("-id").first()


def _row(one: dict[str, Any]) -> Row:
    word, tone = word_of(one["state"], one["status_code"])
    same = not (one["bitcoin_address"] and one["address"]) or one["bitcoin_address"] == one["address"]
    return Row(
        public_id=one["public_id"],
        created_at=one["created_at"],
        reference=one["reference"],
        provider_id=one["provider_id"],
        word=word,
        tone=tone,
        amount=one["amount"],
        currency=one["account_currency"],
        told=one["amount_told_raw"],
        address=(one["bitcoin_address"] or one["address"]) if same else "",
        maker=one["maker_name"],
        shop=one["shop_name"],
        made_here=one["command_id"] is not None,
        flagged=bool(one["anomaly"]),
    )


def _named(text: str) -> Q:
    """A whole reference, the provider's id or txid, or an address."""
    return (
        Q(reference=text.upper())
        | Q(provider_id=text)
        | Q(txid=text)
        | Q(bitcoin_address=text)
        | Q(address=text)
    )


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    return datetime.combine(day, time.min, zone) if day else None
