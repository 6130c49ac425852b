"""The document's own requests, as printed, and what an official client sends; and our page about it all."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.providers.spectrocoin.sandbox.guesses import SETTINGS
from tests.providers.spectrocoin.sandbox.caller import Caller
from tests.providers.spectrocoin.sandbox.conftest import Bent

PAGE = Path(__file__).parents[4] / "docs/sandbox.md"
BTC = "12KKCFWLPayT8VAbhHRhs7VCS1LPUGGfqv"

PRINTED = {
    "send": ("/wallet/send/BTC", f'[\n{{\n"amount": 0.2,\n"receiver": "{BTC}"\n}}\n]'),
    "send with refId": (
        "/wallet/send/BTC",
        f'[{{"amount": 0.002, "receiver": "{BTC}", "refId": "testRandomStringX$#@!"}}]',
    ),
    "send XEM": (
        "/wallet/send/XEM",
        '[{"amount": 2, "receiver": "TAVISI7ETMVMS2C7CN6V2X6AUUGZQYVJ7GLZYP5O", "message": "zZnXgCoN"}]',
    ),
    "send to several": (
        "/wallet/send/BTC",
        f'[{{"amount": 0.2, "receiver": "{BTC}"}}, {{"amount": 0.3, "receiver": "{BTC}"}}]',
    ),
    "buy": (
        "/wallet/exchange/buy",
        '{"receiveAmount": 3.01, "receiveCurrency": "USD", "payCurrency": "EUR"}',
    ),
    "sell": (
        "/wallet/exchange/sell",
        '{"payAmount": 1.15, "receiveCurrency": "BTC", "payCurrency": "EUR"}',
    ),
}
# "Always return" of the tables, with the name that the example has for transactionId.
ALWAYS = {
    "/wallet/deposit/BTC/last": {"cryptoAddress", "currency"},
    "/wallet/deposit/XEM/fresh": {"cryptoAddress", "currency"},
    "/wallet/exchange/calculate/buy?receiveAmount=3.01&receiveCurrency=USD&payCurrency=EUR": {
        "payAmount",
        "payCurrency",
    },
    "/wallet/exchange/calculate/sell?payAmount=10.15&payCurrency=EUR&receiveCurrency=BTC": {
        "receiveAmount",
        "receiveCurrency",
    },
    "/wallet/accounts": {"accounts"},
    "/wallet/account/1505?page=1&size=4": {"totalCount", "history"},
}


@pytest.mark.parametrize(("path", "body"), PRINTED.values(), ids=list(PRINTED))
def test_a_request_as_printed_is_taken(desk: Caller, path: str, body: str) -> None:
    assert desk("POST", path, body).status == 200


@pytest.mark.parametrize("path", ALWAYS)
def test_an_answer_has_what_is_always_returned(desk: Caller, path: str) -> None:
    assert set(desk.get(path)) >= ALWAYS[path]


def test_the_headers_of_the_official_client_are_taken(desk: Caller) -> None:
    desk.headers = {
        "Accept": "application/json",
        "Accept-Encoding": "UTF-8",
        "Connection": "close",
        "Content-Type": "application/json; charset=UTF-8",
    }
    assert desk("POST", "/wallet/send/XEM", PRINTED["send XEM"][1]).status == 200


def test_nothing_is_no_send(desk: Caller) -> None:
    assert desk.send("EUR").codes == [3017]


def test_twenty_exchanges_at_once_pay_no_more_than_there_is(bent: Bent, desk: Caller) -> None:
    bent("balance", login=0, currency="EUR", amount="50")
    body = {"payAmount": 10, "receiveCurrency": "USD", "payCurrency": "EUR"}
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: desk("POST", "/wallet/exchange/sell", body), range(20)))
    assert sorted(answer.status for answer in answers) == [200] * 5 + [203] * 15
    assert desk.balance("EUR") == 0
    ids = [answer.json["exchangeId"] for answer in answers if answer.status == 200]
    assert len(set(ids)) == len(bent.books["exchanges"]) == 5


def test_of_fresh_addresses_at_once_no_more_are_made_than_the_limit(bent: Bent, desk: Caller) -> None:
    bent.set(fresh_addresses=7)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: desk("GET", "/wallet/deposit/DASH/fresh"), range(20)))
    assert sorted(answer.status for answer in answers) == [200] * 7 + [203] * 13
    made = {answer.json["cryptoAddress"] for answer in answers if answer.status == 200}
    assert made == {one["address"] for one in bent.books["addresses"] if one["fresh"]}


def test_each_leg_of_the_books_leads_to_its_request(bent: Bent, desk: Caller) -> None:
    desk("POST", *PRINTED["send to several"])
    seen = {one["seq"]: one["path"] for one in bent.requests}
    [post] = bent.books["posts"]
    for number, leg in enumerate(bent.books["sends"]):
        assert leg["request"]["entry"] == number
        assert leg["request"]["request_id"] == post["request"]
        assert seen[post["request"]] == post["path"] == "/api/r/wallet/send/BTC"
        assert Decimal(leg["amount"]) == (Decimal("0.2"), Decimal("0.3"))[number]


def test_the_applications_are_random_and_the_secret_stays_at_the_control_door(bent: Bent) -> None:
    callers = bent.callers()
    assert all(re.fullmatch("wallet_[0-9a-f]{32}", one.client_id) for one in callers)
    assert len({one.client_secret for one in callers}) == 2


def test_the_page_names_every_setting_act_and_fault() -> None:
    words = set(re.findall(r"`([a-z_]+)`", PAGE.read_text().partition("## SpectroCoin")[2]))
    acts = {"status", "settings", "fail_sends", "balance", "arrive", "rates", "user", "expire_tokens"}
    assert {*SETTINGS, *acts, "expire_token", "refuse"} - words == set()
