"""Deposits as tests announce them, and what the sandbox says of them."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.models import Actor, Connection, Shop
from accounts.services import connections
from tests.sandboxes import Sandbox
from wallet.models import Account, Deposit
from wallet.services import accounts
from wallet.services.deposits import ordering


def open_accounts(connection: Connection) -> None:
    """Our accounts in US and Hong Kong dollars, Bitcoin and Ether, as the mirror would know them."""
    listed = [
        accounts.Listed("usd", 2, is_crypto=False),
        accounts.Listed("hkd", 2, is_crypto=False),
        accounts.Listed("btc", 8, is_crypto=True),
        accounts.Listed("eth", 8, is_crypto=True),
    ]
    accounts.keep_listed(connection, listed)
    accounts.refresh(connection, [one.code for one in listed])


def account(connection: Connection, currency: str = "USD") -> Account:
    return Account.objects.get(connection=connection, currency=currency)


def announce(
    connection: Connection,
    actor: Actor,
    shop: Shop,
    amount: str = "100",
    currency: str = "USD",
    *,
    key: str = "",
    new_address: bool = False,
    **more: Any,
) -> Deposit:
    """A deposit that was announced and sent; a fresh key unless one is given."""
    taken = ordering.create(
        account(connection, currency),
        Decimal(amount),
        new_address=new_address,
        key=key or uuid4().hex,
        actor=actor,
        shop=shop,
        **more,
    )
    return taken.deposit


def fresh(deposit: Deposit) -> Deposit:
    rows = Deposit.objects.select_related("shop", "connection", "command", "maker")
    return rows.get(pk=deposit.pk)


def booked(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The deposits in the sandbox's books, oldest first."""
    return [one for one in sandbox.books()["payments"] if one["kind"] != "withdraw"]


def elsewhere(connection: Connection, currency: str = "btc", amount: str = "0.5") -> str:
    """A deposit that was announced with the same login but not by this desk; its id."""
    from accounts.providers.bitspark.client import DepositOrder

    client = connections.client_for(connection)
    order = DepositOrder(Decimal(amount), currency, generate_new_address=True)
    return client.payments.deposit(order).id
