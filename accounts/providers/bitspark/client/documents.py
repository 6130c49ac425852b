"""The envelope of an answer: `data`, `included` and `meta`.

Source: Bitspark API, "Pagination" and the examples; it is JSON:API without all of its parts. What was
included is found by its (type, id), since different things share one id in the examples.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .values import Attributes

T = TypeVar("T")

MAX_ID = 255


class Undescribed(Exception):
    """The answer is not of the documented shape. The text names the part, never its content."""


@dataclass(frozen=True)
class Resource:
    """One object of an answer. `raw` is its JSON as it came, unknown fields included."""

    id: str
    type: str
    attributes: Mapping[str, Any] = field(repr=False)
    relationships: Mapping[str, Any] = field(repr=False)
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, value: Any) -> "Resource":
        """Raises: Undescribed when it is no object with an id and a type as text."""
        if not isinstance(value, dict):
            raise Undescribed("an object is not one")
        own_id, own_type = value.get("id"), value.get("type")
        if not isinstance(own_id, str) or not own_id.strip() or len(own_id) > MAX_ID:
            raise Undescribed("an object has no id")
        if not isinstance(own_type, str) or not own_type:
            raise Undescribed("an object has no type")
        return cls(own_id, own_type, _hash(value, "attributes"), _hash(value, "relationships"), value)

    def reader(self) -> Attributes:
        return Attributes(self.attributes)


@dataclass(frozen=True)
class Document:
    """An answer: `data` as it came, what was included, and the paging it told, if any."""

    data: Any = field(repr=False)
    included: Mapping[tuple[str, str], Resource] = field(repr=False)
    meta: Mapping[str, Any] | None

    @classmethod
    def read(cls, payload: Any) -> "Document":
        """Raises: Undescribed when it has no `data`, or has `errors` beside it."""
        if not isinstance(payload, dict) or "data" not in payload or "errors" in payload:
            raise Undescribed("the answer has no data")
        included = payload.get("included")
        if included is None:
            included = []
        if not isinstance(included, list):
            raise Undescribed("`included` is no array")
        resources = [Resource.read(item) for item in included]
        meta = payload.get("meta")
        if meta is not None and not isinstance(meta, dict):
            raise Undescribed("`meta` is no hash")
        return cls(payload["data"], {(one.type, one.id): one for one in resources}, meta or None)

    def one(self) -> Resource:
        """The one object of this answer."""
        return Resource.read(self.data)

    def many(self) -> tuple[Resource, ...]:
        """The objects of this answer, in its order."""
        if not isinstance(self.data, list):
            raise Undescribed("`data` is no array")
        return tuple(Resource.read(item) for item in self.data)

    def asked(self, asked_id: str, what: str) -> Resource:
        """The one object of this answer, which is about the id that was asked."""
        resource = self.one()
        if resource.id.casefold() != asked_id.casefold():
            raise Undescribed(f"the answer is about another {what}")
        return resource

    def related(self, resource: Resource, name: str) -> Resource | None:
        """What a relationship points to, if it was included; a missing include is normal."""
        pointer = _pointer(resource, name)
        key = (pointer.get("type"), pointer.get("id"))
        if not all(isinstance(part, str) for part in key):
            return None
        return self.included.get((str(key[0]), str(key[1])))


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list.

    number, size: what was asked; pages count from 1.
    paging_told: whether the answer said anything of its paging. If not, this is all that there is to read:
        one page, and nobody knows whether more exist.
    total_count, total_pages, next_page, prev_page: as told; None when not, or when there is no such page.
    """

    items: tuple[T, ...]
    number: int
    size: int
    paging_told: bool
    total_count: int | None
    total_pages: int | None
    next_page: int | None
    prev_page: int | None
    meta: Mapping[str, Any] | None = field(repr=False)

    @classmethod
    def of(cls, items: tuple[T, ...], document: Document, number: int, size: int) -> "Page[T]":
        meta = Attributes(document.meta or {})
        return cls(
            items=items,
            number=number,
            size=size,
            paging_told=document.meta is not None,
            total_count=meta.whole("total_count"),
            total_pages=meta.whole("total_pages"),
            next_page=meta.whole("next_page"),
            prev_page=meta.whole("prev_page"),
            meta=document.meta,
        )


def related_id(resource: Resource, name: str) -> str | None:
    """The id that a relationship points to; None when it points nowhere."""
    told = _pointer(resource, name).get("id")
    return told if isinstance(told, str) and told else None


def page_of(make: Callable[[Resource, Document], T], number: int, size: int) -> Callable[[Document], Page[T]]:
    """What takes a page out of an answer, an item made of each of its objects."""

    def take(document: Document) -> Page[T]:
        return Page.of(tuple(make(one, document) for one in document.many()), document, number, size)

    return take


def told(document: Document | None) -> Document:
    """The answer to a write whose answer is documented. Raises: Undescribed when its body is empty."""
    if document is None:
        raise Undescribed("the body is empty")
    return document


def paging(number: int, size: int) -> list[tuple[str, str]]:
    """The query of one page; `pagination[offset]` is a page number from 1. Source: "Pagination"."""
    if number < 1 or size < 1:
        raise ValueError("Pages count from 1 and hold at least one row.")
    return [("pagination[offset]", str(number)), ("pagination[limit]", str(size))]


def _pointer(resource: Resource, name: str) -> Mapping[str, Any]:
    relationship = resource.relationships.get(name)
    pointer = relationship.get("data") if isinstance(relationship, dict) else None
    return pointer if isinstance(pointer, dict) else {}


def _hash(value: dict[str, Any], name: str) -> Mapping[str, Any]:
    inner = value.get(name)
    if inner is None:
        return {}
    if not isinstance(inner, dict):
        raise Undescribed(f"`{name}` is no hash")
    return inner
