"""Deposits: what they answer, how money comes, the proof, the cancelling, and coins."""

from __future__ import annotations

import re

import pytest

from accounts.providers.bitspark.sandbox.bitcoin import is_address
from tests.providers.bitspark.sandbox.caller import Caller
from tests.providers.bitspark.sandbox.money_forms import (
    DEPOSIT,
    DEPOSIT_V2,
    WITHDRAW,
    Form,
    deposit,
    deposit_v2,
    to_a_bank,
    to_an_address,
)
from tests.sandboxes import Sandbox

PROOF = "data[attributes][data_proof_attributes][proof]"
MINUTE, HOUR = 60, 3600


def made(desk: Caller, form: Form | None = None) -> str:
    answer = desk("POST", DEPOSIT, form or deposit())
    assert answer.status == 200, answer.text
    return str(answer.json["data"]["id"])


def shown(desk: Caller, id: str) -> Form:
    return dict(desk.get(f"/v2/payments/{id}")["data"]["attributes"])


def code(desk: Caller, id: str) -> str:
    return str(shown(desk, id)["status"]["code"])


def test_v3_answers_as_documented_with_a_reference_of_its_own(desk: Caller) -> None:
    answers = [desk("POST", DEPOSIT, deposit(callback_url="example.com")).json for _ in range(2)]
    for answer in answers:
        assert list(answer) == ["data"]
        data = answer["data"]
        assert data["type"] == "bank_deposits"
        attributes = data["attributes"]
        assert list(attributes) == ["amount", "txid", "callback_url", "status", "deposit_credentials"]
        assert (attributes["amount"], attributes["callback_url"]) == ("100.0", "example.com")
        assert re.fullmatch("[A-Z0-9]{8}", attributes["txid"])
        assert attributes["status"] == {"code": "pending", "message": "Pending"}
        credentials = attributes["deposit_credentials"]
        assert credentials["iban"] == "CZ8801000001152130170277"
        assert len(credentials) == 8
        assert re.fullmatch(r"\d{10}", credentials["reference"])
        assert desk.get(f"/v2/payments/{data['id']}") == answer
    first, second = (one["data"]["attributes"]["deposit_credentials"]["reference"] for one in answers)
    assert first != second


def test_v2_answers_as_documented_with_account_and_currency(desk: Caller) -> None:
    answer = desk("POST", DEPOSIT_V2, deposit_v2()).json
    assert answer["data"]["type"] == "deposits"
    attributes = answer["data"]["attributes"]
    assert list(attributes) == ["amount", "txid", "callback_url", "status", "deposit_credentials"]
    assert attributes["callback_url"] is None
    assert [one["type"] for one in answer["included"]] == ["accounts", "currencies"]
    assert answer["included"][1]["attributes"] == {"code": "usd", "name": "USD", "account": True}


def test_v2_in_bitcoin_has_an_address_and_no_status(desk: Caller) -> None:
    answer = desk("POST", DEPOSIT_V2, deposit_v2("btc", amount="0.5")).json
    attributes = answer["data"]["attributes"]
    assert list(attributes) == ["amount", "txid", "callback_url", "bitcoin_address"]
    assert attributes["amount"] == "0.5"
    assert is_address(attributes["bitcoin_address"])


def test_v3_in_bitcoin_is_as_the_pending_list_prints_it(desk: Caller) -> None:
    data = desk("POST", DEPOSIT, deposit(currency="btc", amount="0.5")).json["data"]
    assert desk.get("/v2/payments/pending_btc_deposits")["data"] == [data]
    attributes = dict(data["attributes"])
    address = attributes.pop("address")
    assert attributes == {
        "amount": None,
        "txid": None,
        "callback_url": None,
        "status": {"code": "unknown", "message": "Unknown"},
        "bitcoin_address": address,
    }
    assert data["type"] == "btc_deposits"


def test_asking_for_it_moves_no_money(desk: Caller, sandbox: Sandbox) -> None:
    made(desk)
    made(desk, deposit(currency="btc", amount="1"))
    books = sandbox.books()
    assert books["ledger"] == []
    assert [row["kind"] for row in books["payments"]] == ["bank_deposit", "btc_deposit"]
    assert books["payments"][0]["request"]["path"] == DEPOSIT


