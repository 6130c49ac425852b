"""Devices: a token for one person, one device and one shop, shown once, 30 days, revocable."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.settings import knox_settings

from accounts.models import Actor, Device, Shop, User
from accounts.selectors import access
from accounts.services import audit
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, Refused

MOST = 20  # live devices of one person


def issue(person: User, shop: Shop, name: str, *, actor: Actor) -> tuple[Device, str]:
    """Make a token for this person on this device in this shop; the text is told now and never again.

    Raises:
        NotAllowed: the person is nothing in that shop. Refused: `too-many-devices`, `name-missing`.
    """
    if not access.role_in(person, shop):
        raise NotAllowed(_("You have no role in that shop."), code="permission", permission="shop")
    name = " ".join(name.split())[:80]
    if not name:
        words = _("Give the device a name, such as “Counter phone”.")
        raise Refused(words, code="name-missing", fields={"name": [FieldProblem("required", words)]})
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        if live_of(person) >= MOST:
            raise Refused(_("You have 20 devices. Revoke one first."), code="too-many-devices")
        device, token = Device.objects.create(user=person, shop=shop, name=name)
        _record("device.issued", device, actor, expires=device.expiry)
    return device, token


def renew(device: Device, *, actor: Actor) -> Device:
    """Let a live token live 30 days from now.

    Raises:
        Conflict: `device-ended`, it was revoked or has expired; a new one is needed.
    """
    now = timezone.now()
    with transaction.atomic():
        live = Device.objects.filter(pk=device.pk, revoked_at=None, expiry__gt=now)
        if not live.update(expiry=now + knox_settings.TOKEN_TTL):
            raise Conflict(
                _("This device has been revoked or has expired: add it anew."), code="device-ended"
            )
        device.refresh_from_db()
        _record("device.renewed", device, actor, expires=device.expiry)
    return device


def revoke(device: Device, *, actor: Actor) -> None:
    """End a token; felt on its next request. The row stays as history. Twice is once."""
    with transaction.atomic():
        if Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=timezone.now()):
            _record("device.revoked", device, actor)
    device.refresh_from_db()


def end_all(person: User) -> int:
    """End every token of the person, within the caller's transaction and entry; how many were live."""
    return Device.objects.filter(user=person, revoked_at=None).update(revoked_at=timezone.now())


def end_without_shop(person: User) -> int:
    """End the tokens for shops where the person is nothing any more, within the caller's transaction."""
    gone = Device.objects.filter(user=person, revoked_at=None).exclude(shop__in=access.shops_of(person))
    return gone.update(revoked_at=timezone.now())


def live_of(person: User, now: datetime | None = None) -> int:
    """How many tokens of the person work now."""
    return Device.objects.filter(user=person, revoked_at=None, expiry__gt=now or timezone.now()).count()


def _record(action: str, device: Device, actor: Actor, **detail: object) -> None:
    audit.record(
        action,
        actor=actor,
        shop=device.shop,
        noun="device",
        object_id=device.public_id,
        **{"name": device.name, "person": str(device.user), **detail},  # type: ignore[arg-type]  # all are detail
    )
