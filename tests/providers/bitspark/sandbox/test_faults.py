"""What goes wrong on purpose: each fault, on the wire and in the books."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import SEND, Caller
from tests.sandboxes import Sandbox

Order = Callable[..., dict[str, Any]]


def booked(sandbox: Sandbox) -> int:
    return len(sandbox.books()["transfers"])


@pytest.mark.parametrize(("fault", "transfers"), [("drop_before", 0), ("drop_after_commit", 1)])
def test_a_dropped_line(desk: Caller, to_cebu: Order, sandbox: Sandbox, fault: str, transfers: int) -> None:
    sandbox.fault(fault, SEND, method="POST")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        desk.send(to_cebu())
    assert booked(sandbox) == transfers
    assert [one["fault"] for one in sandbox.requests if one["path"] == SEND] == [fault]
    desk.sent(to_cebu())  # once only


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_delay(desk: Caller, to_cebu: Order, sandbox: Sandbox, when: str) -> None:
    sandbox.fault("delay", SEND, seconds=0.3, when=when)
    started = time.monotonic()
    desk.sent(to_cebu())
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("after_commit", [False, True])
def test_a_status_before_or_after_it_was_booked(
    desk: Caller, to_cebu: Order, sandbox: Sandbox, after_commit: bool
) -> None:
    sandbox.fault("status", SEND, code=500, after_commit=after_commit)
    answer = desk.send(to_cebu())
    assert answer.status == 500
    assert answer.json["errors"][0] == {
        "code": 500,
        "error_code": "internal_server_error",
        "message": ["We had a problem with our server. Try again later."],
    }
    assert booked(sandbox) == int(after_commit)


@pytest.mark.parametrize("message", ["Insufficient funds on account", ["One", "Two"]])
def test_a_status_with_words_of_ones_own(
    desk: Caller, to_cebu: Order, sandbox: Sandbox, message: str | list[str]
) -> None:
    sandbox.fault("status", SEND, code=400, error_code="send_money_error", message=message)
    assert desk.send(to_cebu()).json == {
        "errors": [{"code": 400, "error_code": "send_money_error", "message": message}]
    }


def test_a_status_with_a_body_and_headers(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    sandbox.fault("status", SEND, code=307, body="", headers={"Location": "/elsewhere"})
    answer = desk.send(to_cebu())
    assert (answer.status, answer.text, answer.headers["Location"]) == (307, "", "/elsewhere")


@pytest.mark.parametrize("fault", ["html", "malformed", "truncate"])
def test_an_answer_that_cannot_be_read_after_it_was_booked(
    desk: Caller, to_cebu: Order, sandbox: Sandbox, fault: str
) -> None:
    sandbox.fault(fault, SEND)
    if fault == "truncate":
        with pytest.raises(http.client.IncompleteRead):
            desk.send(to_cebu())
    else:
        with pytest.raises(json.JSONDecodeError):
            assert desk.send(to_cebu()).json
    assert booked(sandbox) == 1


def test_html_says_it_is_html(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.fault("html", code=502)
    answer = desk("GET", "/v1/users/me")
    assert (answer.status, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")


def test_faults_are_spent_in_order_by_path_method_times_and_after(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.fault("status", "/v1/static/*", code=503, times=2, after=1)
    sandbox.fault("status", "/v1/users", method="POST", code=501)

    paths = ["/v1/users/me", *["/v1/static/currencies"] * 4]
    assert [desk("GET", path).status for path in paths] == [200, 200, 503, 503, 200]
    assert [(one["left"], one["hits"]) for one in sandbox.faults()] == [(0, 2), (1, 0)]


def test_times_0_is_for_ever_until_the_reset(desk: Caller, sandbox: Sandbox) -> None:
    sandbox.fault("status", code=503, times=0)
    assert {desk("GET", "/v1/static/currencies").status for _ in range(5)} == {503}
    sandbox.reset()
    assert desk("GET", "/v1/static/currencies").status == 200


@pytest.mark.parametrize(("fault", "why"), [("expire_token", "not here"), ("earthquake", "no such fault")])
def test_a_fault_that_cannot_be_is_refused_with_words(sandbox: Sandbox, fault: str, why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        sandbox.fault(fault)
