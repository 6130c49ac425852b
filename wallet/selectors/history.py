"""The history as pages, files and the API read it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Permission, Shop
from accounts.selectors import keyset
from wallet.models import HistoryRow

from . import history_links, payment_statuses
from .discretion import discreet
from .history_links import Link, Ref, Words

AT_ONCE = 500  # rows of a file that are looked up together
LATELY = 2000  # rows that the choices of a filter are taken from
KINDS = {  # by the provider's word, in small letters
    "transfer": _("Transfer"),
    "topup": _("Top-up"),
    "deposit": _("Deposit"),
    "bankdeposit": _("Bank deposit"),
    "btcdeposit": _("Bitcoin deposit"),
    "withdraw": _("Withdrawal"),
    "bankwithdraw": _("Bank withdrawal"),
    "btcwithdraw": _("Bitcoin withdrawal"),
    "exchange": _("Exchange"),
}
PERSONAL = frozenset({"recipient_contact_number", "address"})


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; every field may be left out. Days are days of `zone`; a row that told a
    day without a time has that day in every zone. `status` is what the history itself says."""

    kind: str = ""
    status: str = ""
    currency: str = ""
    first_day: date | None = None
    last_day: date | None = None
    zone: tzinfo = UTC
    account: str = ""  # the provider's id of one account


@dataclass(frozen=True)
class Line:
    """One row as one actor reads it. `link` None: not made here, and seen nowhere else.

    status, word, tone: of the linked thing, as the newest list tells it; of the row where there is none.
    told_status: what the history itself says, "" where that gives something away. `info`: whom or what it was
    for, by the provider's names.
    """

    public_id: UUID
    created_at: datetime
    told_on: date | None
    created_told: str
    first_seen_at: datetime
    changed_at: datetime
    kind: str
    remote_id: str
    remote_type: str
    account_told: str
    amount_raw: str
    amount: Decimal | None
    currency: str
    status: str
    word: Words
    tone: str
    told_status: str
    told_group: str
    told_message: str
    told_info: str
    info: dict[str, str]
    link: Link | None
    url: str
    shop: Shop | None

    @property
    def kind_word(self) -> Words:
        """Its type in our words; one that is not known shows itself."""
        return kind_word(self.kind)

    @property
    def about(self) -> str:
        """Whom or what it was for, in a line: a name, a txid, an address to pay in to."""
        for name in ("recipient_name", "txid", "btc_address", "text", "address"):
            if self.info.get(name):
                return self.info[name]
        return ""

    @property
    def differs(self) -> bool:
        """Whether the history says another status than the thing itself has."""
        return self.link is not None and bool(self.told_status) and self.told_status != self.status


def kind_word(text: str) -> Words:
    """A type as people read it; one that is not known shows itself."""
    return KINDS.get(text.casefold().replace("_", "").replace(" ", ""), text)


def visible(shops: Collection[Shop], *, head_office: bool) -> QuerySet[HistoryRow]:
    """Rows of these shops; for head office also those that are no shop's."""
    mine = Q(shop__in=[shop.pk for shop in shops])
    return HistoryRow.objects.filter(mine | Q(shop=None) if head_office else mine)


def narrowed(rows: QuerySet[HistoryRow], wanted: Wanted, actor: Actor) -> QuerySet[HistoryRow]:
    """The rows that are wanted. Nobody at the counter can ask for `suspicious`."""
    equal = {"payment_type": wanted.kind, "currency": wanted.currency, "account_id_told": wanted.account}
    equal["status_code" if actor.reads_suspicious else "counter_status"] = wanted.status
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if wanted.first_day:
        since = datetime.combine(wanted.first_day, time.min, wanted.zone)
        rows = rows.filter(
            Q(told_on=None, created_at__gte=since) | Q(told_on__gte=wanted.first_day),
            created_at__gte=since - timedelta(days=1),
        )
    if wanted.last_day:
        until = datetime.combine(wanted.last_day + timedelta(days=1), time.min, wanted.zone)
        rows = rows.filter(
            Q(told_on=None, created_at__lt=until) | Q(told_on__lte=wanted.last_day),
            created_at__lt=until + timedelta(days=1),
        )
    return rows


