""" "Fees": listed, shown, created; and what they come to for one transaction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.calls import Call, listed
from accounts.providers.bitspark.sandbox.figures import decimal_string, read
from accounts.providers.bitspark.sandbox.forms import branch, leaf
from accounts.providers.bitspark.sandbox.money import EXACT
from accounts.providers.bitspark.sandbox.refusals import bad_request, not_found, unprocessable
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES, Currency
from accounts.providers.bitspark.sandbox.world.first_fees import FIRST, FIRST_DAY, FIRST_FEES, LAST
from accounts.providers.door.clock import iso_milliseconds
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

TYPES = {"top_up": "fees_top_ups", "deposit": "fees_deposits", "withdraw": "fees_withdraws"}
MODELS = {"TopUp": "top_up", "Deposit": "deposit", "Withdraw": "withdraw"}  # as the filter names them


def index(call: Call) -> Response:
    """ "All Fees": the global ones and the login's own."""
    with call.store.read() as con:
        rows = [row for row in _visible(con, call.login) if _passes(call, row)]
    return listed(call, rows, _resource)


def show(call: Call, id: str) -> Response:
    """ "Show Fee"."""
    with call.store.read() as con:
        for row in _visible(con, call.login):
            if row["id"] == id:
                return json_reply({"data": _resource(row)})
    raise not_found()


def create(call: Call) -> Response:
    """ "Create Fee": static, for top-ups, the login's own; active at once, and there is no way back."""
    form = branch(call.form, "data", "attributes")
    if leaf(call.form, "data", "type") not in ("", *TYPES.values()):
        raise bad_request()
    text, currency = leaf(form, "amount"), currency_named(leaf(form, "currency"))
    sentences = _about_amount(text)
    if currency is None:
        sentences.append("Currency must exist" if leaf(form, "currency") else "Currency can't be blank")
    if leaf(form, "fee_model_type") != "top_up" or leaf(call.form, "data", "type") not in (
        "",
        "fees_top_ups",
    ):
        sentences.append("Fee model type is not included in the list")
    if sentences or currency is None:
        raise unprocessable(sentences)
    fee = {"login": call.login, "model": "top_up", "amount": text, "currency": currency.code}
    with call.store.write() as con:
        row = put(con, call.clock.stamp(con), {**fee, "cause": call.cause()})
    shown = _resource(row)
    if guesses.CREATED_FEE_HIDES_ITS_USER:
        shown["relationships"]["user"] = {"data": None}
    return json_reply({"data": shown}, guesses.CREATED)


def charged(con: Connection, model: str, login: str, currency: str, amount: Decimal) -> Decimal:
    """The "base commission": all active fees, global and the login's own, whose range covers `amount`."""
    total = Decimal(0)
    for row in _visible(con, login):
        if row["model"] == model and row["currency"] == currency and row["active"] and _covers(row, amount):
            figure = Decimal(row["amount"])
            total += amount * figure / 100 if row["fee_type"] == "percentage" else figure
    return EXACT.quantize(total, guesses.BALANCE_STEP)


def static_sum(con: Connection, login: str, currency: str) -> Decimal:
    """What a top-up from the smallest amount on costs besides percentages: a money shop's "fee"."""
    return sum(
        (
            Decimal(row["amount"])
            for row in _visible(con, login)
            if (row["model"], row["currency"], row["fee_type"], row["low"], row["active"])
            == ("top_up", currency, "static", FIRST, 1)
        ),
        Decimal(0),
    )


def put(con: Connection, at: float, fee: dict[str, Any]) -> Row:
    """Write one down; `login` None is a global one. A known `id` is replaced."""
    id = str(fee.get("id") or uuid4())
    con.execute(
        "INSERT INTO fee (id, login, model, fee_type, low, high, amount, currency, active, created_at, cause)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount,"
        " fee_type = excluded.fee_type, low = excluded.low, high = excluded.high, active = excluded.active",
        (
            id, fee.get("login"), fee["model"], fee.get("fee_type", "static"), fee.get("from", FIRST),
            fee.get("to", LAST), fee["amount"], fee["currency"], int(fee.get("active", True)), at,
            fee.get("cause"),
        ),
    )  # fmt: skip
    row: Row = con.execute("SELECT * FROM fee WHERE id = ?", (id,)).fetchone()
    return row


def begin(con: Connection) -> None:
    """The first day's, under ids that every first day has."""
    owners = {row["seq"]: row["id"] for row in con.execute("SELECT seq, id FROM login")}
    for number, one in enumerate(FIRST_FEES):
        fee = {
            "id": str(uuid5(NAMESPACE_URL, f"bitspark-sandbox/fees/{number}")),
            "login": None if one.login is None else owners[one.login],
            "model": one.model, "fee_type": one.fee_type, "from": one.low, "to": one.high,
            "amount": one.amount, "currency": one.currency, "active": one.active,
        }  # fmt: skip
        put(con, FIRST_DAY, fee)


def currency_named(text: str) -> Currency | None:
    """By id or code, as "Fees" allows."""
    return next((one for one in CURRENCIES.values() if text in (one.id, one.code)), None)


def _visible(con: Connection, login: str) -> list[Row]:
    """ "User can only fetch global fees and fees that belongs to his account." """
    return con.execute("SELECT * FROM fee WHERE login IS NULL OR login = ? ORDER BY seq", (login,)).fetchall()


def _covers(row: Row, amount: Decimal) -> bool:
    return Decimal(row["low"]) <= amount < Decimal(row["high"])


def _passes(call: Call, row: Row) -> bool:
    asked = {name: call.query.get(f"filter[{name}]", "") for name in ("currency", "fee_model_type")}
    active, amount = call.query.get("filter[active]", ""), call.query.get("filter[amount]", "")
    if active not in ("", "true", "false") or (amount and read(amount) is None):
        raise bad_request()
    if asked["fee_model_type"] not in ("", *MODELS):
        raise bad_request()
    if asked["currency"]:
        currency = currency_named(asked["currency"])
        if currency is None:
            raise bad_request()
        if currency.code != row["currency"]:
            return False
    return (
        (not active or (active == "true") == bool(row["active"]))
        and (not asked["fee_model_type"] or MODELS[asked["fee_model_type"]] == row["model"])
        and (not amount or _covers(row, Decimal(amount)))
    )


def _about_amount(text: str) -> list[str]:
    amount = read(text)
    if not text:
        return ["Amount can't be blank"]
    if amount is None:
        return ["Amount is not a number"]
    return ["Amount must be greater than or equal to 0"] if amount < 0 else []


def _resource(row: Row) -> dict[str, Any]:
    currency = {"id": CURRENCIES[row["currency"]].id, "type": "currencies"}
    owner = {"id": row["login"], "type": "users"} if row["login"] else None
    at = iso_milliseconds(row["created_at"])
    return {
        "id": row["id"],
        "type": TYPES[row["model"]],
        "attributes": {
            "fee_type": row["fee_type"],
            "from": decimal_string(Decimal(row["low"])),
            "to": decimal_string(Decimal(row["high"])),
            "amount": decimal_string(Decimal(row["amount"])),
            "active": bool(row["active"]),
            "global": row["login"] is None,
            "created_at": at,
            "updated_at": at,
        },
        "relationships": {"currency": {"data": currency}, "user": {"data": owner}},
    }
