""" "Payments" once made: shown, listed, proved by a file, cancelled."""

from __future__ import annotations

import json

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.calls import Call, page
from accounts.providers.bitspark.sandbox.deposits import UNUSED
from accounts.providers.bitspark.sandbox.money import account
from accounts.providers.bitspark.sandbox.payment_lives import hurry, put
from accounts.providers.bitspark.sandbox.payment_statements import shown
from accounts.providers.bitspark.sandbox.refusals import Refusal, not_found, unprocessable
from accounts.providers.bitspark.sandbox.uploads import complaints
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

PROOF = "data[attributes][data_proof_attributes][proof]"
DONE = {"Success": "200 OK"}


def show(call: Call, id: str) -> Response:
    """ "Show Payment", V1 and V2 alike."""
    with call.store.read() as con:
        row = _held(con, call.login, id)
        return json_reply({"data": shown(row, account(con, call.login, row["currency"]))})


def pending_btc_deposits(call: Call) -> Response:
    """ "Pending BTC deposits", the newest first."""
    asked = page(call)
    with call.store.read() as con:
        rows = con.execute(
            f"SELECT * FROM payment WHERE login = ? AND {UNUSED} ORDER BY seq DESC",  # noqa: S608  our own words
            (call.login,),
        ).fetchall()
        held = account(con, call.login, "btc")
    return json_reply({"data": [shown(row, held) for row in asked.cut(rows)], "meta": asked.meta(len(rows))})


def upload(call: Call, id: str) -> Response:
    """ "Upload": a proof that a bank deposit was paid. Another one stands beside it."""
    file = call.files.get(PROOF)
    with call.store.write() as con:
        row = _held(con, call.login, id)
        if row["kind"] == "withdraw":
            raise not_found()
        if row["kind"] == "btc_deposit":
            raise unprocessable(["BTC deposits has no proofs to be uploaded"])
        if file is None or not file.name:
            raise unprocessable(["Proff can't be empty"])
        if sentences := complaints("Payment proof proof", file):
            raise unprocessable(sentences)
        proofs = [*json.loads(row["proofs"]), file.for_books()]
        con.execute("UPDATE payment SET proofs = ? WHERE id = ?", (json.dumps(proofs), id))
        if row["status"] == "pending":
            hurry(con, call.clock, id, guesses.PROVEN_DEPOSIT_WALK)
    return json_reply(DONE)


def cancel(call: Call, id: str) -> Response:
    """ "Cancel": a deposit nobody has paid yet; any other gets both documented sentences.

    A withdrawal gets the 400 that "Errors" lists with one of the two [guess].
    """
    with call.store.write() as con:
        row = _held(con, call.login, id)
        if row["kind"] == "withdraw":
            raise Refusal(400, ["Payment cancel: Something went wrong."], "payment_cancel_error")
        if row["status"] not in guesses.CANCELABLE or row["arrived"]:
            raise unprocessable(["Payment can not be canceled", "Payment cancel: Something went wrong."])
        put(con, call.clock, id, "canceled")
    return json_reply(DONE)


def _held(con: Connection, login: str, id: str) -> Row:
    row: Row | None = con.execute("SELECT * FROM payment WHERE login = ? AND id = ?", (login, id)).fetchone()
    if row is None:
        raise not_found()
    return row
