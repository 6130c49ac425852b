"""Orders as tests take them: money to Juan in the Philippines, from Alice's counter."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from accounts.models import Actor, Connection, Shop
from accounts.services import connections
from remittance.models import Destination, Transfer
from wallet.models import Attempt, MoneyCommand
from wallet.services import commands

JUAN = {
    "first_name": "Juan",
    "last_name": "Dela Cruz",
    "phone_number": "+639171234567",
    "beneficiary_name": "Juan Dela Cruz",
    "bank_account_number": "001234567890",
}
MARIA = {"first_name": "Maria", "last_name": "Santos"}

TakeOrder = Callable[..., MoneyCommand]


def philippines(connection: Connection) -> Destination:
    """The Philippines as the sandbox lists them."""
    told = next(
        one
        for one in connections.client_for(connection).catalogue.destinations()
        if one.name == "Philippines"
    )
    return Destination.objects.create(
        connection=connection,
        provider_id=told.id,
        code="philippines",
        name=told.name,
        currency="PHP",
        last_seen_at="2026-01-01T00:00Z",
    )


def params(destination: Destination, amount: str = "1500", **changes: Any) -> dict[str, Any]:
    """What `transfer_kind.params_of` makes; `recipient_...` changes one field of the recipient."""
    recipient = JUAN | {
        name.removeprefix("recipient_"): value
        for name, value in changes.items()
        if name.startswith("recipient_")
    }
    others = {name: value for name, value in changes.items() if not name.startswith("recipient_")}
    return {
        "destination": str(destination.public_id),
        "destination_id": destination.provider_id,
        "destination_name": destination.name,
        "delivery_method": "bank",
        "provider": "metrobank",
        "province": "cebu",
        "amount": amount,
        "currency": "PHP",
        "account_currency": "usd",
        "recipient": recipient,
        "sender": MARIA,
        "recipient_row": "",
        "sender_row": "",
        "quote": "",
        "terms": {"total": "30.00"},
    } | others


def take(
    destination: Destination,
    actor: Actor,
    shop: Shop,
    *,
    key: str = "",
    confirms_twin: UUID | None = None,
    replaces: MoneyCommand | None = None,
    **changes: Any,
) -> commands.Intake:
    """Take an order as a confirm does; a fresh key unless one is given."""
    return commands.intake(
        "transfer",
        key=key or uuid4().hex,
        actor=actor,
        shop=shop,
        connection=destination.connection,
        params=params(destination, **changes),
        confirms_twin=confirms_twin,
        replaces=replaces,
    )


def fresh(command: MoneyCommand) -> MoneyCommand:
    return MoneyCommand.objects.select_related("shop", "connection").get(pk=command.pk)


def transfer_of(command: MoneyCommand) -> Transfer:
    return Transfer.objects.get(command=command)


def last_attempt(command: MoneyCommand) -> Attempt:
    return Attempt.objects.filter(command=command).latest("n")
