"""Names and numbers as they are kept, found and sent."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Shop
from accounts.services.errors import FieldProblem, Refused
from accounts.services.masking import last_four
from remittance.models import Named, Recipient, Sender
from remittance.selectors.people import account_tail, digits, id_key, name_key

SHORTEST_PHONE = 7  # digits, the country's code among them
_JOINERS = "\u200c\u200d"  # invisible, and part of names in Persian and Indic scripts
# What stands in no list, log or audit entry in clear.
IDENTITY = ("id_number", "birth_date", "cnic")
_ACCOUNTS = ("bank_account_number", "iban")


def fill_keys(person: Named) -> None:
    """Set the columns that searches read, from the ones people read; `save` afterwards."""
    person.name_key = name_key(person.first_name, person.last_name)
    person.last_key = name_key(person.last_name, person.first_name)
    person.phone_key = digits(person.phone_number)
    person.alt_phone_key = digits(person.alt_phone_number)
    if isinstance(person, Sender):
        person.id_key = id_key(person.id_number)
    if isinstance(person, Recipient):
        person.account_tail = account_tail(person.bank_account_number, person.iban)


def last_name_to_send(person: Named, shop: Shop) -> str:
    """The last name a provider is told: the legal one; of people with one name, what the shop says,
    else that name once more. The legal name itself is never changed for it."""
    return person.last_name or shop.single_name or person.first_name


def for_audit(name: str, value: object) -> str:
    """A field's value as the audit may keep it."""
    return last_four(value) if name in (*IDENTITY, *_ACCOUNTS) else str(value or "")


def changes(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, list[str]]:
    """What differs, field by field, [old, new], as the audit may keep it."""
    return {
        name: [for_audit(name, old[name]), for_audit(name, new[name])]
        for name in new
        if (old[name] or "") != (new[name] or "")
    }


def refuse_misshapen(person: Named, names: tuple[str, ...]) -> None:
    """Check these fields of a person: required, length, choices, dates, characters, phones.

    Raises:
        Refused: code "invalid", with problems per field.
    """
    problems: dict[str, list[FieldProblem]] = {}
    others = [field.name for field in person._meta.fields if field.name not in names]
    try:
        person.clean_fields(exclude=others)
    except ValidationError as refusal:
        for name, errors in refusal.error_dict.items():
            problems[name] = [FieldProblem(error.code or "invalid", error.messages[0]) for error in errors]
    for name in names:
        value = getattr(person, name)
        if name not in problems and (problem := _unfit(name, value)):
            problems[name] = [problem]
    if problems:
        raise Refused(_("Something in the form needs your attention."), code="invalid", fields=problems)


def _unfit(name: str, value: object) -> FieldProblem | None:
    if name == "birth_date" and isinstance(value, date) and value > timezone.now().date():
        return FieldProblem("future", _("This day has not come yet."))
    if not isinstance(value, str):
        return None
    if any(not one.isprintable() and one not in _JOINERS for one in value):
        return FieldProblem("unprintable", _("This has a character that cannot be printed or sent."))
    if name in {"phone_number", "alt_phone_number"} and value and len(digits(value)) < SHORTEST_PHONE:
        return FieldProblem("phone", _("This is too short for a phone number."))
    return None
