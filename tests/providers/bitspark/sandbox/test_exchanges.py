"""Exchanges and their rates: exact, cut after the commission, without an id that lasts."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from tests.providers.bitspark.sandbox.caller import Caller
from tests.providers.bitspark.sandbox.money_forms import EXCHANGE, swap
from tests.sandboxes import Sandbox

RATE = "/v3/exchanges/exchange_rate?currency_from={}&currency_to={}"


def rate(desk: Caller, query: str) -> tuple[str, str, Decimal]:
    attributes = desk.raw("GET", query, "", {}).json["data"]["attributes"]
    return attributes["invoice_currency"], attributes["payment_currency"], Decimal(attributes["rate"])


def test_the_answer_is_the_documents_example(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.control("rates", currency="hkd", factor=str(Decimal("7.75515") / Decimal("7.8125")))
    answer = desk("POST", EXCHANGE, swap())
    data = answer.json["data"]
    created_at = data["attributes"].pop("created_at")
    assert (answer.status, data["type"]) == (200, "exchange_transaction_data")
    assert data["attributes"] == {
        "status": "completed",
        "fee": "0.00",
        "base_amount": "1.00",
        "quoted_amount": "7.65",
        "rate": "7.75515",
        "commission": "0.10",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", created_at)
    assert re.fullmatch(r"\d{14}", data["id"])


def test_both_accounts_move_and_the_books_name_the_request(desk: Caller, sandbox: Sandbox) -> None:
    usd, hkd = Decimal(desk.balance("usd")), Decimal(desk.balance("hkd"))
    quoted = desk("POST", EXCHANGE, swap("200")).json["data"]["attributes"]["quoted_amount"]
    assert Decimal(desk.balance("usd")) == usd - 200
    assert Decimal(desk.balance("hkd")) == hkd + Decimal(quoted)
    books = sandbox.books()
    [row] = books["exchanges"]
    assert (row["base"], row["quoted"], row["owner"]) == ("200", quoted, "Harbour Money, Hong Kong")
    assert row["request"]["form"] == swap("200")
    assert [(line["reason"], line["transfer"]) for line in books["ledger"]] == [("exchange", row["id"])] * 2


def test_no_history_knows_of_it(desk: Caller) -> None:
    desk("POST", EXCHANGE, swap())
    assert desk.get("/v1/transactions/history")["data"] == []


@pytest.mark.parametrize(("target", "decimals"), [("jpy", 0), ("btc", 8), ("eur", 2)])
def test_what_comes_out_is_cut_to_the_currencys_decimals(desk: Caller, target: str, decimals: int) -> None:
    attributes = desk("POST", EXCHANGE, swap("10.55", "usd", target)).json["data"]["attributes"]
    exact = Decimal("10.55") * Decimal(attributes["rate"]) - Decimal(attributes["commission"])
    quoted = Decimal(attributes["quoted_amount"])
    assert quoted.as_tuple().exponent == -decimals
    assert 0 <= exact - quoted < Decimal(1).scaleb(-decimals)


@pytest.mark.parametrize(
    ("form", "status", "code", "sentence"),
    [
        (swap("250000.01"), 422, "unprocessable_request", "Insufficient funds on account"),
        (swap("0"), 422, "unprocessable_request", "Invalid value for transaction"),
        (swap("-1"), 422, "unprocessable_request", "Invalid value for transaction"),
        (swap("x"), 422, "unprocessable_request", "Invalid value for transaction"),
        (swap("1.001"), 422, "unprocessable_request", "Invalid value for transaction"),
        (swap("0.01", "usd", "eur"), 422, "unprocessable_request", "Invalid value for transaction"),
        (swap("1", "usd", "usd"), 400, "money_exchange_error", "Transaction failed."),
        (swap("1", "usd", "xyz"), 400, "bad_request", "Invalid Account Currency"),
    ],
)
def test_what_is_refused(
    desk: Caller, sandbox: Sandbox, form: dict[str, str], status: int, code: str, sentence: str
) -> None:
    answer = desk("POST", EXCHANGE, form)
    assert answer.json["errors"] == [{"code": status, "error_code": code, "message": [sentence]}]
    assert (sandbox.books()["exchanges"], sandbox.books()["ledger"]) == ([], [])


def test_twenty_at_once_never_overdraw(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.control("balance", currency="usd", amount="5.5")
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda _: desk("POST", EXCHANGE, swap()).status, range(20)))
    assert sorted(statuses) == [200] * 5 + [422] * 15
    assert desk.balance("usd") == "0.5"


def test_a_fresh_rate_is_of_the_pair_asked_and_with_the_commission(desk: Caller) -> None:
    pair = RATE.format("usd", "hkd") + "&cached_rate=false&amount=1000"
    assert rate(desk, pair) == ("USD", "HKD", Decimal("7.8125") * Decimal("0.9871"))
    back = rate(desk, RATE.format("hkd", "usd") + "&cached_rate=false")
    assert back == ("HKD", "USD", Decimal("0.128") * Decimal("0.9871"))


@pytest.mark.parametrize("query", ["", "&cached_rate=true"])
def test_a_cached_rate_is_old_and_of_another_pair(desk: Caller, query: str) -> None:
    invoice, payment, figure = rate(desk, RATE.format("usd", "eur") + query)
    assert (invoice, payment) == ("BTC", "USD")
    assert figure == Decimal(62500) * Decimal("0.9871") * Decimal("0.97")


def test_the_control_door_says_whose_pair_is_answered(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.control("exchange_rate", cached="asked", factor="0.5")
    assert rate(desk, RATE.format("usd", "hkd")) == (
        "USD",
        "HKD",
        Decimal("7.8125") * Decimal("0.9871") * Decimal("0.5"),
    )
    sandbox.control("exchange_rate", fresh="other")
    assert rate(desk, RATE.format("usd", "hkd") + "&cached_rate=false")[:2] == ("BTC", "USD")
    sandbox.reset()
    assert rate(desk, RATE.format("usd", "hkd") + "&cached_rate=false")[:2] == ("USD", "HKD")
    with pytest.raises(AssertionError, match="asked or other"):
        sandbox.control("exchange_rate", fresh="neither")


def test_a_rate_is_asked_for_with_two_listed_currencies_and_a_real_amount(desk: Caller) -> None:
    assert desk("GET", RATE.format("usd", "xyz")).sentences == ["Invalid Account Currency"]
    assert desk("GET", "/v3/exchanges/exchange_rate").sentences == ["Invalid Account Currency"]
    answer = desk("GET", RATE.format("usd", "hkd") + "&amount=0")
    assert (answer.status, answer.sentences) == (422, ["Invalid value for transaction"])
