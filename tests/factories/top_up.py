"""Top-ups as customers ask for them at the sandbox, read by the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
