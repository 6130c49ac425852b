"""Single values as SpectroCoin writes them: texts, ids, figures, statuses and times, read without guessing.

The document shows ids as strings and as JSON numbers, and statuses in two spellings. What cannot be read
becomes None and its name is remembered: it is shown as it came, never made up.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from accounts.providers.calling import strict_json

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,30}")


class Undescribed(ValueError):
    """This answer is not one that the document describes. Nothing of it is quoted."""


@dataclass(frozen=True, slots=True)
class ProviderTime:
    """A time as SpectroCoin told it.

    text: their own writing. value: in UTC; None when unreadable.
    """

    text: str
    value: datetime | None

    @classmethod
    def read(cls, text: str) -> "ProviderTime":
        """The time in this text; one without a zone is not readable."""
        try:
            if _TIME.fullmatch(text):
                return cls(text, datetime.fromisoformat(text).astimezone(UTC))
        except (ValueError, OverflowError):
            pass
        return cls(text, None)


def figure(value: Any) -> Decimal:
    """This figure, exactly; a JSON number, or a string that holds one.

    Raises:
        ValueError: it is neither, or a number beyond all amounts.
    """
    if isinstance(value, bool):
        raise ValueError("A flag is no figure.")
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, str):
        return strict_json.decimal(value.strip())
    raise ValueError("Not a figure.")


def digits(value: Any) -> str:
    """An id, told as a JSON number or a string, as the text of its digits.

    Raises:
        ValueError: it is no row of digits.
    """
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _DIGITS.fullmatch(text):
        raise ValueError("Not an id of digits.")
    return text


def members(payload: Any) -> Mapping[str, Any]:
    """The members of an answer that is one object.

    Raises:
        Undescribed: it is something else.
    """
    if not isinstance(payload, dict):
        raise Undescribed("the answer is no object")
    return payload


class Reader:
    """Reads one object; None for what is missing or null, and `unread` for what is odd."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._unread: list[str] = []

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of the members that were there and could not be read."""
        return tuple(self._unread)

    def odd(self, name: str) -> None:
        """Remember that this member could not be read."""
        if name not in self._unread:
            self._unread.append(name)

    def text(self, name: str) -> str | None:
        """A text; a JSON number is read as its digits."""
        value = self._values.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return format(value, "f") if isinstance(value, Decimal) else str(value)
        self.odd(name)
        return None

    def id(self, name: str) -> str | None:
        """An id as the text of its digits."""
        value = self._values.get(name)
        if value is None:
            return None
        try:
            return digits(value)
        except ValueError:
            self.odd(name)
            return None

    def figure(self, name: str) -> Decimal | None:
        """A figure of any sign."""
        value = self._values.get(name)
        if value is None:
            return None
        try:
            return figure(value)
        except ValueError:
            self.odd(name)
            return None

    def word(self, name: str) -> str:
        """A status or a currency, upper-cased: the document writes `PAID` and `Paid`. "" when not told."""
        return (self.text(name) or "").strip().upper()

    def time(self, name: str) -> ProviderTime | None:
        text = self.text(name)
        if text is None:
            return None
        told = ProviderTime.read(text)
        if told.value is None:
            self.odd(name)
        return told
