"""Text sealed with the deployment's own keys, bound to the row it belongs to."""

import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """The sealed text belongs to another row, or no key of ours opens it."""


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str, bound_to: str) -> str:
    """Encrypt `text` under the newest key; it opens only for the same `bound_to` (row and column)."""
    inside = json.dumps([bound_to, text], ensure_ascii=False).encode()
    return _box(tuple(settings.FIELD_ENCRYPTION_KEYS)).encrypt(inside).decode()


def unseal(sealed: str, bound_to: str) -> str:
    """Open what `seal` made for the same row.

    Raises:
        Unreadable: made for another row, altered, or under a key that is gone.
    """
    try:
        row, text = json.loads(_box(tuple(settings.FIELD_ENCRYPTION_KEYS)).decrypt(sealed.encode()))
    except InvalidToken:
        raise Unreadable(bound_to) from None
    if row != bound_to:
        raise Unreadable(bound_to)
    return str(text)
