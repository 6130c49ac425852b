"""The list (V2) and the single transfer (V1): pages, orders, dates, whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Caller
from tests.sandboxes import Sandbox

Order = Callable[..., dict[str, Any]]


def test_pages_are_numbered_and_hold_twenty_unless_told(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.control("transfers", count=45)
    first = desk.get("/v2/transactions/remittances")
    last = desk.get("/v2/transactions/remittances?pagination[offset]=3")
    assert len(first["data"]) == 20
    assert first["meta"] == {"total_count": 45, "total_pages": 3, "prev_page": None, "next_page": 2}
    assert len(last["data"]) == 5
    assert last["meta"] == {"total_count": 45, "total_pages": 3, "prev_page": 2, "next_page": None}
    assert len(desk.listed("?pagination[offset]=1&pagination[limit]=100")) == 45
    assert desk.listed("?pagination[offset]=9") == []


@pytest.mark.parametrize("query", ["pagination[offset]=0", "pagination[limit]=-1", "pagination[offset]=x"])
def test_a_page_that_is_no_number_is_a_bad_request(desk: Caller, query: str) -> None:
    assert desk("GET", f"/v2/transactions/remittances?{query}").status == 400


def test_orders(desk: Caller, sandbox: Sandbox) -> None:
    made = sandbox.control("transfers", count=30)["ids"]

    def listed() -> list[str]:
        return [row["id"] for row in desk.listed("?pagination[limit]=50")]

    assert listed() == made[::-1]
    sandbox.control("order", order="oldest")
    assert listed() == made
    sandbox.control("order", order="by-update")
    sandbox.status(made[7], "declined")
    assert listed()[0] == made[7]
    sandbox.control("order", order="shuffled-stable")
    shuffled = listed()
    assert set(shuffled) == set(made)
    assert shuffled not in (made, made[::-1])
    sandbox.status(made[3], "declined")
    assert listed() == shuffled


def test_the_list_prints_dates_and_the_single_one_milliseconds(desk: Caller, to_cebu: Order) -> None:
    id = desk.sent(to_cebu(**{"recipient.bank_account_type": "saving"}))
    answer = desk.get("/v2/transactions/remittances?include=transfer_recipient")
    [row], [person] = answer["data"], answer["included"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["attributes"]["created_at"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*\.\d{3}Z", desk.show(id)["updated_at"])
    assert "callback_url" not in row["attributes"]
    assert "callback_url" not in desk.show(id)
    assert person["attributes"]["bank_account_type"] == "saving"
    assert "bank_branch_address" not in person["attributes"]
    shown = desk.get(f"/v1/transactions/remittances/{id}?include=transfer_recipient")
    assert "bank_branch_address" in shown["included"][0]["attributes"]


def test_without_include_nothing_is_included(desk: Caller, to_cebu: Order) -> None:
    id = desk.sent(to_cebu())
    assert "included" not in desk.get("/v2/transactions/remittances")
    assert "included" not in desk.get(f"/v1/transactions/remittances/{id}")
    assert desk("GET", "/v2/transactions/remittances?include=sender").status == 400


def test_another_login_sees_none_of_it(desk: Caller, other_desk: Caller, to_cebu: Order) -> None:
    id = desk.sent(to_cebu())
    assert other_desk.listed() == []
    assert other_desk("GET", f"/v1/transactions/remittances/{id}").status == 404


def test_what_was_made_elsewhere_stands_in_the_list(other_desk: Caller, sandbox: Sandbox) -> None:
    made = sandbox.control("transfers", login=1, destination="ghana", account_currency="sgd", amount="77.5")
    [row] = other_desk.listed()
    assert (row["id"], row["attributes"]["amount"]) == (made["id"], "77.5")
    assert sandbox.books()["transfers"][0]["request"] is None