def choices(rows: QuerySet[HistoryRow], actor: Actor) -> tuple[list[str], list[str], list[str]]:
    """The kinds, statuses and currencies that the newest of these rows have. One query."""
    status = "status_code" if actor.reads_suspicious else "counter_status"
    newest = rows.order_by("-created_at", "-id").values_list("payment_type", status, "currency")
    found = list(newest[:LATELY])
    kinds, statuses, currencies = (sorted({row[place] for row in found} - {""}) for place in range(3))
    return kinds, statuses, currencies


def lines(rows: Sequence[HistoryRow], actor: Actor) -> list[Line]:
    """These rows as this actor reads them; a query for each noun that the history may lead to."""
    shops = Shop.objects.in_bulk({row.shop_id for row in rows if row.shop_id is not None})
    refs = {row.pk: Ref(row.connection_id, row.payment_type, row.remote_id) for row in rows}
    links = history_links.resolve(refs.values())
    return [
        _line(row, links.get(refs[row.pk]), shops.get(row.shop_id) if row.shop_id else None, actor)
        for row in rows
    ]


def all_lines(rows: QuerySet[HistoryRow], actor: Actor) -> Iterator[Line]:
    """Every one of these rows, newest first, a few hundred at a time, whatever comes meanwhile."""
    at = ""
    while True:
        page = keyset.page(rows, at, AT_ONCE)
        yield from lines(page.rows, actor)
        at = page.older
        if not at:
            return


def _line(row: HistoryRow, link: Link | None, shop: Shop | None, actor: Actor) -> Line:
    status, word, tone = link.status_for(actor) if link else _own_status(row, actor)
    told = row.status_code if actor.reads_suspicious else row.counter_status
    hidden = told != row.status_code  # what stands beside a hidden status is hidden as well
    words = {
        name: "" if hidden else discreet(text, reads_suspicious=actor.reads_suspicious)
        for name, text in {
            "told_group": row.status_group,
            "told_message": row.status_message,
            "told_info": row.status_info,
        }.items()
    }
    return Line(
        public_id=row.public_id,
        created_at=row.created_at,
        told_on=row.told_on,
        created_told=row.created_told,
        first_seen_at=row.first_seen_at,
        changed_at=row.changed_at,
        kind=row.payment_type,
        remote_id=row.remote_id,
        remote_type=row.remote_type,
        account_told=row.account_id_told,
        amount_raw=row.amount_raw,
        amount=row.amount,
        currency=row.currency,
        status=status,
        word=word,
        tone=tone,
        told_status=told,
        **words,
        info=_info(row, actor),
        link=link,
        url=url_of(link),
        shop=shop,
    )


def url_of(link: Link | None) -> str:
    """Where the thing's own page is, "" where it has none."""
    if link is None:
        return ""
    try:
        return reverse(link.url_name, args=(link.public_id,))
    except NoReverseMatch:
        return ""


def _own_status(row: HistoryRow, actor: Actor) -> tuple[str, Words, str]:
    """Of a row that nothing of ours stands behind: the provider's words, with a colour where it is known."""
    code = row.status_code if actor.reads_suspicious else row.counter_status
    known = payment_statuses.of(code)
    message = row.status_message if code == row.status_code else ""
    message = discreet(message, reads_suspicious=actor.reads_suspicious)
    return code, message or code or known.word, known.tone


def _info(row: HistoryRow, actor: Actor) -> dict[str, str]:
    """Whom or what it was for; phone and address only for those who see people."""
    told = {str(name): str(text) for name, text in row.basic_info.items()}
    if actor.may(Permission.SEE_PEOPLE):
        return told
    return {name: "" if name in PERSONAL else text for name, text in told.items()}
