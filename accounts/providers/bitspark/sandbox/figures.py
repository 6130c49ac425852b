"""How the service writes figures: strings as Ruby's BigDecimal, JSON numbers as a float."""

from __future__ import annotations

import re
from decimal import Decimal

PLAIN = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


def decimal_string(figure: Decimal) -> str:
    """Ruby's BigDecimal#to_s('F'): at least one decimal, no trailing zeros. "100.0", "11.11"."""
    text = format(figure, "f")
    if "." not in text:
        return text + ".0"
    text = text.rstrip("0")
    return text + "0" if text.endswith(".") else text


def float_number(figure: Decimal) -> Decimal:
    """The nearest double, to be printed as the document's numbers are: 0.00004574786500381053."""
    return Decimal(repr(float(figure)))


def number(figure: Decimal) -> Decimal:
    """A JSON number as "Transactions History" prints it: 151, 33, 11.11."""
    return figure.normalize()


def read(text: str) -> Decimal | None:
    """A figure in plain notation, else None."""
    return Decimal(text) if PLAIN.fullmatch(text) else None


def decimals(figure: Decimal) -> int:
    """Decimals that count: 1.50 has one."""
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def amount_complaints(text: str, precision: int) -> list[str]:
    """What is wrong with an amount that has to be above zero, in Rails' sentences."""
    amount = read(text)
    if not text:
        return ["Amount can't be blank"]
    if amount is None:
        return ["Amount is not a number"]
    if amount <= 0:
        return ["Amount must be greater than 0"]
    return [f"Amount must have at most {precision} decimals"] if decimals(amount) > precision else []
