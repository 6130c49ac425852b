"""A secret that the next page shows once: laid sealed into the session, taken out when it is drawn."""

from django.http import HttpRequest

from accounts.models.sealing import Unreadable, seal, unseal


def put(request: HttpRequest, what: str, secret: str) -> None:
    """Have the next page that asks for `what` show it."""
    request.session[f"once:{what}"] = seal(secret, _bound_to(request, what))


def take(request: HttpRequest, what: str) -> str:
    """The secret, now gone from the session; "" if there is none."""
    sealed = request.session.pop(f"once:{what}", "")
    try:
        return unseal(sealed, _bound_to(request, what)) if sealed else ""
    except Unreadable:
        return ""


def _bound_to(request: HttpRequest, what: str) -> str:
    return f"once:{what}:{request.user.pk}"
