"""Both versions of "Top Ups": asked for, shown, approved, declined, cancelled."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Answer, Caller
from tests.sandboxes import Sandbox

VERSIONS = ["v1", "v2"]
ALL_OF_V1 = "include=locked_commision,user_account.currency,shop_account.currency"
ALL_OF_V2 = "include=transaction_fee,user_account,shop_account,currency"
NUMBER = r"TU-\d{6}-\d+-[A-Z0-9]{4}"


def ask(desk: Caller, shop_code: str, version: str = "v2", include: str = "", **changes: str) -> Answer:
    """A login asks a shop; changes: currency, amount, type."""
    values = {"currency": "usd", "amount": "10.0", "type": "top_ups", **changes}
    form = {
        "shop_code": shop_code,
        "currency": values["currency"],
        "data": {"type": values["type"], "attributes": {"amount": values["amount"]}},
    }
    return desk("POST", f"/{version}/top_ups{'?' + include if include else ''}", form)


@pytest.fixture
def shop_code(sandbox: Sandbox) -> str:
    """Of the first login's shop, which `desk` keeps and `other_desk` may ask."""
    return sandbox.keys()[0].shop_code


@pytest.fixture
def asked(sandbox: Sandbox) -> str:
    """A customer asked the first login's shop for 500 HKD; the fee is 10."""
    return sandbox.ask_top_up("hkd", "500")


def part(answer: Any, type: str) -> Any:
    return next(one for one in answer["included"] if one["type"] == type)


def written(sandbox: Sandbox, id: str) -> Any:
    return next(row for row in sandbox.books()["top_ups"] if row["id"] == id)


def test_v1_as_printed(desk: Caller, sandbox: Sandbox, asked: str) -> None:
    answer = desk.get(f"/v1/top_ups/{asked}?{ALL_OF_V1},")
    data = answer["data"]
    attributes = data["attributes"]
    assert re.fullmatch(NUMBER, attributes.pop("transaction_number"))
    assert attributes == {
        "status_code": "pending", "status_message": "Pending", "amount": "500.0", "currency": "HKD",
        "shop_id": sandbox.keys()[0].shop_id, "receipt_url": None, "performed_by_shop": False,
    }  # fmt: skip
    relations = data["relationships"]
    assert {name: one["data"]["type"] for name, one in relations.items()} == {
        "user_account": "accounts", "shop_account": "accounts", "locked_commission": "locked_commissions",
    }  # fmt: skip
    fee = part(answer, "locked_commissions")
    assert fee["id"] == relations["locked_commission"]["data"]["id"]
    assert fee["attributes"] == {"shop_commission": "10.0", "bitspark_commission_percentage": "50.0"}
    assert part(answer, "currencies")["attributes"] == {"code": "hkd", "name": "HKD", "account": True}
    accounts = {one["id"]: one for one in answer["included"] if one["type"] == "accounts"}
    assert set(accounts) == {relations[name]["data"]["id"] for name in ("user_account", "shop_account")}
    assert accounts[relations["user_account"]["data"]["id"]]["attributes"]["balance"] == "0.0"


def test_v2_as_printed_in_the_list_and_otherwise_alone(desk: Caller, sandbox: Sandbox, asked: str) -> None:
    shop = sandbox.keys()[0].shop_id
    listed = desk.get(f"/v2/top_ups?{ALL_OF_V2}")
    row = listed["data"][0]
    assert "currency" not in row["attributes"]
    assert set(row["relationships"]) == {"user_account", "shop_account", "transaction_fee", "currency"}
    assert row["relationships"]["transaction_fee"]["data"] == {"id": shop, "type": "fees_transactions"}
    fee = {
        "id": shop,
        "type": "fees_transactions",
        "attributes": {"amount": "10.0", "bitspark_percentage": "50.0"},
    }
    assert part(listed, "fees_transactions") == fee
    currency = part(listed, "currencies")
    assert currency["id"] == row["relationships"]["currency"]["data"]["id"]
    assert currency["attributes"] == {"code": "hkd", "name": "HKD", "account": True}

    alone = desk.get(f"/v2/top_ups/{asked}?{ALL_OF_V2}")
    relations = alone["data"]["relationships"]
    assert relations["fees_transactions"]["data"] == {"id": shop, "type": "locked_commissions"}
    assert "transaction_fee" not in relations
    assert part(alone, "fees_transactions") == fee


