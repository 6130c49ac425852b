"""What the desk knows about a sender while they are served."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from accounts.models import Shop
from remittance.models import Hold, Recipient, Sender, Transfer
from wallet.models import State

from .same import Same, possibly_same

# Nothing left the shop, or it came back to it.
NOT_SENT = (
    State.DRAFT,
    State.PENDING_APPROVAL,
    State.REJECTED,
    State.CANCELLED,
    State.RELEASED,
    State.REFUNDED,
)
OFFERED = (Recipient.Standing.SAVED, Recipient.Standing.ONCE)


@dataclass(frozen=True)
class Sent:
    """What was sent in one currency, in amounts that arrive. A total is None when nothing was sent."""

    currency: str
    count_day: int
    total_day: Decimal | None
    count_month: int
    total_month: Decimal


@dataclass(frozen=True)
class Panel:
    """One sender at the counter. `sums` run over all shops of the operator, and over senders that may be
    the same person (`same`)."""

    sender: Sender
    today: date
    sums: list[Sent]
    recipients: list[Recipient]
    hold: Hold | None
    same: Same

    @property
    def id_missing(self) -> bool:
        return not self.sender.id_number

    @property
    def id_expired(self) -> bool:
        return is_expired(self.sender, self.today)

    @property
    def expired_id_agreed(self) -> bool:
        return self.sender.expired_id_agreed_on == self.today


def is_expired(sender: Sender, today: date) -> bool:
    """Whether the identity document ran out before `today` (the shop's business day)."""
    return sender.id_expires_on is not None and sender.id_expires_on < today


def business_day(shop: Shop, now: datetime) -> date:
    """The day it is in the shop."""
    return now.astimezone(shop.zone).date()


def panel(sender: Sender, shops: QuerySet[Shop], now: datetime) -> Panel:
    """Everything the panel shows, in six queries whatever the number of rows."""
    same = possibly_same(
        phone_key=sender.phone_key,
        alt_phone_key=sender.alt_phone_key,
        id_key=sender.id_key,
        shops=shops,
        but=sender.pk,
    )
    return Panel(
        sender=sender,
        today=business_day(sender.shop, now),
        sums=sent_by([sender.pk, *same.ids], now),
        recipients=used_by(sender)[:5],
        hold=hold_on(sender),
        same=same,
    )


def hold_on(person: Sender | Recipient) -> Hold | None:
    """The hold that stands on somebody; its reason is for supervisors and compliance only."""
    held = Hold.objects.select_related("placed_by")
    mine = held.filter(sender=person) if isinstance(person, Sender) else held.filter(recipient=person)
    return mine.filter(lifted_at=None).first()


def users_of(recipient: Recipient, shops: QuerySet[Shop], most: int = 20) -> list[Sender]:
    """The senders of these shops who used a recipient, the last one first."""
    used = Sender.objects.filter(used__recipient=recipient, shop__in=shops)
    return list(used.select_related("shop").order_by("-used__last_used_at", "-pk")[:most])


def sent_by(senders: list[int], now: datetime) -> list[Sent]:
    """What these senders sent in 24 hours and in 30 days, a line per currency."""
    day = Q(created_at__gte=now - timedelta(hours=24))
    rows = (
        Transfer.objects.filter(sender__in=senders, created_at__gte=now - timedelta(days=30))
        .exclude(state__in=NOT_SENT)
        .exclude(amount=None)
        .values("currency")
        .annotate(
            count_day=Count("pk", filter=day),
            total_day=Sum("amount", filter=day),
            count_month=Count("pk"),
            total_month=Sum("amount"),
        )
        .order_by("currency")
    )
    return [Sent(**row) for row in rows]


def used_by(sender: Sender, most: int = 50) -> list[Recipient]:
    """The recipients this sender used, the last one first, each with `on_hold`; never one whose saving at
    Bitspark is unsure."""
    held = Hold.objects.filter(recipient=OuterRef("pk"), lifted_at=None)
    return list(
        Recipient.objects.filter(used_by__sender=sender, standing__in=OFFERED)
        .select_related("shop")
        .annotate(on_hold=Exists(held))
        .order_by("-used_by__last_used_at", "-pk")[:most]
    )
