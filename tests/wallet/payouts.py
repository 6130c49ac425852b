"""Where withdrawals go, withdrawals and exchanges, as tests make them."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import Actor, Connection, Proposal, Role, Shop, User
from accounts.services import proposals
from tests.factories.person import person
from tests.people import actor_of
from wallet.models import Account, BankDetail, Exchange, MoneyCommand, Withdrawal
from wallet.services import accounts, bank_details
from wallet.services.exchanges import ordering as exchanging
from wallet.services.exchanges.ordering import Wish
from wallet.services.withdrawals import ordering

WITHDRAW = "/v2/payments/withdraw"
EXCHANGE = "/v1/exchanges/exchange_currencies"
HSBC = {
    "name": "HSBC",
    "beneficiary_name": "Harbour Money Ltd",
    "account_number": "004-123456-838",
    "swift_code": "HSBCHKHH",
    "address": "1 Queen's Road Central, Hong Kong",
}
ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


def account(connection: Connection, currency: str, *, is_crypto: bool = False) -> Account:
    """One account of ours, read at the sandbox."""
    found = accounts.refresh_currency(connection, currency.lower())
    Account.objects.filter(pk=found.pk).update(code=currency.lower(), is_crypto=is_crypto, precision=None)
    found.refresh_from_db()
    return found


def proposed(shop: Shop, actor: Actor, **changes: Any) -> BankDetail:
    """HSBC, proposed; or the Bitcoin address, with `kind="bitcoin"`."""
    kind = changes.pop("kind", "bank")
    label = changes.pop("label", "HSBC, main account" if kind == "bank" else "Cold wallet")
    fields = HSBC | changes if kind == "bank" else {"wallet_address": ADDRESS} | changes
    return bank_details.propose(kind, fields, label=label, actor=actor, shop=shop)


def accepted(shop: Shop, first: Actor, second: Actor, **changes: Any) -> BankDetail:
    detail = proposed(shop, first, **changes)
    proposal = Proposal.objects.get(subject_id=detail.public_id)
    proposals.accept(proposal, version=proposal.version, actor=second)
    detail.refresh_from_db()
    return detail


def asked(source: Account, detail: BankDetail, actor: Actor, shop: Shop, **changes: Any) -> Withdrawal:
    """A withdrawal of 100, or what is given, that waits for its second person."""
    amount = Decimal(changes.pop("amount", "100"))
    key = changes.pop("key", uuid4().hex)
    return ordering.ask(source, amount, detail, key=key, actor=actor, shop=shop, **changes).withdrawal


def people(shop: Shop) -> tuple[Actor, Actor]:
    """Susan where she is there, else Sonia; and Sybil: supervisors of the shop, made if missing."""
    found = []
    for usernames in (("susan", "sonia"), ("sybil",)):
        user = User.objects.filter(username__in=usernames).first()
        user = user or person(usernames[-1], usernames[-1].title(), shop, Role.SUPERVISOR)
        found.append(actor_of(user, shop))
    return found[0], found[1]


def waiting(connection: Connection, shop: Shop) -> Withdrawal:
    """A withdrawal of theirs that waits, to a place that Sybil accepted."""
    first, second = people(shop)
    place = BankDetail.objects.filter(shop=shop).first() or accepted(shop, first, second)
    return asked(account(connection, "USD"), place, first, shop)


def done(connection: Connection, shop: Shop) -> Exchange:
    """An exchange of theirs."""
    first, _second = people(shop)
    wish = Wish(account(connection, "USD"), account(connection, "HKD"), Decimal(100))
    return exchanged(wish, first, shop)


def closed(connection: Connection, shop: Shop, mark: int) -> Withdrawal:
    """A withdrawal to a place of its own, which nobody waits for any more; no proposal is left of either."""
    first, second = people(shop)
    place = BankDetail.objects.create(
        shop=shop,
        kind="bank",
        label=f"Bank {mark}",
        proposed_by=first.user,
        accepted_by=second.user,
        accepted_at=timezone.now(),
        **HSBC | {"account_number": f"99-{mark}-12345"},
    )
    row = asked(account(connection, "USD"), place, first, shop, amount=str(mark))
    MoneyCommand.objects.filter(pk=row.command_id).update(state="cancelled", why_waiting="")
    return row


def command_of(row: Withdrawal | Exchange) -> MoneyCommand:
    return MoneyCommand.objects.select_related("shop", "connection").get(pk=row.command_id)


def exchanged(wish: Wish, actor: Actor, shop: Shop, **changes: Any) -> Exchange:
    """An exchange at the rate of the moment, sent."""
    shown = changes.pop("shown", None) or exchanging.review(wish, actor=actor).rate
    key = changes.pop("key", uuid4().hex)
    return exchanging.confirm(wish, shown=shown, key=key, actor=actor, shop=shop, **changes).exchange
