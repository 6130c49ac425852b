"""The profile behind a login at Bitspark: read, kept, shown in full for a reason, and changed."""

from .changing import change, note_unmasked
from .reading import CHANGEABLE, TEXTS, AccountCurrency, currencies, refresh, told_of

__all__ = [
    "CHANGEABLE",
    "TEXTS",
    "AccountCurrency",
    "change",
    "currencies",
    "note_unmasked",
    "refresh",
    "told_of",
]
