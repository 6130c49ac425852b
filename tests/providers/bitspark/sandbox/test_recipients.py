"""The login's book of recipients: five calls."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Caller
from tests.sandboxes import Sandbox

PATH = "/v1/recipients"


def form(**changes: str) -> dict[str, Any]:
    attributes = {"first_name": "Maria", "last_name": "Santos", "phone_number": "+639171234567", **changes}
    return {"data": {"type": "user_recipients", "attributes": attributes}}


def test_create_show_list_update_delete(desk: Caller, sandbox: Sandbox) -> None:
    made = desk("POST", PATH, form(bank_branch="Ayala")).json["data"]
    assert made["type"] == "user_recipients"
    assert made["attributes"]["bank_branch"] == "Ayala"
    assert made["attributes"]["iban"] is None
    one = f"{PATH}/{made['id']}"
    assert desk.get(one)["data"] == made
    listed = desk.get(PATH)
    assert list(listed) == ["data"]
    assert listed["data"] == [{**made, "type": "recipients"}]

    changed = desk("PUT", one, form(first_name="Ana")).json["data"]["attributes"]
    assert (changed["first_name"], changed["bank_branch"]) == ("Ana", None)  # the whole record is replaced
    assert "bank_branch_address" in changed
    gone = desk("DELETE", one)
    assert (gone.status, gone.text) == (204, "")
    assert desk("GET", one).status == 404
    assert sandbox.books()["recipients"] == []


def test_what_the_form_table_calls_true_is_required(desk: Caller) -> None:
    answer = desk("POST", PATH, form(first_name="", phone_number="123", email="x"))
    assert answer.status == 422
    assert answer.sentences == ["First name can't be blank", "Phone number is invalid", "Email is invalid"]
    wrong = form()
    wrong["data"]["type"] = "recipients"
    assert desk("POST", PATH, wrong).status == 400


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_logins_recipient_is_not_found(desk: Caller, other_desk: Caller, method: str) -> None:
    id = desk("POST", PATH, form()).json["data"]["id"]
    answer = other_desk(method, f"{PATH}/{id}", form() if method == "PUT" else None)
    assert answer.status == 404
    assert len(desk.get(PATH)["data"]) == 1


def test_pages_only_for_those_who_ask(desk: Caller) -> None:
    for _ in range(25):
        desk("POST", PATH, form())
    assert len(desk.get(PATH)["data"]) == 25
    page = desk.get(f"{PATH}?pagination[offset]=2&pagination[limit]=20")
    assert len(page["data"]) == 5
    assert page["meta"]["total_count"] == 25