def test_a_list_of_different_fees_says_which_is_whose_unless_told_otherwise(
    desk: Caller, sandbox: Sandbox, asked: str
) -> None:
    sandbox.control("ask-top-up", login=0, currency="usd", amount="100")

    def fees() -> list[tuple[str, str]]:
        answer = desk.get("/v2/top_ups?include=transaction_fee")
        rows = [one["relationships"]["transaction_fee"]["data"]["id"] for one in answer["data"]]
        assert rows == [one["id"] for one in answer["included"]]
        return [(one["id"], one["attributes"]["amount"]) for one in answer["included"]]

    assert [amount for _, amount in fees()] == ["4.0", "10.0"]
    assert len({id for id, _ in fees()}) == 2
    sandbox.control("fee_ids", fee_ids="as-printed")
    shop = sandbox.keys()[0].shop_id
    assert fees() == [(shop, "4.0"), (shop, "10.0")]


def test_a_creation_prints_the_currency_whole_and_in_v1_under_the_accounts_id(
    other_desk: Caller, desk: Caller, sandbox: Sandbox, shop_code: str
) -> None:
    first = ask(other_desk, shop_code, "v1", "include=locked_commision,user_account.currency").json
    account = first["data"]["relationships"]["user_account"]["data"]["id"]
    currency = part(first, "currencies")
    assert currency["id"] == account
    assert part(first, "accounts")["relationships"]["currency"]["data"]["id"] != account
    assert currency["attributes"]["precision"] == 2
    assert first["data"]["attributes"]["currency"] == "USD"

    second = ask(desk, sandbox.keys()[1].shop_code, "v2", "include=transaction_fee,currency").json
    assert part(second, "currencies")["id"] == second["data"]["relationships"]["currency"]["data"]["id"]
    assert part(second, "currencies")["attributes"]["currency_type"] == "banknote"
    assert "included" not in desk.get("/v2/top_ups")


@pytest.mark.parametrize("version", VERSIONS)
def test_requested_of_my_shop_is_the_default_and_owned_is_what_i_asked_for(
    desk: Caller, other_desk: Caller, shop_code: str, asked: str, version: str
) -> None:
    mine = ask(other_desk, shop_code, version).json["data"]["id"]

    def ids(caller: Caller, query: str = "") -> list[str]:
        return [row["id"] for row in caller.get(f"/{version}/top_ups{query}")["data"]]

    assert ids(desk) == ids(desk, "?filter[top_up_type]=requested") == [mine, asked]
    assert ids(desk, "?filter[top_up_type]=owned") == ids(other_desk) == []
    assert ids(other_desk, "?filter[top_up_type]=owned") == [mine]
    assert desk("GET", f"/{version}/top_ups?filter[top_up_type]=all").status == 400
    page = desk.get(f"/{version}/top_ups?pagination[offset]=2&pagination[limit]=1")
    assert [row["id"] for row in page["data"]] == [asked]
    assert page["meta"] == {"total_count": 2, "total_pages": 2, "prev_page": 1, "next_page": None}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_other_versions_includes_are_a_bad_request(desk: Caller, version: str) -> None:
    foreign = "transaction_fee" if version == "v1" else "locked_commision"
    assert desk("GET", f"/{version}/top_ups?include={foreign}").status == 400


