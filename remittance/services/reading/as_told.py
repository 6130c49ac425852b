"""What a provider told, in a shape that JSON columns keep on both databases without losing a digit."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def as_told(value: Any) -> Any:
    """A parsed answer as plain JSON. A JSON number with a fraction becomes its digits as text: the columns of
    both databases would hand it back as a binary float."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {str(key): as_told(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_told(item) for item in value]
    return value
