""" "Personal Info", the two that change it: "Update Account" and "Update Profile"."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses, profiles, uploads
from accounts.providers.bitspark.sandbox.calls import Call, included
from accounts.providers.bitspark.sandbox.figures import read
from accounts.providers.bitspark.sandbox.forms import branch, leaf
from accounts.providers.bitspark.sandbox.money import account
from accounts.providers.bitspark.sandbox.personal import PARTS, account_resource, profile_answer
from accounts.providers.bitspark.sandbox.refusals import bad_request, unprocessable
from accounts.providers.bitspark.sandbox.world.countries import ALPHA_3
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.store import Connection
from accounts.providers.door.wire import json_reply

PROOF = "data[relationships][identity_document][data][attributes][proof]"
REQUIRED = ("first_name", "last_name")
OPTIONAL = ("middle_name", "residence_country", "contact_number", "company_name", "address")
ID_TYPES = ("id_card", "passport")


def update_account(call: Call, id: str) -> Response:
    """ "Update Account": PUT /v1/accounts/:id, what is given and no more."""
    with_currency = included(call, "currency")
    given = branch(call.form, "data", "attributes")
    threshold, commission = (
        leaf(given, name) if name in given else None for name in ("balance_threshold", "shop_commission")
    )
    with call.store.write() as con:
        row = con.execute("SELECT * FROM account WHERE login = ? AND id = ?", (call.login, id)).fetchone()
        sentences = [] if row else ["Account can't be blank"]
        sentences += _about("Balance threshold", threshold) + _about("Shop commission", commission)
        if sentences:
            raise unprocessable(sentences)
        if threshold is not None:
            con.execute(
                "INSERT INTO threshold VALUES (?, ?)"
                " ON CONFLICT (account) DO UPDATE SET amount = excluded.amount",
                (id, threshold),
            )
        if commission is not None:
            con.execute("UPDATE account SET shop_commission = ? WHERE id = ?", (commission, id))
        held = account(con, call.login, row["currency"])
    answer: dict[str, Any] = {"data": account_resource(held)}
    if with_currency:
        answer["included"] = [CURRENCIES[held["currency"]].resource()]
    return json_reply(answer)


def update_profile(call: Call) -> Response:
    """ "Update Profile": POST /v1/users; the answer is Profile's, with all that it can include."""
    data = branch(call.form, "data")
    relations = branch(data, "relationships")
    types = (
        leaf(data, "type"),
        *(leaf(relations, name, "data", "type") for name in ("identity_document", "user")),
    )
    if types != ("profiles", "identity_documents", "users"):
        raise bad_request()
    identity = branch(relations, "identity_document", "data", "attributes")
    user = branch(relations, "user", "data", "attributes")
    given = _given(branch(data, "attributes"), identity)
    with call.store.write() as con:
        password, sentences = _password(con, call.login, user)
        sentences = _faults(given, identity, call.files) + sentences
        if sentences:
            raise unprocessable(sentences)
        if call.files:
            given["proof"] = call.files[PROOF].name.replace("/", "_")
        if {"id_number", "value", "proof"} & _changed(con, call.login, given):
            given["approved"] = False  # another document is to be approved anew [guess]
        proof = {"proof": call.files[PROOF].for_books()} if call.files else {}
        cause = {"method": "POST", "path": call.raw["path"], "request_id": call.number, **proof}
        profiles.keep(con, call.clock.stamp(con), call.login, given, json.dumps(cause))
        if password:
            con.execute("UPDATE holder SET password = ? WHERE login = ?", (password, call.login))
        answer = profile_answer(con, call, set(PARTS), f"{call.url}/me")
    return json_reply(answer)


def _about(name: str, text: str | None) -> list[str]:
    if text is None:
        return []
    figure = read(text)
    if figure is None:
        return [f"{name} is not a number"]
    return [f"{name} must be greater than or equal to 0.0"] if figure < Decimal(0) else []


def _given(attributes: Any, identity: Any) -> dict[str, Any]:
    """Under the profile's own names; a field that was not sent is not there, an empty one is null."""
    given: dict[str, Any] = {
        name: leaf(attributes, name).strip() or None for name in (*REQUIRED, *OPTIONAL) if name in attributes
    }
    if "currency_id" in attributes:
        id = leaf(attributes, "currency_id")
        given["active"] = next((code for code, one in CURRENCIES.items() if one.id == id), None)
    if "id_number" in identity:
        given["id_number"] = leaf(identity, "id_number").strip() or None
    return {**given, "value": leaf(identity, "value")}


def _faults(given: dict[str, Any], identity: Any, files: Any) -> list[str]:
    sentences = [
        f"{name.replace('_', ' ').capitalize()} can't be blank" for name in REQUIRED if not given.get(name)
    ]
    if given.get("residence_country") and given["residence_country"] not in ALPHA_3:
        sentences.append("Residence country is not included in the list")
    if given.get("contact_number") and not re.fullmatch(guesses.PHONE, given["contact_number"]):
        sentences.append("Contact number is invalid")
    if "active" in given and given["active"] is None:
        sentences.append("Currency must exist")
    if given["value"] not in ID_TYPES:
        sentences.append("Identity document value is not included in the list")
    if "proof" in identity or set(files) - {PROOF}:
        sentences.append("Identity document proof is invalid")  # a text where a file belongs
    elif files:
        sentences += uploads.complaints("Identity document proof", files[PROOF])
    return sentences


def _password(con: Connection, login: str, user: Any) -> tuple[str, list[str]]:
    """The new one, "" for none, and what is wrong with what was said about the two."""
    held = con.execute("SELECT password FROM holder WHERE login = ?", (login,)).fetchone()["password"]
    sentences = []
    if not leaf(user, "current_password"):
        sentences.append("Current password can't be blank")
    elif leaf(user, "current_password") != held:
        sentences.append("Current password is invalid")
    new = leaf(user, "password")
    if new and len(new) < guesses.SHORTEST_PASSWORD:
        sentences.append(f"Password is too short (minimum is {guesses.SHORTEST_PASSWORD} characters)")
    if new != leaf(user, "password_confirmation"):
        sentences.append("Password confirmation doesn't match Password")
    return new, sentences


def _changed(con: Connection, login: str, given: dict[str, Any]) -> set[str]:
    held = profiles.of(con, login)
    return {name for name, value in given.items() if getattr(held, name) != value}
