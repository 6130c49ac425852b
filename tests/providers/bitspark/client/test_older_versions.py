"""The versions that a newer one has replaced: offered, read, and said to be old."""

import json
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import MalformedReply
from accounts.providers.bitspark.client.payments import Payments
from accounts.providers.bitspark.client.quotes import Quotes
from accounts.providers.bitspark.client.transfers import Transfers

from .calls import F, asked, path, query, told
from .every_call import ROUTE
from .stubs import answer, documented

CHOICES = {"delivery_method": "d", "provider": "p", "province": "q"}
ASKED = [
    ("account_currency", "usd"),
    ("transfer[amount]", "11.11"),
    ("transfer[destination_id]", F),
    ("transfer[delivery_method]", "d"),
    ("transfer[provider]", "p"),
    ("transfer[province]", "q"),
]
TABLE = {
    "total_amount_to_pay_in_user_currency": "1.5",
    "total_amount_to_pay_in_destination_currency": 11.5,
    "transaction_fee_in_user_currency": "0.1",
    "transaction_fee_in_destination_currency": None,
}


@pytest.mark.parametrize(
    "method",
    [Quotes.v1, Quotes.v2, Quotes.amount_to_pay_v3, Transfers.page_v1, Payments.get_v1, Payments.deposit_v2],
)
def test_an_older_version_says_which_to_use(method):
    assert "use `" in method.__doc__ or "where V4 does not answer" in method.__doc__


def test_the_first_quote_is_public_and_tells_two_figures():
    quote, visit = asked("amount_to_pay_v1", lambda b: b.quotes.v1(**ROUTE, **CHOICES))

    assert path(visit) == ("GET", "/v1/static/amount_to_pay")
    assert query(visit) == ASKED
    assert not {"key", "sign"} & set(visit.headers)
    assert (quote.total_amount_to_pay, quote.transaction_fee) == (Decimal("0.99"), Decimal(0))


def test_the_second_quote_is_signed_and_its_amount_to_send_is_always_zero():
    quote, visit = asked("amount_to_pay_v2", lambda b: b.quotes.v2(**ROUTE, **CHOICES))

    assert path(visit) == ("GET", "/v2/static/amount_to_pay")
    assert query(visit) == [*ASKED[:2], ("transfer[amount_to_send]", "0"), *ASKED[2:]]
    assert "sign" in visit.headers
    assert (quote.total_amount_to_pay, quote.transaction_fee) == (Decimal("0.99"), Decimal(0))
    assert quote.total_amount_to_pay_in_user_currency is None


def test_the_second_quote_is_read_as_its_table_has_it_too():
    payload = json.loads(documented("amount_to_pay_v2"))
    payload["data"]["attributes"] = TABLE
    quote, _ = told(answer(200, payload), lambda b: b.quotes.v2(**ROUTE))
    assert quote.total_amount_to_pay_in_user_currency == Decimal("1.5")
    assert quote.total_amount_to_pay_in_destination_currency == Decimal("11.5")
    assert (quote.transaction_fee_in_user_currency, quote.transaction_fee_in_destination_currency) == (
        Decimal("0.1"),
        None,
    )
    assert quote.total_amount_to_pay is None


@pytest.mark.parametrize("version", [1, 2])
def test_a_quote_without_a_total_is_none(version):
    payload = json.loads(documented(f"amount_to_pay_v{version}"))
    payload["data"]["attributes"]["total_amount_to_pay"] = None
    with pytest.raises(MalformedReply, match="missing"):
        told(answer(200, payload), lambda b: getattr(b.quotes, f"v{version}")(**ROUTE))


def test_the_first_history_of_transfers():
    page, visit = asked("transfers_v1", lambda b: b.transfers.page_v1(2, 50))

    assert path(visit) == ("GET", "/v1/transactions/remittances")
    assert query(visit) == [
        ("include", "transfer_recipient"),
        ("pagination[offset]", "2"),
        ("pagination[limit]", "50"),
    ]
    (transfer,) = page.items
    assert (transfer.status.code, transfer.status.group) == ("unknown", None)
    assert (transfer.amount, transfer.currency, transfer.exchange_rate) == (
        Decimal("11.11"),
        "VND",
        Decimal("22222.22222"),
    )
    assert (transfer.account_currency, transfer.created_at, transfer.transaction_number) == (None, None, None)
    assert transfer.recipient.beneficiary_name == "1"
