"""What the counter starts from: accounts to pay from, and the values of a transfer that is done again."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Connection, Shop
from accounts.models.money import plain
from remittance.models import Currency, Recipient, Sender, Transfer
from wallet.models import Account, State
from wallet.selectors.accounts import held

from .form_spec import values_of

NOT_SENT = frozenset({State.REJECTED, State.CANCELLED})


@dataclass(frozen=True)
class Start:
    """What a form is filled with before anybody typed: values by dotted name, and where they came from."""

    values: dict[str, str]
    account_currency: str = ""
    budget: str = ""


def accounts_to_pay_from(connection: Connection, cash: str) -> list[Account]:
    """The accounts to pay from: the active one, the one in `cash`, then those that hold something.

    One that was never read comes too, without a figure; an empty one does not.
    """
    listed = Currency.objects.filter(connection=connection, has_account=True).values_list("code", flat=True)
    known = {account.currency: account for account in held(connection)}
    accounts = [known.get(code) or Account(connection=connection, currency=code) for code in listed]
    active = connection.active_currency.upper()
    wanted = [one for one in accounts if one.currency in {active, cash} or one.balance != 0]
    return sorted(
        wanted, key=lambda one: (one.currency != active, one.currency != cash, not one.balance, one.currency)
    )


def start_again(transfer: Transfer, sender_fields: dict[str, str]) -> Start:
    """A transfer's own values, the sender's as they are today."""
    values = {f"recipient.{name}": str(text) for name, text in transfer.recipient_asked.items()}
    values |= {f"sender.{name}": text for name, text in sender_fields.items()}
    values |= {
        "destination": str(transfer.destination.public_id) if transfer.destination else "",
        "province": transfer.province,
        "delivery_method": transfer.delivery_method,
        "provider": transfer.payout_provider,
        "amount": plain(transfer.amount) if transfer.amount is not None else "",
    }
    return Start(values, account_currency=str(transfer.terms.get("account_currency", "")))


def start_with(recipient: Recipient | None, last: Transfer | None, sender_fields: dict[str, str]) -> Start:
    """A recipient of the book, along the way they were last paid; without an amount."""
    values = {f"sender.{name}": text for name, text in sender_fields.items()}
    if recipient is not None:
        values |= values_of(recipient)
    if last is not None:
        values |= {name: text for name, text in start_again(last, {}).values.items() if name in ROUTE_OF_LAST}
    return Start(values)


ROUTE_OF_LAST = ("destination", "province", "delivery_method", "provider")


def last_to(sender: Sender, recipient: Recipient) -> Transfer | None:
    """The last transfer from this sender to this recipient. One query."""
    sent = Transfer.objects.filter(sender=sender, recipient=recipient).select_related("destination")
    return sent.order_by("-created_at", "-id").first()


def repeatable(public_id: UUID, shop: Shop) -> QuerySet[Transfer]:
    """A transfer of this shop with all that sending it again needs."""
    rows = Transfer.objects.filter(public_id=public_id, shop=shop, sender__shop=shop)
    return rows.select_related(
        "destination", "sender__shop", "recipient", "command", "connection", "not_kept"
    )


def is_to_be_replaced(transfer: Transfer) -> bool:
    """Whether doing it again takes the place of an order that was refused or stopped."""
    return transfer.command is not None and transfer.command.state in NOT_SENT


def recently_served(shop: Shop, most: int = 8) -> list[Sender]:
    """Who was served last, each once; two queries."""
    latest = Transfer.objects.filter(shop=shop).exclude(sender=None).order_by("-created_at", "-id")
    ids = list(dict.fromkeys(latest.values_list("sender_id", flat=True)[: most * 4]))[:most]
    found = Sender.objects.in_bulk([key for key in ids if key is not None])
    return [found[key] for key in ids if key in found]
