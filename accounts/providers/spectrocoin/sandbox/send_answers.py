"""What is said of a send: in the answer to it, and at GET /wallet/send/status/{paymentId}."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from accounts.providers.door.store import Row
from accounts.providers.spectrocoin.sandbox.calls import Call, printed
from accounts.providers.spectrocoin.sandbox.refusals import refused
from accounts.providers.spectrocoin.sandbox.settings import Settings

FIRST_ID = 152  # paymentId 153 is printed


def payment_id(row: Row) -> int:
    return FIRST_ID + int(row["seq"])


def answer(rows: list[Row], setting: Settings) -> dict[str, Any]:
    """A list by default; for one receiver also the object of the first two examples."""
    entries = [_entry(row, setting) for row in rows]
    if len(rows) == 1 and setting["send_data"] != "list":
        obsolete = {name: value for name, value in entries[0].items() if name not in ("refId", "error")}
        if setting["send_data"] == "contradicting":  # 159 above, 153 below; BTC above, EUR below
            entries[0] = {**entries[0], "paymentId": str(payment_id(rows[0]) - 6), "currency": "EUR"}
        return {**obsolete, "sendCurrencyData": entries[0]}
    return {"sendCurrencyData": entries if setting["leg_order"] == "asked" else entries[::-1]}


def _entry(row: Row, setting: Settings) -> dict[str, Any]:
    amounts = {"withdrawAmount": printed(row["withdraw"]), "receiveAmount": printed(row["receive"])}
    if row["refused"] is not None:
        error = {"code": row["refused"], "message": row["why"]}
        return {**amounts, **_status(row, setting), "receiver": row["receiver"], "error": error}
    id: int | str = payment_id(row)
    return {
        "paymentId": str(id) if setting["payment_ids"] == "text" else id,
        **amounts,
        "currency": row["currency"],
        **_status(row, setting),
        **_given(row, "refId", "ref_id"),
        "receiver": row["receiver"],
        **_given(row, "message", "message"),
    }


def _given(row: Row, name: str, column: str) -> dict[str, str]:
    return {} if row[column] is None else {name: row[column]}


def _status(row: Row, setting: Settings) -> dict[str, str]:
    if setting["send_status"] == "missing":
        return {}
    return {"status": _word(row, setting)}


def _word(row: Row, setting: Settings) -> str:
    word = str(row["status"])
    return word.title() if setting["status_words"] == "title" else word


def status(call: Call, id: str) -> Response:
    """
    Raises:
        Refusal: 3031 for no payment of this user; 3030 for one that is not to a coin's address.
    """
    if not (id.isascii() and id.isdigit() and len(id) < 18):
        raise refused(3031)
    with call.store.read() as con:
        row = con.execute(
            "SELECT * FROM sc_send WHERE seq = ? AND login = ? AND refused IS NULL",
            (int(id) - FIRST_ID, call.user["id"]),
        ).fetchone()
    if row is None:
        raise refused(3031)
    if row["kind"] != "address":
        raise refused(3030)
    return call.reply(
        {
            "paymentId": payment_id(row),
            "status": _word(row, call.settings),
            "transactionId": row["transaction_id"],
            "withdrawAmount": printed(row["withdraw"]),
            "receiver": row["receiver"],
            **_given(row, "message", "message"),
            **_given(row, "refId", "ref_id"),
            "receiveAmount": printed(row["receive"]),
            "currency": row["currency"],
        }
    )
