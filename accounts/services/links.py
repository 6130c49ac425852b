"""One-time links for people, under the address that the deployment configured."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.models import User


def absolute(path: str, fallback: str = "") -> str:
    """The full URL of a path here: under PUBLIC_URL, or `fallback` (scheme and host) where none is set.

    A request's own Host never decides where a mailed link leads while PUBLIC_URL is set.
    """
    return f"{settings.PUBLIC_URL or fallback}{path}"


def invitation(token: str) -> str:
    """The path at which an invitation is accepted."""
    return reverse("accounts:invitation", args=[token])


def password(person: User) -> str:
    """The path at which this person sets a new password, once, within three days."""
    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
