"""How a transfer is printed: each of the places has its own shape."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from accounts.providers.bitspark.sandbox.figures import decimal_string
from accounts.providers.bitspark.sandbox.guesses import STATUS_WORDS
from accounts.providers.bitspark.sandbox.world.places import DESTINATIONS
from accounts.providers.door.clock import iso_day, iso_milliseconds
from accounts.providers.door.store import Row

_PERSON = ("first_name", "middle_name", "last_name", "email", "phone_number", "alt_phone_number", "address")
# "Transfers History V2" prints bank_account_type, "Send Money" and V1 bank_branch_address instead.
_IN_V2 = (
    *_PERSON,
    "bank_branch",
    "beneficiary_name",
    "bank_account_number",
    "bank_account_type",
    "cnic",
    "iban",
)
_IN_V1 = (
    *_PERSON,
    "bank_branch",
    "bank_branch_address",
    "beneficiary_name",
    "bank_account_number",
    "cnic",
    "iban",
)

_IN_V1_LIST = (
    "amount",
    "currency",
    "exchange_rate",
    "destination_country",
    "tracking_number",
    "tracking_number_possible",
)

# "Transfer statuses list": V1 shows suspicious as payment_created_successfully.
_MASKED = {"suspicious": "payment_created_successfully"}


def in_list(row: Row) -> dict[str, Any]:
    """ "Transfers History V2": dates without a time, nothing masked."""
    return _resource(row, row["status"], iso_day)


def in_v1_list(row: Row) -> dict[str, Any]:
    """ "Transfers History" V1: of the status two words, of the rest six attributes; suspicious masked."""
    resource = in_show(row)
    attributes = resource["attributes"]
    status = {name: attributes["status"][name] for name in ("code", "message")}
    resource["attributes"] = {"status": status, **{name: attributes[name] for name in _IN_V1_LIST}}
    return resource


def in_show(row: Row) -> dict[str, Any]:
    """ "Show Remmitance", which is V1: milliseconds, suspicious masked."""
    return _resource(row, _MASKED.get(row["status"], row["status"]), iso_milliseconds)


def just_sent(row: Row) -> dict[str, Any]:
    """ "Send Money": the only place that prints callback_url."""
    resource = in_show(row)
    attributes = resource["attributes"]
    dates = {name: attributes.pop(name) for name in ("created_at", "updated_at")}
    resource["attributes"] = {**attributes, "callback_url": row["callback_url"] or None, **dates}
    return resource


def recipient_in_v2(row: Row) -> dict[str, Any]:
    return _recipient(row, _IN_V2)


def recipient_in_v1(row: Row) -> dict[str, Any]:
    return _recipient(row, _IN_V1)


def status_words(code: str) -> dict[str, str]:
    """Group, code, message, info; a word the document does not know gets itself as its message."""
    group, message, info = STATUS_WORDS.get(code, ("Unknown", code.replace("_", " ").capitalize(), ""))
    return {"group": group, "code": code, "message": message, "info": info}


def _recipient(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    held = json.loads(row["recipient"])
    attributes = {name: held.get(name) or None for name in names}
    return {"id": row["recipient_id"], "type": "transfer_recipients", "attributes": attributes}


def _resource(row: Row, status: str, dated: Any) -> dict[str, Any]:
    rate = row["shown_rate"]
    return {
        "id": row["id"],
        "type": "transfers",
        "attributes": {
            "status": status_words(status),
            "amount": decimal_string(Decimal(row["amount"])),
            "amount_to_send": "0.0",
            "currency": row["currency"].upper(),
            "account_currency": row["account_currency"].upper(),
            "exchange_rate": None if rate is None else decimal_string(Decimal(rate)),
            "destination_country": DESTINATIONS[row["destination"]].name,
            "receipt_info": json.loads(row["receipt"]),
            "transaction_number": row["number"],
            "tracking_number": row["tracking"],
            "tracking_number_possible": row["delivery_method"] == "pickup",
            "created_at": dated(row["created_at"]),
            "updated_at": dated(row["updated_at"]),
        },
        "relationships": {
            "transfer_recipient": {"data": {"id": row["recipient_id"], "type": "transfer_recipients"}}
        },
    }