@pytest.mark.parametrize(
    ("form", "path", "status", "sentence"),
    [
        (deposit(amount=None), DEPOSIT, 422, "Amount can't be blank"),
        (deposit(amount="0"), DEPOSIT, 422, "Amount must be greater than 0"),
        (deposit(amount="1.999"), DEPOSIT, 422, "Amount must have at most 2 decimals"),
        (deposit(currency="xyz"), DEPOSIT, 400, "Invalid Account Currency"),
        (deposit_v2("USD"), DEPOSIT_V2, 400, "Invalid Account Currency"),
        (deposit(currency="eth"), DEPOSIT, 400, "Deposit: Something went wrong. Please check request body."),
        (deposit_v2(), DEPOSIT, 400, "Deposit: Something went wrong. Please check request body."),
        (deposit(), DEPOSIT_V2, 400, "Deposit: Something went wrong. Please check request body."),
    ],
)
def test_what_is_refused(desk: Caller, form: Form, path: str, status: int, sentence: str) -> None:
    answer = desk("POST", path, form)
    assert (answer.status, answer.sentences) == (status, [sentence])
    named = "payment_deposit_error" if "Something" in sentence else None
    assert named in (None, answer.json["errors"][0]["error_code"])


def test_a_bank_deposit_is_completed_within_a_day(desk: Caller, sandbox: Sandbox) -> None:
    id = made(desk)
    sandbox.advance(23 * HOUR)
    assert (code(desk, id), desk.balance("usd")) == ("pending", "250000.0")
    sandbox.advance(HOUR)
    assert (code(desk, id), desk.balance("usd")) == ("completed", "250100.0")
    [line] = sandbox.books()["ledger"]
    assert (line["reason"], line["amount"], line["transfer"]) == ("deposit", "100", id)


def test_money_that_arrives_is_credited_once_and_as_much_as_came(desk: Caller, sandbox: Sandbox) -> None:
    id = made(desk)
    sandbox.control("arrive", id=id, amount="99.5")
    sandbox.status(id, "pending")
    sandbox.status(id, "completed")
    sandbox.advance(48 * HOUR)
    assert shown(desk, id)["amount"] == "99.5"
    assert desk.balance("usd") == "250099.5"


def test_a_proof_brings_the_money_sooner(desk: Caller, sandbox: Sandbox) -> None:
    id = made(desk)
    answer = desk.multipart("PUT", f"/v2/payments/{id}/upload", {}, {PROOF: ("slip.PDF", "%PDF-1.4")})
    assert (answer.status, answer.json) == (200, {"Success": "200 OK"})
    [row] = sandbox.books()["payments"]
    assert [(one["name"], one["size"]) for one in row["proofs"]] == [("slip.PDF", 8)]
    assert code(desk, id) == "pending"
    sandbox.advance(30 * MINUTE)
    assert code(desk, id) == "completed"


@pytest.mark.parametrize("name", ["a.log", "a.pdf.log"])
def test_only_pictures_and_pdf_are_a_proof(desk: Caller, name: str) -> None:
    answer = desk.multipart("PUT", f"/v2/payments/{made(desk)}/upload", {}, {PROOF: (name, "x")})
    assert (answer.status, answer.sentences) == (
        422,
        [
            'Payment proof proof You are not allowed to upload "log" files,'
            " allowed types: jpg, jpeg, gif, png, bmp, pdf"
        ],
    )


def test_no_file_is_no_proof(desk: Caller, sandbox: Sandbox) -> None:
    path = f"/v2/payments/{made(desk)}/upload"
    in_the_query = f"{path}?{PROOF}=slip.pdf"
    elsewhere = desk.multipart("PUT", path, {}, {"data[proof]": ("slip.pdf", "x")})
    for answer in (desk("PUT", path), desk("PUT", in_the_query), elsewhere):
        assert (answer.status, answer.sentences) == (422, ["Proff can't be empty"])
    assert sandbox.books()["payments"][0]["proofs"] == []


