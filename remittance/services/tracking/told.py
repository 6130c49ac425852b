"""The columns of a transfer that hold Bitspark's own words, taken from one of its answers."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from accounts.models.money import PLACES, fits
from accounts.providers.bitspark.client import RECIPIENT_FIELDS
from accounts.providers.bitspark.client import Transfer as RemoteTransfer
from remittance.models import Transfer
from remittance.services.reading.as_told import as_told

STATUS_COLUMNS = ("status_group", "status_code", "status_message", "status_info")
# Attributes that the two histories write differently, or that only one answer shows: no news by themselves.
_NO_NEWS = frozenset({"created_at", "updated_at", "callback_url"})


def facts(raw: Mapping[str, Any], recipient: Mapping[str, Any] | None) -> dict[str, Any]:
    """What an answer says apart from its writing: equal facts are no news. Takes `raw` as told or as kept."""
    attributes = raw.get("attributes") or {}
    told = {name: as_told(value) for name, value in attributes.items() if name not in _NO_NEWS}
    return {**told, "": recipient}  # no attribute has an empty name


def recipient_of(remote: RemoteTransfer) -> dict[str, str | None] | None:
    """The recipient as told, None when the include was missing."""
    if remote.recipient is None:
        return None
    return {name: getattr(remote.recipient, name) for name in RECIPIENT_FIELDS}


def columns(remote: RemoteTransfer, transfer: Transfer) -> dict[str, Any]:
    """The told columns but the status. What the answer does not mention stays as it was; null is empty."""
    attributes = remote.raw.get("attributes") or {}
    told: dict[str, Any] = {
        "amount_raw": _text(attributes, "amount", transfer.amount_raw, 64),
        "amount_to_send_raw": _text(attributes, "amount_to_send", transfer.amount_to_send_raw, 64),
        "account_currency": _text(attributes, "account_currency", transfer.account_currency, 16),
        "exchange_rate_raw": _text(attributes, "exchange_rate", transfer.exchange_rate_raw, 64),
        "destination_country": _text(attributes, "destination_country", transfer.destination_country, 120),
        "transaction_number": _text(attributes, "transaction_number", transfer.transaction_number, 64),
        "tracking_number": _text(attributes, "tracking_number", transfer.tracking_number, 80),
        "currency": _text(attributes, "currency", transfer.currency, 16).upper()[:16],
    }
    if "receipt_info" in attributes:
        told["receipt_info"] = as_told(attributes["receipt_info"]) or {}
    if "tracking_number_possible" in attributes:
        told["tracking_number_possible"] = remote.tracking_number_possible
    if remote.amount is not None:
        told["amount"] = _cut(remote.amount)
    if not transfer.command_id:
        told["destination_name"] = told["destination_country"]
    return told | _recipient(remote) | _times(remote, transfer)


def status_columns(remote: RemoteTransfer) -> dict[str, str]:
    status = remote.status
    return {
        "status_group": (status.group or "")[:64],
        "status_code": status.code[:64],
        "status_message": status.message or "",
        "status_info": status.info or "",
    }


def _text(attributes: Mapping[str, Any], name: str, before: str, most: int) -> str:
    if name not in attributes:
        return before
    value = as_told(attributes[name])
    return "" if value is None else str(value)[:most]


def _cut(amount: Decimal) -> Decimal | None:
    """The figure to sort and sum by: cut to 8 places, none if it is too large; `amount_raw` has it whole."""
    if not fits(amount):
        return None
    return amount.quantize(Decimal(1).scaleb(-PLACES), rounding=ROUND_DOWN)


def _recipient(remote: RemoteTransfer) -> dict[str, Any]:
    told = recipient_of(remote)
    if told is None:
        return {}
    name = " ".join(part for key in ("first_name", "middle_name", "last_name") if (part := told[key]))
    return {"recipient_told": told, "recipient_name": name[:380]}


def _times(remote: RemoteTransfer, transfer: Transfer) -> dict[str, Any]:
    """A moment is never overwritten by the bare day that the V2 list shows of it."""
    told: dict[str, Any] = {}
    made = remote.created_at.value if remote.created_at else None
    if isinstance(made, datetime):
        told["provider_created_at"], told["provider_created_on"] = made, made.date()
    elif isinstance(made, date) and transfer.provider_created_at is None:
        told["provider_created_on"] = made
    if remote.updated_at and (not remote.updated_at.date_only or len(transfer.provider_updated_raw) <= 10):
        told["provider_updated_raw"] = remote.updated_at.text[:40]
    return told
