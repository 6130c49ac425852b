"""People, their roles, invitations and devices, as the settings show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Device, Invitation, Membership, Shop, User


def people(shops: Iterable[Shop], *, all_shops: bool) -> QuerySet[User]:
    """The staff of these shops, and with `all_shops` head office and people without a role; two queries."""
    theirs = Q(memberships__shop__in=list(shops))
    if all_shops:
        theirs |= Q(memberships__shop=None)
    roles = Membership.objects.select_related("shop").order_by("shop__name")
    return (
        User.objects.filter(theirs)
        .distinct()
        .order_by("-is_active", "name", "pk")
        .prefetch_related(Prefetch("memberships", queryset=roles))
    )


def invitations(shops: Iterable[Shop], *, all_shops: bool) -> QuerySet[Invitation]:
    """Invitations that still work, newest first; those for all shops are head office's to see."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    theirs = Q(shops__in=list(shops))
    if all_shops:
        theirs |= Q(all_shops=True)
    return (
        waiting.filter(theirs)
        .distinct()
        .select_related("created_by")
        .prefetch_related("shops")
        .order_by("-created_at")
    )


@dataclass(frozen=True)
class DeviceRow:
    """A device and how it stands: "live", "expired" or "revoked"."""

    device: Device
    standing: str


def devices(found: QuerySet[Device], now: datetime | None = None) -> list[DeviceRow]:
    """These devices, live ones first, newest first; the ended ones are history."""
    now = now or timezone.now()
    rows = [
        DeviceRow(device, _standing(device, now))
        for device in found.select_related("user", "shop").order_by("-created")[:200]
    ]
    return sorted(rows, key=lambda row: row.standing != "live")


def _standing(device: Device, now: datetime) -> str:
    if device.revoked_at:
        return "revoked"
    return "live" if device.expiry is None or device.expiry > now else "expired"
