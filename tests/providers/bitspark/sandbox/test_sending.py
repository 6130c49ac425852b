"""Send money: what is answered, what is booked, what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import SEND, Caller, order
from tests.sandboxes import Sandbox

Order = Callable[..., dict[str, Any]]
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def test_the_answer_has_the_documented_shape(desk: Caller, to_cebu: Order) -> None:
    answer = desk.send(to_cebu(callback_url="example.com")).json
    attributes = answer["data"]["attributes"]

    assert re.fullmatch(UUID, answer["data"]["id"])
    assert answer["data"]["type"] == "transfers"
    assert list(attributes) == [
        "status", "amount", "amount_to_send", "currency", "account_currency", "exchange_rate",
        "destination_country", "receipt_info", "transaction_number", "tracking_number",
        "tracking_number_possible", "callback_url", "created_at", "updated_at",
    ]  # fmt: skip
    assert attributes["status"] == {
        "group": "pending",
        "code": "unknown",
        "message": "Processing",
        "info": "",
    }
    assert (attributes["amount"], attributes["amount_to_send"]) == ("1000.0", "0.0")
    assert (attributes["currency"], attributes["account_currency"]) == ("PHP", "USD")
    assert (attributes["exchange_rate"], attributes["receipt_info"]) == (None, {})
    assert attributes["destination_country"] == "Philippines"
    assert re.fullmatch(r"TF-\d{6}-\d{3,}-[A-Z0-9]{4}", attributes["transaction_number"])
    assert (attributes["tracking_number"], attributes["tracking_number_possible"]) == (None, False)
    assert attributes["callback_url"] == "example.com"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", attributes["created_at"])
    [person] = answer["included"]
    assert person["id"] == answer["data"]["relationships"]["transfer_recipient"]["data"]["id"]
    assert person["type"] == "transfer_recipients"
    assert person["attributes"]["first_name"] == "Maria"
    assert person["attributes"]["bank_branch_address"] is None


def test_it_takes_amount_and_both_fees_from_the_account(
    desk: Caller, to_cebu: Order, sandbox: Sandbox
) -> None:
    before = Decimal(desk.balance("usd"))
    desk.sent(to_cebu(amount="1000"))

    due = Decimal("1000") * Decimal("1.005") * Decimal("1.0135") / Decimal("58.125")
    assert before - Decimal(desk.balance("usd")) == due.quantize(Decimal("1E-16"))
    [line] = sandbox.books()["ledger"]
    assert (line["reason"], line["amount"]) == ("send_money", str(-due.quantize(Decimal("1E-16"))))


def test_the_books_name_the_request_that_caused_it(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    id = desk.sent(to_cebu(callback_url="http://127.0.0.1:1/x"))
    [row] = sandbox.books()["transfers"]
    request = row["request"]
    assert (row["id"], row["owner"], row["callback_url"]) == (
        id,
        "Harbour Money, Hong Kong",
        "http://127.0.0.1:1/x",
    )
    assert (request["method"], request["path"]) == ("POST", SEND)
    assert request["form"]["data"]["attributes"]["amount"] == "1000"
    assert [one["seq"] for one in sandbox.requests if one["method"] == "POST"] == [request["request_id"]]


def test_too_little_money_is_said_as_a_plain_string(
    other_desk: Caller, to_cebu: Order, sandbox: Sandbox
) -> None:
    answer = other_desk.send(to_cebu(amount="9000"))
    assert answer.status == 422
    assert answer.json["errors"] == [
        {"code": 422, "error_code": "unprocessable_request", "message": "Insufficient funds on account"}
    ]
    assert sandbox.books()["transfers"] == []


def test_an_account_can_pay_in_bitcoin(desk: Caller, to_cebu: Order) -> None:
    desk.sent(to_cebu(account_currency="btc", amount="500"))
    assert Decimal("0.7498") < Decimal(desk.balance("btc")) < Decimal("0.7499")


@pytest.mark.parametrize("currency", ["USD", "xyz", ""])
def test_an_unlisted_account_currency_is_the_documented_400(
    desk: Caller, to_cebu: Order, currency: str
) -> None:
    answer = desk.send(to_cebu(account_currency=currency))
    assert (answer.status, answer.sentences) == (400, ["Invalid Account Currency"])


@pytest.mark.parametrize("part", ["transfers", "destination", "recipient", "sender"])
def test_every_type_must_be_the_documented_one(desk: Caller, to_cebu: Order, part: str) -> None:
    form = to_cebu(**{"sender.first_name": "Ada"})
    holder = form["data"] if part == "transfers" else form["data"]["relationships"][part]["data"]
    holder["type"] = "user_recipients"
    assert desk.send(form).json["errors"][0]["error_code"] == "bad_request"


def test_a_destination_goes_by_id_or_else_by_code(desk: Caller, to_cebu: Order) -> None:
    form = to_cebu()
    attributes = form["data"]["relationships"]["destination"]["data"]["attributes"]
    attributes.clear()
    assert desk.send(form).sentences == ["Destination can't be blank"]
    attributes["code"] = "philippines"
    desk.sent(form)
    attributes["id"] = "00000000-0000-0000-0000-000000000000"
    assert desk.send(form).sentences == ["Destination must exist"]


def test_fifty_sends_at_once_are_fifty_transfers_and_an_exact_balance(
    desk: Caller, to_cebu: Order, sandbox: Sandbox
) -> None:
    before = Decimal(desk.balance("usd"))
    with ThreadPoolExecutor(50) as pool:
        ids = list(pool.map(lambda n: desk.sent(to_cebu(amount=str(1000 + n))), range(50)))

    books = sandbox.books()
    assert {row["id"] for row in books["transfers"]} == set(ids)
    assert len({row["number"] for row in books["transfers"]}) == 50
    taken = sum(Decimal(row["debited"]) for row in books["transfers"])
    assert Decimal(desk.balance("usd")) == before - taken
    assert Decimal(books["ledger"][-1]["balance"]) == before - taken


def test_fifty_sends_never_overdraw(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    price = Decimal(1000) * Decimal("1.005") * Decimal("1.0135") / Decimal("58.125")
    sandbox.control("balance", currency="usd", amount=str(price * Decimal("20.5")))
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda _: desk.send(to_cebu()).status, range(50)))

    assert sorted(statuses) == [200] * 20 + [422] * 30
    assert 0 <= Decimal(desk.balance("usd")) < price


def test_a_shop_commission_is_a_percentage_on_top(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    desk.sent(to_cebu())
    sandbox.control("balance", currency="usd", shop_commission="2")
    desk.sent(to_cebu())
    first, second = (Decimal(row["debited"]) for row in sandbox.books()["transfers"])
    assert abs(second - first * Decimal("1.02")) <= Decimal("1E-15")


def test_a_small_amount_is_taken_and_then_found_too_small(
    desk: Caller, places: dict[str, str], sandbox: Sandbox
) -> None:
    to = {"province": None, "delivery_method": "mobile_wallet", "provider": None}
    id = desk.sent(order(places["ghana"], **to, amount="4.99"))
    sandbox.advance(3600)
    assert desk.show(id)["status"]["code"] == "amount_too_small"
