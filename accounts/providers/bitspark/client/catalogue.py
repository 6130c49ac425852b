"""What Bitspark offers: destinations, currencies, and the rules of the send-money form.

Source: Bitspark API, "Public". These calls carry no Key and no Sign.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .documents import Document, Page, Resource, paging
from .transport import Transport
from .values import Attributes

T = TypeVar("T")

_MAX_PAGES = 100


@dataclass(frozen=True)
class Province:
    code: str
    name: str
    delivery_methods: tuple[str, ...]


@dataclass(frozen=True)
class DeliveryMethod:
    code: str
    name: str
    providers: tuple[str, ...]


@dataclass(frozen=True)
class Provider:
    code: str
    name: str


@dataclass(frozen=True)
class AccountType:
    """A kind of bank account. Documented, not shown; its keys are read as for a provider. [guess]"""

    code: str
    name: str


@dataclass(frozen=True)
class Destination:
    """A country or corridor that money can be sent to.

    fields: which of province, provider, delivery_method (and `validations`) this destination asks for.
    info_told: whether provinces, methods, providers and account types came with it; they are empty if not.
    unread: names of attributes that were there and could not be read.
    """

    id: str
    code: str
    name: str
    currency_name: str
    available: bool | None
    fields: tuple[str, ...]
    info_told: bool
    provinces: tuple[Province, ...]
    delivery_methods: tuple[DeliveryMethod, ...]
    providers: tuple[Provider, ...]
    account_types: tuple[AccountType, ...]
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)
    info_raw: Mapping[str, Any] | None = field(repr=False)

    @classmethod
    def read(cls, resource: Resource, info: Resource | None) -> "Destination":
        own, more = resource.reader(), (info.reader() if info else Attributes({}))
        return cls(
            id=resource.id,
            code=own.text("code") or "",
            name=own.text("name") or "",
            currency_name=own.text("currency_name") or "",
            available=own.flag("available"),
            fields=own.texts("fields"),
            info_told=info is not None,
            provinces=tuple(
                Province(code, name, each.texts("delivery_methods"))
                for code, name, each in _named(more, "provinces", "delivery_methods")
            ),
            delivery_methods=tuple(
                DeliveryMethod(code, name, each.texts("providers"))
                for code, name, each in _named(more, "delivery_methods", "providers")
            ),
            providers=tuple(Provider(code, name) for code, name, _ in _named(more, "providers")),
            account_types=tuple(AccountType(code, name) for code, name, _ in _named(more, "account_types")),
            unread=own.unread + more.unread,
            raw=resource.raw,
            info_raw=info.raw if info else None,
        )


@dataclass(frozen=True)
class Currency:
    """A currency. `code` is lower case and is what other calls are sent; `precision` counts decimals."""

    id: str
    code: str
    name: str
    account: bool | None
    currency_type: str | None
    banknote: bool | None
    precision: int | None
    bitspark_deposit_credentials: Mapping[str, Any] = field(repr=False)
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource) -> "Currency":
        own = resource.reader()
        return cls(
            id=resource.id,
            code=own.text("code") or "",
            name=own.text("name") or "",
            account=own.flag("account"),
            currency_type=own.text("currency_type"),
            banknote=own.flag("banknote"),
            precision=own.whole("precision"),
            bitspark_deposit_credentials=own.mapping("bitspark_deposit_credentials"),
            unread=own.unread,
            raw=resource.raw,
        )


@dataclass(frozen=True)
class FieldRule:
    """What one field must be. `data` holds the kinds as told, unknown ones included."""

    field: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class ValidationRule:
    """One object of the rules: for which choices it holds, and what it asks of which field.

    dependency_levels: hashes of level -> codes or ids, as told.
    unread: if this is not empty, a part of the rule could not be read, so the rule cannot be followed.
    """

    id: str
    object_type: str | None
    level: str | None
    code: str | None
    dependency_levels: tuple[Mapping[str, tuple[str, ...]], ...]
    lower_levels: tuple[str, ...]
    field_rules: tuple[FieldRule, ...]
    possible_fields: tuple[str, ...]
    required_fields: tuple[str, ...]
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource) -> "ValidationRule":
        own = resource.reader()
        info = Attributes(own.mapping("fields_info"))
        dependencies = []
        for entry in own.mappings("dependency_levels"):
            levels = Attributes(entry)
            dependencies.append({level: levels.texts(level) for level in entry})
            if levels.unread:
                own.odd("dependency_levels")
        return cls(
            id=resource.id,
            object_type=own.text("object_type"),
            level=own.text("level"),
            code=own.text("code"),
            dependency_levels=tuple(dependencies),
            lower_levels=own.texts("lower_levels"),
            field_rules=tuple(_field_rules(info)),
            possible_fields=info.texts("possible_fields"),
            required_fields=info.texts("required_fields"),
            unread=own.unread + info.unread,
            raw=resource.raw,
        )


class Catalogue:
    """`client.catalogue`: the public lists."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def destinations(self) -> tuple[Destination, ...]:
        """All destinations with their provinces, delivery methods, providers and account types.

        Source: Bitspark API, "Available Destinations", GET /v1/static/destination_data.

        Raises:
            Unavailable, Refused, MalformedReply.
        """
        return self._all(
            "/v1/static/destination_data",
            [("include", "destination_info")],
            lambda document, one: Destination.read(one, document.related(one, "destination_info")),
        )

    def currencies(self) -> tuple[Currency, ...]:
        """All currencies.

        Source: Bitspark API, "Available Currencies", GET /v1/static/currencies.

        Raises:
            Unavailable, Refused, MalformedReply.
        """
        return self._all("/v1/static/currencies", [], lambda _, one: Currency.read(one))

    def validation_rules(
        self, *, destination: str = "", province: str = "", delivery_method: str = "", provider: str = ""
    ) -> tuple[ValidationRule, ...]:
        """The rules of the send-money form; `destination` is an id, the others are codes. "" does not filter.

        Source: Bitspark API, "Validation Rules", GET /v1/static/validation_rules.

        Raises:
            Unavailable, Refused, MalformedReply.
        """
        filters = {
            "destination": destination,
            "province": province,
            "delivery_method": delivery_method,
            "provider": provider,
        }
        query = [(f"filter[{name}]", value) for name, value in filters.items() if value]
        return self._all("/v1/static/validation_rules", query, lambda _, one: ValidationRule.read(one))

    def _all(
        self, path: str, query: list[tuple[str, str]], make: Callable[[Document, Resource], T]
    ) -> tuple[T, ...]:
        """A whole list. No paging is documented for these; if an answer tells of more, they are read."""

        def take(document: Document) -> Page[T]:
            items = tuple(make(document, one) for one in document.many())
            return Page.of(items, document, number=1, size=len(items))

        page = self._transport.read(path, query, take=take, signed=False)
        items, number, size = page.items, 1, max(len(page.items), 1)
        while page.next_page == number + 1 and number < _MAX_PAGES:
            number += 1
            page = self._transport.read(path, [*query, *paging(number, size)], take=take, signed=False)
            items += page.items
        return items


def _named(info: Attributes, name: str, *listing: str) -> list[tuple[str, str, Attributes]]:
    """The named entries of one part of destination_info; an entry without a code is odd."""
    found = []
    for entry in info.mappings(name):
        each = Attributes(entry)
        code = each.text("code")
        for inner in listing:
            each.texts(inner)
        if code is None or each.unread:
            info.odd(name)
        if code is not None:
            found.append((code, each.text("name") or code, each))
    return found


def _field_rules(info: Attributes) -> list[FieldRule]:
    found = []
    for entry in info.mappings("validation_rules"):
        each = Attributes(entry)
        name, data = each.text("field"), each.mapping("data")
        if not name or each.unread:
            info.odd("validation_rules")
        if name:
            found.append(FieldRule(name, data))
    return found


def related_currency(document: Document, resource: Resource) -> Currency | None:
    """The currency that an account or payment points to, if it was included."""
    found = document.related(resource, "currency")
    return Currency.read(found) if found else None
