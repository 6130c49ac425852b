"""Pages by key: newest first, no OFFSET, no COUNT over a list that grows.

Order is always (created_at, id), descending. The redundant `created_at <=` bound lets the planner
use the index on both databases; without it a deep page reads everything above it.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

Row = TypeVar("Row")
COUNTED_TO = 10_000


class BadCursor(ValueError):
    """The cursor was not made here."""


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the row after which (older) or before which (newer) a page begins."""

    created_at: datetime
    id: int
    newer: bool = False

    def __str__(self) -> str:
        text = f"{'n' if self.newer else 'o'}|{self.created_at.isoformat()}|{self.id}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Read what `str` wrote.

        Raises:
            BadCursor: it is not one of ours.
        """
        try:
            way, moment, number = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
            cursor = cls(datetime.fromisoformat(moment), int(number), newer=way == "n")
        except (ValueError, binascii.Error, UnicodeDecodeError):
            raise BadCursor(text) from None
        if cursor.created_at.tzinfo is None or not 0 < cursor.id < 2**63:
            raise BadCursor(text)
        return cursor


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """Rows newest first; `older` and `newer` are cursors, "" where there is nothing that way."""

    rows: Sequence[Row]
    older: str
    newer: str


def page(rows: QuerySet[Any, Any], cursor_text: str, size: int) -> KeysetPage[Any]:
    """One page of `rows` (models or dicts with `created_at` and `id`).

    Raises:
        BadCursor: `cursor_text` is not one of ours.
    """
    cursor = Cursor.read(cursor_text) if cursor_text else None
    found = list(_from(rows, cursor)[: size + 1])
    more, found = len(found) > size, found[:size]
    if cursor and cursor.newer:
        found.reverse()
    if not found:
        return KeysetPage(found, "", "")
    first, last = _key(found[0]), _key(found[-1])
    has_newer = more if cursor and cursor.newer else cursor is not None
    has_older = True if cursor and cursor.newer else more
    return KeysetPage(
        found,
        older=str(Cursor(*last)) if has_older else "",
        newer=str(Cursor(*first, newer=True)) if has_newer else "",
    )


def _from(rows: QuerySet[Any, Any], cursor: Cursor | None) -> QuerySet[Any, Any]:
    if cursor is None:
        return rows.order_by("-created_at", "-id")
    at = cursor.created_at
    if cursor.newer:
        after = Q(created_at__gt=at) | Q(created_at=at, id__gt=cursor.id)
        return rows.filter(after, created_at__gte=at).order_by("created_at", "id")
    before = Q(created_at__lt=at) | Q(created_at=at, id__lt=cursor.id)
    return rows.filter(before, created_at__lte=at).order_by("-created_at", "-id")


def _key(row: Any) -> tuple[datetime, int]:
    return (row["created_at"], row["id"]) if isinstance(row, dict) else (row.created_at, row.pk)


def counted(rows: QuerySet[Any, Any]) -> tuple[int, bool]:
    """How many rows there are, and whether there are more than 10,000 (then the count is 10,000)."""
    found = rows.order_by()[: COUNTED_TO + 1].count()
    return min(found, COUNTED_TO), found > COUNTED_TO
