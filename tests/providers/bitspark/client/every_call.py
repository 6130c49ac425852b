"""Every call of the document, once, as one would make it: for tests that go over all of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from accounts.providers.bitspark.client import (
    Bitspark,
    DepositOrder,
    DomesticOrder,
    ExchangeOrder,
    ProfileChange,
    TopUpOrder,
    WithdrawalOrder,
)

from .calls import C, F
from .orders import ORDER

BANK = {
    "name": "HSBC",
    "beneficiary_name": "Eve Moneypenny",
    "account_number": "123123123",
    "swift_code": "1234321",
    "address": "85 Albert Embankment, Vauxhall, London",
}
WALLET = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"
PASSWORD = "correct-horse-battery"
TOKEN = "471147"

DEPOSIT = DepositOrder(Decimal("1.0"), "usd", callback_url="https://desk.example/c/1")
BANK_WITHDRAWAL = WithdrawalOrder(
    "usd", Decimal(100), "12335352", bank_detail=BANK, gauth_token=TOKEN, callback_url="example.com"
)
WALLET_WITHDRAWAL = WithdrawalOrder("btc", Decimal(100), "our-1", wallet_address=WALLET)
EXCHANGE = ExchangeOrder(Decimal(1), "usd", "hkd")
TOP_UP = TopUpOrder("ffffffff-ffff-ffff-ffffffffffff", "usd", Decimal("10.0"))
CHANGE = ProfileChange(PASSWORD, {"first_name": "First", "last_name": "Last", "value": "passport"})
DOMESTIC = DomesticOrder(
    **{name: getattr(ORDER, name) for name in ORDER.__dataclass_fields__}, domestic_payment_id=F
)
ROUTE: dict[str, Any] = {"account_currency": "usd", "amount": Decimal("11.11"), "destination_id": F}

READS: dict[str, Callable[[Bitspark], Any]] = {
    "money_shops": lambda b: b.money_shops.page(1),
    "money_shop": lambda b: b.money_shops.get(F),
    "destinations": lambda b: b.catalogue.destinations(),
    "currencies": lambda b: b.catalogue.currencies(),
    "validation_rules": lambda b: b.catalogue.validation_rules(),
    "quote_v1": lambda b: b.quotes.v1(**ROUTE),
    "quote_v2": lambda b: b.quotes.v2(**ROUTE),
    "quote_v3": lambda b: b.quotes.amount_to_pay_v3(**ROUTE),
    "quote_v4": lambda b: b.quotes.amount_to_pay_v4(**ROUTE),
    "account": lambda b: b.accounts.me("usd"),
    "profile": lambda b: b.profile.me(),
    "fees": lambda b: b.fees.page(1),
    "fee": lambda b: b.fees.get(F),
    "recipients": lambda b: b.recipients.list(),
    "recipient": lambda b: b.recipients.get(F),
    "transfers_v1": lambda b: b.transfers.page_v1(1),
    "transfers": lambda b: b.transfers.page(1),
    "history": lambda b: b.history.page(1),
    "transfer": lambda b: b.transfers.get(F),
    "pending_btc_deposits": lambda b: b.payments.pending_btc_deposits(1),
    "payment_v1": lambda b: b.payments.get_v1(F),
    "payment": lambda b: b.payments.get(F),
    "rate": lambda b: b.exchanges.rate("usd", "eur"),
    "top_ups_v1": lambda b: b.top_ups_v1.page(1, kind="requested"),
    "top_up_v1": lambda b: b.top_ups_v1.get(F),
    "top_ups": lambda b: b.top_ups.page(1, kind="requested"),
    "top_up": lambda b: b.top_ups.get(F),
    "memos": lambda b: b.memos.page(1),
    "addresses": lambda b: b.addresses.page(1),
}

WRITES: dict[str, Callable[[Bitspark], Any]] = {
    "account_update": lambda b: b.accounts.update(C, shop_commission=Decimal(0)),
    "profile_update": lambda b: b.profile.update(CHANGE),
    "fee_create": lambda b: b.fees.create(Decimal(10), "usd"),
    "recipient_create": lambda b: b.recipients.create({"first_name": "First"}),
    "recipient_update": lambda b: b.recipients.update(F, {"first_name": "First"}),
    "recipient_delete": lambda b: b.recipients.delete(F),
    "send": lambda b: b.transfers.send(ORDER),
    "send_domestic": lambda b: b.transfers.send_domestic(DOMESTIC),
    "withdraw": lambda b: b.payments.withdraw(BANK_WITHDRAWAL),
    "withdraw_btc": lambda b: b.payments.withdraw(WALLET_WITHDRAWAL),
    "deposit_v2": lambda b: b.payments.deposit_v2(DEPOSIT),
    "deposit": lambda b: b.payments.deposit(DEPOSIT),
    "upload": lambda b: b.payments.upload_proof(F, "proof.png", b"\x89PNG", "image/png"),
    "payment_cancel": lambda b: b.payments.cancel(F),
    "exchange": lambda b: b.exchanges.exchange(EXCHANGE),
    "top_up_create_v1": lambda b: b.top_ups_v1.create(TOP_UP),
    "top_up_cancel_v1": lambda b: b.top_ups_v1.cancel(F),
    "top_up_approve_v1": lambda b: b.top_ups_v1.approve(F),
    "top_up_decline_v1": lambda b: b.top_ups_v1.decline(F),
    "top_up_create": lambda b: b.top_ups.create(TOP_UP),
    "top_up_cancel": lambda b: b.top_ups.cancel(F),
    "top_up_approve": lambda b: b.top_ups.approve(F),
    "top_up_decline": lambda b: b.top_ups.decline(F),
    "memo_generate": lambda b: b.memos.generate(),
    "address_generate": lambda b: b.addresses.generate("btc"),
}
# The two that differ only in the body go to one endpoint.
ACKNOWLEDGED = frozenset(
    {"upload", "payment_cancel"}
    | {f"top_up_{act}{version}" for act in ("cancel", "approve", "decline") for version in ("", "_v1")}
)
EVERY_CALL = READS | WRITES
