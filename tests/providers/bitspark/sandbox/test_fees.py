"""Fees: four filters, one kind that can be made, and the formula they are applied by."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Answer, Caller
from tests.sandboxes import Sandbox

PATH = "/v1/fees"
FEE = {"currency": "usd", "fee_type": "static", "amount": "1"}


def create(desk: Caller, type: str = "", **changes: str) -> Answer:
    attributes = {"amount": "10", "currency": "usd", "fee_model_type": "top_up", **changes}
    return desk("POST", PATH, {"data": {"attributes": attributes, **({"type": type} if type else {})}})


def listed(desk: Caller, query: str = "") -> list[dict[str, Any]]:
    return list(desk.get(PATH + query)["data"])


def charged(sandbox: Sandbox, currency: str, amount: str, login: int = 0) -> str:
    return str(sandbox.control("ask-top-up", login=login, currency=currency, amount=amount)["fee"])


def test_created_as_printed_and_listed_with_its_user(
    desk: Caller, other_desk: Caller, sandbox: Sandbox
) -> None:
    made = create(desk).json["data"]
    assert made["type"] == "fees_top_ups"
    assert {**made["attributes"], "created_at": "", "updated_at": ""} == {
        "fee_type": "static", "from": "0.0", "to": "1000000000000000.0", "amount": "10.0", "active": True,
        "global": False, "created_at": "", "updated_at": "",
    }  # fmt: skip
    assert made["relationships"]["user"] == {"data": None}
    user = desk.get("/v1/users/me")["data"]["id"]
    shown = desk.get(f"{PATH}/{made['id']}")["data"]
    assert shown["relationships"]["user"] == {"data": {"id": user, "type": "users"}}
    assert shown in listed(desk)
    assert other_desk("GET", f"{PATH}/{made['id']}").status == 404
    assert made["id"] not in [one["id"] for one in listed(other_desk)]
    row = next(row for row in sandbox.books()["fees"] if row["id"] == made["id"])
    assert (row["owner"], row["request"]["path"]) == (sandbox.keys()[0].owner, PATH)


def test_the_world_begins_with_all_sorts(desk: Caller) -> None:
    rows = listed(desk)
    assert {row["type"] for row in rows} == {"fees_top_ups", "fees_deposits", "fees_withdraws"}
    for name, values in (
        ("fee_type", {"static", "percentage"}), ("global", {True, False}), ("active", {True, False}),
    ):  # fmt: skip
        assert {row["attributes"][name] for row in rows} == values
    assert "1000.0" in {row["attributes"]["from"] for row in rows}
    assert len(desk.get(f"{PATH}?pagination[offset]=1&pagination[limit]=4")["data"]) == 4


@pytest.mark.parametrize(
    ("query", "name", "values"),
    [
        ("filter[active]=true", "active", {True}),
        ("filter[active]=false", "active", {False}),
        ("filter[amount]=999.99&filter[currency]=hkd", "from", {"0.0"}),
        ("filter[amount]=1000&filter[currency]=hkd", "to", {"1000000000000000.0"}),
    ],
)
def test_filters(desk: Caller, query: str, name: str, values: set[Any]) -> None:
    assert {row["attributes"][name] for row in listed(desk, f"?{query}")} == values


def test_filters_by_currency_code_or_id_and_by_kind(desk: Caller) -> None:
    usd = next(
        one for one in desk.get("/v1/static/currencies")["data"] if one["attributes"]["code"] == "usd"
    )["id"]
    by_code = listed(desk, "?filter[currency]=usd")
    assert by_code == listed(desk, f"?filter[currency]={usd}")
    assert {row["relationships"]["currency"]["data"]["id"] for row in by_code} == {usd}
    for kind, type in (("TopUp", "top_ups"), ("Deposit", "deposits"), ("Withdraw", "withdraws")):
        assert {row["type"] for row in listed(desk, f"?filter[fee_model_type]={kind}")} == {f"fees_{type}"}


@pytest.mark.parametrize("query", ["active=1", "amount=x", "fee_model_type=top_up", "currency=USD"])
def test_a_filter_that_is_none(desk: Caller, query: str) -> None:
    name, _, value = query.partition("=")
    assert desk("GET", f"{PATH}?filter[{name}]={value}").status == 400


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"amount": ""}, ["Amount can't be blank"]),
        ({"amount": "x"}, ["Amount is not a number"]),
        ({"amount": "-1"}, ["Amount must be greater than or equal to 0"]),
        ({"currency": ""}, ["Currency can't be blank"]),
        ({"currency": "xyz"}, ["Currency must exist"]),
        ({"fee_model_type": "deposit"}, ["Fee model type is not included in the list"]),
        ({"type": "fees_deposits"}, ["Fee model type is not included in the list"]),
    ],
)
def test_what_a_creation_refuses(desk: Caller, changes: dict[str, str], sentences: list[str]) -> None:
    answer = create(desk, **changes)
    assert (answer.status, answer.sentences) == (422, sentences)
    assert create(desk, type="fees").status == 400


def test_a_percentage_cannot_be_made_here(desk: Caller) -> None:
    made = create(desk, fee_type="percentage", active="false", **{"from": "5"}).json["data"]["attributes"]
    assert (made["fee_type"], made["active"], made["from"]) == ("static", True, "0.0")


def test_the_sum_of_all_active_that_cover_the_amount(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.control("fees", delete="all")
    sandbox.control("fees", fee={**FEE})
    sandbox.control("fees", fee={**FEE, "amount": "2", "login": 0})
    sandbox.control("fees", fee={**FEE, "amount": "40", "login": 1})
    sandbox.control("fees", fee={**FEE, "amount": "80", "active": False})
    sandbox.control("fees", fee={**FEE, "amount": "160", "model": "deposit"})
    sandbox.control("fees", fee={**FEE, "amount": "320", "currency": "hkd"})
    id = sandbox.control(
        "fees", fee={**FEE, "fee_type": "percentage", "amount": "10", "from": "50", "to": "60"}
    )["id"]
    for amount, fee in (("49.99", 3), ("50", 8), ("59.99", "8.999"), ("60", 3)):
        assert charged(sandbox, "usd", amount).rstrip("0").rstrip(".") == str(fee)
    sandbox.control("fees", fee={**FEE, "id": id, "amount": "0.5"})  # replaced: now from 0 on, static
    assert charged(sandbox, "usd", "60").startswith("3.5")
    assert charged(sandbox, "usd", "60", login=1).startswith("41.5")
    create(desk, amount="0.25")
    assert charged(sandbox, "usd", "60").startswith("3.75")
