"""Lists by cursor: 50 rows a page, 200 at most, stable while rows arrive."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.selectors import keyset

from .fields import Told
from .problems import Unreadable

USUAL, MOST = 50, 200


def limit_of(request: Request) -> int:
    """How many rows are asked for; more than 200 are 200.

    Raises:
        Unreadable: `bad-limit`.
    """
    text = request.query_params.get("limit", "")
    if not text:
        return USUAL
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
        raise Unreadable(_("limit is a number from 1."), code="bad-limit")
    return min(int(text), MOST)


def page(
    request: Request, rows: QuerySet[Any, Any], show: Callable[[Iterable[Any]], Iterable[Any]]
) -> dict[str, Any]:
    """One page of `rows`, newest first, each as `show` makes it; cursors are null where a list ends.

    Raises:
        BadCursor, Unreadable.
    """
    found = keyset.page(rows, request.query_params.get("cursor", ""), limit_of(request))
    return {
        "items": list(show(found.rows)),
        "next_cursor": found.older or None,
        "previous_cursor": found.newer or None,
    }


def whole(items: Iterable[Any]) -> dict[str, Any]:
    """A list that is never long, in the same shape."""
    return {"items": list(items), "next_cursor": None, "previous_cursor": None}


def page_of(item: type[Told], name: str) -> type[serializers.Serializer[Any]]:
    """The shape of a page of `item`, called `name` in the schema."""
    fields = {
        "items": item(many=True),
        "next_cursor": serializers.CharField(
            allow_null=True, help_text="Put it into `cursor` for older rows; null at the end."
        ),
        "previous_cursor": serializers.CharField(
            allow_null=True, help_text="Put it into `cursor` for newer rows; null at the start."
        ),
    }
    return type(name, (Told,), fields)
