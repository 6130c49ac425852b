"""What may be wrong: warnings beside a field, each with a spelling where one can be offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as NotThat
from stdnum.pk import cnic

from accounts.services.errors import Words

from .check import problems, written
from .fields import Field, Spec
from .kinds import SOFT, softened
from .phones import WRITTEN, looks_real

_BIC_FIELDS = {"bic", "swift", "swift_code"}


@dataclass(frozen=True)
class Doubt:
    """A warning: it never stops anything. `offer` is a value to put in instead, or ""."""

    code: str
    message: Words
    offer: str = ""


def doubts(spec: Spec, values: Mapping[str, Any]) -> dict[str, list[Doubt]]:
    """Warnings about values that the check takes, by field."""
    found = {one.name: about(one, values.get(one.name)) for one in spec.fields}
    return {name: listed for name, listed in found.items() if listed}


def about(field: Field, value: Any) -> list[Doubt]:
    """Warnings about one field; none where it is wrong anyway."""
    text = written(field, value)
    if not text or problems(field, value):
        return []
    found = []
    if "letters" in field.kinds and set(text) & set(SOFT):
        offer = softened(text)
        message = _(
            "Bitspark may take letters only. Send it with hyphen, apostrophe or dot only if you must."
        )
        found.append(Doubt("letters", message, offer))
    if WRITTEN.fullmatch(text) and (field.country or "phone" in field.kinds):
        found += _about_phone(text, str(value))
    return [*found, *_about_papers(field, text)]


def _about_phone(text: str, typed: str) -> list[Doubt]:
    found = []
    if text != typed.strip():
        found.append(Doubt("phone-completed", format_lazy(_("Will be sent as {number}."), number=text)))
    if not looks_real(text):
        found.append(Doubt("phone", _("This does not look like a number in use. Ask once more.")))
    return found


def _about_papers(field: Field, text: str) -> list[Doubt]:
    try:
        if field.attribute == "iban":
            iban.validate(text, check_country=False)
        elif field.attribute == "cnic":
            cnic.validate(text)
        elif field.attribute in _BIC_FIELDS:
            bic.validate(text)
    except NotThat:
        return [Doubt(field.attribute, _PAPERS.get(field.attribute, _PAPERS["bic"]))]
    return []


_PAPERS: dict[str, Words] = {
    "iban": _("This IBAN has not the form of its country. Compare it with the customer's paper."),
    "cnic": _("A CNIC has 13 digits, such as 42201-0397640-8. Compare it with the card."),
    "bic": _("A BIC has 8 or 11 letters and digits, such as HABBPKKA. Compare it with the paper."),
}
