"""Files that people hand in: looked into, cleaned, scanned, and kept where no address leads."""

from .checking import MOST_BYTES, TYPES, Cleaned, cleaned, must_be_small
from .keeping import drop, keep, read
from .scanning import must_be_clean

__all__ = [
    "MOST_BYTES",
    "TYPES",
    "Cleaned",
    "cleaned",
    "drop",
    "keep",
    "must_be_clean",
    "must_be_small",
    "read",
]
