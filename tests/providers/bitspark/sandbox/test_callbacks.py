"""Callbacks: posted at every change of status, again until OK, and no further than this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Caller
from tests.sandboxes import Sandbox

Order = Callable[..., dict[str, Any]]
MINUTE = 60


class Shop:
    """A shop that gets callbacks and answers them as told."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.answers: list[tuple[int, bytes]] = []  # then 200 OK
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                shop.got.append({"path": self.path, "type": self.headers["Content-Type"], **body})
                status, text = shop.answers.pop(0) if shop.answers else (200, b"OK")
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, format: str, *args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/callbacks/1/mac"

    @property
    def statuses(self) -> list[str]:
        return [one["data"]["attributes"]["status"]["code"] for one in self.got]


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    thread = threading.Thread(target=shop.server.serve_forever, daemon=True)
    thread.start()
    yield shop
    shop.server.shutdown()
    shop.server.server_close()
    thread.join(5)


def tries(sandbox: Sandbox) -> list[tuple[str, int]]:
    return [(row["state"], row["tries"]) for row in sandbox.books()["callbacks"]]


def test_every_change_is_told_in_order(desk: Caller, to_cebu: Order, sandbox: Sandbox, shop: Shop) -> None:
    id = desk.sent(to_cebu(callback_url=shop.url))
    assert shop.got == []
    sandbox.advance(4 * 3600)
    assert shop.statuses == [
        "performing", "remittance_received_successfully", "payment_created_successfully",
        "payment_commited_successfully", "accepted", "confirmed", "proved",
    ]  # fmt: skip
    last = shop.got[-1]
    assert (last["path"], last["data"]["id"]) == ("/callbacks/1/mac", id)
    assert last["data"]["attributes"] == desk.show(id)
    assert all(state == "delivered" for state, _ in tries(sandbox))


@pytest.mark.parametrize("answer", [(200, b"OK\n"), (200, b"ok"), (204, b""), (302, b"OK"), (500, b"OK")])
def test_anything_but_20x_and_ok_is_sent_again_after_2_4_6_8_and_10_minutes(
    desk: Caller, to_cebu: Order, sandbox: Sandbox, shop: Shop, answer: tuple[int, bytes]
) -> None:
    shop.answers = [answer] * 6
    desk.sent(to_cebu(callback_url=shop.url, **{"recipient.last_name": "Silent"}))
    sandbox.advance(6)
    for count, minutes in enumerate((2, 4, 6, 8, 10), 1):
        assert len(shop.got) == count
        sandbox.advance(minutes * MINUTE - 1)
        assert len(shop.got) == count
        sandbox.advance(1)
    assert len(shop.got) == 6
    sandbox.advance(24 * 60 * MINUTE)
    assert len(shop.got) == 6
    assert tries(sandbox) == [("given_up", 6)]


def test_a_callback_sent_again_says_what_it_said_first(
    desk: Caller, to_cebu: Order, sandbox: Sandbox, shop: Shop
) -> None:
    shop.answers = [(503, b"")]
    desk.sent(to_cebu(callback_url=shop.url))
    sandbox.advance(3 * MINUTE)
    assert shop.statuses == ["performing", "remittance_received_successfully", "performing"]


def test_nobody_there_is_a_try_too(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    desk.sent(to_cebu(callback_url="http://127.0.0.1:9/x", **{"recipient.last_name": "Silent"}))
    sandbox.advance(31 * MINUTE)
    assert tries(sandbox) == [("given_up", 6)]


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/x", "example.com", "http://example.com/x", "ftp://127.0.0.1/"]
)
def test_no_callback_leaves_this_machine(desk: Caller, to_cebu: Order, sandbox: Sandbox, url: str) -> None:
    id = desk.sent(to_cebu(callback_url=url))
    sandbox.status(id, "declined")
    [row] = sandbox.books()["callbacks"]
    assert row["last"].startswith("not posted")


def test_a_duplicate_a_lost_and_a_late_one(
    desk: Caller, to_cebu: Order, sandbox: Sandbox, shop: Shop
) -> None:
    id = desk.sent(to_cebu(callback_url=shop.url))
    sandbox.fault("duplicate_callback")
    sandbox.status(id, "accepted")
    assert shop.statuses == ["accepted", "accepted"]
    sandbox.fault("lose_callback", "/callbacks/*")
    sandbox.status(id, "confirmed")
    assert shop.statuses == ["accepted", "accepted"]
    sandbox.fault("reorder_callbacks", "/callbacks/")
    sandbox.status(id, "refund_requested")
    assert len(shop.got) == 2
    sandbox.status(id, "refund_confirmed")
    assert shop.statuses[2:] == ["refund_confirmed", "refund_requested"]
    assert [state for state, _ in tries(sandbox)] == ["delivered", "lost", "delivered", "delivered"]


def test_a_callback_masks_suspicious_as_v1_does(
    desk: Caller, to_cebu: Order, sandbox: Sandbox, shop: Shop
) -> None:
    id = desk.sent(to_cebu(callback_url=shop.url))
    sandbox.status(id, "suspicious")
    assert shop.statuses == ["payment_created_successfully"]
