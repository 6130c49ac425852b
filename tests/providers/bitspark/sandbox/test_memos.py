"""Deposit memos and addresses."""

from __future__ import annotations

import re

import pytest

from accounts.providers.bitspark.sandbox.bitcoin import is_address
from tests.providers.bitspark.sandbox.caller import Caller
from tests.sandboxes import Sandbox

MEMOS = "/v1/memos"
ADDRESSES = "/v1/deposit_addresses"


def test_a_memo_as_printed(desk: Caller, other_desk: Caller) -> None:
    made = desk("POST", MEMOS).json["data"]
    assert isinstance(made, list)
    (memo,) = made
    assert memo["type"] == "memos"
    assert memo["attributes"]["is_used"] == "false"  # text
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z", memo["attributes"]["created_at"])
    user = desk.get("/v1/users/me")["data"]["id"]
    assert memo["relationships"] == {
        "user": {"data": {"id": user, "type": "users"}}, "currency": {"data": None},
    }  # fmt: skip
    assert desk.get(MEMOS)["data"] == made
    assert desk.get(ADDRESSES)["data"] == other_desk.get(MEMOS)["data"] == []


def test_addresses_of_both_coins(desk: Caller) -> None:
    bitcoin, ether = (desk("POST", f"{ADDRESSES}?currency={code}").json["data"][0] for code in ("btc", "eth"))
    assert {bitcoin["type"], ether["type"]} == {"memos"}
    assert is_address(bitcoin["attributes"]["code"])
    assert re.fullmatch("0x[0-9a-f]{40}", ether["attributes"]["code"])
    assert bitcoin["relationships"]["currency"]["data"]["type"] == "currencies"
    assert desk.get(ADDRESSES)["data"] == [ether, bitcoin]
    assert desk.get(f"{ADDRESSES}?currency=btc")["data"] == [bitcoin]
    assert desk.get(MEMOS)["data"] == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_btc_and_eth_have_addresses(desk: Caller, method: str) -> None:
    assert desk(method, f"{ADDRESSES}?currency=hkd").sentences == ["Invalid Account Currency"]
    assert desk("POST", ADDRESSES).status == 400


@pytest.mark.parametrize("path", [MEMOS, f"{ADDRESSES}?currency=btc"])
def test_five_unused_are_the_most(desk: Caller, other_desk: Caller, sandbox: Sandbox, path: str) -> None:
    made = [desk("POST", path).json["data"][0]["id"] for _ in range(5)]
    answer = desk("POST", path)
    assert (answer.status, answer.sentences) == (422, "Too many unused memos generated")
    assert other_desk("POST", path).status == 200
    sandbox.control("use-memo", id=made[0])
    assert desk("POST", path).status == 200

    plain, _, query = path.partition("?")
    used = desk.get(f"{plain}?is_used=true&{query}")["data"]
    assert [(one["id"], one["attributes"]["is_used"]) for one in used] == [(made[0], "true")]
    assert len(desk.get(f"{plain}?is_used=false")["data"]) == 5
    assert desk("GET", f"{plain}?is_used=no").status == 400
    assert len(sandbox.books()["memos"]) == 7
