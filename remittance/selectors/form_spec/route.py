"""Province, delivery method and provider: which are asked, and how each narrows the next."""

from collections.abc import Sequence
from typing import Any, Protocol

from .fields import ROUTE, Choice, Option


class Place(Protocol):
    """A destination as it was told; the mirrored row is one."""

    provider_id: str
    code: str
    name: str
    currency: str
    fields: Any
    provinces: Any
    delivery_methods: Any
    providers: Any
    account_types: Any
    told: bool


# "Recipients": "should be one of [current, saving]"; used where no account_types are told.
DOCUMENTED_ACCOUNT_TYPES = (Option("current", "current"), Option("saving", "saving"))


def texts(listed: Any) -> list[str]:
    """The strings of a told list; anything else in it is passed over."""
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list | tuple) else []


def account_types(place: Place) -> tuple[Option, ...]:
    """What `recipient.bank_account_type` may be at this destination."""
    return _options(place.account_types) or DOCUMENTED_ACCOUNT_TYPES


def options(place: Place, choice: Choice, name: str) -> tuple[Option, ...]:
    """What may be chosen for `name` after what was chosen before it; none if nothing is listed."""
    if name == "province":
        return _options(place.provinces)
    if name == "delivery_method":
        return _within(_options(place.delivery_methods), place.provinces, choice.province, "delivery_methods")
    return _within(_options(place.providers), place.delivery_methods, choice.delivery_method, "providers")


def settled(place: Place, choice: Choice, *, asked: set[str], needed: set[str], by_rule: set[str]) -> Choice:
    """The choice with what cannot be (any longer) dropped, and the only thing that can be taken.

    Only what is `needed` is taken by itself: nobody is given a province they need not have. Free text
    stands only where a rule insists on a step (`by_rule`) and the destination lists nothing for it.
    """
    kept: dict[str, str] = {}
    for name in ROUTE:
        codes = [option.code for option in options(place, Choice(**kept), name)]
        picked = choice.picked(name) if name in asked else ""
        if name in needed and len(codes) == 1:
            picked = codes[0]
        fits = picked in codes or (not codes and name in by_rule)
        kept[name] = picked if fits else ""
    return Choice(**kept)


def _within(all_of_them: tuple[Option, ...], parents: Any, parent: str, listing: str) -> tuple[Option, ...]:
    """Those that the chosen parent lists; all while none is chosen or it lists nothing of the kind."""
    for one in parents if isinstance(parents, list | tuple) else ():
        if isinstance(one, dict) and parent and one.get("code") == parent and listing in one:
            codes = texts(one[listing])
            named = {option.code: option for option in all_of_them}
            return tuple(named.get(code) or Option(code, code) for code in dict.fromkeys(codes))
    return all_of_them


def _options(listed: Any) -> tuple[Option, ...]:
    found: dict[str, Option] = {}
    for one in listed if isinstance(listed, Sequence) and not isinstance(listed, str) else ():
        code, name = (one, one) if isinstance(one, str) else _code_and_name(one)
        if code:
            found.setdefault(code, Option(code, name or code))
    return tuple(found.values())


def _code_and_name(one: Any) -> tuple[str, str]:
    if not isinstance(one, dict):
        return "", ""
    code, name = one.get("code"), one.get("name")
    return (code if isinstance(code, str) else "", name if isinstance(name, str) else "")
