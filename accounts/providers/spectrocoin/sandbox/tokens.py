"""/oauth2: tokens, how they end, and whose a request's is."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

from werkzeug import Response

from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row, remember, remembered
from accounts.providers.spectrocoin.sandbox import guesses, settings
from accounts.providers.spectrocoin.sandbox.calls import Call
from accounts.providers.spectrocoin.sandbox.refusals import InvalidRequest, Refusal, error, refused

TURNS = "spectrocoin:expiries"
SUSPECTS = "spectrocoin:suspects"  # users whose every call to /wallet is a 403


def auth(call: Call) -> Response:
    """POST /oauth2/auth: a first pair of tokens."""
    given = _fields(call.body(), ("client_id", "client_secret", "version", "scope"))
    asked = given["scope"].split(" ")
    unknown = [word for word in asked if word not in guesses.SCOPES]
    if unknown:
        raise refused(1, message=f"Unknown scope: {unknown[0]}")
    with call.store.write() as con:
        login = _application(con, given)
        granted = [word for word in guesses.SCOPES if word in asked and word in login["scopes"].split()]
        if not granted:
            raise refused(1003)
        return _issue(con, call, login, " ".join(granted), None)


def refresh(call: Call) -> Response:
    """POST /oauth2/refresh: a new pair for an old one, once."""
    given = _fields(call.body(), ("client_id", "client_secret", "version", "refresh_token"))
    with call.store.write() as con:
        login = _application(con, given)
        old = con.execute(
            "SELECT * FROM sc_token WHERE refresh = ? AND login = ?", (given["refresh_token"], login["id"])
        ).fetchone()
        if old is None or old["spent"] or call.clock.stamp(con) >= old["refresh_until"]:
            raise refused(2003)
        con.execute("UPDATE sc_token SET spent = 1 WHERE seq = ?", (old["seq"],))
        return _issue(con, call, login, old["scope"], old["seq"])


def _fields(body: Any, names: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(body, dict):
        raise InvalidRequest
    wrong = [name for name in names if not isinstance(body.get(name), str) or not body[name]]
    wrong += [name for name in body if name not in names]
    if wrong:
        raise Refusal([error(1, message=f"Invalid field: {name}") for name in wrong])
    return body


def _application(con: Connection, given: Mapping[str, str]) -> Row:
    row: Row | None = con.execute(
        "SELECT * FROM sc_login WHERE client_id = ?", (given["client_id"],)
    ).fetchone()
    right = row is not None and compare_digest(
        row["client_secret"].encode(), given["client_secret"].encode("utf-8", "replace")
    )
    if row is None or not right or given["version"] != guesses.VERSION:
        raise refused(2001, client_id=given["client_id"], version=given["version"])
    if not row["enabled"]:
        raise refused(2002)
    return row


def _issue(con: Connection, call: Call, login: Row, scope: str, parent: int | None) -> Response:
    now, setting = call.clock.stamp(con), call.settings
    ends = setting["new_token_ends"]
    if ends == "all":
        con.execute("UPDATE sc_token SET expires = MIN(expires, ?) WHERE login = ?", (now, login["id"]))
    elif ends == "its-pair" and parent is not None:
        con.execute("UPDATE sc_token SET expires = MIN(expires, ?) WHERE seq = ?", (now, parent))
    access, renewal = secrets.token_hex(40), secrets.token_hex(40)
    con.execute(
        "INSERT INTO sc_token (login, access, refresh, scope, made_by, parent, at, expires, refresh_until,"
        " request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            login["id"], access, renewal, scope, "auth" if parent is None else "refresh", parent, now,
            now + setting["access_seconds"], now + setting["refresh_seconds"], call.number,
        ),
    )  # fmt: skip
    seconds: Any = int(setting["access_seconds"])
    answer = {
        "access_token": access,
        "token_type": "bearer",
        "expires_in": str(seconds) if setting["expires_in"] == "text" else seconds,
        "refresh_token": renewal,
        "scope": scope,
    }
    if setting["token_type"] == "missing":  # noqa: S105  a setting's word
        del answer["token_type"]
    return call.reply(answer)


def bearer(con: Connection, clock: Clock, header: str, scope: str) -> Row | Refusal:
    """Whose token it is, if it lives and has the scope; else the refusal, not raised: a turn is kept.

    1004 for a token nobody was given; 1003 or 1004, as `expiry_code` says, for one that has
    ended; 1003 for one without the scope.
    """
    kind, _, token = header.partition(" ")
    row = con.execute("SELECT * FROM sc_token WHERE access = ?", (token,)).fetchone()
    if kind != "Bearer" or row is None:
        return refused(1004)
    if clock.stamp(con) >= row["expires"]:
        return refused(row["expiry_code"] or _expiry_code(con))
    login: Row = con.execute("SELECT * FROM sc_login WHERE id = ?", (row["login"],)).fetchone()
    if scope not in row["scope"].split() or not login["enabled"]:
        return refused(1003)
    return login


def is_suspect(con: Connection, login: int) -> bool:
    return login in remembered(con, SUSPECTS, [])


def suspect(con: Connection, login: int, on: bool) -> None:
    others = [one for one in remembered(con, SUSPECTS, []) if one != login]
    remember(con, SUSPECTS, [*others, login] if on else others)


def _expiry_code(con: Connection) -> int:
    code = settings.of(con)["expiry_code"]
    if code != "in-turn":
        return int(code)
    turn = remembered(con, TURNS, 0)
    remember(con, TURNS, turn + 1)
    return 1004 if turn % 2 else 1003


def expire(con: Connection, token: str, at: float, code: int | None) -> None:
    """End an access or a refresh token, whichever it is, before its time."""
    con.execute(
        "UPDATE sc_token SET expires = MIN(expires, ?), expiry_code = ? WHERE access = ?", (at, code, token)
    )
    con.execute("UPDATE sc_token SET refresh_until = MIN(refresh_until, ?) WHERE refresh = ?", (at, token))
