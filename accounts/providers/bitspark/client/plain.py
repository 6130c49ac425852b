"""What we say, in the plain writing that can be signed: amounts and the fields of a person."""

import re
from collections.abc import Mapping
from decimal import Decimal

from .errors import Unsendable

_NAME = re.compile(r"[A-Za-z0-9_]+")
_MAX_AMOUNT_TEXT = 40


def plain_amount(amount: Decimal) -> str:
    """An amount above 0 in plain notation, digit for digit.

    Raises:
        TypeError: it is no Decimal; a float has lost digits already.
        Unsendable: it is not above 0, not a number, or absurdly long.
    """
    text = plain_figure(amount, signed=True)
    if amount <= 0:
        raise Unsendable("An amount is above 0.")
    return text


def plain_figure(figure: Decimal, *, signed: bool = False) -> str:
    """A figure of at least 0, or of any sign if `signed`, in plain notation, digit for digit.

    Raises:
        TypeError: it is no Decimal; a float has lost digits already.
        Unsendable: it is below 0, not a number, or absurdly long.
    """
    if not isinstance(figure, Decimal):
        raise TypeError(f"An amount is a Decimal, not {type(figure).__name__}.")
    if not figure.is_finite():
        raise Unsendable("An amount is a number.")
    if figure < 0 and not signed:
        raise Unsendable("An amount is at least 0.")
    if abs(figure.adjusted()) > _MAX_AMOUNT_TEXT or len(text := format(figure, "f")) > _MAX_AMOUNT_TEXT:
        raise Unsendable("No amount is that long.")
    return text


def plain_flag(flag: bool) -> str:
    """A flag as a query or form says it: "true" or "false"."""
    return "true" if flag else "false"


def plain_fields(fields: Mapping[str, str], *, empty: bool = False) -> dict[str, str]:
    """The fields of a recipient or sender as a form's values; empty ones are left out unless `empty`.

    Raises:
        TypeError: a value is not text.
        Unsendable: a name is not of letters, digits and underscores.
    """
    for name, value in fields.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} is text, not {type(value).__name__}.")
        if not _NAME.fullmatch(name):
            raise Unsendable("A field's name is made of letters, digits and underscores.")
    return {name: value for name, value in fields.items() if value or empty}