def test_coins_have_no_proof(desk: Caller) -> None:
    id = made(desk, deposit(currency="btc"))
    answer = desk.multipart("PUT", f"/v2/payments/{id}/upload", {}, {PROOF: ("slip.pdf", "x")})
    assert (answer.status, answer.sentences) == (422, ["BTC deposits has no proofs to be uploaded"])


def test_a_proof_signed_wrongly_is_a_401(desk: Caller) -> None:
    stranger = Caller(desk.url, desk.key, "0" * 40)
    answer = stranger.multipart("PUT", f"/v2/payments/{made(desk)}/upload", {}, {PROOF: ("slip.pdf", "x")})
    assert answer.status == 401


def test_a_pending_deposit_can_be_cancelled(desk: Caller, sandbox: Sandbox) -> None:
    for form in (deposit(), deposit(currency="btc")):
        id = made(desk, form)
        answer = desk("PUT", f"/v2/payments/{id}/cancel")
        assert (answer.status, answer.json) == (200, {"Success": "200 OK"})
        assert shown(desk, id)["status"] == {"code": "canceled", "message": "Canceled"}
    sandbox.advance(48 * HOUR)
    assert sandbox.books()["ledger"] == []
    assert desk.get("/v2/payments/pending_btc_deposits")["data"] == []


def test_no_other_deposit_can(desk: Caller, sandbox: Sandbox) -> None:
    cancelled, completed = made(desk), made(desk)
    desk("PUT", f"/v2/payments/{cancelled}/cancel")
    sandbox.control("arrive", id=completed)
    for id in (cancelled, completed):
        answer = desk("PUT", f"/v2/payments/{id}/cancel")
        assert answer.json["errors"] == [
            {
                "code": 422,
                "error_code": "unprocessable_request",
                "message": ["Payment can not be canceled", "Payment cancel: Something went wrong."],
            }
        ]


def test_a_withdrawal_can_not_with_the_other_documented_error(desk: Caller, sandbox: Sandbox) -> None:
    id = desk("POST", WITHDRAW, to_a_bank()).json["data"]["id"]
    answer = desk("PUT", f"/v2/payments/{id}/cancel")
    assert answer.json["errors"] == [
        {
            "code": 400,
            "error_code": "payment_cancel_error",
            "message": ["Payment cancel: Something went wrong."],
        }
    ]
    assert code(desk, id) == "pending"


def test_an_unused_address_is_answered_again(desk: Caller, sandbox: Sandbox) -> None:
    first = desk("POST", DEPOSIT_V2, deposit_v2("btc", amount="0.5")).json["data"]
    again = desk("POST", DEPOSIT_V2, deposit_v2("btc", amount="0.7")).json["data"]
    assert (again["id"], again["attributes"]["amount"]) == (first["id"], "0.7")
    assert again["attributes"]["bitcoin_address"] == first["attributes"]["bitcoin_address"]
    assert len(sandbox.books()["payments"]) == 1
    sandbox.status(first["id"], "pending")
    assert len(desk.get("/v2/payments/pending_btc_deposits")["data"]) == 1
    sandbox.control("arrive", id=first["id"])
    third = desk("POST", DEPOSIT_V2, deposit_v2("btc", amount="0.7")).json["data"]
    assert third["id"] != first["id"]


def test_five_unused_addresses_at_most(desk: Caller, other_desk: Caller, sandbox: Sandbox) -> None:
    new = deposit(currency="btc", amount="0.1", generate_new_address="true")
    ids = [made(desk, new) for _ in range(5)]
    addresses = {row["address"] for row in sandbox.books()["payments"]}
    assert (len(set(ids)), len(addresses)) == (5, 5)
    answer = desk("POST", DEPOSIT, new)
    assert (answer.status, answer.sentences) == (422, ["Too many unused deposit addresses generated"])
    made(other_desk, new)
    sandbox.control("arrive", id=ids[0])
    made(desk, new)


def test_the_pending_coins_come_in_pages(desk: Caller, other_desk: Caller) -> None:
    new = deposit(currency="btc", amount="0.1", generate_new_address="true")
    ids = [made(desk, new) for _ in range(3)]
    made(other_desk, new)
    answer = desk.get("/v2/payments/pending_btc_deposits?pagination[offset]=2&pagination[limit]=2")
    assert [row["id"] for row in answer["data"]] == ids[:1]
    assert answer["meta"] == {"total_count": 3, "total_pages": 2, "prev_page": 1, "next_page": None}


