"""Withdrawals: what is answered, what leaves the account, what is refused and how."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from http.client import HTTPException

import pytest

from tests.providers.bitspark.sandbox.caller import Caller
from tests.providers.bitspark.sandbox.money_forms import (
    DEPOSIT,
    EXCHANGE,
    SOMEWHERE,
    WITHDRAW,
    Form,
    swap,
    to_a_bank,
    to_an_address,
)
from tests.sandboxes import Sandbox


def test_the_answer_to_a_bank_has_the_documented_shape(desk: Caller) -> None:
    before = Decimal(desk.balance("usd"))
    answer = desk("POST", WITHDRAW, to_a_bank(callback_url="example.com"))
    data, included = answer.json["data"], answer.json["included"]

    assert answer.status == 200
    assert data["type"] == "withdraws"
    assert data["attributes"] == {
        "amount": "100.0",
        "txid": "W-1",
        "callback_url": "example.com",
        "status": {"code": "pending", "message": "Pending"},
    }
    assert list(data["relationships"]) == ["bank_detail", "account"]
    assert [one["type"] for one in included] == ["bank_details", "accounts", "currencies"]
    assert included[0]["id"] == data["relationships"]["bank_detail"]["data"]["id"]
    assert included[0]["attributes"] == {
        "name": "HSBC",
        "beneficiary_name": "Eve Moneypenny",
        "account_number": "123123123",
        "address": "85 Albert Embankment, Vauxhall, London",
        "swift_code": "HSBCHKHH",
    }
    assert Decimal(included[1]["attributes"]["balance"]) == before - 100
    assert included[2]["attributes"] == {"code": "usd", "name": "USD", "account": True}


def test_the_answer_to_an_address_has_neither_status_nor_txid(desk: Caller) -> None:
    answer = desk("POST", WITHDRAW, to_an_address()).json
    assert answer["data"]["attributes"] == {"amount": "0.1", "wallet_address": SOMEWHERE}
    assert list(answer["data"]["relationships"]) == ["account"]
    assert [one["type"] for one in answer["included"]] == ["accounts", "currencies"]
    assert desk.balance("btc") == "0.65"


def test_the_books_name_the_request_and_the_ledger_the_withdrawal(desk: Caller, sandbox: Sandbox) -> None:
    id = desk("POST", WITHDRAW, to_a_bank()).json["data"]["id"]
    books = sandbox.books()
    [payment], [line] = books["payments"], books["ledger"]
    assert (payment["id"], payment["kind"], payment["owner"]) == (id, "withdraw", "Harbour Money, Hong Kong")
    assert payment["request"]["form"]["data"]["attributes"]["txid"] == "W-1"
    assert (line["reason"], line["amount"], line["transfer"]) == ("withdraw", "-100", id)


def test_too_little_money_is_said_as_a_plain_string(other_desk: Caller, sandbox: Sandbox) -> None:
    sandbox.control("two_factor", login=1, on=False)
    answer = other_desk("POST", WITHDRAW, to_a_bank(amount="75.01"))
    assert answer.status == 422
    assert answer.json["errors"] == [
        {"code": 422, "error_code": "unprocessable_request", "message": "Insufficient funds on account"}
    ]
    assert sandbox.books()["payments"] == []


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("txid", "Txid can't be blank"),
        ("amount", "Amount can't be blank"),
        ("bank.name", "Bank detail name can't be blank"),
        ("bank.beneficiary_name", "Bank detail beneficiary name can't be blank"),
        ("bank.account_number", "Bank detail account number can't be blank"),
        ("bank.address", "Bank detail address can't be blank"),
        ("bank.swift_code", "Bank detail swift code can't be blank"),
    ],
)
def test_every_field_of_the_table_is_needed_to_a_bank(
    desk: Caller, sandbox: Sandbox, field: str, sentence: str
) -> None:
    answer = desk("POST", WITHDRAW, to_a_bank(**{field: None}))
    assert (answer.status, answer.sentences) == (422, [sentence])
    assert sandbox.books()["ledger"] == []


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("0", "Amount must be greater than 0"),
        ("-5", "Amount must be greater than 0"),
        ("ten", "Amount is not a number"),
        ("1e3", "Amount is not a number"),
        ("1.001", "Amount must have at most 2 decimals"),
    ],
)
def test_an_amount_that_is_none(desk: Caller, amount: str, sentence: str) -> None:
    assert desk("POST", WITHDRAW, to_a_bank(amount=amount)).sentences == [sentence]


@pytest.mark.parametrize(
    "changes",
    [
        {"wallet_address": None},
        {"wallet_address": SOMEWHERE[:-1] + "z"},  # a wrong check digit
        {"wallet_address": "0x52908400098527886E0F7030069857D2E4169EE7"},
        {"bitcoin_address": "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"},  # its two names differ
    ],
)
def test_an_address_needs_right_check_digits(desk: Caller, sandbox: Sandbox, changes: Form) -> None:
    answer = desk("POST", WITHDRAW, to_an_address(**changes))
    assert (answer.status, answer.sentences) == (422, ["Wallet address is invalid"])
    assert sandbox.books()["payments"] == []


def test_the_tables_name_for_the_address_is_taken_too(desk: Caller) -> None:
    answer = desk("POST", WITHDRAW, to_an_address(wallet_address=None, bitcoin_address=SOMEWHERE))
    assert answer.json["data"]["attributes"]["wallet_address"] == SOMEWHERE


def test_the_table_wants_a_txid_for_an_address_too(desk: Caller) -> None:
    assert desk("POST", WITHDRAW, to_an_address(txid=None)).sentences == ["Txid can't be blank"]


@pytest.mark.parametrize("part", ["type", "bank type", "coin"])
def test_a_wrong_form_is_the_documented_400(desk: Caller, part: str) -> None:
    form = to_a_bank(account_currency="eth" if part == "coin" else "usd")
    if part == "type":
        form["data"]["type"] = "withdraws"
    if part == "bank type":
        form["data"]["relationships"]["bank_detail"]["data"]["type"] = "banks"
    answer = desk("POST", WITHDRAW, form)
    assert answer.json["errors"] == [
        {
            "code": 400,
            "error_code": "payment_withdraw_error",
            "message": ["Withdraw: Something went wrong. Please check request body."],
        }
    ]


def test_an_unlisted_currency_is_the_documented_400(desk: Caller) -> None:
    answer = desk("POST", WITHDRAW, to_a_bank(account_currency="xyz"))
    assert (answer.status, answer.sentences) == (400, ["Invalid Account Currency"])


def test_the_same_txid_again_is_another_withdrawal(desk: Caller, sandbox: Sandbox) -> None:
    first, second = (desk("POST", WITHDRAW, to_a_bank()).json["data"] for _ in range(2))
    assert first["id"] != second["id"]
    assert [row["txid"] for row in sandbox.books()["payments"]] == ["W-1", "W-1"]


def test_a_login_with_2fa_needs_its_token(other_desk: Caller, sandbox: Sandbox) -> None:
    first, second = sandbox.keys()
    assert first.gauth_token is None
    assert second.gauth_token is not None
    assert (len(second.gauth_token), second.gauth_token.isdigit()) == (6, True)
    wrong = f"{(int(second.gauth_token) + 1) % 10**6:06d}"
    for form in (to_a_bank(amount="5"), to_a_bank(amount="5", gauth_token=wrong)):
        answer = other_desk("POST", WITHDRAW, form)
        assert (answer.status, answer.sentences) == (422, ["Gauth token is invalid"])
    assert sandbox.books()["payments"] == []
    right = to_a_bank(amount="5", gauth_token=second.gauth_token)
    assert other_desk("POST", WITHDRAW, right).status == 200


def test_2fa_can_be_switched(desk: Caller, sandbox: Sandbox) -> None:
    told = sandbox.control("two_factor", login=0, on=True)
    assert sandbox.keys()[0].gauth_token == told["gauth_token"]
    assert desk("POST", WITHDRAW, to_a_bank()).status == 422
    assert desk("POST", WITHDRAW, to_a_bank(gauth_token=told["gauth_token"])).status == 200
    sandbox.reset()
    assert sandbox.keys()[0].gauth_token is None


def test_fifty_withdrawals_never_overdraw(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.control("balance", currency="usd", amount="2050")
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda _: desk("POST", WITHDRAW, to_a_bank()).status, range(50)))
    assert sorted(statuses) == [200] * 20 + [422] * 30
    assert desk.balance("usd") == "50.0"


@pytest.mark.parametrize("fault", ["drop_after_commit", "html", "malformed", "truncate"])
@pytest.mark.parametrize(
    ("path", "form", "kind"),
    [
        (WITHDRAW, to_a_bank(), "payments"),
        (WITHDRAW, to_an_address(), "payments"),
        (
            DEPOSIT,
            {"data": {"type": "deposit", "attributes": {"amount": "1", "currency": "usd"}}},
            "payments",
        ),
        (EXCHANGE, swap(), "exchanges"),
    ],
)
def test_what_is_lost_after_the_commit_was_done_once(
    desk: Caller, sandbox: Sandbox, fault: str, path: str, form: Form, kind: str
) -> None:
    sandbox.fault(fault, path, method="POST")
    with pytest.raises((OSError, HTTPException, ValueError)):
        assert desk("POST", path, form).json["data"]
    assert len(sandbox.books()[kind]) == 1


@pytest.mark.parametrize("path", [WITHDRAW, DEPOSIT, EXCHANGE])
def test_what_is_lost_before_was_never_done(desk: Caller, sandbox: Sandbox, path: str) -> None:
    sandbox.fault("drop_before", path)
    with pytest.raises(OSError):
        desk("POST", path, to_a_bank())
    books = sandbox.books()
    assert (books["payments"], books["exchanges"], books["ledger"]) == ([], [], [])
