"""Faults between the client and the running sandbox: each write goes out once and is booked at most once."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from accounts.providers.bitspark.client import (
    Bitspark,
    DepositOrder,
    ExchangeOrder,
    OutcomeUnknown,
    TopUpOrder,
    WithdrawalOrder,
)
from accounts.providers.bitspark.client.errors import FAST_PATH_CODES_OF_400
from tests.sandboxes import Sandbox

from .every_call import BANK

Books = dict[str, Any]


@dataclass(frozen=True)
class Write:
    """A write: its path, how it is made, how often the books say it was done, and its own 400."""

    path: str
    make: Callable[[Bitspark, "Desk"], Any]
    done: Callable[[Books], int]
    word: str


@dataclass(frozen=True)
class Desk:
    sandbox: Sandbox
    top_up: str  # somebody's, waiting for ours
    deposit: str  # of ours, waiting


def decided(books: Books) -> int:
    return sum(one["status"] != "pending" for one in books["top_ups"])


WRITES = {
    "approve": Write(
        "/v2/top_ups/{top_up}/approve", lambda b, d: b.top_ups.approve(d.top_up), decided, "top_up_error"
    ),
    "decline": Write(
        "/v2/top_ups/{top_up}/decline", lambda b, d: b.top_ups.decline(d.top_up), decided, "top_up_error"
    ),
    "create": Write(
        "/v2/top_ups",
        lambda b, d: b.top_ups.create(TopUpOrder(d.sandbox.keys()[1].shop_code, "usd", Decimal(5))),
        lambda books: len(books["top_ups"]) - 1,
        "top_up_error",
    ),
    "deposit": Write(
        "/v3/payments/deposit",
        lambda b, _: b.payments.deposit(DepositOrder(Decimal(7), "usd")),
        lambda books: len(books["payments"]) - 1,
        "payment_deposit_error",
    ),
    "cancel": Write(
        "/v2/payments/{deposit}/cancel",
        lambda b, d: b.payments.cancel(d.deposit),
        lambda books: sum(one["status"] == "canceled" for one in books["payments"]),
        "payment_cancel_error",
    ),
    "withdraw": Write(
        "/v2/payments/withdraw",
        lambda b, _: b.payments.withdraw(
            WithdrawalOrder("usd", Decimal(9), "W", bank_detail={**BANK, "swift_code": "HSBCHKHH"})
        ),
        lambda books: len(books["payments"]) - 1,
        "payment_withdraw_error",
    ),
    "exchange": Write(
        "/v1/exchanges/exchange_currencies",
        lambda b, _: b.exchanges.exchange(ExchangeOrder(Decimal(3), "usd", "hkd")),
        lambda books: len(books["exchanges"]),
        "money_exchange_error",
    ),
}
FAULTS: dict[str, tuple[str, dict[str, Any], int]] = {
    "no answer, not done": ("drop_before", {}, 0),
    "no answer, done": ("drop_after_commit", {}, 1),
    "500, not done": ("status", {"code": 500}, 0),
    "500, done": ("status", {"code": 500, "after_commit": True}, 1),
    "503": ("status", {"code": 503}, 0),
    "429": ("status", {"code": 429}, 0),
    "a page": ("html", {}, 1),
    "no JSON": ("malformed", {}, 1),
    "half an answer": ("truncate", {}, 1),
    "its own 400, done": ("status", {"code": 400, "after_commit": True}, 1),
    "its own 400, not done": ("status", {"code": 400}, 0),
}


@pytest.fixture
def desk(sandbox: Sandbox, bitspark: Bitspark) -> Desk:
    asked = str(sandbox.control("ask-top-up", login=0, currency="hkd", amount="500")["id"])
    return Desk(sandbox, asked, bitspark.payments.deposit(DepositOrder(Decimal(100), "usd")).id)


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_unknown_and_books_at_most_once(bitspark, sandbox, desk, name, fault):
    write, (kind, spec, done) = WRITES[name], FAULTS[fault]
    path = write.path.format(top_up=desk.top_up, deposit=desk.deposit)
    word = {"error_code": write.word} if spec.get("code") == 400 else {}
    sandbox.fault(kind, path, **spec, **word)
    before = [called for _, called in sandbox.seen].count(path)

    with pytest.raises(OutcomeUnknown) as caught:
        write.make(bitspark, desk)

    assert [called for _, called in sandbox.seen].count(path) == before + 1
    assert write.done(sandbox.books()) == done
    assert caught.value.fast_path is bool(word and write.word in FAST_PATH_CODES_OF_400)