@pytest.mark.parametrize("version", VERSIONS)
def test_approving_moves_the_money_and_shows_a_receipt(
    desk: Caller, sandbox: Sandbox, asked: str, version: str
) -> None:
    before = Decimal(desk.balance("hkd"))
    answer = desk("PUT", f"/{version}/top_ups/{asked}/approve")
    assert (answer.status, answer.json) == (200, {"Success": "200 OK"})

    shown = desk.get(f"/{version}/top_ups/{asked}")["data"]["attributes"]
    assert (shown["status_code"], shown["status_message"]) == ("approved", "Approved")
    assert (shown["performed_by_shop"], shown["receipt_url"][:8]) == (True, "https://")
    assert before - Decimal(desk.balance("hkd")) == 505  # 500, and Bitspark's half of the fee of 10
    books = sandbox.books()
    assert [(row["reason"], Decimal(row["amount"]), row["transfer"]) for row in books["ledger"]] == [
        ("top_up approved", -505, asked), ("top_up received", 500, asked),
    ]  # fmt: skip
    assert books["customers"][0]["balances"] == {"hkd": "500"}
    row = written(sandbox, asked)
    assert row["decision"]["path"] == f"/{version}/top_ups/{asked}/approve"
    assert row["decision"]["request_id"] == next(
        one["seq"] for one in sandbox.requests if one["method"] == "PUT"
    )


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("decision", "word"), [("approve", "approved"), ("decline", "declined")])
def test_what_is_decided_cannot_be_decided_again(
    desk: Caller, sandbox: Sandbox, asked: str, version: str, decision: str, word: str
) -> None:
    path = f"/{version}/top_ups/{asked}"
    assert desk("PUT", f"{path}/{decision}").status == 200
    moved = len(sandbox.books()["ledger"])
    for verb, said in (("approve", "approved"), ("decline", "declined"), ("cancel", "canceled")):
        answer = desk("PUT", f"{path}/{verb}")
        assert answer.status == 422
        assert answer.json["errors"][0]["error_code"] == "unprocessable_request"
        assert answer.sentences == [f"Top-up can not be {said}"]
    assert desk.get(path)["data"]["attributes"]["status_code"] == word
    assert len(sandbox.books()["ledger"]) == moved


@pytest.mark.parametrize("version", VERSIONS)
def test_the_owner_cancels_and_the_shop_decides_and_neither_does_the_others_part(
    desk: Caller, other_desk: Caller, shop_code: str, version: str
) -> None:
    id = ask(other_desk, shop_code, version).json["data"]["id"]
    for caller, verb, said in (
        (desk, "cancel", "canceled"),
        (other_desk, "approve", "approved"),
        (other_desk, "decline", "declined"),
    ):
        answer = caller("PUT", f"/{version}/top_ups/{id}/{verb}")
        assert (answer.status, answer.sentences) == (422, [f"Top-up can not be {said}"])
    assert other_desk("PUT", f"/{version}/top_ups/{id}/cancel").json == {"Success": "200 OK"}
    for caller in (desk, other_desk):
        shown = caller.get(f"/{version}/top_ups/{id}")["data"]["attributes"]
        assert (shown["status_code"], shown["performed_by_shop"], shown["receipt_url"]) == (
            "canceled", False, None,
        )  # fmt: skip


def test_a_strangers_top_up_is_not_found(other_desk: Caller, asked: str) -> None:
    assert other_desk("GET", f"/v2/top_ups/{asked}").status == 404
    for verb in ("approve", "decline", "cancel"):
        assert other_desk("PUT", f"/v2/top_ups/{asked}/{verb}").status == 404


@pytest.mark.parametrize("version", VERSIONS)
def test_one_pending_for_a_user_at_a_shop(other_desk: Caller, shop_code: str, version: str) -> None:
    first = ask(other_desk, shop_code, version).json["data"]["id"]
    answer = ask(other_desk, shop_code, version, currency="hkd", amount="7")
    assert (answer.status, answer.sentences) == (
        422, ["User account already been taken with 'pending' status in scope of specified shop account"],
    )  # fmt: skip
    other_desk("PUT", f"/{version}/top_ups/{first}/cancel")
    assert ask(other_desk, shop_code, version).status == 200


