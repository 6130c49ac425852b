"""Customers and invented shops: asked by the control door, and in a lively world by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.providers.sandbox import SandboxServer
from tests.providers.bitspark.sandbox.caller import Caller
from tests.providers.bitspark.sandbox.test_top_ups import ask
from tests.sandboxes import Sandbox

DAY = 24 * 3600


def test_by_shop_code_or_login_one_customer_each(desk: Caller, sandbox: Sandbox) -> None:
    first, second = sandbox.keys()
    sandbox.control("ask-top-up", shop_code=first.shop_code, currency="hkd", amount="100", count=3)
    told = sandbox.control("ask-top-up", login=second.owner, currency="sgd", amount="20")
    rows = sandbox.books()["top_ups"]
    assert [row["shop"] for row in rows] == [first.owner] * 3 + [second.owner]
    assert len({row["owner"] for row in rows[:3]}) == 3
    assert told == {
        "id": rows[3]["id"], "ids": [rows[3]["id"]], "transaction_number": rows[3]["number"],
        "fee": rows[3]["fee"],
    }  # fmt: skip
    assert "Rosa" not in str(desk.get("/v2/top_ups?include=user_account"))


def test_a_customer_cancels_what_is_pending(desk: Caller, sandbox: Sandbox) -> None:
    id = sandbox.control("ask-top-up", login=0, currency="hkd", amount="100")["id"]
    sandbox.control("customer-cancels", id=id)
    assert desk.get(f"/v2/top_ups/{id}")["data"]["attributes"]["status_code"] == "canceled"
    with pytest.raises(AssertionError, match="can not be canceled"):
        sandbox.control("customer-cancels", id=id)
    assert desk("PUT", f"/v2/top_ups/{id}/approve").sentences == ["Top-up can not be approved"]


@pytest.mark.parametrize(
    "asked", [{"currency": "xyz"}, {"amount": "0"}, {"shop_code": "nobody's"}, {"login": 7}]
)
def test_what_the_door_does_not_know_it_says(sandbox: Sandbox, asked: dict[str, str]) -> None:
    with pytest.raises(AssertionError, match="error"):
        sandbox.control("ask-top-up", **{"currency": "hkd", "amount": "100", **asked})


def test_a_top_up_is_put_into_any_status_and_approved_moves_the_money(desk: Caller, sandbox: Sandbox) -> None:
    first, second = sandbox.control("ask-top-up", login=0, currency="hkd", amount="100", count=2)["ids"]
    sandbox.status(first, "approved")
    sandbox.status(second, "on_hold")
    shown = desk.get(f"/v2/top_ups/{second}")["data"]["attributes"]
    assert (shown["status_code"], shown["status_message"]) == ("on_hold", "On hold")
    assert {row["transfer"] for row in sandbox.books()["ledger"]} == {first}


@pytest.mark.parametrize(
    ("name", "status"),
    [("Wan Chai Remit", "approved"), ("Sheung Shui Exchange", "declined"), ("Jakarta Kirim", "pending")],
)
def test_an_invented_shop_answers_in_half_an_hour(
    desk: Caller, sandbox: Sandbox, name: str, status: str
) -> None:
    code = next(one["shop_code"] for one in sandbox.books()["money_shops"] if one["name"] == name)
    id = ask(desk, code, currency="eth", amount="0.5").json["data"]["id"]
    sandbox.advance(29 * 60)
    assert desk.get(f"/v2/top_ups/{id}")["data"]["attributes"]["status_code"] == "pending"
    sandbox.advance(2 * 60)
    assert desk.get(f"/v2/top_ups/{id}")["data"]["attributes"]["status_code"] == status
    assert desk.balance("eth") == ("0.501" if status == "approved" else "0.001")


def test_a_quiet_world_stays_quiet(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.advance(10 * DAY)
    assert sandbox.books()["top_ups"] == []


def test_a_lively_world_has_a_past_and_a_bounded_queue(desk: Caller, sandbox: Sandbox) -> None:
    balances = sandbox.books()["balances"]
    sandbox.control("world", lively=True)
    rows = sandbox.books()["top_ups"]
    assert {row["status"] for row in rows} == {"pending", "approved", "declined", "canceled"}
    assert {row["currency"] for row in rows} >= {"hkd", "usd", "sgd"}
    assert sandbox.books()["balances"] == balances

    sandbox.advance(20 * DAY)
    rows = sandbox.books()["top_ups"]
    waiting = [row for row in rows if row["status"] == "pending" and row["shop"].startswith("Harbour")]
    assert 0 < len(waiting) <= 6
    assert 40 < len(rows) < 250
    sandbox.control("world", lively=False)
    sandbox.advance(DAY)
    assert len(sandbox.books()["top_ups"]) == len(rows)


def test_lively_from_the_first_day_and_again_after_a_reset_and_a_restart(tmp_path: Path) -> None:
    with SandboxServer(tmp_path, lively=True) as server:
        sandbox = Sandbox(server.url)
        assert sandbox.books()["top_ups"]
        sandbox.reset()
        seeded, keys = sandbox.books()["top_ups"], sandbox.keys()
        assert seeded
        sandbox.advance(DAY)
        later = sandbox.books()
        assert len(later["top_ups"]) > len(seeded)
    with SandboxServer(tmp_path, lively=True) as server:
        again = Sandbox(server.url)
        assert (again.books(), again.keys()) == (later, keys)
