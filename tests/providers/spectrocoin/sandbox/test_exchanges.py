"""Exchanges: what is calculated, what is done, and what waits for approval."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.providers.spectrocoin.sandbox.caller import Caller
from tests.providers.spectrocoin.sandbox.conftest import Bent


def done(desk: Caller, side: str, amount: Any, pay: str = "EUR", receive: str = "USD") -> dict[str, Any]:
    named = "receiveAmount" if side == "buy" else "payAmount"
    answer = desk(
        "POST", f"/wallet/exchange/{side}", {named: amount, "receiveCurrency": receive, "payCurrency": pay}
    )
    assert answer.status == 200, (answer.status, answer.text)
    return dict(answer.json)


def test_a_purchase_is_priced_and_done_as_printed(desk: Caller) -> None:
    query = "receiveAmount=3.01&receiveCurrency=USD&payCurrency=EUR"
    price = desk.get(f"/wallet/exchange/calculate/buy?{query}")
    assert list(price) == ["payAmount", "payCurrency"]
    before = desk.balance("EUR"), desk.balance("USD")
    bought = done(desk, "buy", 3.01)
    assert list(bought) == [
        "exchangeId", "status", "payAmount", "payCurrency", "receiveCurrency", "receiveAmount",
    ]  # fmt: skip
    assert (bought["status"], bought["payAmount"]) == ("PAID", price["payAmount"])
    assert desk.balance("EUR") == before[0] - price["payAmount"]
    assert desk.balance("USD") == before[1] + Decimal("3.01")
    line = desk.history("EUR")[0]
    assert line["description"] == f"EUR sell for exchange. {price['payAmount']:.2f} EUR"
    assert (desk.history("USD")[0]["amount"], line["status"]) == (Decimal("3.01"), "PROCESSED")


def test_a_sale_is_priced_and_done(desk: Caller) -> None:
    query = "payAmount=1.15&payCurrency=EUR&receiveCurrency=BTC"
    price = desk.get(f"/wallet/exchange/calculate/sell?{query}")
    assert list(price) == ["receiveAmount", "receiveCurrency"]
    sold = done(desk, "sell", 1.15, "EUR", "BTC")
    assert (sold["payAmount"], sold["receiveAmount"]) == (Decimal("1.15"), price["receiveAmount"])


def test_the_order_of_the_query_and_exponents_do_not_matter(desk: Caller) -> None:
    queries = [
        "payAmount=10&payCurrency=EUR&receiveCurrency=BTC",
        "receiveCurrency=BTC&payAmount=1E1&payCurrency=EUR",
        "payCurrency=EUR&receiveCurrency=BTC&payAmount=1.0E%2B1",
    ]
    assert len({desk("GET", f"/wallet/exchange/calculate/sell?{query}").text for query in queries}) == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("payCurrency=EUR&receiveCurrency=BTC", 1),
        ("payAmount=&payCurrency=EUR&receiveCurrency=BTC", 1),
        ("payAmount=0&payCurrency=EUR&receiveCurrency=BTC", 1),
        ("payAmount=x&payCurrency=EUR&receiveCurrency=BTC", 1),
        ("payAmount=1&payCurrency=BTR&receiveCurrency=BTC", 1005),
        ("payAmount=1&payCurrency=eur&receiveCurrency=BTC", 1005),
        ("payAmount=1&payCurrency=XEM&receiveCurrency=ETH", 7008),
    ],
)
def test_what_cannot_be_calculated(desk: Caller, query: str, code: int) -> None:
    assert desk("GET", f"/wallet/exchange/calculate/sell?{query}").codes == [code]


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({}, [1001, 1001, 1001]),
        ({"payAmount": "5", "payCurrency": "EUR", "receiveCurrency": "USD"}, [1]),
        ({"payAmount": 0, "payCurrency": "EUR", "receiveCurrency": "USD"}, [1002]),
        ({"payAmount": 5, "payCurrency": "EUR", "receiveCurrency": "BTR"}, [1005]),
        ({"payAmount": 5.001, "payCurrency": "EUR", "receiveCurrency": "USD"}, [1]),
        ({"payAmount": 20000, "payCurrency": "EUR", "receiveCurrency": "USD"}, [1]),
    ],
)
def test_what_cannot_be_sold(bent: Bent, desk: Caller, body: dict[str, Any], codes: list[int]) -> None:
    assert desk("POST", "/wallet/exchange/sell", body).codes == codes
    assert bent.books["exchanges"] == []


def test_rates_stand_still_until_the_clock_moves(bent: Bent, desk: Caller) -> None:
    ask = "/wallet/exchange/calculate/sell?payAmount=1000&payCurrency=EUR&receiveCurrency=BTC"
    first = desk.get(ask)
    assert desk.get(ask) == first
    bent.advance(60)
    assert desk.get(ask) != first
    bent("rates", currency="BTC", factor="2")
    assert desk.get(ask)["receiveAmount"] > first["receiveAmount"] * Decimal("1.9")


def test_there_and_back_loses_the_margin_twice(desk: Caller) -> None:
    there = done(desk, "sell", 100)
    back = done(desk, "sell", float(there["receiveAmount"]), "USD", "EUR")
    assert Decimal("97.9") < back["receiveAmount"] < Decimal("98.1")


def test_a_large_exchange_waits_for_approval(bent: Bent, desk: Caller) -> None:
    before = desk.account("USD"), desk.balance("EUR")
    asked = done(desk, "sell", 12000, "USD", "EUR")
    assert asked["status"] == "PENDING"
    assert desk.account("USD")["reservedAmount"] == 12000
    assert (desk.balance("USD"), desk.balance("EUR")) == (before[0]["balance"], before[1])
    assert desk.history("USD")[0]["status"] == "PENDING"
    bent.advance(1800)
    desk.auth()
    assert desk.balance("EUR") == before[1] + asked["receiveAmount"]
    assert desk.account("USD")["reservedAmount"] == 0
    assert desk.history("USD")[0]["status"] == "PROCESSED"
    assert bent.books["exchanges"][0]["status"] == "PAID"


def test_an_exchange_put_into_a_status(bent: Bent, desk: Caller) -> None:
    bent.set(exchange_state="NEW", exchange_status="missing")
    asked = done(desk, "sell", 10)
    assert "status" not in asked
    before = desk.balance("USD")
    for _ in range(2):
        bent("status", kind="exchange", id=asked["exchangeId"], code="PAID")
    assert desk.balance("USD") == before + asked["receiveAmount"]


def test_a_days_exchanges_count_towards_the_limit(bent: Bent, desk: Caller) -> None:
    bent.set(pay_limit_usd=100)
    done(desk, "sell", 60, "USD", "EUR")
    body = {"payAmount": 60, "payCurrency": "USD", "receiveCurrency": "EUR"}
    answer = desk("POST", "/wallet/exchange/sell", body)
    assert answer.json == [{"code": 7006, "message": "Exceeds daily user pay limit! - 100.00 USD"}]
    bent.advance(86401)
    desk.auth()
    done(desk, "sell", 60, "USD", "EUR")


def test_the_books_name_the_request(bent: Bent, desk: Caller) -> None:
    done(desk, "buy", 5)
    [exchange] = bent.books["exchanges"]
    paths = {one["seq"]: one["path"] for one in bent.requests}
    assert paths[exchange["request"]["request_id"]] == "/api/r/wallet/exchange/buy"
    assert exchange["owner"] == "Harbour Money, Hong Kong"
