""" "Recipients": the login's book of people to send to."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.calls import Call, page, pages_asked
from accounts.providers.bitspark.sandbox.forms import branch, leaf
from accounts.providers.bitspark.sandbox.refusals import bad_request, not_found, unprocessable
from accounts.providers.bitspark.sandbox.rules import complaints
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

# "Create Recipient"'s form, and bank_account_type, which only the answers' table lists.
FIELDS = (
    "first_name", "middle_name", "last_name", "email", "phone_number", "alt_phone_number", "address",
    "bank_branch", "bank_branch_address", "beneficiary_name", "bank_account_number", "bank_account_type",
    "cnic", "iban",
)  # fmt: skip
IN_BOOK = tuple(name for name in FIELDS if name != "bank_branch_address")
ACCOUNT_TYPES = ("current", "saving")

# The form's own "true"s, as rules: a "valid phone number", and an e-mail if there is one.
_TABLE = [
    {"field": "first_name", "data": {"required": True}},
    {"field": "last_name", "data": {"required": True}},
    {"field": "phone_number", "data": {"required": True, "phone": True}},
    {"field": "email", "data": {"email": True}},
]
_RULE = {"attributes": {"dependency_levels": [], "fields_info": {"validation_rules": _TABLE}}}


def index(call: Call) -> Response:
    """ "All Recipients": type recipients; all of them, unless pages are asked for [guess]."""
    with call.store.read() as con:
        rows = con.execute("SELECT * FROM recipient WHERE login = ? ORDER BY seq", (call.login,)).fetchall()
    if not (guesses.RECIPIENTS_PAGED_ONLY_IF_ASKED and not pages_asked(call)):
        asked = page(call)
        shown = [_resource(row, "recipients") for row in asked.cut(rows)]
        return json_reply({"data": shown, "meta": asked.meta(len(rows))})
    return json_reply({"data": [_resource(row, "recipients") for row in rows]})


def show(call: Call, id: str) -> Response:
    """ "Show Recipient": type user_recipients."""
    with call.store.read() as con:
        row = _held(con, call.login, id)
    return json_reply({"data": _resource(row, "user_recipients")})


def create(call: Call) -> Response:
    """ "Create Recipient"."""
    attributes = _judged(call)
    id = str(uuid4())
    with call.store.write() as con:
        con.execute(
            "INSERT INTO recipient (id, login, attributes) VALUES (?, ?, ?)",
            (id, call.login, json.dumps(attributes)),
        )
        row = _held(con, call.login, id)
    return json_reply({"data": _resource(row, "user_recipients")}, guesses.CREATED)


def update(call: Call, id: str) -> Response:
    """ "Update Recipient": its form table is empty; the example sends the whole record, and so must you."""
    with call.store.write() as con:
        _held(con, call.login, id)
        con.execute("UPDATE recipient SET attributes = ? WHERE id = ?", (json.dumps(_judged(call)), id))
        row = _held(con, call.login, id)
    return json_reply({"data": _resource(row, "user_recipients", FIELDS)})


def delete(call: Call, id: str) -> Response:
    """ "Delete Recipient"."""
    with call.store.write() as con:
        _held(con, call.login, id)
        con.execute("DELETE FROM recipient WHERE id = ?", (id,))
    return Response(status=guesses.DELETED)


def _judged(call: Call) -> dict[str, str | None]:
    if leaf(call.form, "data", "type") != "user_recipients":
        raise bad_request()
    given = branch(call.form, "data", "attributes")
    values = {name: leaf(given, name).strip() for name in FIELDS}
    sentences = complaints([_RULE], {}, values)
    if values["bank_account_type"] not in ("", *ACCOUNT_TYPES):
        sentences.append("Bank account type is not included in the list")
    if sentences:
        raise unprocessable(sentences)
    return {name: value or None for name, value in values.items()}


def _held(con: Connection, login: str, id: str) -> Row:
    row: Row | None = con.execute(
        "SELECT * FROM recipient WHERE login = ? AND id = ?", (login, id)
    ).fetchone()
    if row is None:
        raise not_found()
    return row


def _resource(row: Row, type: str, names: tuple[str, ...] = IN_BOOK) -> dict[str, Any]:
    held = json.loads(row["attributes"])
    return {"id": row["id"], "type": type, "attributes": {name: held.get(name) for name in names}}
