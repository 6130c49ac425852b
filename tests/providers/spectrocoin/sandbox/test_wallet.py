"""Accounts, their history, and addresses for deposits."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from tests.providers.spectrocoin.sandbox.caller import EMAIL, Caller, to
from tests.providers.spectrocoin.sandbox.conftest import Bent

EXAMPLE = ["accountId", "balance", "currencyName", "currencyCode", "availableBalance", "reservedAmount"]


@pytest.mark.parametrize(
    ("form", "names"),
    [("example", EXAMPLE), ("bare", EXAMPLE[:-1]), ("symbols", [*EXAMPLE, "currencySymbol"])],
)
def test_accounts_as_printed(bent: Bent, desk: Caller, form: str, names: list[str]) -> None:
    bent.set(accounts=form)
    rows = desk.get("/wallet/accounts")["accounts"]
    assert [list(row) for row in rows] == [names] * 6
    assert {row["currencyCode"] for row in rows} == {"EUR", "USD", "BTC", "DASH", "ETH", "XEM"}


def test_what_is_reserved_may_contradict_the_balances_as_in_the_example(bent: Bent, desk: Caller) -> None:
    bent.set(accounts="contradicting")
    row = desk.account("BTC")
    assert row["reservedAmount"] == 10 + row["balance"] - row["availableBalance"]


@pytest.mark.parametrize("currency", ["EUR", "USD", "BTC", "DASH", "ETH", "XEM"])
def test_the_first_days_history_adds_up_to_the_balance(
    desk: Caller, other_desk: Caller, currency: str
) -> None:
    for caller in (desk, other_desk):
        lines = caller.history(currency)
        assert sum((Decimal(line["amount"]) for line in lines), Decimal(0)) == caller.balance(currency)


def test_the_history_is_newest_first_25_at_a_time_from_page_1(desk: Caller) -> None:
    whole = desk.get("/wallet/account/1505?size=100")
    lines = whole["history"]
    assert list(whole) == ["totalCount", "history"]
    assert list(lines[0]) == ["transactionNo", "status", "amount", "description", "date"]
    assert re.fullmatch(r"SC\d{9}", lines[0]["transactionNo"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z", lines[0]["date"])
    assert [line["date"] for line in lines] == sorted((line["date"] for line in lines), reverse=True)
    assert whole["totalCount"] == len(lines) == 46
    assert desk.get("/wallet/account/1505")["history"] == lines[:25]
    assert desk.get("/wallet/account/1505?size=4&page=2")["history"] == lines[4:8]
    assert desk.get("/wallet/account/1505?page=2")["history"] == lines[25:]


def test_a_page_beyond_the_last_has_no_history_at_all(desk: Caller) -> None:
    assert desk.get("/wallet/account/1505?page=9") == {"totalCount": 46}


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "size=0", "page=", "page=99999999999999999999"]
)
def test_a_page_that_is_none(desk: Caller, query: str) -> None:
    assert desk("GET", f"/wallet/account/1505?{query}").codes == [1]


@pytest.mark.parametrize("account", ["3107", "1", "x", "99999999999999999999", "1505%20"])
def test_an_account_of_another_or_of_nobody(desk: Caller, account: str) -> None:
    assert desk("GET", f"/wallet/account/{account}").codes == [6001]


def test_the_tables_names_and_pages_from_0(bent: Bent, desk: Caller) -> None:
    first = desk.history("EUR", "?size=2")
    bent.set(history_number="transactionId", first_page="0")
    assert (
        desk.get("/wallet/account/1505?page=0&size=1")["history"][0]["transactionId"]
        == first[0]["transactionNo"]
    )
    assert desk.get("/wallet/account/1505?page=1&size=1")["history"][0]["amount"] == first[1]["amount"]


def test_pages_shift_when_something_new_comes(bent: Bent, desk: Caller) -> None:
    first = desk.history("EUR", "?size=4&page=1")
    bent("arrive", login=0, currency="EUR", amount="12.5")
    assert desk.history("EUR", "?size=4&page=2")[0] == first[3]
    assert desk.balance("EUR") == Decimal("18689.61")


@pytest.mark.parametrize("currency", ["BTC", "DASH", "ETH", "XEM"])
def test_the_last_address_stays_the_last(desk: Caller, other_desk: Caller, currency: str) -> None:
    first = desk.get(f"/wallet/deposit/{currency}/last")
    names = ["cryptoAddress", "currency", *(["message"] if currency == "XEM" else [])]
    assert (list(first), first["currency"]) == (names, currency)
    assert desk.get(f"/wallet/deposit/{currency}/last") == first
    assert other_desk.get(f"/wallet/deposit/{currency}/last") != first


@pytest.mark.parametrize("currency", ["BTC", "DASH", "XEM"])
def test_every_fresh_one_is_made(bent: Bent, desk: Caller, currency: str) -> None:
    made = [desk.get(f"/wallet/deposit/{currency}/fresh") for _ in range(3)]
    assert len({(one["cryptoAddress"], one.get("message")) for one in made}) == 3
    last = desk.get(f"/wallet/deposit/{currency}/last")
    assert last.items() <= made[-1].items()
    if currency == "BTC":
        assert list(made[0]) == ["btcAddress", "cryptoAddress", "currency"]
        assert made[0]["btcAddress"] == made[0]["cryptoAddress"]
    booked = [one for one in bent.books["addresses"] if one["fresh"]]
    assert [one["address"] for one in booked] == [one["cryptoAddress"] for one in made]
    assert all(one["request"]["path"] == f"/api/r/wallet/deposit/{currency}/fresh" for one in booked)


def test_xem_is_one_address_of_the_house_told_apart_by_the_message(
    bent: Bent, desk: Caller, other_desk: Caller
) -> None:
    mine, theirs = (one.get("/wallet/deposit/XEM/last") for one in (desk, other_desk))
    assert mine["cryptoAddress"] == theirs["cryptoAddress"]
    assert mine["message"] != theirs["message"]
    bent.set(xem_message="missing")
    assert "message" not in desk.get("/wallet/deposit/XEM/last")


@pytest.mark.parametrize(
    ("path", "code"),
    [("EUR/last", 1012), ("BTR/last", 1012), ("btc/last", 1012), ("USD/fresh", 1012), ("ETH/fresh", 1)],
)
def test_addresses_that_are_not_offered(desk: Caller, path: str, code: int) -> None:
    assert desk("GET", f"/wallet/deposit/{path}").codes == [code]


def test_another_day_another_twenty(bent: Bent, desk: Caller) -> None:
    statuses = [desk("GET", "/wallet/deposit/XEM/fresh").status for _ in range(21)]
    assert statuses == [200] * 20 + [203]
    bent.advance(86401)
    desk.auth()
    assert desk("GET", "/wallet/deposit/XEM/fresh").status == 200


def test_amounts_are_numbers_without_zeros_at_the_end(bent: Bent, desk: Caller) -> None:
    bent("balance", login=0, currency="XEM", amount="1234567890123.100000")
    bent("balance", login=0, currency="BTC", amount="0.00000001")
    told = desk("GET", "/wallet/accounts").text
    assert '"balance":1234567890123.1,' in told
    assert '"balance":0.00000001,' in told


def test_the_settings_are_listed_and_a_wrong_one_is_told(bent: Bent) -> None:
    settings: Any = bent("settings")
    assert settings["send_data"] == "list"
    for wrong in ({"send_data": "tree"}, {"nothing": 1}, {"access_seconds": -1}):
        with pytest.raises(AssertionError, match="Mistake"):
            bent.set(**wrong)
    bent.set(send_data="object")
    bent.reset()
    assert bent("settings") == settings


def test_a_line_of_what_was_sent_is_there_before_it_is_paid(desk: Caller) -> None:
    desk.sent("EUR", to(EMAIL, 1))
    assert desk.get("/wallet/account/1505?size=1")["totalCount"] == 47
