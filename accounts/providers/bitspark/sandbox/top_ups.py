""" "Top Ups V1" and "Top Ups V2": the same six calls, printed differently."""

from __future__ import annotations

from decimal import Decimal

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses, shops
from accounts.providers.bitspark.sandbox.calls import Call, included, page
from accounts.providers.bitspark.sandbox.figures import amount_complaints
from accounts.providers.bitspark.sandbox.forms import leaf
from accounts.providers.bitspark.sandbox.personal import account_currency
from accounts.providers.bitspark.sandbox.refusals import bad_request, not_found, unprocessable, went_wrong
from accounts.providers.bitspark.sandbox.top_up_books import DECISIONS, Ask, book, decide, top_up
from accounts.providers.bitspark.sandbox.top_up_statements import (
    ALONE,
    CREATED,
    IN_LIST,
    INCLUDES,
    View,
    answer,
)
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

SUCCESS = {"Success": "200 OK"}


def index(call: Call, version: str) -> Response:
    """ "Top Ups History": the newest first, in pages."""
    asked = included(call, *INCLUDES[version])
    wanted = page(call)
    side = guesses.TOP_UP_TYPES.get(call.query.get("filter[top_up_type]") or "requested")
    if side is None:
        raise bad_request()
    with call.store.read() as con:
        total = con.execute(f"SELECT COUNT(*) FROM top_up WHERE {side} = ?", (call.login,)).fetchone()[0]  # noqa: S608  from our own table
        rows = con.execute(
            f"SELECT * FROM top_up WHERE {side} = ? ORDER BY seq DESC LIMIT ? OFFSET ?",  # noqa: S608  likewise
            (call.login, wanted.limit, (wanted.offset - 1) * wanted.limit),
        ).fetchall()
        whole = answer(con, rows, View(version, IN_LIST, asked))
    return json_reply({**whole, "meta": wanted.meta(total)})


def show(call: Call, version: str, id: str) -> Response:
    """ "Get Top Up": for its owner and for the shop that was asked."""
    asked = included(call, *INCLUDES[version])
    with call.store.read() as con:
        return json_reply(answer(con, [_held(con, call.login, id)], View(version, ALONE, asked)))


def create(call: Call, version: str) -> Response:
    """ "Create Top Up": ask the shop of that code."""
    asked = included(call, *INCLUDES[version])
    if leaf(call.form, "data", "type") != "top_ups":
        raise went_wrong("Top-up", "top_up_error")
    currency = account_currency(call, leaf(call.form, "currency"))
    amount = leaf(call.form, "data", "attributes", "amount")
    with call.store.write() as con:
        shop = shops.by_code(con, leaf(call.form, "shop_code"))
        if shop is None:
            raise not_found()
        sentences = amount_complaints(amount, CURRENCIES[currency].precision)
        if shop.keeper == call.login:
            sentences.append("Shop account can't be your own")
        if sentences:
            raise unprocessable(sentences)
        row = book(con, call.clock, Ask(call.login, shop, currency, Decimal(amount)), call.cause())
        whole = answer(con, [row], View(version, CREATED, asked))
    return json_reply(whole, guesses.CREATED)


def decision(call: Call, version: str, id: str, verb: str) -> Response:
    """ "Approve", "Decline": the shop that was asked; "Cancel": its owner. The answer shows no state."""
    with call.store.write() as con:
        row = _held(con, call.login, id)
        if call.login != row["owner" if verb == "cancel" else "keeper"]:
            raise unprocessable([f"Top-up can not be {DECISIONS[verb]}"])
        decide(con, call.clock.stamp(con), row, verb, call.cause())
    return json_reply(SUCCESS)


def _held(con: Connection, login: str, id: str) -> Row:
    row = top_up(con, id)
    if row is None or login not in (row["owner"], row["keeper"]):
        raise not_found()
    return row
