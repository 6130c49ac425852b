"""What a person typed when their sign-in had run out: kept for them alone, and offered back.

A POST that arrives without a session is sealed for whoever was last signed in at this browser (a signed
cookie says who) and its address, laid into the still anonymous session, and the person is asked to sign
in. Afterwards `accounts:kept` brings it back: the page's form is drawn filled, or what was typed is shown
with a button. Nothing is ever sent again by itself; another person who signs in sees nothing of it.
"""

import hashlib
import json
import secrets
import string
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.sealing import Unreadable, seal, unseal

IN_SESSION = "kept"
PARAMETER = "kept"
EARLIER_FORMS = "forms_before_sign_in"
LARGEST = 64 * 1024
MOST = 3
_KEPT = _(
    "You were signed out after a while without a move. Nothing was done. What you typed is kept: "
    "sign in as the same person and it is there again."
)
_NOT_KEPT = _(
    "You were signed out after a while without a move. Nothing was done. Please sign in and begin again."
)
NEVER_KEPT = ("password", "secret", "key", "otp", "token", "csrfmiddlewaretoken")


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in and come back here: with what was posted, if it is surely known whose it is."""
    back = None
    if request.method == "POST":
        who = last_here(request)
        back = keep(request, who) if who else None
        messages.warning(request, _KEPT if back else _NOT_KEPT)
    target = urlencode({"next": back or _page_of(request)})
    return lead_to(request, f"{resolve_url(settings.LOGIN_URL)}?{target}")


def keep(request: HttpRequest, who: str) -> str | None:
    """Seal the posted fields for this person and address; where they are offered back, None if not kept."""
    fields = {
        name: values
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in NEVER_KEPT)
    }
    text = json.dumps({"path": request.get_full_path(), "fields": fields})
    if not fields or len(text) > LARGEST:
        return None
    name = secrets.token_urlsafe(9)
    held = dict(request.session.get(IN_SESSION, {}))
    for oldest in list(held)[: max(0, len(held) - MOST + 1)]:
        del held[oldest]
    held[name] = seal(text, _bound_to(who, name))
    request.session[IN_SESSION] = held
    return reverse("accounts:kept", args=[name])


def offered(request: HttpRequest, name: str) -> tuple[str, QueryDict] | None:
    """The address and the fields kept under this name, None if gone or not this person's."""
    sealed = request.session.get(IN_SESSION, {}).get(name)
    if not sealed or not request.user.is_authenticated:
        return None
    try:
        found = json.loads(unseal(sealed, _bound_to(str(request.user.public_id), name)))
    except Unreadable:
        return None
    fields = QueryDict(mutable=True)
    for field, values in found["fields"].items():
        fields.setlist(field, values)
    return found["path"], fields


def typed(request: HttpRequest) -> QueryDict | None:
    """What the person in this request posted to this very address before, None if nothing is kept."""
    name = request.GET.get(PARAMETER, "")
    found = offered(request, name) if name and request.method == "GET" else None
    if found is None or urlsplit(found[0]).path != request.path:
        return None
    return found[1]


def forget(request: HttpRequest, name: str) -> None:
    """Drop what was kept under this name."""
    held = dict(request.session.get(IN_SESSION, {}))
    if held.pop(name, None) is not None:
        request.session[IN_SESSION] = held


def keep_after_csrf_failure(request: HttpRequest) -> str | None:
    """Keep a form that was out of date because the same person signed in again since it was drawn.

    The form's token tells: it is of the secret that this person had before. A form of somebody else,
    or from another site, is not kept.
    """
    if request.method != "POST" or not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    token = request.POST.get("csrfmiddlewaretoken", "")
    if not token or _print_of(_secret_in(token)) not in request.session.get(EARLIER_FORMS, []):
        return None
    return keep(request, str(request.user.public_id))


def signing_in(request: HttpRequest, user: Any) -> list[str]:
    """Which earlier forms at this browser are this person's own; asked before the sign-in."""
    if last_here(request) != str(user.public_id):
        return []
    earlier = list(request.session.get(EARLIER_FORMS, []))
    return [*earlier, _print_of(_secret_in(get_token(request)))][-8:]


def signed_in(request: HttpRequest, earlier: list[str]) -> None:
    """Remember what `signing_in` found, in the new session."""
    request.session[EARLIER_FORMS] = earlier


def remember_who(request: Any, response: HttpResponse) -> None:
    """Leave a signed cookie that says who was last signed in at this browser."""
    who = str(request.user.public_id)
    if last_here(request) != who:
        response.set_cookie(
            _cookie(),
            signing.Signer(salt=IN_SESSION).sign(who),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def last_here(request: HttpRequest) -> str:
    """The public id of the person last signed in at this browser, "" if unknown."""
    try:
        return signing.Signer(salt=IN_SESSION).unsign(request.COOKIES.get(_cookie(), ""))
    except signing.BadSignature:
        return ""


def lead_to(request: HttpRequest, url: str) -> HttpResponse:
    """Go to another page with GET, the whole page of it, also from a part that htmx asked for."""
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=200)
        response["HX-Redirect"] = url
        return response
    see_other = HttpResponseRedirect(url)
    see_other.status_code = 303 if request.method == "POST" else 302
    return see_other


def _page_of(request: HttpRequest) -> str:
    """The page the person looked at: around a part of one, or where a POST came from."""
    if request.headers.get("HX-Request") == "true":
        return _path_at_home(request, request.headers.get("HX-Current-URL", ""))
    if request.method == "GET":
        return request.get_full_path()
    return _path_at_home(request, request.headers.get("Referer", ""))


def _path_at_home(request: HttpRequest, url: str) -> str:
    parts = urlsplit(url)
    if parts.netloc != request.get_host() or not parts.path.startswith("/") or parts.path.startswith("//"):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _bound_to(who: str, name: str) -> str:
    return f"kept:{who}:{name}"


def _cookie() -> str:
    return "__Host-desk-who" if settings.SESSION_COOKIE_SECURE else "desk-who"


def _secret_in(token: str) -> str:
    """The secret in a form's token: 32 characters of mask, then as many shifted by it."""
    letters = string.ascii_letters + string.digits
    if len(token) != 64 or any(letter not in letters for letter in token):
        return token
    pairs = zip(token[:32], token[32:], strict=True)
    return "".join(
        letters[(letters.index(shown) - letters.index(mask)) % len(letters)] for mask, shown in pairs
    )


def _print_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
