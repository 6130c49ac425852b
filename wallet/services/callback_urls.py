"""The address a provider may call about one attempt: unguessable, and ours to verify without a look-up."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings


def url_for(attempt_id: UUID) -> str:
    """The full callback URL of an attempt; "" where nobody can reach us (PUBLIC_URL is not set)."""
    if not settings.PUBLIC_URL:
        return ""
    return f"{kept_part(attempt_id)}{_mac(settings.CALLBACK_KEYS[0], attempt_id)}"


def kept_part(attempt_id: UUID) -> str:
    """The URL without its secret end: all of it that is stored. "" where none was asked for."""
    return f"{settings.PUBLIC_URL}/callbacks/{attempt_id}/" if settings.PUBLIC_URL else ""


def is_ours(attempt_id: UUID, mac: str) -> bool:
    """Whether this MAC was made by one of our keys, in a time that does not tell how much of it was right."""
    given = mac.encode("utf-8", "replace")
    matches = [hmac.compare_digest(_mac(key, attempt_id).encode(), given) for key in settings.CALLBACK_KEYS]
    return any(matches)


def _mac(key: str, attempt_id: UUID) -> str:
    return hmac.new(key.encode(), attempt_id.bytes, hashlib.sha256).hexdigest()
