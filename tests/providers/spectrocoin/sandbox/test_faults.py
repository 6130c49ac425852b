"""What goes wrong on purpose, on the wire and in the books; and a restart that loses nothing."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.providers.sandbox import SandboxServer
from tests.providers.spectrocoin.sandbox.caller import BTC, EMAIL, Caller, to
from tests.providers.spectrocoin.sandbox.conftest import Bent
from tests.sandboxes import Sandbox

PAIR = {"receiveCurrency": "USD", "payCurrency": "EUR"}
Act = tuple[str, str, Any]
MONEY: dict[str, Act] = {
    "sends": ("POST", "/wallet/send/EUR", [to(EMAIL, 1, refId="r")]),
    "bulk": ("POST", "/wallet/send/BTC", [to(BTC, 0.1, refId="a"), to(BTC, 0.1, refId="b")]),
    "buys": ("POST", "/wallet/exchange/buy", {"receiveAmount": 3, **PAIR}),
    "sales": ("POST", "/wallet/exchange/sell", {"payAmount": 3, **PAIR}),
    "addresses": ("GET", "/wallet/deposit/BTC/fresh", None),
}
WRITES = pytest.mark.parametrize("act", MONEY.values(), ids=list(MONEY))


def booked(bent: Bent) -> int:
    books = bent.books
    return sum(len(books[name]) for name in ("sends", "exchanges")) + sum(
        one["fresh"] for one in books["addresses"]
    )


@pytest.fixture
def whole(bent: Bent, desk: Caller) -> Callable[[Act], int]:
    """How much an act books when nothing goes wrong."""
    return lambda act: len(act[2]) if isinstance(act[2], list) else 1


@WRITES
@pytest.mark.parametrize("fault", ["drop_before", "drop_after_commit"])
def test_a_dropped_line(bent: Bent, desk: Caller, whole: Any, act: Act, fault: str) -> None:
    bent.fault(fault, f"/api/r{act[1]}")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        desk(*act)
    assert booked(bent) == (whole(act) if fault == "drop_after_commit" else 0)


@WRITES
@pytest.mark.parametrize("code", [403, 500])
@pytest.mark.parametrize("after", [False, True])
def test_403_and_500_before_and_after_it_was_booked(
    bent: Bent, desk: Caller, whole: Any, act: Act, code: int, after: bool
) -> None:
    bent.fault("status", f"/api/r{act[1]}", code=code, after_commit=after)
    answer = desk(*act)
    assert (answer.status, answer.text) == (code, "")
    assert booked(bent) == (whole(act) if after else 0)


def test_a_status_with_a_body_and_headers_of_its_own(bent: Bent, desk: Caller) -> None:
    bent.fault("status", code=403, body={"reason": "suspicious activity"}, headers={"Retry-After": "9"})
    answer = desk("GET", "/wallet/accounts")
    assert (answer.json, answer.headers["Retry-After"]) == ({"reason": "suspicious activity"}, "9")


def test_a_user_under_suspicion_gets_403_until_it_is_lifted(
    bent: Bent, desk: Caller, other_desk: Caller
) -> None:
    bent("user", login=0, suspicious=True)
    assert {desk(*act).status for act in MONEY.values()} == {403}
    assert desk.refresh().status == 200
    assert (desk("GET", "/wallet/accounts").status, booked(bent)) == (403, 0)
    assert other_desk("GET", "/wallet/accounts").status == 200
    bent("user", login=0, suspicious=False)
    assert {desk(*act).status for act in MONEY.values()} == {200}


@WRITES
@pytest.mark.parametrize("fault", ["html", "malformed", "truncate"])
def test_an_answer_that_cannot_be_read(bent: Bent, desk: Caller, whole: Any, act: Act, fault: str) -> None:
    bent.fault(fault, f"/api/r{act[1]}")
    expected = http.client.IncompleteRead if fault == "truncate" else json.JSONDecodeError
    with pytest.raises(expected):
        assert desk(*act).json
    assert booked(bent) == whole(act)


def test_after_a_lost_answer_the_same_reference_tells_that_it_went_through(bent: Bent, desk: Caller) -> None:
    entry = to(EMAIL, 5, refId="r")
    bent.fault("drop_after_commit", "/api/r/wallet/send/*")
    with pytest.raises(ConnectionError):
        desk.send("EUR", entry)
    assert desk.send("EUR", entry).codes == [3032]
    bent.fault("drop_before", "/api/r/wallet/send/*")
    with pytest.raises(ConnectionError):
        desk.send("EUR", to(EMAIL, 5, refId="s"))
    assert desk.sent("EUR", to(EMAIL, 5, refId="s"))[0]["status"] == "PAID"
    assert [one["refId"] for one in bent.books["sends"]] == ["r", "s"]


def test_a_bulk_whose_answer_was_lost_says_so_of_every_entry(bent: Bent, desk: Caller) -> None:
    entries = [to(EMAIL, 1, refId=f"leg{n}") for n in range(5)]
    bent.fault("drop_after_commit", "/api/r/wallet/send/*")
    with pytest.raises(ConnectionError):
        desk.send("EUR", *entries)
    assert [entry["error"]["code"] for entry in desk.sent("EUR", *entries)] == [3032] * 5


def test_faults_of_one_provider_spare_the_other(bent: Bent, sandbox: Sandbox, desk: Caller) -> None:
    sandbox.fault("status", code=503, times=0)
    assert desk("GET", "/wallet/accounts").status == 200
    with pytest.raises(AssertionError, match="no such fault"):
        sandbox.fault("refuse", code=1)
    with pytest.raises(AssertionError, match="no such provider"):
        sandbox.fault("delay", provider="nobody", seconds=1)


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    with SandboxServer(tmp_path) as server:
        bent = Bent(Sandbox(server.url))
        [desk, _] = bent.callers()
        desk.auth()
        bent.set(first_page="0")
        [entry] = desk.sent("BTC", to(BTC, 0.2, refId="r"))
        before = bent.books
    with SandboxServer(tmp_path) as server:
        bent = Bent(Sandbox(server.url))
        again = bent.callers()[0]
        assert (again.client_id, again.client_secret) == (desk.client_id, desk.client_secret)
        again.access = desk.access
        assert bent.books == before
        assert bent("settings")["first_page"] == "0"
        assert again.send("BTC", to(BTC, 0.2, refId="r")).codes == [3032]
        bent.advance(60)
        assert again.status(entry["paymentId"])["status"] == "PENDING"


def test_a_reset_is_the_first_day_again_and_the_keys_stay(bent: Bent, desk: Caller) -> None:
    [entry] = desk.sent("BTC", to(BTC, 0.2))
    bent("user", login=0, verified=False)
    bent.reset()
    assert desk("GET", "/wallet/accounts").codes == [1004]
    assert desk.auth().status == 200
    assert desk.balance("BTC") == desk.account("BTC")["availableBalance"]
    assert [bent.books[name] for name in ("sends", "exchanges", "posts")] == [[], [], []]
    [later] = desk.sent("BTC", to(BTC, 0.2))
    assert later["paymentId"] > entry["paymentId"]


def test_two_servers_on_one_file_share_one_wallet(tmp_path: Path) -> None:
    with SandboxServer(tmp_path) as first, SandboxServer(tmp_path) as second:
        one, other = (Bent(Sandbox(server.url)).callers()[0] for server in (first, second))
        one.auth()
        other.access = one.access
        one.sent("EUR", to(EMAIL, 1, refId="r"))
        assert other.send("EUR", to(EMAIL, 1, refId="r")).codes == [3032]
