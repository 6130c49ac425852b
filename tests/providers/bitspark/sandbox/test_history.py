"""Transactions history and the first version of the transfers' list: row shapes, masks, pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.providers.bitspark.sandbox.caller import Caller
from tests.providers.bitspark.sandbox.money_forms import (
    DEPOSIT,
    WITHDRAW,
    deposit,
    to_a_bank,
    to_an_address,
)
from tests.sandboxes import Sandbox

Order = Callable[..., dict[str, Any]]
HISTORY = "/v1/transactions/history"


def account_id(desk: Caller, currency: str) -> str:
    return str(desk.get(f"/v1/accounts/me?account_currency={currency}")["data"]["id"])


def only_row(desk: Caller) -> dict[str, Any]:
    [row] = desk.get(HISTORY)["data"]
    assert row["type"] == "mobile_payments"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row["attributes"].pop("created_at"))
    return dict(row)


def test_a_transfer_is_as_printed(desk: Caller, to_cebu: Order) -> None:
    id = desk.sent(to_cebu(amount="151", **{"recipient.address": "iaddress"}))
    row = only_row(desk)
    assert row["id"] == id
    assert row["attributes"] == {
        "account_id": account_id(desk, "usd"),
        "amount": 151,
        "status": {"group": "pending", "code": "unknown", "message": "Processing", "info": ""},
        "payment_type": "Transfer",
        "currency": "PHP",
        "basic_info": {
            "recipient_name": "Maria Santos",
            "recipient_contact_number": "+639171234567",
            "address": "iaddress",
        },
    }


def test_a_bank_deposit_is_as_printed(desk: Caller) -> None:
    created = desk("POST", DEPOSIT, deposit(amount="33")).json["data"]
    row = only_row(desk)
    assert row["id"] == created["id"]
    assert row["attributes"] == {
        "account_id": account_id(desk, "usd"),
        "amount": 33,
        "status": {"code": "pending", "message": "Pending"},
        "payment_type": "BankDeposit",
        "currency": "USD",
        "basic_info": {"txid": created["attributes"]["txid"]},
    }


def test_a_withdrawal_bears_its_txid(desk: Caller) -> None:
    desk("POST", WITHDRAW, to_an_address(txid="W-9"))
    attributes = only_row(desk)["attributes"]
    assert (attributes["payment_type"], attributes["basic_info"]) == ("Withdraw", {"txid": "W-9"})
    assert (attributes["amount"], attributes["currency"]) == (0.1, "BTC")


def test_coins_appear_when_they_came_with_their_address(desk: Caller, sandbox: Sandbox) -> None:
    created = desk("POST", DEPOSIT, deposit(currency="btc", amount="1")).json["data"]
    assert desk.get(HISTORY)["data"] == []
    sandbox.control("arrive", id=created["id"], amount="0.25")
    attributes = only_row(desk)["attributes"]
    assert (attributes["payment_type"], attributes["amount"]) == ("BtcDeposit", 0.25)
    assert attributes["basic_info"] == {"btc_address": created["attributes"]["address"]}


def test_a_top_up_bears_the_recipients_address_on_both_sides(
    desk: Caller, other_desk: Caller, sandbox: Sandbox
) -> None:
    shop = sandbox.keys()[0].shop_code
    data = {"type": "top_ups", "attributes": {"amount": "20"}}
    answer = other_desk("POST", "/v2/top_ups", {"shop_code": shop, "currency": "hkd", "data": data})
    for caller in (desk, other_desk):
        row = only_row(caller)
        assert row["id"] == answer.json["data"]["id"]
        assert row["attributes"] == {
            "account_id": account_id(caller, "hkd"),
            "amount": 20,
            "status": {"code": "pending", "message": "Pending"},
            "payment_type": "TopUp",
            "currency": "HKD",
            "basic_info": {"address": "12 Serangoon Road, Singapore 217990"},
        }


def test_a_customers_top_up_has_no_address_to_show(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.control("ask-top-up", login=0, currency="hkd", amount="20")
    assert only_row(desk)["attributes"]["basic_info"] == {"address": None}


def test_the_newest_stands_first_and_pages_hold_all(
    desk: Caller, other_desk: Caller, to_cebu: Order, sandbox: Sandbox
) -> None:
    made = [desk.sent(to_cebu())]
    for path, form in ((DEPOSIT, deposit()), (WITHDRAW, to_a_bank())):
        sandbox.advance(1)
        made.append(desk("POST", path, form).json["data"]["id"])
    assert [row["id"] for row in desk.get(HISTORY)["data"]] == made[::-1]
    second = desk.get(f"{HISTORY}?pagination[offset]=2&pagination[limit]=2")
    assert [row["id"] for row in second["data"]] == made[:1]
    assert second["meta"] == {"total_count": 3, "total_pages": 2, "prev_page": 1, "next_page": None}
    assert other_desk.get(HISTORY)["data"] == []


def test_amounts_are_plain_numbers(desk: Caller, to_cebu: Order) -> None:
    desk.sent(to_cebu(amount="1000.50"))
    desk("POST", DEPOSIT, deposit(amount="1000.00"))
    assert re.findall(r'"amount":([^,]+),', desk("GET", HISTORY).text) == ["1000", "1000.5"]


def test_the_first_version_of_the_list_says_less_and_masks_suspicious(
    desk: Caller, to_cebu: Order, sandbox: Sandbox
) -> None:
    id = desk.sent(to_cebu())
    sandbox.status(id, "suspicious")
    answer = desk.get("/v1/transactions/remittances?include=transfer_recipient")
    [row], [person] = answer["data"], answer["included"]
    assert row["attributes"] == {
        "status": {"code": "payment_created_successfully", "message": "Payment created"},
        "amount": "1000.0",
        "currency": "PHP",
        "exchange_rate": None,
        "destination_country": "Philippines",
        "tracking_number": None,
        "tracking_number_possible": False,
    }
    assert person["id"] == row["relationships"]["transfer_recipient"]["data"]["id"]
    assert "bank_branch_address" in person["attributes"]
    assert "bank_account_type" not in person["attributes"]
    assert desk.listed()[0]["attributes"]["status"]["code"] == "suspicious"
    assert only_row(desk)["attributes"]["status"]["code"] == "payment_created_successfully"
    assert "included" not in desk.get("/v1/transactions/remittances")


def test_domestic_money_needs_its_id_and_does_not_echo_the_callback(
    desk: Caller, to_cebu: Order, sandbox: Sandbox
) -> None:
    path = "/v1/transactions/send_domestic_money"
    answer = desk("POST", path, to_cebu())
    assert (answer.status, answer.sentences) == (422, ["Domestic payment can't be blank"])
    assert sandbox.books()["transfers"] == []

    form = to_cebu(domestic_payment_id="DP-1", callback_url="http://127.0.0.1:9/x")
    answer = desk("POST", path, form)
    assert answer.status == 200
    assert "callback_url" not in answer.json["data"]["attributes"]
    assert answer.json["data"]["attributes"] == desk.show(answer.json["data"]["id"])
    [person] = answer.json["included"]
    assert person["attributes"]["first_name"] == "Maria"
    [row] = sandbox.books()["transfers"]
    given = row["request"]["form"]["data"]["attributes"]
    assert (given["domestic_payment_id"], row["callback_url"]) == ("DP-1", "http://127.0.0.1:9/x")
    assert Decimal(desk.balance("usd")) < 250000


def test_domestic_money_is_refused_as_documented(desk: Caller, to_cebu: Order, other_desk: Caller) -> None:
    path = "/v1/transactions/send_domestic_money"
    form = to_cebu(domestic_payment_id="DP-1")
    dear = other_desk("POST", path, to_cebu(domestic_payment_id="DP-1", amount="9000"))
    assert (dear.status, dear.sentences) == (422, "Insufficient funds on account")
    form["data"]["type"] = "transfer"
    assert desk("POST", path, form).json["errors"] == [
        {
            "code": 400,
            "error_code": "send_domestic_money_error",
            "message": ["Send Domestic Money: Something went wrong. Please check request body."],
        }
    ]


def test_domestic_money_lost_after_the_commit_was_sent_once(
    desk: Caller, to_cebu: Order, sandbox: Sandbox
) -> None:
    path = "/v1/transactions/send_domestic_money"
    sandbox.fault("html", path, code=502)
    assert desk("POST", path, to_cebu(domestic_payment_id="DP-1")).status == 502
    assert len(sandbox.books()["transfers"]) == 1
