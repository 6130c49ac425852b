"""What Bitspark told of a top-up, as columns."""

import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models.money import scaled
from accounts.providers.bitspark.client import TopUp as RemoteTopUp
from accounts.providers.bitspark.client import raw_text
from remittance.models import TopUp

# As TU-180622-2249-PQ3C: letters, the day, a running number, four signs. [guess] that it is year, month, day.
_DAY = re.compile(r"[A-Z]{1,6}-(\d{6})(?:-|$)", re.ASCII)


FEE = ("fee", "fee_raw", "bitspark_percentage_raw")


def columns(remote: RemoteTopUp, *, listed: bool = False) -> dict[str, Any]:
    """Every mirrored column, in the provider's own words; from a list without a fee that is not its own."""
    told = _columns(remote)
    if listed and _shares_its_fee(remote):
        return {name: value for name, value in told.items() if name not in FEE}
    return told


def _shares_its_fee(remote: RemoteTopUp) -> bool:
    """The document's list prints the shop's id as the fee's: several top-ups then seem to have one fee."""
    relations = remote.raw.get("relationships") or {}
    for name in ("transaction_fee", "fees_transactions"):
        data = (relations.get(name) or {}).get("data") or {}
        if remote.shop_id and data.get("id") == remote.shop_id:
            return True
    return False


def _columns(remote: RemoteTopUp) -> dict[str, Any]:
    number = (remote.transaction_number or "")[:64]
    return {
        "provider_id": remote.id[:128],
        "status_code": remote.status_code[:64],
        "status_message": (remote.status_message or "")[:300],
        "amount": exact(remote.amount),
        "amount_raw": text(remote.amount),
        "currency": (remote.currency or "").upper()[:16],
        "fee": exact(remote.fee),
        "fee_raw": text(remote.fee),
        "bitspark_percentage_raw": text(remote.bitspark_percentage),
        "transaction_number": number,
        "number_tail": tail(number),
        "number_day": day_in(number),
        "remote_shop_id": (remote.shop_id or "")[:128],
        "shop_account_id": (remote.shop_account_id or "")[:128],
        "user_account_id": (remote.user_account_id or "")[:128],
        "performed_by_shop": remote.performed_by_shop,
        "receipt_url": (remote.receipt_url or "")[:2000],
        "raw": raw_text(remote.raw),
    }


def exact(figure: Decimal | None) -> Decimal | None:
    """The figure if a column holds all of it, else None; its text stands beside it."""
    if figure is None:
        return None
    try:
        scaled(figure)
    except ValidationError:
        return None
    return figure


def text(figure: Decimal | None) -> str:
    return "" if figure is None else format(figure, "f")[:64]


def running(number: str | None) -> tuple[int, ...]:
    """What sorts numbers of one provider as they were given out: the day and the running number in them."""
    return tuple(int(part) for part in re.findall(r"\d{1,18}", number or "", re.ASCII)[:2])


def tail(number: str) -> str:
    """The last four letters and digits of a number, in capitals."""
    return "".join(sign for sign in number.upper() if sign.isalnum())[-4:]


def day_in(number: str) -> date | None:
    """The day that a number names, None where it names none."""
    found = _DAY.match(number.upper())
    with suppress(ValueError):
        return datetime.strptime(found[1], "%y%m%d").date() if found else None  # noqa: DTZ007  # a bare day
    return None


def differs(row: TopUp, told: dict[str, Any]) -> bool:
    """Whether this says anything that the row does not; lists and single answers are printed differently."""
    return any(getattr(row, name) != value for name, value in told.items() if name != "raw")
