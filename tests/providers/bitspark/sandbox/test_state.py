"""State that outlives its server, two servers on one file, a clock, and a control door that stays local."""

from __future__ import annotations

import http.client
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from accounts.providers.sandbox import SandboxServer
from tests.providers.bitspark.sandbox.caller import Caller, order
from tests.sandboxes import Sandbox


def caller(sandbox: Sandbox) -> Caller:
    login = sandbox.keys()[0]
    return Caller(sandbox.bitspark_url, login.key, login.secret)


def philippines(desk: Caller) -> str:
    return str(desk.get("/v1/static/destination_data")["data"][0]["id"])


def test_logins_are_random_and_forty_hex_characters(sandbox: Sandbox, tmp_path: Path) -> None:
    with SandboxServer(tmp_path) as other:
        logins = sandbox.keys() + Sandbox(other.url).keys()
    assert all(re.fullmatch("[0-9a-f]{40}", text) for one in logins for text in (one.key, one.secret))
    assert len({text for one in logins for text in (one.key, one.secret)}) == 8
    assert [one.owner for one in logins[:2]] == ["Harbour Money, Hong Kong", "Lantern Exchange, Singapore"]


def test_the_file_with_the_secrets_is_for_its_owner_alone(tmp_path: Path) -> None:
    with SandboxServer(tmp_path):
        assert [path.name for path in tmp_path.iterdir() if path.stat().st_mode & 0o077] == []


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    with SandboxServer(tmp_path) as server:
        before = Sandbox(server.url)
        desk = caller(before)
        id = desk.sent(order(philippines(desk)))
        before.fault("status", "/v1/users/me", code=503)
        before.advance(70)
        keys, books = before.keys(), before.books()
    with SandboxServer(tmp_path) as server:
        after = Sandbox(server.url)
        desk = caller(after)
        assert (after.keys(), after.books()) == (keys, books)
        assert desk("GET", "/v1/users/me").status == 503
        after.advance(4 * 3600)
        assert desk.show(id)["status"]["code"] == "proved"


def test_two_servers_on_one_file_keep_one_book(tmp_path: Path) -> None:
    with SandboxServer(tmp_path) as one, SandboxServer(tmp_path) as two:
        callers = [caller(Sandbox(server.url)) for server in (one, two)]
        form = order(philippines(callers[0]))
        with ThreadPoolExecutor(10) as pool:
            ids = list(pool.map(lambda n: callers[n % 2].sent(form), range(20)))
        books = Sandbox(two.url).books()
        assert {row["id"] for row in books["transfers"]} == set(ids)
        assert len(books["ledger"]) == 20


def test_with_a_speed_the_clock_runs_by_itself(tmp_path: Path) -> None:
    with SandboxServer(tmp_path, speed=20_000) as server:
        sandbox = Sandbox(server.url)
        desk = caller(sandbox)
        id = desk.sent(order(philippines(desk)))
        for _ in range(100):
            if desk.show(id)["status"]["code"] == "proved":
                break
            Event().wait(0.1)
        shown = desk.show(id)
        assert shown["status"]["code"] == "proved"
        assert shown["updated_at"][:13] <= sandbox.requests[-1]["at_iso"][:13]  # no date in the future


def test_a_reset_keeps_the_logins_and_nothing_else(sandbox: Sandbox) -> None:
    desk, keys, first = caller(sandbox), sandbox.keys(), sandbox.books()
    desk.sent(order(philippines(desk)))
    sandbox.fault("status", code=503, times=0)
    sandbox.control("order", order="oldest")
    sandbox.control("rates", currency="php", factor=3)
    sandbox.reset()
    assert sandbox.keys() == keys
    assert sandbox.books() == first
    assert (sandbox.seen, sandbox.faults()) == ([], [])


def test_seen_tells_methods_and_paths_without_the_query_and_no_key(sandbox: Sandbox) -> None:
    desk = caller(sandbox)
    desk.balance("usd")
    desk("DELETE", "/v1/recipients/x")
    assert sandbox.seen == [("GET", "/v1/accounts/me"), ("DELETE", "/v1/recipients/x")]
    assert sandbox.requests[0]["query"] == "account_currency=usd"
    assert desk.key not in str(sandbox.requests)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost"}, 200),
        ({"Host": "bank.example"}, 403),
        ({"X-Forwarded-For": "192.0.2.1"}, 403),
        ({"Forwarded": "for=192.0.2.1"}, 403),
    ],
)
def test_the_control_door_opens_on_this_machine_only(
    sandbox: Sandbox, headers: dict[str, str], status: int
) -> None:
    line = http.client.HTTPConnection(sandbox.url.removeprefix("http://"), timeout=10)
    line.request("GET", "/_control/keys", headers=headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    assert answer.status == status


@pytest.mark.parametrize(
    ("method", "path", "kind", "status"),
    [
        ("POST", "/_control/reset", "application/x-www-form-urlencoded", 400),
        ("POST", "/_control/advance", "application/json", 400),
        ("POST", "/_control/nothing", "application/json", 404),
        ("GET", "/_control/nothing", "application/json", 404),
        ("DELETE", "/_control/books", "application/json", 405),
        ("GET", "/", "text/plain", 200),
        ("GET", "/moneygram/api/x", "text/plain", 404),
    ],
)
def test_the_front_and_what_the_door_refuses(
    sandbox: Sandbox, method: str, path: str, kind: str, status: int
) -> None:
    line = http.client.HTTPConnection(sandbox.url.removeprefix("http://"), timeout=10)
    line.request(method, path, "{}" if method == "POST" else None, {"Content-Type": kind})
    answer = line.getresponse()
    answer.read()
    line.close()
    assert answer.status == status
