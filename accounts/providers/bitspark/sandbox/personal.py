""" "Personal Info": one account per currency, and the profile behind a login."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox import profiles
from accounts.providers.bitspark.sandbox.calls import Call, included
from accounts.providers.bitspark.sandbox.figures import decimal_string
from accounts.providers.bitspark.sandbox.money import account
from accounts.providers.bitspark.sandbox.refusals import bad_request
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

PARTS = ("profile", "profile.identity_document", "active_account", "active_account.currency")


def account_currency(call: Call, given: str) -> str:
    """The code as listed, exactly; anything else is the documented 400."""
    if given not in CURRENCIES:
        raise bad_request("Invalid Account Currency")
    return given


def show_account(call: Call) -> Response:
    """ "Account": GET /v1/accounts/me."""
    currency = account_currency(call, call.query.get("account_currency", ""))
    with_currency = included(call, "currency")
    with call.store.read() as con:
        held = account(con, call.login, currency)
    answer: dict[str, Any] = {"data": account_resource(held)}
    if with_currency:
        answer["included"] = [CURRENCIES[currency].resource()]
    return json_reply(answer)


def show_profile(call: Call) -> Response:
    """ "Profile": GET /v1/users/me."""
    asked = included(call, *PARTS)
    with call.store.read() as con:
        return json_reply(profile_answer(con, call, asked, call.url))


def profile_answer(con: Connection, call: Call, asked: set[str], url: str) -> dict[str, Any]:
    """The login, and those of PARTS that were asked for; `url` is what it calls itself."""
    login = con.execute("SELECT * FROM login WHERE id = ?", (call.login,)).fetchone()
    profile = profiles.of(con, call.login)
    held = account(con, call.login, profile.active)
    relations = {
        "profile": {"data": {"id": profiles.number(call.login, "profiles"), "type": "profiles"}},
        "active_account": {"data": {"id": held["id"], "type": "accounts"}},
    }
    answer: dict[str, Any] = {
        "data": {
            "id": call.login,
            "type": "users",
            "attributes": {"login": login["email"]},
            "relationships": relations,
            "links": {"self": url},
        }
    }
    if asked:
        parts = {
            "profile": profiles.resource(call.login, profile),
            "profile.identity_document": profiles.identity_resource(call.login, profile),
            "active_account": account_resource(held),
            "active_account.currency": CURRENCIES[profile.active].resource(),
        }
        answer["included"] = [part for name, part in parts.items() if name in asked]
    return answer


def account_resource(held: Row) -> dict[str, Any]:
    currency = CURRENCIES[held["currency"]]
    return {
        "id": held["id"],
        "type": "accounts",
        "attributes": {
            "balance": decimal_string(Decimal(held["balance"])),
            "shop_commission": decimal_string(Decimal(held["shop_commission"])),
            "balance_threshold": decimal_string(Decimal(held["balance_threshold"])),
        },
        "relationships": {"currency": {"data": {"id": currency.id, "type": "currencies"}}},
    }
