"""What a compiled form is made of."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from accounts.services.errors import FieldProblem, Words

Problem = FieldProblem  # one shape for what is wrong with a field, from here to the API
ABOVE = ""  # the name under which problems of the whole form stand

ROUTE = ("province", "delivery_method", "provider")  # the order in which they narrow each other


def tidy(text: str) -> str:
    """Text as it is judged and sent: no white space around it, one space for any run of it within."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Choice:
    """What was chosen along the route, as Bitspark's codes; "" where nothing is chosen (yet)."""

    province: str = ""
    delivery_method: str = ""
    provider: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Choice":
        """The choice that typed or posted values make; anything that is not text counts as nothing."""
        texts = {name: values.get(name) for name in ROUTE}
        return cls(**{name: tidy(text) if isinstance(text, str) else "" for name, text in texts.items()})

    def picked(self, name: str) -> str:
        return str(getattr(self, name))


@dataclass(frozen=True)
class Option:
    """One code that may be chosen, and the provider's name for it."""

    code: str
    name: str


@dataclass(frozen=True)
class Asked:
    """Who asked for a field: a rule of Bitspark's (id, level) and what it asks, or the desk itself.

    `level` is the rule's own word (destinations, delivery_methods, providers); "fields" when the
    destination's list of fields asked; "send_money" when the endpoint's own table does.
    """

    rule: str
    level: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One field of a compiled form.

    `kinds` are Bitspark's words (decimal, integer, letters, phone, email) and the desk's own
    (iban). `minimum` and `maximum` are inclusive, in the field's own unit; `precision` counts
    digits behind the point. `choices` None: free text. `redraws`: another value changes the form.
    `country` (two letters) completes phone numbers typed without a country code.
    """

    name: str
    label: Words
    group: str
    kinds: tuple[str, ...] = ()
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    precision: int | None = None
    choices: tuple[Option, ...] | None = None
    redraws: bool = False
    chosen: str = ""
    max_length: int = 300
    country: str = ""
    asked_by: tuple[Asked, ...] = ()

    @property
    def attribute(self) -> str:
        """The name within its relation: `first_name` of `recipient.first_name`."""
        return self.name.rpartition(".")[2]

    def shape(self) -> list[Any]:
        """What of it a person or an app must answer to: a change of this is a change of the form."""
        return [
            self.name,
            self.kinds,
            self.required,
            str(self.minimum),
            self.precision,
            self.chosen,
            None if self.choices is None or self.redraws else [option.code for option in self.choices],
        ]


@dataclass(frozen=True)
class Unknown:
    """Something in the rules that the desk does not know how to obey: it blocks sending.

    `acceptable`: a supervisor may say that it can be passed over. It is not where the rules or the
    destination's details are missing altogether.
    """

    field: str
    kind: str
    value: str = ""
    rule: str = ""
    level: str = ""
    acceptable: bool = True

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.field, self.kind, self.value)


@dataclass(frozen=True)
class Spec:
    """The form for one destination and choice: every form, schema and check follows this."""

    destination_id: str
    destination_code: str
    destination_name: str
    currency: str
    choice: Choice
    fields: tuple[Field, ...]
    blocked: tuple[Unknown, ...] = ()
    accepted: tuple[Unknown, ...] = field(default=())

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {one.name: one for one in self.fields}

    @cached_property
    def fingerprint(self) -> str:
        """Equal for two specifications that ask the same; words and rule numbers do not count."""
        shape = [
            self.destination_id,
            [self.choice.picked(name) for name in ROUTE],
            [one.shape() for one in self.fields],
            sorted(one.key for one in self.blocked),
        ]
        text = json.dumps(shape, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def complete(self) -> bool:
        """Whether everything along the route is chosen, so that no more fields can come."""
        return all(one.chosen or not one.required for one in self.fields if one.redraws)
