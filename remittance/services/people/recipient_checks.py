"""What can be told about a recipient before Bitspark judges them."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.services.errors import FieldProblem, Refused
from remittance.models import Recipient
from remittance.selectors.form_spec import phones

from . import names
from .recipient_book import FIELDS, REQUIRED


def clean(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields as they will be sent: spaces and phones tidied, checked as far as we can.

    Raises:
        Refused: code "invalid", with problems per field.
    """
    clean = {name: " ".join(str(fields[name]).split()) for name in FIELDS if fields.get(name)}
    for name in ("phone_number", "alt_phone_number"):
        if name in clean:
            clean[name] = phones.completed(clean[name], "")
    names.refuse_misshapen(Recipient(**clean), FIELDS)
    problems = {name: [problem] for name in FIELDS if (problem := _unsendable(name, clean.get(name, "")))}
    if problems:
        raise Refused(_("Something in the form needs your attention."), code="invalid", fields=problems)
    return clean


def _unsendable(name: str, value: str) -> FieldProblem | None:
    if name in REQUIRED and not value:
        return FieldProblem("required", _("Bitspark's book needs this."))
    if "~" in value:  # its signature cannot be computed as Bitspark does
        return FieldProblem("tilde", _("The character ~ cannot be sent."))
    if name in {"phone_number", "alt_phone_number"} and value and not phones.WRITTEN.fullmatch(value):
        return FieldProblem("phone", _("Start with + and the country code, such as +63 917 123 4567."))
    if name == "email" and value:
        try:
            validate_email(value)
        except ValidationError:
            return FieldProblem("email", _("This is not an e-mail address."))
    return None
