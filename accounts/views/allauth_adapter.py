"""How allauth behaves here: sign-up is closed, guessing is slow, a sign-in starts a new session."""

import time
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Actor
from accounts.services import links, staff
from accounts.views import here, kept, middleware

log = structlog.get_logger(__name__)
SLOW_DOWN_SECONDS = 1.0


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-up is closed: people come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in under a new session key, with the clocks of the session started anew, and note it."""
        earlier = kept.signing_in(request, user)
        super().login(request, user)
        kept.signed_in(request, earlier)
        for clock in (middleware.SIGNED_IN_AT, middleware.ACTED_AT):
            request.session.pop(clock, None)
        staff.signed_in(user, actor=Actor(user=user, address=middleware.address_of(request)))

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends every device; sessions carry the old one's mark and end by themselves."""
        super().set_password(user, password)
        staff.password_set(user, actor=Actor(user=user, address=middleware.address_of(self.request)))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse after five failures of a name from an address; slow all tries of a name under attack.

        The refusal counts name and address together, so that nobody can lock a person out from elsewhere.
        """
        if not ratelimit.consume(request, action="login_slow", key=_name(credentials), dry_run=True):
            time.sleep(SLOW_DOWN_SECONDS)
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        ratelimit.consume(request, action="login_slow", key=_name(credentials))
        log.warning(
            "sign-in refused", username=_name(credentials)[:150], address=middleware.address_of(request)
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{_name(credentials)}|{middleware.address_of(request)}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count, through trusted proxies only."""
        return middleware.address_of(request) or super().get_client_ip(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link that is mailed leads to the configured host, whatever Host the request named."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uid, token])
        return links.absolute(path, f"{self.request.scheme}://{self.request.get_host()}")

    def is_safe_url(self, url: str) -> bool:
        """Whether a redirect may lead there: pages of this very host only, never a URL that is unreadable."""
        return here.is_here(self.request, url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse(settings.LOGIN_REDIRECT_URL)


def _name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "").casefold()
