""" "Transactions": the login's remittances, listed (V2) and shown (V1)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox.calls import Call, included, page
from accounts.providers.bitspark.sandbox.guesses import FIRST_ORDER
from accounts.providers.bitspark.sandbox.refusals import not_found
from accounts.providers.bitspark.sandbox.statements import (
    in_list,
    in_show,
    in_v1_list,
    recipient_in_v1,
    recipient_in_v2,
)
from accounts.providers.door.store import Connection, Row, remembered
from accounts.providers.door.wire import json_reply

Resource = dict[str, Any]
ORDERS = ("newest", "oldest", "by-update", "shuffled-stable")
_SORTED = {
    "newest": "seq DESC",
    "oldest": "seq",
    "by-update": "changed DESC",
    "shuffled-stable": "seq",
}


def index(call: Call) -> Response:
    """ "Transfers History V2"."""
    return _listed(call, in_list, recipient_in_v2)


def index_v1(call: Call) -> Response:
    """ "Transfers History" V1: seven attributes, suspicious masked."""
    return _listed(call, in_v1_list, recipient_in_v1)


def _listed(call: Call, shown: Callable[[Row], Resource], recipient: Callable[[Row], Resource]) -> Response:
    with_recipients = included(call, "transfer_recipient")
    asked = page(call)
    with call.store.read() as con:
        rows, total = _page(con, call.login, asked.offset, asked.limit)
    answer: dict[str, Any] = {"data": [shown(row) for row in rows]}
    if with_recipients:
        answer["included"] = [recipient(row) for row in rows]
    return json_reply({**answer, "meta": asked.meta(total)})


def show(call: Call, id: str) -> Response:
    """ "Show Remmitance"."""
    with_recipient = included(call, "transfer_recipient")
    with call.store.read() as con:
        row = con.execute("SELECT * FROM transfer WHERE login = ? AND id = ?", (call.login, id)).fetchone()
    if row is None:
        raise not_found()
    answer: dict[str, Any] = {"data": in_show(row)}
    if with_recipient:
        answer["included"] = [recipient_in_v1(row)]
    return json_reply(answer)


def _page(con: Connection, login: str, offset: int, limit: int) -> tuple[list[Row], int]:
    order = remembered(con, "bitspark:order", FIRST_ORDER)
    numbers = [
        (row["seq"], row["id"])
        for row in con.execute(
            f"SELECT seq, id FROM transfer WHERE login = ? ORDER BY {_SORTED[order]}",  # noqa: S608  from our own table
            (login,),
        )
    ]
    if order == "shuffled-stable":
        numbers.sort(key=lambda pair: hashlib.sha256(pair[1].encode()).digest())
    wanted = [seq for seq, _ in numbers[(offset - 1) * limit : offset * limit]]
    rows = [con.execute("SELECT * FROM transfer WHERE seq = ?", (seq,)).fetchone() for seq in wanted]
    return rows, len(numbers)
