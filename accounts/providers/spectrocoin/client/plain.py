"""What we say, written so that SpectroCoin reads it without loss: amounts, currencies, ids, references."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from accounts.providers.calling import strict_json

from .errors import Unsendable

# Amounts travel as doubles: what has more digits than these may not arrive as it left.
MAX_DECIMALS = 8
MAX_SIGNIFICANT = 15

# What has an address of its own; anything else goes to an e-mail address alone.
CRYPTO_CURRENCIES = ("BTC", "DASH", "ETH", "XEM")

_CURRENCY = re.compile(r"[A-Z0-9]{2,10}")
_ID = re.compile(r"[0-9]{1,30}")
_REF_ID = re.compile(r"[A-Za-z0-9]{1,64}")
_RECEIVER = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff]{3,254}")


def checked_amount(amount: Decimal) -> Decimal:
    """An amount above 0 that a double carries exactly.

    Raises:
        TypeError: it is no Decimal; a float has lost digits already.
        Unsendable: it is not above 0, not a number, or has more than 8 decimals or 15 significant digits.
    """
    if not isinstance(amount, Decimal):
        raise TypeError(f"An amount is a Decimal, not {type(amount).__name__}.")
    if not amount.is_finite():
        raise Unsendable("An amount is a number.")
    if amount <= 0:
        raise Unsendable("An amount is above 0.")
    if amount.adjusted() >= MAX_SIGNIFICANT or amount.adjusted() < -MAX_DECIMALS:
        raise Unsendable("SpectroCoin cannot be sent an amount of that size.")
    whole, _, decimals = format(amount, "f").partition(".")
    if len(decimals) > MAX_DECIMALS:
        raise Unsendable("SpectroCoin cannot be sent more than 8 decimals.")
    if len((whole + decimals).strip("0")) > MAX_SIGNIFICANT:
        raise Unsendable("SpectroCoin cannot be sent more than 15 significant digits.")
    return amount


def plain_amount(amount: Decimal) -> str:
    """An amount in plain notation, digit for digit. Raises as `checked_amount`."""
    return format(checked_amount(amount), "f")


def checked_currency(code: str) -> str:
    """A currency's code as it stands in a path or body: upper case.

    Raises:
        Unsendable: it is not written so.
    """
    if not _CURRENCY.fullmatch(code):
        raise Unsendable("A currency is a code of upper-case letters and digits.")
    return code


def checked_id(text: str) -> str:
    """An id fit to stand in a path: digits.

    Raises:
        Unsendable: it is anything else.
    """
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise Unsendable("An id is a row of digits.")
    return text


def checked_ref_id(text: str) -> str:
    """A reference of ours: ASCII letters and digits, at most 64. Its real limit is not documented. [guess]

    Raises:
        Unsendable: it is anything else.
    """
    if not _REF_ID.fullmatch(text):
        raise Unsendable("A refId is made of ASCII letters and digits, 64 at most.")
    return text


def checked_receiver(text: str, currency: str) -> str:
    """An e-mail or crypto address, unchanged; its check digits are not looked at here.

    Raises:
        Unsendable: it is empty or not in one piece, or no e-mail address of a currency without addresses.
    """
    if not _RECEIVER.fullmatch(text):
        raise Unsendable("A receiver is an e-mail or crypto address in one piece.")
    if "@" not in text and currency not in CRYPTO_CURRENCIES:
        raise Unsendable("This currency is sent to an e-mail address.")
    return text


def json_body(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """The JSON that is sent: ASCII, numbers in plain notation and digit for digit, never a float.

    `str(Decimal("0.00000001"))` is "1E-8", and the json module knows no Decimal: hence our own writing.

    Raises:
        TypeError: a float, or what JSON has no word for.
    """
    return strict_json.dumps(value).encode("ascii")
