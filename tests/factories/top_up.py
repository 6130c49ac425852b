"""Top-ups as customers ask for them at the sandbox, read by the desk."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import Connection
from remittance.models import TopUp
from remittance.services import mirror, top_ups

if TYPE_CHECKING:
    from tests.sandboxes import Sandbox


def asked_of(
    connection: Connection, sandbox: Sandbox, *, currency: str = "hkd", amount: str = "500", count: int = 1
) -> list[TopUp]:
    """So many customers ask the shop of this login; the rows as the desk read them, oldest first."""
    asked = sandbox.control(
        "ask-top-up", login=connection.login()[0], currency=currency, amount=amount, count=count
    )
    if not connection.accounts.exclude(remote_id="").exists():
        mirror.refresh_balances(connection)
    top_ups.refresh_top_ups(connection)
    rows = {row.provider_id: row for row in TopUp.objects.filter(connection=connection)}
    return [rows[one] for one in asked["ids"]]


def asked(connection: Connection, sandbox: Sandbox, **told: str) -> TopUp:
    """One of them."""
    return asked_of(connection, sandbox, **told)[0]


def kept(connection: Connection, **columns: Any) -> TopUp:
    """A pending top-up of our shop's as the mirror would keep it, without asking anybody."""
    number = f"TU-261120-{TopUp.objects.count() + 1}-AB{TopUp.objects.count() % 90 + 10}"
    now = timezone.now()
    account = connection.accounts.exclude(remote_id="").first()
    told = {
        "shop": connection.home_shop,
        "provider_id": f"top-up-{number}",
        "created_at": now,
        "first_seen_at": now,
        "read_at": now,
        "asked_as": "requested",
        "status_code": "pending",
        "amount": Decimal(500),
        "amount_raw": "500.0",
        "currency": "HKD",
        "fee": Decimal(10),
        "fee_raw": "10.0",
        "bitspark_percentage_raw": "50.0",
        "transaction_number": number,
        "number_tail": number[-4:],
        "shop_account_id": account.remote_id if account else "ours",
    }
    return TopUp.objects.create(connection=connection, **{**told, **columns})
