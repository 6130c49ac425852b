"""What each kind of rule means for a text. Every text here is tidied and not empty."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NotThat
from stdnum.iso7064 import mod_97_10

from accounts.services.errors import Words

from .fields import Field, Problem
from .phones import WRITTEN

DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
INTEGER = re.compile(r"-?[0-9]+")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
# In names, but not letters: they pass here with a warning, and a spelling without them is offered.
SOFT = {"-": " ", "‐": " ", "‑": " ", "–": " ", "'": "", "’": "", "‘": "", "ʼ": "", "`": "", ".": "", "·": ""}


def is_letters(text: str) -> bool:
    """[guess] Bitspark's `letters` ("must be include only letters"), as far as the desk insists on it.

    Letters and marks of any script and spaces between words. Hyphen, apostrophe and dot pass too,
    with a warning (`softened`): whether Bitspark takes them, Bitspark says.
    """
    kinds = {"soft" if char in SOFT else unicodedata.category(char)[0] for char in text if char != " "}
    return kinds <= {"L", "M", "soft"} and "L" in kinds


def softened(text: str) -> str:
    """The spelling that is offered for a name with hyphens, apostrophes or dots."""
    return " ".join("".join(SOFT.get(char, char) for char in text).split())


def is_iban(text: str) -> bool:
    """Whether the two check digits are right; each country's own form is only warned about."""
    if not IBAN.fullmatch(text):
        return False
    try:
        mod_97_10.validate(text[4:] + text[:4])
    except NotThat:
        return False
    return True


def iban_written(text: str) -> str:
    """An IBAN without the spaces and dashes people write in it."""
    return re.sub(r"[\s\-.]", "", text).upper()


JUDGES: dict[str, Callable[[str], object]] = {
    "decimal": DECIMAL.fullmatch,
    "integer": INTEGER.fullmatch,
    "letters": is_letters,
    "phone": WRITTEN.fullmatch,
    "email": EMAIL.fullmatch,
    "iban": is_iban,
}
MESSAGES = {
    "decimal": _("Write a number, with a point before the decimals and no other signs: 1250.50."),
    "integer": _("Write a whole number, digits only."),
    "letters": _("Letters and spaces only."),
    "phone": _("Write the number with + and the country code, such as +639171234567."),
    "email": _("Write an e-mail address, such as name@example.com."),
    "iban": _("This is not a right IBAN: its check digits do not fit. Compare it with the customer's paper."),
}


def problems(field: Field, text: str) -> list[Problem]:
    """What is wrong with a tidied, completed, non-empty text."""
    wrong = [kind for kind in field.kinds if not JUDGES[kind](text)]
    found = [Problem(kind, MESSAGES[kind]) for kind in wrong]
    if not {"decimal", "integer"} & {*wrong} and DECIMAL.fullmatch(text):
        found += _limits(field, Decimal(text))
        if field.precision is not None and len(text.partition(".")[2]) > field.precision:
            found.append(Problem("precision", _decimals(field.precision)))
    return found


def _limits(field: Field, figure: Decimal) -> list[Problem]:
    found = []
    if field.minimum is not None and figure < field.minimum:
        message = format_lazy(_("Not less than {least}."), least=format(field.minimum, "f"))
        found.append(Problem("minimum", message))
    if field.maximum is not None and figure > field.maximum:
        message = format_lazy(_("Not more than {most}."), most=format(field.maximum, "f"))
        found.append(Problem("maximum", message))
    return found


def _decimals(precision: int) -> Words:
    if precision == 0:
        return _("No decimals in this currency.")
    return format_lazy(_("At most {count} decimals in this currency."), count=precision)
