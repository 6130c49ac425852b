"""Every code of the document's table, provoked: by what a client does, or by the fault `refuse`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.providers.spectrocoin.sandbox.refusals import MESSAGES
from tests.providers.spectrocoin.sandbox.caller import BTC, EMAIL, XEM, Answer, Caller, to
from tests.providers.spectrocoin.sandbox.conftest import Bent

Provoke = Callable[[Caller, Bent], Answer]
BUY, SELL = "/wallet/exchange/buy", "/wallet/exchange/sell"


def sell(desk: Caller, amount: Any, pay: Any = "EUR", receive: Any = "USD") -> Answer:
    return desk("POST", SELL, {"payAmount": amount, "receiveCurrency": receive, "payCurrency": pay})


def buy(desk: Caller, amount: Any, pay: Any = "EUR", receive: Any = "USD") -> Answer:
    return desk("POST", BUY, {"receiveAmount": amount, "receiveCurrency": receive, "payCurrency": pay})


def without_media_type(desk: Caller, bent: Bent) -> Answer:
    desk.headers = {"Content-Type": "text/plain"}
    return desk.send("EUR", to(EMAIL, 1))


def disabled(desk: Caller, bent: Bent) -> Answer:
    bent("user", login=0, enabled=False)
    return desk.auth()


def unverified(desk: Caller, bent: Bent) -> Answer:
    bent("user", login=0, verified=False)
    return desk.send("EUR", to(EMAIL, 1))


def of_another_scope(desk: Caller, bent: Bent) -> Answer:
    desk.auth(scope="currency_exchange")
    return desk.send("EUR", to(EMAIL, 1))


def of_nobody(desk: Caller, bent: Bent) -> Answer:
    desk.access = "0" * 80
    return desk.send("EUR", to(EMAIL, 1))


def again(desk: Caller, bent: Bent) -> Answer:
    desk.sent("EUR", to(EMAIL, 1, refId="r"))
    return desk.send("EUR", to(EMAIL, 1, refId="r"))


def not_crypto(desk: Caller, bent: Bent) -> Answer:
    return desk("GET", f"/wallet/send/status/{desk.sent('EUR', to(EMAIL, 1))[0]['paymentId']}")


def pay_limit(desk: Caller, bent: Bent) -> Answer:
    bent.set(pay_limit_usd=100)
    return sell(desk, 93)


def receive_limit(desk: Caller, bent: Bent) -> Answer:
    bent.set(receive_limit_usd=100)
    return buy(desk, 101)


def too_many_addresses(desk: Caller, bent: Bent) -> Answer:
    bent.set(fresh_addresses=2)
    assert [desk("GET", "/wallet/deposit/BTC/fresh").status for _ in range(2)] == [200, 200]
    assert desk("GET", "/wallet/deposit/DASH/fresh").status == 200
    return desk("GET", "/wallet/deposit/BTC/fresh")


def by_the_fault(code: int) -> Provoke:
    def provoke(desk: Caller, bent: Bent) -> Answer:
        bent.fault("refuse", "/api/r/wallet/send/*", code=code)
        return desk.send("EUR", to(EMAIL, 1))

    return provoke


PROVOKED: dict[int, tuple[Provoke, str]] = {
    1: (lambda desk, bent: desk.send("EUR", to(EMAIL, "1")), "Invalid amount"),
    97: (without_media_type, "Unsupported media type"),
    100: (by_the_fault(100), "Unexpected error"),
    1001: (lambda desk, bent: desk.send("EUR", to(EMAIL, None)), "amount can't be null"),
    1002: (lambda desk, bent: desk.send("EUR", to(EMAIL, 0)), "amount should be more than zero"),
    1003: (of_another_scope, "Forbidden"),
    1004: (of_nobody, "Unauthorized"),
    1005: (lambda desk, bent: desk.send("BTR", to(BTC, 1)), "Unknown value: BTR"),
    1008: (
        lambda desk, bent: desk.send("BTC", to(EMAIL, 0.00000099)),
        "Amount should be more than 0.00000100 BTC",
    ),
    1012: (lambda desk, bent: desk("GET", "/wallet/deposit/EUR/last"), "EUR is not crypto currency!"),
    2001: (lambda desk, bent: desk.auth(version="0"), "Specified client not found for this credentials."),
    2002: (disabled, "Application for this user is disabled"),
    2003: (
        lambda desk, bent: desk.refresh(refresh_token="x"),
        "Refresh token expired, please authenticate.",
    ),
    3001: (lambda desk, bent: desk.send("EUR", to(EMAIL, 18677.12)), "Balance not enough to send"),
    3002: (lambda desk, bent: desk.send("BTC", to(BTC[:-1] + "w", 0.2)), "Invalid email or address"),
    3003: (lambda desk, bent: desk.send("EUR", to(BTC, 2)), "Invalid email address"),
    3005: (
        lambda desk, bent: desk.send("EUR", to("wallet@harbour-money.example", 2)),
        "Sender and receiver should be different",
    ),
    3006: (lambda desk, bent: desk.send("BTC", to(BTC, 0.00009999)), "Amount too small to send"),
    3016: (
        lambda desk, bent: desk.send("BTC", *[to(BTC, 0.001)] * 51),
        "Destination count reached. Max allowed destinations: 50",
    ),
    3017: (lambda desk, bent: desk.send("EUR", to("", 1)), "Data have empty fields"),
    3020: (by_the_fault(3020), "Incorrect receiver."),
    3021: (
        lambda desk, bent: desk.send("EUR", *[to(EMAIL, 1)] * 21),
        "Destination count reached. Max allowed fiat destinations: 20",
    ),
    3027: (by_the_fault(3027), "Send currency failed"),
    3030: (not_crypto, "Failed to get crypto payment"),
    3031: (lambda desk, bent: desk("GET", "/wallet/send/status/12x"), "Bad payment id"),
    3032: (again, "You have already sent money with this refId"),
    5003: (unverified, "User not verified"),
    5021: (
        lambda desk, bent: desk.send("XEM", to(XEM, 2), to(EMAIL, 2)),
        "Unsupported multiple coins send to email address",
    ),
    6001: (
        lambda desk, bent: desk("GET", "/wallet/account/3107"),
        "Member account 3107 not found for this user.",
    ),
    7006: (pay_limit, "Exceeds daily user pay limit! - "),
    7007: (receive_limit, "Exceeds daily user receive limit! - 100.00 USD"),
    7008: (lambda desk, bent: sell(desk, 5, "EUR", "EUR"), "Unsupported currency exchange."),
    7009: (lambda desk, bent: sell(desk, 0.99), "Pay amount can't be smaller than 1 EUR"),
    7010: (lambda desk, bent: sell(desk, 0.00001, "BTC"), "Receive amount can't be smaller than 1 USD"),
    13023: (too_many_addresses, "New crypto address generation limit reached"),
}


def test_every_code_is_provoked_here() -> None:
    assert set(PROVOKED) == set(MESSAGES)


@pytest.mark.parametrize("code", PROVOKED)
def test_the_code(bent: Bent, desk: Caller, code: int) -> None:
    provoke, message = PROVOKED[code]
    answer = provoke(desk, bent)
    assert answer.status == 203
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    [error] = answer.json
    assert list(error) == ["code", "message"]
    assert (error["code"], error["message"][: len(message)]) == (code, message)
    booked = [one for one in bent.books["sends"] if one["refId"] != "r" and one["kind"] != "email"]
    assert booked == bent.books["exchanges"] == []


@pytest.mark.parametrize(
    ("entry", "codes"),
    [
        ({}, [1001, 1001]),
        ({"amount": 1, "receiver": None}, [1001]),
        ({"amount": 1, "receiver": EMAIL, "refId": " "}, [3017]),
        ({"amount": 1, "receiver": EMAIL, "ref_id": "r"}, [1]),
        ({"amount": 1.001, "receiver": EMAIL}, [1]),
        ({"amount": -1, "receiver": EMAIL}, [1002]),
        ({"amount": True, "receiver": EMAIL}, [1]),
        ({"amount": 1, "receiver": 5}, [1]),
        ({"amount": 1, "receiver": EMAIL, "refId": 7}, [1]),
        ({"amount": 0, "receiver": ""}, [3017, 1002]),
    ],
)
def test_what_is_wrong_in_an_entry(desk: Caller, entry: dict[str, Any], codes: list[int]) -> None:
    assert desk.send("EUR", entry).codes == codes
    assert desk.send("EUR", to(EMAIL, 1), entry).codes == codes  # the request's, not the entry's


@pytest.mark.parametrize("amount", ["1E+400000", "1E400", "12345678901234567", "1e-99999"])
def test_an_enormous_number_is_a_validation_error(desk: Caller, amount: str) -> None:
    answer = desk("POST", "/wallet/send/EUR", f'[{{"amount": {amount}, "receiver": "{EMAIL}"}}]')
    assert answer.codes == [1]


@pytest.mark.parametrize(
    "body", ["", "{", "[1]", '"x"', "null", '{"amount": 1}', '[{"amount": NaN}]', "[" * 9999]
)
@pytest.mark.parametrize("path", ["/wallet/send/EUR", BUY, "/oauth2/auth"])
def test_what_is_no_request_is_500(desk: Caller, path: str, body: str) -> None:
    if body == '{"amount": 1}' and path != "/wallet/send/EUR":
        assert desk("POST", path, body).status == 203  # an object, as documented, with a wrong field
    else:
        answer = desk("POST", path, body)
        assert (answer.status, answer.text) == (500, "")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/wallet/send/EUR"),
        ("POST", "/wallet/accounts"),
        ("GET", "/send/status/153"),  # the heading of the document; its own example has /wallet
        ("GET", "/wallet/nothing"),
        ("GET", "/oath2/auth"),
        ("GET", "/wallet/account/1505/"),
    ],
)
def test_a_path_or_method_of_ones_own_is_500(desk: Caller, method: str, path: str) -> None:
    assert desk(method, path, None if method == "GET" else "{}").status == 500


@pytest.mark.parametrize(
    ("currency", "receiver", "code"),
    [
        ("BTC", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", 200),
        ("BTC", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp", 3002),
        ("BTC", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", 200),
        ("BTC", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", 200),
        ("BTC", "Xxbit2NkZ4YfAyrgWCSQtRzDjvPJyPFZ4n", 3002),
        ("BTC", "1" * 34, 3002),
        ("DASH", BTC, 3002),
        ("DASH", "Xxbit2NkZ4YfAyrgWCSQtRzDjvPJyPFZ4m", 3002),
        ("ETH", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", 3002),
        ("ETH", "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", 3002),
        ("XEM", "TAVISI7ETMVMS2C7CN6V2X6AUUGZQYVJ7GLZYP5A", 3002),
        ("XEM", "TAVISI-7ETMVM-S2C7CN-6V2X6A-UUGZQY-VJ7GLZ-YP5O", 3002),
        ("BTC", "@elsewhere.example", 3003),
        ("EUR", "someone@nowhere", 3003),
    ],
)
def test_check_digits(desk: Caller, currency: str, receiver: str, code: int) -> None:
    answer = desk.send(currency, to(receiver, 1))
    assert answer.status == 200 if code == 200 else answer.codes == [code]


def test_ones_own_address_is_the_senders(desk: Caller) -> None:
    for currency in ("BTC", "DASH", "ETH"):
        own = desk.get(f"/wallet/deposit/{currency}/last")["cryptoAddress"]
        assert desk.send(currency, to(own, 1)).codes == [3005]
    xem = desk.get("/wallet/deposit/XEM/last")
    assert desk.send("XEM", to(xem["cryptoAddress"], 1, message=xem["message"])).codes == [3005]


def test_a_limit_of_receivers_can_be_set(bent: Bent, desk: Caller) -> None:
    bent.set(bulk_largest=2)
    assert desk.send("BTC", *[to(BTC, 0.001)] * 3).json[0]["message"].endswith("destinations: 2")
    assert desk.send("DASH", to(EMAIL, 1), to(EMAIL, 1)).codes == [5021]
    assert bent.books["sends"] == []


def test_another_users_payment_is_no_payment(desk: Caller, other_desk: Caller) -> None:
    [entry] = desk.sent("BTC", to(BTC, 0.2))
    assert other_desk("GET", f"/wallet/send/status/{entry['paymentId']}").codes == [3031]


@pytest.mark.parametrize("message", [None, "In our own words"])
def test_refuse_says_what_it_is_told(bent: Bent, desk: Caller, message: str | None) -> None:
    spec = {} if message is None else {"message": message}
    bent.fault("refuse", "/api/r/wallet/*", code=4711, after_commit=True, **spec)
    assert desk.send("EUR", to(EMAIL, 1)).json == [{"code": 4711, "message": message or "?"}]
    assert len(bent.books["sends"]) == 1
    errors = [{"code": 3001, "message": "a"}, {"code": 100, "message": "b"}]
    bent.fault("refuse", "/api/r/wallet/*", errors=errors)
    assert json.loads(desk("GET", "/wallet/accounts").text) == errors
