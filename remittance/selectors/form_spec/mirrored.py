"""The form from what is mirrored, and saved recipients held against it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts.models import Connection, Shop
from remittance.models import Currency, Destination, Recipient, Rule, RuleKindAcceptance

from .check import check
from .compile import compile_spec, not_understood
from .fields import ABOVE, Choice, Problem, Spec, Unknown
from .rules import RuleRow

RECIPIENT_COLUMNS = (
    "first_name",
    "middle_name",
    "last_name",
    "email",
    "phone_number",
    "alt_phone_number",
    "address",
    "bank_branch",
    "bank_branch_address",
    "beneficiary_name",
    "bank_account_number",
    "bank_account_type",
    "cnic",
    "iban",
)


def spec_for(
    connection: Connection, destination: Destination, choice: Choice, *, shop: Shop | None = None
) -> Spec:
    """The form from the mirrored rules; three queries. `shop`: whose country senders' phones are of."""
    rules = Rule.objects.filter(connection=connection, gone_at=None).order_by("pk")
    return spec_from(connection, destination, choice, rules, shop=shop)


def spec_from(
    connection: Connection,
    destination: Destination,
    choice: Choice,
    rules: Iterable[RuleRow],
    *,
    shop: Shop | None = None,
) -> Spec:
    """The form from rules that were just read; compare its `fingerprint` with the one that was shown.

    Two queries: the currency's precision, and the kinds that a supervisor accepted.
    """
    accepted = RuleKindAcceptance.objects.filter(connection=connection)
    return compile_spec(
        destination,
        rules,
        choice,
        precision=precision_of(connection, destination.currency),
        country=shop.country if shop else "",
        accepted=set(accepted.values_list("field", "kind", "value")),
    )


def destinations_offered(connection: Connection) -> list[tuple[str, str]]:
    """(public id, name) of what may be sent to now, by name; one query."""
    offered = Destination.objects.filter(connection=connection, gone_at=None, available=True)
    return [(str(public_id), name) for public_id, name in offered.values_list("public_id", "name")]


def destination_offered(connection: Connection, public_id: str) -> Destination | None:
    """The destination of that public id, None if it is not offered (any more) or the id is none."""
    offered = Destination.objects.filter(connection=connection, gone_at=None, available=True)
    try:
        return offered.filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


def unknown_kinds(connection: Connection) -> list[Unknown]:
    """Everything in all rules of a connection that the desk does not understand, accepted or not."""
    return not_understood(Rule.objects.filter(connection=connection, gone_at=None).order_by("pk"))


def precision_of(connection: Connection, currency: str) -> int | None:
    """Digits behind the point of a currency, or None where Bitspark did not list it."""
    listed = Currency.objects.filter(connection=connection, code=currency.upper())
    return listed.values_list("precision", flat=True).first()


def values_of(recipient: Recipient) -> dict[str, str]:
    """A saved recipient as typed values; what only the provider's own record holds comes along."""
    told: dict[str, Any] = recipient.raw if isinstance(recipient.raw, dict) else {}
    own = told.get("attributes", told)
    extra = own if isinstance(own, dict) else {}
    values = {f"recipient.{name}": text for name, text in extra.items() if isinstance(text, str)}
    values |= {f"recipient.{name}": getattr(recipient, name) for name in RECIPIENT_COLUMNS}
    return {name: text for name, text in values.items() if text}


def problems_of(spec: Spec, recipient: Recipient) -> dict[str, list[Problem]]:
    """What a saved recipient lacks under this form, by field; also what blocks the form itself."""
    found = check(spec, values_of(recipient))
    return {name: listed for name, listed in found.items() if name == ABOVE or name.startswith("recipient.")}
