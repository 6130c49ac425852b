"""Payments tell their callback_url what became of them, and outlive the server."""

from __future__ import annotations

from pathlib import Path

from accounts.providers.sandbox import SandboxServer
from tests.providers.bitspark.sandbox.caller import Caller
from tests.providers.bitspark.sandbox.money_forms import (
    DEPOSIT,
    EXCHANGE,
    WITHDRAW,
    deposit,
    deposit_v2,
    swap,
    to_a_bank,
    to_an_address,
)
from tests.providers.bitspark.sandbox.test_callbacks import Shop, shop, tries
from tests.sandboxes import Sandbox

__all__ = ["shop"]  # the fixture
MINUTE, HOUR = 60, 3600


def test_every_change_of_a_payment_is_told_as_show_prints_it(
    desk: Caller, sandbox: Sandbox, shop: Shop
) -> None:
    id = desk("POST", WITHDRAW, to_a_bank(callback_url=shop.url)).json["data"]["id"]
    assert shop.got == []
    sandbox.advance(30 * MINUTE)
    sandbox.status(id, "declined")
    assert shop.statuses == ["completed", "declined"]
    assert shop.got[-1]["data"] == desk.get(f"/v2/payments/{id}")["data"]
    assert [row["transfer"] for row in sandbox.books()["callbacks"]] == [id, id]


def test_a_deposit_tells_of_its_money_and_of_its_end(desk: Caller, sandbox: Sandbox, shop: Shop) -> None:
    came, cancelled = (
        desk("POST", DEPOSIT, deposit(callback_url=shop.url)).json["data"]["id"] for _ in range(2)
    )
    sandbox.control("arrive", id=came, amount="7")
    desk("PUT", f"/v2/payments/{cancelled}/cancel")
    sandbox.advance(1)
    told = [(one["data"]["id"], one["data"]["attributes"]["amount"]) for one in shop.got]
    assert told == [(came, "7.0"), (cancelled, "100.0")]
    assert shop.statuses == ["completed", "canceled"]


def test_an_address_used_again_tells_the_new_url(desk: Caller, sandbox: Sandbox, shop: Shop) -> None:
    desk("POST", "/v2/payments/deposit", deposit_v2("btc", callback_url="http://127.0.0.1:9/old"))
    again = deposit_v2("btc", callback_url=shop.url)
    id = desk("POST", "/v2/payments/deposit", again).json["data"]["id"]
    sandbox.control("arrive", id=id)
    assert shop.statuses == ["completed"]


def test_without_ok_a_payment_is_told_again_after_2_4_6_8_and_10_minutes(
    desk: Caller, sandbox: Sandbox, shop: Shop
) -> None:
    shop.answers = [(500, b"")] * 6
    id = desk("POST", WITHDRAW, to_an_address(callback_url=shop.url)).json["data"]["id"]
    sandbox.status(id, "completed")
    for count, minutes in enumerate((2, 4, 6, 8, 10), 1):
        assert len(shop.got) == count
        sandbox.advance(minutes * MINUTE)
    assert len(shop.got) == 6
    assert tries(sandbox) == [("given_up", 6)]


def test_a_duplicate_a_lost_and_a_late_one(desk: Caller, sandbox: Sandbox, shop: Shop) -> None:
    id = desk("POST", WITHDRAW, to_a_bank(callback_url=shop.url)).json["data"]["id"]
    sandbox.fault("duplicate_callback")
    sandbox.status(id, "processing")
    sandbox.fault("lose_callback", "/callbacks/*")
    sandbox.status(id, "checked")
    sandbox.fault("reorder_callbacks", "/callbacks/")
    sandbox.status(id, "completed")
    assert shop.statuses == ["processing", "processing"]
    sandbox.status(id, "failed")
    assert shop.statuses[2:] == ["failed", "completed"]


def test_a_restart_loses_no_payment(tmp_path: Path) -> None:
    with SandboxServer(tmp_path) as server:
        before = Sandbox(server.url)
        login = before.keys()[0]
        desk = Caller(before.bitspark_url, login.key, login.secret)
        id = desk("POST", DEPOSIT, deposit()).json["data"]["id"]
        desk("POST", WITHDRAW, to_a_bank())
        desk("POST", EXCHANGE, swap())
        before.control("two_factor", login=0, on=True)
        before.control("exchange_rate", fresh="other")
        keys, books = before.keys(), before.books()
    with SandboxServer(tmp_path) as server:
        after = Sandbox(server.url)
        assert (after.keys(), after.books()) == (keys, books)
        after.advance(24 * HOUR)
        assert [row["status"] for row in after.books()["payments"]] == ["completed", "completed"]
        desk = Caller(after.bitspark_url, login.key, login.secret)
        assert desk.get(f"/v2/payments/{id}")["data"]["attributes"]["status"]["code"] == "completed"
