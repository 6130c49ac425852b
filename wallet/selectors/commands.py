"""Questions about money commands."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import Actor, Connection, Shop
from wallet.models import DECISIONS, IN_DOUBT, MoneyCommand, State

from . import clock

# Closed without a transfer at the provider: no twin, and may be replaced.
NOTHING_SENT = (State.REJECTED, State.CANCELLED, State.RELEASED)
TWIN_HOURS = 24


def principal_of(actor: Actor) -> str:
    """Whose idempotency keys these are: the person's, on every device of theirs.

    Raises:
        ValueError: the desk itself asks for nothing.
    """
    if actor.user is None:
        raise ValueError("a money command is asked for by a person")
    return f"user:{actor.user.public_id}"


def by_key(shop: Shop, actor: Actor, key: str) -> MoneyCommand | None:
    """The command that this person made in this shop with this key, if any."""
    rows = MoneyCommand.objects.select_related("shop", "connection")
    return rows.filter(shop=shop, idem_principal=principal_of(actor), idem_key=key).first()


def twin_in_doubt(connection: Connection, fingerprint: str) -> MoneyCommand | None:
    """A command that the provider's list cannot tell from this one and whose outcome nobody knows."""
    return _twins(connection, fingerprint).filter(state__in=IN_DOUBT).first()


def recent_twin(connection: Connection, fingerprint: str) -> MoneyCommand | None:
    """The newest command like this one in 24 hours that was sent or may still be."""
    rows = _twins(connection, fingerprint).exclude(state__in=NOTHING_SENT)
    return rows.filter(created_at__gte=clock.in_seconds(-TWIN_HOURS * 3600)).order_by("-id").first()


def _twins(connection: Connection, fingerprint: str) -> QuerySet[MoneyCommand]:
    return MoneyCommand.objects.filter(connection=connection, twin_fp=fingerprint)


def due() -> QuerySet[MoneyCommand]:
    """Commands to be sent now, oldest first: queued, not held back, still valid, their login not paused."""
    rows = MoneyCommand.objects.queued().filter(valid_until__gt=clock.now(), connection__paused_at=None)
    return rows.filter(Q(not_before=None) | Q(not_before__lte=clock.now())).order_by("id")


def too_late() -> QuerySet[MoneyCommand]:
    """Commands that may no longer be sent, queued or not approved: the customer and the price are gone."""
    not_sent = [State.QUEUED, State.PENDING_APPROVAL]
    return MoneyCommand.objects.filter(state__in=not_sent, valid_until__lte=clock.now())


def decision_on(connection: Connection, subject_remote_id: str) -> MoneyCommand | None:
    """The open or done decision on this remote object, if any."""
    if not subject_remote_id:
        return None
    rows = MoneyCommand.objects.select_related("created_by").exclude(state__in=NOTHING_SENT)
    return rows.filter(connection=connection, kind__in=DECISIONS, subject_remote_id=subject_remote_id).first()


def unknown_of(names: Iterable[str]) -> QuerySet[MoneyCommand]:
    """Commands of these kinds whose outcome nobody knows, oldest first."""
    return MoneyCommand.objects.filter(state=State.UNKNOWN, kind__in=list(names)).order_by("id")


def moved_by(actor: Actor, shops: Iterable[Shop], kinds: Iterable[str], currency: str) -> Decimal:
    """What this person ordered of these kinds in 24 hours in these shops, as counted against limits."""
    rows = MoneyCommand.objects.filter(
        shop__in=shops,
        created_by=actor.user,
        kind__in=kinds,
        limit_currency=currency,
        created_at__gte=clock.in_seconds(-24 * 3600),
    ).exclude(state__in=NOTHING_SENT)
    return rows.aggregate(sum=Sum("limit_amount"))["sum"] or Decimal(0)


def lease_gone() -> QuerySet[MoneyCommand]:
    """Commands being sent whose sender has held them longer than its lease."""
    return MoneyCommand.objects.filter(state=State.SENDING, lease_until__lte=clock.now())


def being_sent() -> QuerySet[MoneyCommand]:
    return MoneyCommand.objects.filter(state=State.SENDING)


def current(command_id: int) -> MoneyCommand:
    """The command as it stands now, with its shop, login and maker."""
    return MoneyCommand.objects.select_related("shop", "connection", "created_by", "device").get(
        pk=command_id
    )


def of_public_id(public_id: UUID, shops: QuerySet[Shop]) -> MoneyCommand:
    """A command of one of these shops.

    Raises:
        MoneyCommand.DoesNotExist: there is none, or it is another shop's.
    """
    return MoneyCommand.objects.select_related("shop", "connection").of_shops(shops).get(public_id=public_id)


def resting(shops: QuerySet[Shop] | None = None) -> dict[str, int]:
    """How many commands (of these shops) rest longer than they should, per alarm: what nobody may overlook.
    One query."""
    alarms = {
        "queued": Q(state=State.QUEUED, created_at__lte=clock.in_seconds(-120)),
        "sending": Q(state=State.SENDING, lease_until__lte=clock.now()),
        "unknown": Q(state=State.UNKNOWN, sent_at__lte=clock.in_seconds(-15 * 60)),
        "unconfirmed": Q(state=State.UNCONFIRMED),
    }
    rows = MoneyCommand.objects.filter(state__in=[State.QUEUED, *IN_DOUBT])
    if shops is not None:
        rows = rows.of_shops(shops)
    return rows.aggregate(**{name: Count("pk", filter=which) for name, which in alarms.items()})
