"""What every request carries: an id, and who acts in which shop."""

import ipaddress
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Actor, Shop
from accounts.selectors import access
from accounts.services.errors import NotAllowed, ProviderDown, ServiceError
from accounts.views import errors, kept

Handler = Callable[[HttpRequest], HttpResponse]
SIGNED_IN_AT = "signed_in_at"
ACTED_AT = "acted_at"
ACTIVE_SHOP = "active_shop"
NO_POWERS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
NO_SHOP = ""  # head office, looking at all shops


class ProxyMiddleware:
    """Hear what a proxy says of a request only from a proxy of the deployment's; before anything reads it."""

    SAID_BY_PROXIES = (
        "HTTP_FORWARDED",
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_FORWARDED_PORT",
        "HTTP_X_FORWARDED_PROTO",
    )

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not trusted(str(request.META.get("REMOTE_ADDR", ""))):
            for name in self.SAID_BY_PROXIES:
                request.META.pop(name, None)
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", NO_POWERS)
        return response


class RequestIdMiddleware:
    """Give each request an id that logs, errors and the answer's header share."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]  # ours, read by errors and the API
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]  # as above
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]  # as above
        return response


class ActiveShopMiddleware:
    """Say who acts, and in which shop: `request.actor`, `.shop`, `.shops`, `.standing`.

    Read anew on each request, so that a changed role or a deactivated person is felt at once. Ends a
    session that is idle or too old: a page that refreshes itself (header `X-Poll`) does not count as
    an act. `request.shops` are those where the person is what they are in the active shop, so that a
    permission checked once holds for every object found through it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        end_if_expired(request)
        place(request)
        response = self.get_response(request)
        # the API puts its device's person on the request: there is no session to remember for it
        if request.user.is_authenticated and request.actor.device is None:  # type: ignore[attr-defined]  # `place`'s
            response["Cache-Control"] = "no-store, private"
            kept.remember_who(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no view turned into words becomes the page that says it."""
        match exception:
            case ProviderDown():
                return errors.provider_down(request, exception)
            case NotAllowed():
                return errors.not_allowed(request, exception)
            case ServiceError():
                return errors.refused(request, exception)
        return None


def end_if_expired(request: HttpRequest) -> None:
    """Sign out a session that nobody used for 15 minutes, or that is older than 10 hours."""
    if not request.user.is_authenticated:
        return
    now = int(timezone.now().timestamp())
    started = request.session.setdefault(SIGNED_IN_AT, now)
    acted = request.session.setdefault(ACTED_AT, now)
    oldest: timedelta = settings.SESSION_ABSOLUTE_AGE
    if now - started >= oldest.total_seconds() or now - acted >= settings.SESSION_COOKIE_AGE:
        logout(request)
        return
    if "X-Poll" not in request.headers:
        request.session[ACTED_AT] = now


def place(request: Any) -> None:
    """Set actor, shop, shops and standing on the request. Two queries; three for head office."""
    request.standing, request.shop, request.shops = None, None, Shop.objects.none()
    request.actor = Actor(user=None, address=address_of(request))
    if not request.user.is_authenticated:
        return
    standing = request.standing = access.standing_of(request.user)
    shop = request.shop = _active(request, standing)
    role = standing.role_in(shop) if shop else standing.head_office
    request.actor = Actor(user=request.user, role=role, shop=shop, address=address_of(request))
    if role:
        request.shops = Shop.objects.filter(pk__in=[one.pk for one in standing.shops_as(role)])


def _active(request: HttpRequest, standing: access.Standing) -> Shop | None:
    chosen = request.session.get(ACTIVE_SHOP)
    by_id = {str(shop.public_id): shop for shop in standing.shops}
    if chosen in by_id:
        return by_id[chosen]
    if standing.head_office:
        return None
    return standing.shops[0] if standing.shops else None


def address_of(request: HttpRequest) -> str:
    """Where the request came from: the peer, or what a trusted proxy says of it."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES or not trusted(peer):
        return peer
    relayed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    for address in reversed(relayed):  # from the proxy outward: the first one that is no proxy of ours
        if not _is_address(address):
            return peer
        if not trusted(address):
            return address
    return peer


def trusted(address: str) -> bool:
    """Whether this peer is a proxy of the deployment's: an address, a network, or "unix" for a socket."""
    if not address:
        return "unix" in settings.TRUSTED_PROXIES
    try:
        here = ipaddress.ip_address(address)
        return any(here in ipaddress.ip_network(one, strict=False) for one in _networks())
    except ValueError:
        return False


def _networks() -> list[str]:
    return [one for one in settings.TRUSTED_PROXIES if one != "unix"]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
