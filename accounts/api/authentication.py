"""A device's token: whose it is, for which shop, and as what, read anew at every request."""

from dataclasses import replace
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import Device, User
from accounts.selectors import access

SCHEMES = {b"token", b"bearer"}
LONGEST = 200
USED_EVERY = timedelta(minutes=1)  # how often "it was used" is worth a write


class DeviceAuthentication(BaseAuthentication):
    """`Authorization: Token ...` (or `Bearer ...`). Sets `actor` and `shop` on Django's request.

    Ended tokens are told apart, so that an app knows what to say: `token-expired`, `token-revoked` (also
    when its person was deactivated or lost the shop), and `credentials` for what was never a token.
    """

    def authenticate(self, request: Request) -> tuple[User, Device] | None:
        parts = get_authorization_header(request).split()
        if not parts:
            return None
        if len(parts) != 2 or parts[0].lower() not in SCHEMES or len(parts[1]) > LONGEST:
            raise _refused("credentials")
        device = _device(parts[1])
        role = access.role_in(device.user, device.shop)
        if not role:
            raise _refused("token-revoked")
        django_request: Any = request._request
        django_request.actor = replace(
            django_request.actor, user=device.user, role=role, shop=device.shop, device=device
        )
        django_request.shop = device.shop
        _note_use(device)
        return device.user, device

    def authenticate_header(self, request: Request) -> str:
        return 'Token realm="api"'


def _device(token: bytes) -> Device:
    try:
        text = token.decode("ascii")
        digest = hash_token(text)
    except (UnicodeDecodeError, TypeError, ValueError):
        raise _refused("credentials") from None
    alike = Device.objects.select_related("user", "shop").filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH])
    device = next((one for one in alike if compare_digest(one.digest, digest)), None)
    if device is None:
        raise _refused("credentials")
    if device.revoked_at is not None or not device.user.is_active:
        raise _refused("token-revoked")
    if device.expiry is not None and device.expiry <= timezone.now():
        raise _refused("token-expired")
    return device


def _note_use(device: Device) -> None:
    now = timezone.now()
    if device.last_used_at is None or device.last_used_at < now - USED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY)
        Device.objects.filter(stale, pk=device.pk).update(last_used_at=now)


def _refused(code: str) -> AuthenticationFailed:
    words = {
        "credentials": _("This token is none of ours."),
        "token-revoked": _("This device was revoked. Sign in again."),
        "token-expired": _("This device's 30 days are over. Sign in again."),
    }
    return AuthenticationFailed(words[code], code=code)
