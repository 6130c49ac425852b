"""From rules as they were told to one form specification: a pure function."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from accounts.models.money import LARGEST, PLACES
from remittance.models import Recipient, Sender

from .fields import ROUTE, Asked, Choice, Field, Spec, Unknown
from .labels import LABELS, label_of
from .phones import region_of
from .route import Place, account_types, options, settled, texts
from .rules import Ask, RuleRow, asks, matches

GROUPS = ("route", "amount", "recipient", "sender")
KINDS = ("decimal", "integer", "letters", "phone", "email")
RELATIONS = ("recipient", "sender")
# Form data that the desk gives by itself; a rule about it asks nothing of a person.
OURS = {
    "account_currency",
    "callback_url",
    "destination",
    "destination.id",
    "destination.code",
    "recipient",
    "sender",
}
_ORDER = {name: place for place, name in enumerate([*ROUTE, *LABELS])}


def compile_spec(
    destination: Place,
    rules: Iterable[RuleRow],
    choice: Choice,
    *,
    precision: int | None = None,
    country: str = "",
    accepted: Collection[tuple[str, str, str]] = (),
) -> Spec:
    """The form for one destination and what is chosen along the route so far.

    Every matching rule at every level counts: the union of what is required, the largest minvalue,
    what is possible and not required is optional. `precision`: digits behind the point of the
    destination's currency (None: not told, up to 8). `country`: the shop's, two letters, for
    senders' phones. `accepted`: keys of unknown kinds that a supervisor let pass.

    Unknown kinds, rules that are missing altogether, and fields that the desk cannot send land in
    `Spec.blocked`; nothing in the rules makes this raise.
    """
    listed = list(rules)
    choice = _settle(destination, listed, choice)
    told = [ask for rule in listed if matches(rule, destination, choice) for ask in asks(rule)]
    asked = [ask for ask in told if isinstance(ask, Ask) and ask.field not in OURS]
    unknown = {one.key: one for one in told if isinstance(one, Unknown)}
    unknown |= {one.key: one for one in _not_sendable(asked)}
    missing = list(_missing(destination, listed))
    return Spec(
        destination_id=destination.provider_id,
        destination_code=destination.code,
        destination_name=destination.name,
        currency=destination.currency,
        choice=choice,
        fields=_fields(destination, choice, asked, precision, country),
        blocked=(*missing, *(one for key, one in unknown.items() if key not in accepted)),
        accepted=tuple(one for key, one in unknown.items() if key in accepted),
    )


def not_understood(rules: Iterable[RuleRow]) -> list[Unknown]:
    """What the desk does not know to obey in any of these rules, each once, whatever they match."""
    told = [ask for rule in rules for ask in asks(rule)]
    unknown = [one for one in told if isinstance(one, Unknown)]
    unknown += _not_sendable(one for one in told if isinstance(one, Ask) and one.field not in OURS)
    return list({one.key: one for one in unknown}.values())


def _settle(place: Place, rules: Sequence[RuleRow], choice: Choice) -> Choice:
    """Drop what cannot be (or is not asked) and take what alone can be, until nothing moves any more."""
    for _ in range(8):
        told = [ask for rule in rules if matches(rule, place, choice) for ask in asks(rule)]
        by_rule = {ask.field for ask in told if isinstance(ask, Ask)}
        needed = {ask.field for ask in told if isinstance(ask, Ask) and ask.kind == "required"}
        listed = set(texts(place.fields))
        calmed = settled(place, choice, asked=by_rule | listed, needed=needed | listed, by_rule=needed)
        if calmed == choice:
            break
        choice = calmed
    return choice


def _fields(
    place: Place, choice: Choice, asked: Sequence[Ask], precision: int | None, country: str
) -> tuple[Field, ...]:
    by_name: dict[str, list[Ask]] = {}
    for ask in asked:
        if _sendable(ask.field):
            by_name.setdefault(ask.field, []).append(ask)
    route = [_step(place, choice, name, by_name.pop(name, [])) for name in ROUTE]
    amount = _amount(place.currency, by_name.pop("amount", []), precision)
    regions = {"recipient": region_of(place.name, place.currency), "sender": country}
    people = [_person_field(place, name, those, regions) for name, those in by_name.items()]
    people.sort(key=lambda one: (GROUPS.index(one.group), _ORDER.get(one.name, len(_ORDER))))
    return (*(one for one in route if one), amount, *people)


def _step(place: Place, choice: Choice, name: str, asked: Sequence[Ask]) -> Field | None:
    """A field of the route: asked where there is something to choose, or where a rule insists."""
    offered = options(place, choice, name)
    listed = name in texts(place.fields)
    insisted = any(ask.kind == "required" for ask in asked)
    if not (insisted or (offered and (listed or asked))):
        return None
    who = [Asked("", "fields", ("required",))] if listed else []
    return Field(
        name=name,
        label=label_of(name),
        group="route",
        required=listed or insisted,
        choices=offered or None,
        redraws=True,
        chosen=choice.picked(name),
        max_length=80,
        asked_by=(*who, *_asked_by(asked)),
        **_limits(asked),
    )


def _amount(currency: str, asked: Sequence[Ask], precision: int | None) -> Field:
    """ "Send Money": amount, required, "[decimal] Amount of Destination currency", above 0."""
    places = PLACES if precision is None else min(precision, PLACES)
    limits = _limits(asked, always=("decimal",))
    smallest = Decimal(1).scaleb(-places)
    limits["minimum"] = max(limits["minimum"] or smallest, smallest)
    who = Asked("", "send_money", ("required", "decimal"))
    return Field(
        name="amount",
        label=label_of("amount", currency),
        group="amount",
        required=True,
        precision=places,
        maximum=LARGEST,
        max_length=40,
        asked_by=(who, *_asked_by(asked)),
        **limits,
    )


def _person_field(place: Place, name: str, asked: Sequence[Ask], regions: Mapping[str, str]) -> Field:
    relation, _, attribute = name.partition(".")
    limits = _limits(asked, always=("iban",) if attribute == "iban" else ())
    is_phone = "phone" in limits["kinds"] or attribute.endswith("phone_number")
    return Field(
        name=name,
        label=label_of(name),
        group=relation,
        required=any(ask.kind == "required" for ask in asked),
        choices=account_types(place) if name == "recipient.bank_account_type" else None,
        max_length=_max_length(name),
        country=regions[relation] if is_phone else "",
        asked_by=_asked_by(asked),
        **limits,
    )


def _limits(asked: Sequence[Ask], always: tuple[str, ...] = ()) -> dict[str, Any]:
    """Kinds and minimum of a field; a minvalue makes it a number, whatever else it is."""
    found = {ask.kind for ask in asked} | set(always)
    least = max((ask.least for ask in asked if ask.least is not None), default=None)
    if least is not None and "integer" not in found:
        found.add("decimal")
    return {"kinds": tuple(kind for kind in (*KINDS, "iban") if kind in found), "minimum": least}


def _asked_by(asked: Sequence[Ask]) -> tuple[Asked, ...]:
    """Each rule once, with all it asks of the field."""
    rules: dict[tuple[str, str], list[str]] = {}
    for ask in asked:
        kinds = rules.setdefault((ask.rule, ask.level), [])
        if ask.kind != "possible" and ask.kind not in kinds:
            kinds.append(ask.kind)
    return tuple(Asked(rule, level, tuple(kinds)) for (rule, level), kinds in rules.items())


def _sendable(name: str) -> bool:
    """Whether "Send Money" has a place for it: its own attributes, or any of recipient and sender."""
    relation, dot, attribute = name.partition(".")
    if dot:
        return relation in RELATIONS and attribute.isidentifier()
    return name == "amount" or name in ROUTE


def _not_sendable(asked: Iterable[Ask]) -> list[Unknown]:
    """Required fields that the endpoint's table has no place for; merely possible ones are passed over."""
    return [
        Unknown(ask.field[:80], "field", "", ask.rule, ask.level)
        for ask in asked
        if ask.kind == "required" and not _sendable(ask.field)
    ]


def _missing(place: Place, rules: Sequence[RuleRow]) -> list[Unknown]:
    """Without rules or the destination's details there is no form, only the look of one."""
    found = []
    if not place.told:
        found.append(Unknown("", "destination", "", acceptable=False))
    if not rules and "validations" in texts(place.fields):
        found.append(Unknown("", "rules", "", acceptable=False))
    return found


@cache
def _max_length(name: str) -> int:
    """As long as our column for it, so that nothing that is sent cannot be kept."""
    relation, _, attribute = name.partition(".")
    model = {"recipient": Recipient, "sender": Sender}.get(relation)
    try:
        column = model._meta.get_field(attribute) if model else None
    except FieldDoesNotExist:
        column = None
    return getattr(column, "max_length", None) or 300
