"""Reading Bitspark's validation rules as they were told: which of them match, and what they ask.

Source: Bitspark API, "Validation Rules". Nothing is taken for granted about their shape: what
cannot be read becomes an `Unknown`, which blocks sending, and never a crash.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from .fields import Choice, Unknown
from .route import Place, texts

LEVELS = ("destinations", "delivery_methods", "providers")
SWITCHES = ("required", "decimal", "integer", "letters", "phone", "email")  # and `minvalue`
INFO_KEYS = {"validation_rules", "possible_fields", "required_fields"}


class RuleRow(Protocol):
    """A rule as it was told; the mirrored row is one, and so is `Told`."""

    provider_id: str
    object_type: str
    level: str
    code: str
    dependency_levels: Any
    fields_info: Any


@dataclass(frozen=True)
class Told:
    """A rule straight from an answer, not (yet) in the mirror."""

    provider_id: str
    object_type: str = ""
    level: str = ""
    code: str = ""
    dependency_levels: Any = ()
    fields_info: Any = field(default_factory=dict)

    @classmethod
    def of(cls, resource: Mapping[str, Any]) -> "Told":
        """From one object of the answer's `data`."""
        own = resource.get("attributes")
        own = own if isinstance(own, Mapping) else {}
        return cls(
            provider_id=str(resource.get("id", "")),
            object_type=str(own.get("object_type") or ""),
            level=str(own.get("level") or ""),
            code=str(own.get("code") or ""),
            dependency_levels=own.get("dependency_levels") or [],
            fields_info=own.get("fields_info"),
        )


@dataclass(frozen=True)
class Ask:
    """One thing that one rule asks of one field: a switch, "minvalue" with a figure, or "possible"."""

    field: str
    kind: str
    rule: str
    level: str
    least: Decimal | None = None


def matches(rule: RuleRow, place: Place, choice: Choice) -> bool:
    """Whether `rule` counts for this destination and choice.

    [guess] The document does not say how entries combine. Taken: every entry of
    `dependency_levels` must hold (AND), and one holds if anything it lists is chosen (OR). `code`
    is a delivery method's code at every level ("pickup", "bank", ""); at the level of providers a
    provider's code is taken too. An unknown kind of entry counts as held: it asks too much rather
    than too little, and blocks besides (`oddities`).
    """
    if rule.code and rule.code not in {choice.delivery_method, *_code_means(rule, place, choice)}:
        return False
    return all(_holds(entry, place, choice) for entry in _entries(rule))


def _code_means(rule: RuleRow, place: Place, choice: Choice) -> Iterable[str]:
    return {"providers": (choice.provider,), "destinations": (place.code,)}.get(rule.level, ())


def _holds(entry: Any, place: Place, choice: Choice) -> bool:
    if not isinstance(entry, Mapping) or not entry:
        return True
    chosen = {
        "destinations": {place.provider_id, place.code},
        "provinces": {choice.province},
        "delivery_methods": {choice.delivery_method},
        "providers": {choice.provider},
    }
    return any(
        level not in chosen or not chosen[level].isdisjoint(_codes(listed)) for level, listed in entry.items()
    )


def _codes(listed: Any) -> set[str]:
    return {listed} if isinstance(listed, str) else set(texts(listed))


def _entries(rule: RuleRow) -> list[Any]:
    told = rule.dependency_levels
    return list(told) if isinstance(told, list | tuple) else [told] if told else []


def asks(rule: RuleRow) -> Iterator[Ask | Unknown]:
    """Everything a matching rule asks, and everything in it that the desk does not understand."""
    yield from _oddities(rule)
    info = rule.fields_info
    if not isinstance(info, Mapping):
        yield _unknown(rule, "", "fields_info", info)
        return
    for key in sorted(set(info) - INFO_KEYS):
        yield _unknown(rule, "", str(key), info[key])
    for key, kind in (("required_fields", "required"), ("possible_fields", "possible")):
        for name in texts(info.get(key)):
            yield Ask(name, kind, rule.provider_id, rule.level)
        if len(texts(info.get(key))) != len(info.get(key) or ()):
            yield _unknown(rule, "", key, info[key])
    stated = info.get("validation_rules") or []
    for one in stated if isinstance(stated, list | tuple) else [stated]:
        yield from _stated(rule, one)


def _oddities(rule: RuleRow) -> Iterator[Unknown]:
    if rule.object_type not in {"", "transfer"}:
        yield _unknown(rule, "", "object_type", rule.object_type)
    if rule.level not in LEVELS:
        yield _unknown(rule, "", "level", rule.level)
    known = {"destinations", "provinces", "delivery_methods", "providers"}
    for entry in _entries(rule):
        if not isinstance(entry, Mapping):
            yield _unknown(rule, "", "dependency_levels", entry)
        else:
            for level in sorted(set(entry) - known):
                yield _unknown(rule, "", f"dependency_levels.{level}", entry[level])


def _stated(rule: RuleRow, one: Any) -> Iterator[Ask | Unknown]:
    name = one.get("field") if isinstance(one, Mapping) else None
    data = one.get("data") if isinstance(one, Mapping) else None
    if not isinstance(name, str) or not name or not isinstance(data, Mapping):
        yield _unknown(rule, name if isinstance(name, str) else "", "validation_rules", one)
        return
    yield Ask(name, "possible", rule.provider_id, rule.level)
    for kind, value in data.items():
        yield from _one_kind(rule, name, str(kind), value)


def _one_kind(rule: RuleRow, name: str, kind: str, value: Any) -> Iterator[Ask | Unknown]:
    if value is None or value is False or value == "false":
        return  # the document: "Returns true if ..."; anything off asks nothing, of a new kind too
    if kind in SWITCHES and (value is True or value == "true"):
        yield Ask(name, kind, rule.provider_id, rule.level)
    elif kind == "minvalue" and (least := _figure(value)) is not None:
        yield Ask(name, kind, rule.provider_id, rule.level, least)
    else:
        yield _unknown(rule, name, kind, value)


def _figure(value: Any) -> Decimal | None:
    """A limit, exact where it was told as text or whole number; a JSON fraction by its shortest digits."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        figure = Decimal(str(value))
    except InvalidOperation:
        return None
    return figure if figure.is_finite() and abs(figure.adjusted()) < 30 else None


def _unknown(rule: RuleRow, name: str, kind: str, value: Any) -> Unknown:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    return Unknown(name[:80], kind[:80], text[:200], rule.provider_id, rule.level)