@pytest.mark.parametrize(
    ("changes", "status", "sentences"),
    [
        ({"amount": ""}, 422, ["Amount can't be blank"]),
        ({"amount": "ten"}, 422, ["Amount is not a number"]),
        ({"amount": "0.0"}, 422, ["Amount must be greater than 0"]),
        ({"amount": "-1"}, 422, ["Amount must be greater than 0"]),
        ({"amount": "1.001"}, 422, ["Amount must have at most 2 decimals"]),
        ({"currency": "USD"}, 400, ["Invalid Account Currency"]),
        ({"currency": ""}, 400, ["Invalid Account Currency"]),
        ({"type": "top_up"}, 400, ["Top-up: Something went wrong. Please check request body."]),
    ],
)
def test_what_a_creation_refuses(
    other_desk: Caller, shop_code: str, changes: dict[str, str], status: int, sentences: list[str]
) -> None:
    answer = ask(other_desk, shop_code, **changes)
    assert (answer.status, answer.sentences) == (status, sentences)
    if "type" in changes:
        assert answer.json["errors"][0]["error_code"] == "top_up_error"


def test_ones_own_shop_and_a_shop_that_is_not_there(desk: Caller, shop_code: str) -> None:
    assert ask(desk, shop_code).sentences == ["Shop account can't be your own"]
    assert ask(desk, "ffffffff-ffff-ffff-ffff-ffffffffffff").status == 404
    assert ask(desk, "").status == 404


def test_a_shop_without_the_money_cannot_approve(other_desk: Caller, sandbox: Sandbox) -> None:
    """Lantern holds 75 USD; the fee of 75 is 1.125, of which half leaves as well."""
    id = sandbox.control("ask-top-up", login=1, currency="usd", amount="75")["id"]
    answer = other_desk("PUT", f"/v2/top_ups/{id}/approve")
    assert (answer.status, answer.sentences) == (422, "Insufficient funds on account")
    assert written(sandbox, id)["status"] == "pending"
    sandbox.control("balance", login=1, currency="usd", amount="75.5625")
    assert other_desk("PUT", f"/v2/top_ups/{id}/approve").status == 200
    assert other_desk.balance("usd") == "0.0"


def test_the_fee_is_locked_when_asked_and_counts_the_accounts_commission(
    desk: Caller, sandbox: Sandbox
) -> None:
    sandbox.control("balance", login=0, currency="usd", shop_commission="2")
    id = sandbox.control("ask-top-up", login=0, currency="usd", amount="100")["id"]
    sandbox.control("fees", delete="all")
    sandbox.control("balance", login=0, currency="usd", shop_commission="0")
    fee = part(desk.get(f"/v2/top_ups/{id}?include=transaction_fee"), "fees_transactions")
    assert fee["attributes"]["amount"] == "6.0"  # 1.5 % and 2.5, and 2 % more


def test_a_hundred_pairs_at_once_have_one_effect_each(desk: Caller, sandbox: Sandbox) -> None:
    ids = sandbox.control("ask-top-up", login=0, currency="hkd", amount="5", count=100)["ids"]
    calls = [(id, verb) for id in ids for verb in ("approve", "decline")]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda call: desk("PUT", f"/v2/top_ups/{call[0]}/{call[1]}").status, calls))
    assert sorted(answers) == [200] * 100 + [422] * 100
    books = sandbox.books()
    approved = {row["id"] for row in books["top_ups"] if row["status"] == "approved"}
    assert {row["transfer"] for row in books["ledger"]} == approved
    assert len(books["ledger"]) == 2 * len(approved)


@pytest.mark.parametrize(("fault", "status"), [("drop_before", "pending"), ("drop_after_commit", "approved")])
def test_faults_strike_here_too(desk: Caller, sandbox: Sandbox, asked: str, fault: str, status: str) -> None:
    sandbox.fault(fault, "/v2/top_ups/*/approve", method="PUT")
    with pytest.raises(OSError):
        desk("PUT", f"/v2/top_ups/{asked}/approve")
    assert written(sandbox, asked)["status"] == status
