"""Finding senders and recipients by what a teller types: by the start of an index, never by a scan."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic

from django.db import connection
from django.db.models import Q, QuerySet

from remittance.models import Destination, Recipient, Sender
from remittance.selectors.form_spec import phones

from .keys import digits, folded, id_key
from .scope import Person, Scope

MOST = 50
SHORTEST_NAME = 2
SHORTEST_NUMBER = 4
_NUMBER = re.compile(r"[\d\s()+./\-]+")
_BEHIND_ALL = "\U0010ffff"


@dataclass(frozen=True)
class Found(Generic[Person]):
    """What a search brought: at most 50 people, and whether there were more.

    `too_short`: it was not made, since so little was typed that it fits nearly everybody.
    """

    people: list[Person]
    more: bool = False
    too_short: bool = False


def starts_with(column: str, text: str) -> Q:
    """Rows whose key starts with `text`, in the form that each database answers from its index."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": text})
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + _BEHIND_ALL})


def is_exactly(column: str, text: str) -> Q:
    """Rows whose key is `text`. As a range on SQLite: its statistics know only how many rows share a key on
    average, and where most rows have none it would read them all."""
    if connection.vendor == "postgresql":
        return Q(**{column: text})
    return Q(**{f"{column}__gte": text, f"{column}__lte": text})


def completed_keys(text: str, regions: Iterable[str]) -> list[str]:
    """The digits a number typed nationally may be stored under, if it is one of these regions' (two
    letters each); none when it was typed with its country's code."""
    if text.strip().startswith("+"):
        return []
    whole = {digits(phones.completed(text.strip(), region)) for region in regions if region}
    return sorted(whole - {digits(text)})


def regions_paid() -> list[str]:
    """The countries that recipients may live in: the destinations', as two letters."""
    places = Destination.objects.filter(gone_at=None).values_list("name", "currency").distinct()
    return sorted({phones.region_of(name, currency) for name, currency in places})


def find_senders(scope: Scope, text: str, *, country: str = "") -> Found[Sender]:
    """Senders by the start of a first or last name, of a phone or of an id number, at most 50.

    `country`: of the shop, to complete a number typed nationally. Two queries for a name, up to five for
    a number, whatever is found.
    """
    everybody = Sender.objects.select_related("shop")
    people = scope.beside(everybody)
    if _NUMBER.fullmatch(text.strip()):
        if len(digits(text)) < SHORTEST_NUMBER:
            return Found([], too_short=True)
        return _gather(people, [*_phones(text, [country]), *_starting(id_key(text), "id_key")])
    if any(one.isdecimal() for one in text):
        return _gather(people, _starting(id_key(text), "id_key"))
    return _by_name(everybody.filter(scope.narrow), text)


def find_recipients(scope: Scope, text: str) -> Found[Recipient]:
    """Recipients by the start of a first or last name or of a phone, or the end of an account or IBAN.

    A whole account number is looked for by its last four characters and then compared. Two queries for
    a name, up to six for a number, whatever is found.
    """
    everybody = Recipient.objects.select_related("shop", "connection")
    people = everybody.filter(scope.narrow)
    if not any(one.isdecimal() for one in text):
        return _by_name(people, text)
    typed = id_key(text)
    if len(typed) < SHORTEST_NUMBER:
        return Found([], too_short=True)
    with_tail = people.filter(account_tail=typed[-4:].upper()).order_by("account_tail", "id")
    found = [
        one
        for one in with_tail[: MOST * 4]
        if id_key(one.bank_account_number).endswith(typed) or id_key(one.iban).endswith(typed)
    ]
    if not _NUMBER.fullmatch(text.strip()):
        return Found(found[:MOST], more=len(found) > MOST)
    return _gather(scope.beside(everybody), _phones(text, regions_paid()), first=found)


def _by_name(people: QuerySet[Person], text: str) -> Found[Person]:
    key = folded(text)
    if len(key) < SHORTEST_NAME:
        return Found([], too_short=True)
    return _gather(people, _starting(key, "name_key", "last_key"))


def _starting(key: str, *columns: str) -> list[tuple[str, Q]]:
    return [(column, starts_with(column, key)) for column in columns]


def _phones(text: str, regions: Iterable[str]) -> list[tuple[str, Q]]:
    """Both phones by their start as typed, and whole as completed."""
    both = ("phone_key", "alt_phone_key")
    looks = _starting(digits(text), *both)
    if whole := completed_keys(text, regions):
        looks += [(column, Q(**{f"{column}__in": whole})) for column in both]
    return looks


def _gather(
    people: QuerySet[Person], looks: Iterable[tuple[str, Q]], first: Iterable[Person] = ()
) -> Found[Person]:
    """One query for each look, each read along its own index; nobody twice."""
    found = {one.pk: one for one in first}
    for column, look in looks:
        for one in people.filter(look).order_by(column, "id")[: MOST + 1]:
            found.setdefault(one.pk, one)
    rows = list(found.values())
    return Found(rows[:MOST], more=len(rows) > MOST)
