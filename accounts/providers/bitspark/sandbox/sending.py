""" "Send Money" and "Send Domestic Money": judge the form, book the transfer, take the money."""

from __future__ import annotations

import json
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses, lives, walks
from accounts.providers.bitspark.sandbox.calls import Call
from accounts.providers.bitspark.sandbox.figures import amount_complaints
from accounts.providers.bitspark.sandbox.forms import branch, leaf
from accounts.providers.bitspark.sandbox.money import Price, account, move, rate
from accounts.providers.bitspark.sandbox.personal import account_currency
from accounts.providers.bitspark.sandbox.recipients import ACCOUNT_TYPES, FIELDS
from accounts.providers.bitspark.sandbox.refusals import (
    Refusal,
    bad_request,
    insufficient_funds,
    unprocessable,
    went_wrong,
)
from accounts.providers.bitspark.sandbox.routes import Route
from accounts.providers.bitspark.sandbox.rules import Rule, complaints, stored_rules
from accounts.providers.bitspark.sandbox.statements import in_show, just_sent, recipient_in_v1
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.bitspark.sandbox.world.places import DESTINATIONS, Destination, by_id
from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

SENDER = (
    "first_name",
    "middle_name",
    "last_name",
    "id_number",
    "address",
    "phone_number",
    "alt_phone_number",
)


@dataclass(frozen=True)
class Wish:
    """A transfer as it was asked for, everything still text."""

    currency: str  # of the account to take it from
    route: Route
    amount: str
    recipient: dict[str, str]
    sender: dict[str, str]
    callback_url: str

    def values(self) -> dict[str, str]:
        """Under the names the validation rules use."""
        return {
            "amount": self.amount,
            "province": self.route.province,
            "delivery_method": self.route.delivery_method,
            "provider": self.route.provider,
            **{f"recipient.{name}": value for name, value in self.recipient.items()},
            **{f"sender.{name}": value for name, value in self.sender.items()},
        }


def send_money(call: Call) -> Response:
    """POST /v1/transactions/send_money."""
    row = _send(call, _read(call, bad_request()), [])
    return json_reply({"data": just_sent(row), "included": [recipient_in_v1(row)]}, guesses.CREATED)


def send_domestic_money(call: Call) -> Response:
    """POST /v1/transactions/send_domestic_money: the same with a payment's id, and callback_url not echoed.

    Which ids there are is nowhere described: any text is taken, any number of times.
    """
    wish = _read(call, went_wrong("Send Domestic Money", "send_domestic_money_error"))
    id = leaf(call.form, "data", "attributes", "domestic_payment_id").strip()
    blank = guesses.DOMESTIC_ID_REQUIRED and not id
    row = _send(call, wish, ["Domestic payment can't be blank"] if blank else [])
    return json_reply({"data": in_show(row), "included": [recipient_in_v1(row)]}, guesses.CREATED)


def _send(call: Call, wish: Wish, sentences: list[str]) -> Row:
    with call.store.write() as con:
        if sentences := [*faults_of(wish, stored_rules(con)), *sentences]:
            raise unprocessable(sentences)
        return book(con, call.clock, call.login, wish, call.cause())


def _read(call: Call, wrong: Refusal) -> Wish:
    """What was asked; `wrong` is raised if its types are not the documented ones."""
    form = call.form
    data = branch(form, "data")
    relations = branch(data, "relationships")
    if leaf(data, "type") != "transfers":
        raise wrong
    people = {"destination": "destinations", "recipient": "recipients", "sender": "senders"}
    for name, type in people.items():
        if (name != "sender" or name in relations) and leaf(relations, name, "data", "type") != type:
            raise wrong
    attributes = branch(data, "attributes")
    recipient = branch(relations, "recipient", "data", "attributes")
    sender = branch(relations, "sender", "data", "attributes")
    route = Route(
        _destination(leaf(relations, "destination", "data", "attributes", "id"),
                     leaf(relations, "destination", "data", "attributes", "code")),
        *(leaf(attributes, name) for name in ("province", "delivery_method", "provider")),
    )  # fmt: skip
    return Wish(
        account_currency(call, leaf(form, "account_currency")),
        route,
        leaf(attributes, "amount"),
        {name: leaf(recipient, name).strip() for name in FIELDS},
        {name: leaf(sender, name).strip() for name in SENDER},
        leaf(attributes, "callback_url"),
    )


def _destination(id: str, code: str) -> Destination:
    """By id; by code only if no id was given ("not required if ID specified")."""
    found = by_id(id) if id else DESTINATIONS.get(code)
    if found is None:
        raise unprocessable(["Destination must exist" if id or code else "Destination can't be blank"])
    return found


def faults_of(wish: Wish, rules: list[Rule]) -> list[str]:
    """All that is wrong with it, in Rails' sentences."""
    route = wish.route
    sentences = amount_complaints(wish.amount, CURRENCIES[route.destination.currency].precision)
    sentences += route.missing_parts() + route.unknown_parts()
    sentences += complaints(rules, route.levels(), wish.values())
    kind = wish.recipient.get("bank_account_type", "")
    if kind and kind not in ACCOUNT_TYPES:
        sentences.append("Recipient bank account type is not included in the list")
    return list(dict.fromkeys(sentences))


def book(con: Connection, clock: Clock, login: str, wish: Wish, cause: str | None) -> Row:
    """Take the money and write the transfer down, in one transaction.

    Raises:
        Refusal: the account holds less than amount and fees come to.
    """
    destination = wish.route.destination
    held = account(con, login, wish.currency)
    price = Price(
        Decimal(wish.amount),
        rate(con, wish.currency, destination.currency),
        Decimal(0),
        Decimal(held["shop_commission"]),
    )
    if Decimal(held["balance"]) < price.debit:
        raise insufficient_funds()
    id, now, stamp = str(uuid4()), clock.now(con), clock.stamp(con)
    move(con, stamp, held, -price.debit, reason="send_money", transfer=id)
    walk = _walk(wish)
    row = {
        "id": id, "login": login, "number": _number(con, stamp), "destination": destination.code,
        "currency": destination.currency, "amount": format(price.amount, "f"),
        "account_currency": wish.currency, "debited": format(price.debit, "f"),
        "rate": format(price.rate, "f"), "province": wish.route.province,
        "delivery_method": wish.route.delivery_method, "provider": wish.route.provider,
        "recipient_id": str(uuid4()), "recipient": json.dumps(wish.recipient),
        "sender": json.dumps(wish.sender), "callback_url": wish.callback_url, "status": "unknown",
        "walk": json.dumps(walk), "due": now + walk[0][0] * 60, "created_at": stamp, "updated_at": stamp,
        "changed": con.execute("SELECT COALESCE(MAX(changed), 0) + 1 FROM transfer").fetchone()[0],
        "cause": cause,
    }  # fmt: skip
    con.execute(
        f"INSERT INTO transfer ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608  our names
        tuple(row.values()),
    )
    lives.begin(con, id, stamp)
    return lives.transfer(con, id)


def _walk(wish: Wish) -> walks.Walk:
    if Decimal(wish.amount) < Decimal(wish.route.destination.smallest):
        return walks.TOO_SMALL
    return walks.walk_for(wish.recipient.get("last_name", ""))


def _number(con: Connection, stamp: float) -> str:
    """As TF-180622-2247-TK8F: the day, a running number, four characters."""
    count = con.execute("SELECT COALESCE(MAX(seq), 0) FROM transfer").fetchone()[0]
    tail = "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(4))
    return f"TF-{datetime.fromtimestamp(stamp, UTC):%y%m%d}-{count + 101}-{tail}"