def test_coins_that_came_show_amount_and_txid(desk: Caller, sandbox: Sandbox) -> None:
    id = made(desk, deposit(currency="btc", amount="0.5"))
    sandbox.advance(24 * 30 * HOUR)
    assert code(desk, id) == "unknown"
    sandbox.control("arrive", id=id, amount="0.25")
    attributes = shown(desk, id)
    assert (attributes["amount"], attributes["status"]["code"]) == ("0.25", "completed")
    assert re.fullmatch("[0-9a-f]{64}", attributes["txid"])
    assert desk.balance("btc") == "1.0"
    assert desk.get("/v2/payments/pending_btc_deposits")["data"] == []


def test_both_versions_show_the_same_and_to_its_owner_alone(desk: Caller, other_desk: Caller) -> None:
    for id in (made(desk), desk("POST", WITHDRAW, to_an_address()).json["data"]["id"]):
        assert desk.get(f"/v1/transactions/payments/{id}") == desk.get(f"/v2/payments/{id}")
        for method, path in (
            ("GET", f"/v1/transactions/payments/{id}"),
            ("GET", f"/v2/payments/{id}"),
            ("PUT", f"/v2/payments/{id}/cancel"),
            ("PUT", f"/v2/payments/{id}/upload"),
        ):
            assert other_desk(method, path).status == 404


def test_a_withdrawal_goes_on_and_one_undone_gives_back_once(desk: Caller, sandbox: Sandbox) -> None:
    done, declined = (desk("POST", WITHDRAW, to_a_bank()).json["data"]["id"] for _ in range(2))
    sandbox.status(declined, "declined")
    sandbox.status(declined, "failed")
    sandbox.advance(30 * MINUTE)
    assert shown(desk, done)["status"] == {"code": "completed", "message": "Completed"}
    assert shown(desk, declined)["status"] == {"code": "failed", "message": "Failed"}
    assert desk.balance("usd") == "249900.0"
    rows = {row["id"]: row for row in sandbox.books()["payments"]}
    assert [event["status"] for event in rows[done]["events"]] == ["pending", "completed"]


def test_a_withdrawal_to_an_address_has_its_status_where_it_is_shown(desk: Caller) -> None:
    id = desk("POST", WITHDRAW, to_an_address()).json["data"]["id"]
    attributes = shown(desk, id)
    assert attributes["status"]["code"] == "pending"
    assert attributes["txid"] == "W-2"
    assert attributes["wallet_address"] == "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"


def test_any_word_can_be_a_status(desk: Caller, sandbox: Sandbox) -> None:
    id = made(desk)
    sandbox.status(id, "under_review")
    assert shown(desk, id)["status"] == {"code": "under_review", "message": "Under review"}
    with pytest.raises(AssertionError, match="no transfer"):
        sandbox.status("nothing", "pending")
    with pytest.raises(AssertionError, match="no deposit"):
        sandbox.control("arrive", id=desk("POST", WITHDRAW, to_a_bank()).json["data"]["id"])


def test_payments_can_be_made_elsewhere(desk: Caller, sandbox: Sandbox) -> None:
    made_there = [
        sandbox.control("payments", kind=kind, currency="usd", amount="40", txid="T")["id"]
        for kind in ("withdraw", "deposit")
    ]
    rows = desk.get("/v1/transactions/history")["data"]
    assert sorted(row["id"] for row in rows) == sorted(made_there)
    assert {row["attributes"]["basic_info"]["txid"] for row in rows} == {"T"}
    assert [row["request"] for row in sandbox.books()["payments"]] == [None, None]
    assert desk.balance("usd") == "249960.0"
    for wrong in (
        {"kind": "gift"},
        {"kind": "deposit", "currency": "btc"},
        {"kind": "withdraw", "amount": "1e9"},
    ):
        with pytest.raises(AssertionError, match="Mistake"):
            sandbox.control("payments", **{"currency": "usd", "amount": "1", **wrong})
