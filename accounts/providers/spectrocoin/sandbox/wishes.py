"""What the body of a send asks for, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.providers.spectrocoin.sandbox import guesses
from accounts.providers.spectrocoin.sandbox.calls import amount, too_fine
from accounts.providers.spectrocoin.sandbox.receivers import is_email
from accounts.providers.spectrocoin.sandbox.refusals import Error, InvalidRequest, Refusal, error, refused
from accounts.providers.spectrocoin.sandbox.settings import Settings
from accounts.providers.spectrocoin.sandbox.world import CURRENCIES

FIELDS = ("amount", "receiver", "message", "refId")


@dataclass(frozen=True)
class Wish:
    number: int  # of the entry, from 0
    amount: Decimal
    receiver: str
    message: str | None
    ref_id: str | None


def read(body: Any, currency: str, setting: Settings) -> list[Wish]:
    """Every entry, or the errors of all of them.

    Raises:
        InvalidRequest: it is no array of objects.
        Refusal: 1, 1001, 1002 and 3017 for fields, 3016, 3021 and 5021 for the whole.
    """
    if not isinstance(body, list) or not all(isinstance(entry, dict) for entry in body):
        raise InvalidRequest
    if not body:
        raise refused(3017)
    wrong = [one for entry in body for one in _wrong(entry, currency)]
    if wrong:
        raise Refusal(wrong)
    wishes = [
        Wish(at, entry["amount"], entry["receiver"], entry.get("message"), entry.get("refId"))
        for at, entry in enumerate(body)
    ]
    _not_too_many(wishes, currency, setting)
    return wishes


def _wrong(entry: dict[str, Any], currency: str) -> list[Error]:
    """What is wrong with the fields. An explicit null is a field that was left out."""
    found = [error(1, message=f"Unknown field: {name}") for name in entry if name not in FIELDS]
    for name in ("amount", "receiver"):
        if entry.get(name) is None:
            found.append(error(1001, value=name))
    for name in ("receiver", "message", "refId"):
        text = entry.get(name)
        if text is not None and not isinstance(text, str):
            found.append(error(1, message=f"Invalid {name}"))
        elif text is not None and not text.strip():
            found.append(error(3017))
    if entry.get("amount") is not None:
        found += _wrong_amount(entry["amount"], currency)
    return found


def _wrong_amount(value: Any, currency: str) -> list[Error]:
    number = amount(value) if isinstance(value, Decimal) else None
    if number is None:
        return [error(1, message="Invalid amount")]
    if number <= 0:
        return [error(1002, amount="amount")]
    if too_fine(number, CURRENCIES[currency].decimals):
        return [error(1, message=guesses.DECIMALS_BEYOND)]
    return []


def _not_too_many(wishes: list[Wish], currency: str, setting: Settings) -> None:
    if len(wishes) == 1:
        return
    largest = int(setting["bulk_largest"])
    if not CURRENCIES[currency].crypto:
        limit = largest or guesses.FIAT_DESTINATIONS
        if len(wishes) > limit:
            raise refused(3021, count=limit)
        return
    if currency != "BTC" and any(is_email(wish.receiver) for wish in wishes):
        raise refused(5021)
    limit = largest or guesses.DESTINATIONS[currency]
    if len(wishes) > limit:
        raise refused(3016, count=limit)
