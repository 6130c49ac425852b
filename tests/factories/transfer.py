"""Transfers as the money engine makes them: priced, ordered and sent to the sandbox."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.models import Actor, Connection, Shop
from remittance.models import Destination, Transfer
from remittance.services import mirror, quotes, transfer_kind
from wallet.services import commands, sending

RECIPIENT = {
    "first_name": "Juan",
    "last_name": "Dela Cruz",
    "phone_number": "+639171234567",
    "address": "1 Ayala Avenue, Makati",
}
SENDER = {"first_name": "Maria", "last_name": "Santos", "phone_number": "+85291234567"}


def order_of(
    connection: Connection, shop: Shop, actor: Actor, amount: str = "5000", **recipient: str
) -> Transfer:
    """An order to a pickup in the Philippines, taken and not yet sent; each has another phone number."""
    if not Destination.objects.filter(connection=connection).exists():
        mirror.refresh_catalogue(connection)
    route = quotes.Route(
        destination=Destination.objects.get(connection=connection, name="Philippines"),
        delivery_method="pickup",
        provider="cebuana_lhuillier",
        province="cebu",
        account_currency="USD",
    )
    quote = quotes.price(route, Decimal(amount), shop=shop, actor=actor)
    phone = f"+63917{uuid4().int % 10**7:07}"
    params: dict[str, Any] = transfer_kind.params_of(
        quote, recipient={**RECIPIENT, "phone_number": phone, **recipient}, sender=SENDER, terms={}
    )
    taken = commands.intake(
        transfer_kind.NAME,
        key=str(uuid4()),
        actor=actor,
        shop=shop,
        connection=connection,
        params=params | {"account_currency": "usd"},
    )
    return Transfer.objects.get(command=taken.command)


def sent(connection: Connection, shop: Shop, actor: Actor, **recipient: str) -> Transfer:
    """The same, sent; needs a test that may commit (`transaction=True`), since sending commits on its own."""
    transfer = order_of(connection, shop, actor, **recipient)
    sending.send_now(transfer.command_id)
    return Transfer.objects.select_related("command").get(pk=transfer.pk)
