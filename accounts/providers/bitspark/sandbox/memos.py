""" "Memos": deposit memos (BTS, ZEPH) and deposit addresses (BTC, ETH), one kind of thing in two lists."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.bitcoin import new_address
from accounts.providers.bitspark.sandbox.calls import Call, listed
from accounts.providers.bitspark.sandbox.refusals import Refusal, bad_request
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

ADDRESSED = ("btc", "eth")


def memos(call: Call) -> Response:
    """ "All memos (BTS, ZEPH)"."""
    return listed(call, _rows(call, "currency IS NULL"), _resource)


def addresses(call: Call) -> Response:
    """ "All addresses (BTC, ETH)"."""
    currency = call.query.get("currency", "")
    if currency:
        return listed(call, _rows(call, "currency = ?", _addressed(currency)), _resource)
    return listed(call, _rows(call, "currency IS NOT NULL"), _resource)


def generate_memo(call: Call) -> Response:
    """ "Generate memo (BTS, ZEPH)"."""
    return _generate(call, None, secrets.token_hex(5))


def generate_address(call: Call) -> Response:
    """ "Generate address (BTC, ETH)": the currency stands in the query."""
    currency = _addressed(call.query.get("currency", ""))
    code = new_address() if currency == "btc" else "0x" + secrets.token_hex(20)
    return _generate(call, currency, code)


def _addressed(currency: str) -> str:
    if currency not in ADDRESSED:
        raise bad_request("Invalid Account Currency")
    return currency


def _generate(call: Call, currency: str | None, code: str) -> Response:
    with call.store.write() as con:
        unused = con.execute(
            "SELECT COUNT(*) FROM memo WHERE login = ? AND currency IS ? AND is_used = 0",
            (call.login, currency),
        ).fetchone()[0]
        if unused >= guesses.UNUSED_MEMOS:
            raise Refusal(422, "Too many unused memos generated")  # a plain string, as printed
        row = _keep(con, call, currency, code)
    return json_reply({"data": [_resource(row)]}, guesses.CREATED)


def _keep(con: Connection, call: Call, currency: str | None, code: str) -> Row:
    id = str(uuid4())
    con.execute(
        "INSERT INTO memo (id, login, currency, code, created_at, cause) VALUES (?, ?, ?, ?, ?, ?)",
        (id, call.login, currency, code, call.clock.stamp(con), call.cause()),
    )
    row: Row = con.execute("SELECT * FROM memo WHERE id = ?", (id,)).fetchone()
    return row


def _rows(call: Call, where: str, *values: str) -> list[Row]:
    used = call.query.get("is_used", "")
    if used not in ("", "true", "false"):
        raise bad_request()
    with call.store.read() as con:
        rows = con.execute(
            f"SELECT * FROM memo WHERE login = ? AND {where} ORDER BY seq DESC",  # noqa: S608  our own words
            (call.login, *values),
        ).fetchall()
    return [row for row in rows if not used or bool(row["is_used"]) == (used == "true")]


def _resource(row: Row) -> dict[str, Any]:
    currency = None
    if row["currency"]:
        currency = {"id": CURRENCIES[row["currency"]].id, "type": "currencies"}
    at = datetime.fromtimestamp(row["created_at"], UTC)
    return {
        "id": row["id"],
        "type": "memos",  # addresses too
        "attributes": {
            "code": row["code"],
            "is_used": "true" if row["is_used"] else "false",  # text, as printed
            "created_at": f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d}Z",
        },
        "relationships": {
            "user": {"data": {"id": row["login"], "type": "users"}},
            "currency": {"data": currency},
        },
    }
