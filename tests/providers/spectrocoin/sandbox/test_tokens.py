"""OAuth2: pairs of tokens, their lives and ends, and the scopes that are asked for at every door."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.providers.spectrocoin.sandbox.caller import ALL, EMAIL, Caller, to
from tests.providers.spectrocoin.sandbox.conftest import Bent

SCOPED = [
    ("POST", "/wallet/send/EUR", "send_currency"),
    ("GET", "/wallet/send/status/1", "user_account"),
    ("GET", "/wallet/deposit/BTC/last", "user_account"),
    ("GET", "/wallet/deposit/BTC/fresh", "user_account"),
    ("GET", "/wallet/exchange/calculate/buy", "currency_exchange"),
    ("GET", "/wallet/exchange/calculate/sell", "currency_exchange"),
    ("POST", "/wallet/exchange/buy", "currency_exchange"),
    ("POST", "/wallet/exchange/sell", "currency_exchange"),
    ("GET", "/wallet/accounts", "user_account"),
    ("GET", "/wallet/account/1505", "user_account"),
]


def test_a_pair_is_given_as_printed(bent: Bent) -> None:
    answer = bent.callers()[0].auth(scope="user_account send_currency currency_exchange")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert list(answer.json) == ["access_token", "token_type", "expires_in", "refresh_token", "scope"]
    assert answer.json["expires_in"] == 300
    assert answer.json["scope"] == "send_currency currency_exchange user_account"
    assert all(re.fullmatch("[0-9a-f]{80}", answer.json[name]) for name in ("access_token", "refresh_token"))


def test_the_other_forms_of_the_tables(bent: Bent) -> None:
    bent.set(expires_in="text", token_type="missing", access_seconds=5)
    answer = bent.callers()[0].auth().json
    assert (answer["expires_in"], "token_type" in answer) == ("5", False)


@pytest.mark.parametrize("wrong", [{"client_id": "wallet_0"}, {"client_secret": "no"}, {"version": "2.0"}])
def test_who_is_not_known_is_told_2001(bent: Bent, wrong: dict[str, str]) -> None:
    answer = bent.callers()[0].auth(**wrong)
    assert answer.codes == [2001]
    assert answer.json[0]["message"].startswith(
        "Specified client not found for this credentials. client_id: "
    )


@pytest.mark.parametrize(
    "wrong", [{"scope": None}, {"scope": ""}, {"scope": "fly"}, {"client_id": 5}, {"x": "y"}]
)
def test_a_field_that_is_wrong_is_told_1(bent: Bent, wrong: dict[str, object]) -> None:
    assert bent.callers()[0].auth(**wrong).codes == [1]


def test_a_disabled_application_is_told_2002_and_its_tokens_end(bent: Bent, desk: Caller) -> None:
    bent("user", login=0, enabled=False)
    assert desk.auth().codes == desk.refresh().codes == [2002]
    assert desk("GET", "/wallet/accounts").codes == [1003]


def test_only_scopes_that_the_application_has_are_granted(bent: Bent) -> None:
    bent("user", login=0, scopes=["user_account"])
    desk = bent.callers()[0]
    assert desk.auth().json["scope"] == "user_account"
    assert desk.auth(scope="send_currency").codes == [1003]


@pytest.mark.parametrize(("method", "path", "scope"), SCOPED)
def test_every_endpoint_asks_for_its_scope_and_a_token(
    desk: Caller, method: str, path: str, scope: str
) -> None:
    body = None if method == "GET" else "[]" if "send" in path else "{}"
    others = " ".join(word for word in ALL.split() if word != scope)
    desk.auth(scope=others)
    assert desk(method, path, body).codes == [1003]
    desk.auth(scope=scope)
    assert desk(method, path, body).status != 203 or desk(method, path, body).codes not in ([1003], [1004])
    for header in (desk.access, f"bearer {desk.access}", "Bearer ", f"Bearer {desk.refresh_token}"):
        desk.headers = {"Authorization": header}
        assert desk(method, path, body).codes == [1004]


def test_a_token_ends_after_300_seconds_of_the_sandboxs_clock(bent: Bent, desk: Caller) -> None:
    bent.advance(240)
    assert desk("GET", "/wallet/accounts").status == 200
    bent.advance(61)
    assert desk("GET", "/wallet/accounts").codes == [1003]


@pytest.mark.parametrize(
    ("setting", "codes"), [("1003", [1003] * 3), ("1004", [1004] * 3), ("in-turn", [1003, 1004, 1003])]
)
def test_an_end_is_told_by_1003_or_by_1004_or_by_both_in_turn(
    bent: Bent, desk: Caller, setting: str, codes: list[int]
) -> None:
    bent.set(expiry_code=setting)
    bent("expire_tokens", login=0)
    assert [desk("GET", "/wallet/accounts").codes[0] for _ in codes] == codes


def test_a_refresh_gives_a_new_pair_and_ends_the_old_one(desk: Caller) -> None:
    access, refresh = desk.access, desk.refresh_token
    assert desk.refresh().status == 200
    assert {access, refresh}.isdisjoint({desk.access, desk.refresh_token})
    assert desk("GET", "/wallet/accounts").status == 200
    assert desk.refresh(refresh_token=refresh).codes == [2003]
    desk.headers = {"Authorization": f"Bearer {access}"}
    assert desk("GET", "/wallet/accounts").codes == [1003]


@pytest.mark.parametrize(
    ("ends", "old", "older"), [("its-pair", 203, 200), ("all", 203, 203), ("nothing", 200, 200)]
)
def test_which_older_tokens_a_new_one_ends(bent: Bent, desk: Caller, ends: str, old: int, older: int) -> None:
    bent.set(new_token_ends=ends)
    first = desk.access
    bent.set(new_token_ends="nothing")
    desk.auth()
    second = desk.access
    bent.set(new_token_ends=ends)
    desk.refresh()

    def status(token: str) -> int:
        desk.headers = {"Authorization": f"Bearer {token}"}
        return desk("GET", "/wallet/accounts").status

    assert (status(second), status(first)) == (old, older)


def test_a_refresh_token_of_another_or_past_its_time_is_told_2003(
    bent: Bent, desk: Caller, other_desk: Caller
) -> None:
    assert desk.refresh(refresh_token=other_desk.refresh_token).codes == [2003]
    bent.advance(3601)
    assert desk.refresh().codes == [2003]
    assert desk.refresh(client_secret="no").codes == [2001]


def test_of_twenty_refreshes_at_once_one_wins(bent: Bent, desk: Caller) -> None:
    token = desk.refresh_token
    callers = [Caller(desk.url, desk.client_id, desk.client_secret, refresh_token=token) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda caller: caller.refresh().status, callers))
    assert sorted(statuses) == [200] + [203] * 19
    assert [one["made_by"] for one in bent.books["tokens"]] == ["auth", "refresh"]


def test_the_fault_expire_token_ends_the_token_of_the_request_it_strikes(bent: Bent, desk: Caller) -> None:
    bent.fault("expire_token", "/api/r/wallet/send/*", code=1004)
    assert desk.send("EUR", to(EMAIL, 1)).codes == [1004]
    assert bent.books["sends"] == []
    assert desk("GET", "/wallet/accounts").codes == [1004]
    assert desk.refresh().status == 200
    bent.fault("expire_token", "/api/r/oauth2/refresh")
    assert desk.refresh().codes == [2003]


def test_a_lost_refresh_answer_leaves_the_old_pair_spent(bent: Bent, desk: Caller) -> None:
    bent.fault("drop_after_commit", "/api/r/oauth2/refresh")
    with pytest.raises(ConnectionError):
        desk.refresh()
    assert desk.refresh().codes == [2003]
    assert desk.auth().status == 200


def test_the_books_show_no_token_and_no_secret(bent: Bent, desk: Caller) -> None:
    told = repr(bent.books)
    assert not [text for text in (desk.access, desk.refresh_token, desk.client_secret) if text in told]
