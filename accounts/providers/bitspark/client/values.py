"""Single values as Bitspark writes them: texts, figures, flags and times, read without guessing.

The document shows figures as strings and as JSON numbers, flags as booleans and as "true", and times in four
ways. What cannot be read becomes None and its name is remembered: it is shown as it came, never made up.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from accounts.providers.calling import strict_json

_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProviderTime:
    """A time as Bitspark told it.

    text: their own writing.
    value: a datetime in UTC; a date, never converted, when only a day was told; None when unreadable.
    date_only: only a day was told; its zone is unknown.
    """

    text: str
    value: datetime | date | None
    date_only: bool

    @classmethod
    def read(cls, text: str) -> "ProviderTime":
        """The time in this text. Without a zone it is taken as UTC. [guess]"""
        try:
            if _DATE.fullmatch(text):
                return cls(text, date.fromisoformat(text), True)
            if _TIME.fullmatch(text):
                told = datetime.fromisoformat(
                    text.replace(" UTC", "Z").replace("UTC", "Z").replace(" Z", "Z")
                )
                return cls(text, told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC), False)
        except (ValueError, OverflowError):
            pass
        return cls(text, None, False)


def figure(value: Any) -> Decimal:
    """This figure, exactly; a string or a JSON number.

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


def figure_text(value: Any) -> str:
    """A figure as Bitspark wrote it, a JSON number in plain notation; "" when it wrote none."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return ""


class Attributes:
    """Reads the attributes of one object; None for what is missing or null, and `unread` for what is odd."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._unread: list[str] = []

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of the attributes that were there and could not be read."""
        return tuple(self._unread)

    def odd(self, name: str) -> None:
        """Remember that this attribute could not be read."""
        if name not in self._unread:
            self._unread.append(name)

    def text(self, name: str) -> str | None:
        """A text; a JSON number is read as its digits."""
        value = self._values.get(name)
        if value is None or isinstance(value, str):
            return value
        digits = figure_text(value)
        if not digits:
            self.odd(name)
            return None
        return digits

    def figure(self, name: str) -> Decimal | None:
        """A figure of any sign; an empty string is read as none told."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        try:
            return figure(value)
        except ValueError:
            self.odd(name)
            return None

    def whole(self, name: str) -> int | None:
        """A whole number, written as a JSON number or a string."""
        told = self.figure(name)
        if told is None:
            return None
        if told != told.to_integral_value():
            self.odd(name)
            return None
        return int(told)

    def flag(self, name: str) -> bool | None:
        """A boolean, or its name as a string: "false" is a true string, so it is compared."""
        value = self._values.get(name)
        if value is None or isinstance(value, bool):
            return value
        told = {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else None
        if told is None:
            self.odd(name)
        return told

    def time(self, name: str) -> ProviderTime | None:
        text = self.text(name)
        if text is None or text == "":
            return None
        told = ProviderTime.read(text)
        if told.value is None:
            self.odd(name)
        return told

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A hash; an empty one when it is missing or null."""
        value = self._values.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.odd(name)
            return {}
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """An array of strings; empty when it is missing or null."""
        return tuple(item for item in self._items(name, str))

    def mappings(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """An array of hashes; empty when it is missing or null."""
        return tuple(item for item in self._items(name, dict))

    def _items(self, name: str, kind: type) -> list[Any]:
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.odd(name)
            return []
        fitting = [item for item in value if isinstance(item, kind)]
        if len(fitting) != len(value):
            self.odd(name)
        return fitting
