""" "Personal Info": one account per currency, and the profile behind a login."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from werkzeug import Response

from accounts.providers.bitspark.sandbox.calls import Call, included
from accounts.providers.bitspark.sandbox.figures import decimal_string
from accounts.providers.bitspark.sandbox.money import account
from accounts.providers.bitspark.sandbox.refusals import bad_request
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.bitspark.sandbox.world.logins import HOLDERS, Holder
from accounts.providers.door.store import Row
from accounts.providers.door.wire import json_reply


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
    asked = included(
        call, "profile", "profile.identity_document", "active_account", "active_account.currency"
    )
    with call.store.read() as con:
        login = con.execute("SELECT * FROM login WHERE id = ?", (call.login,)).fetchone()
        holder = HOLDERS[login["seq"]]
        held = account(con, call.login, holder.active)
    relations = {
        "profile": {"data": {"id": _id(call.login, "profiles"), "type": "profiles"}},
        "active_account": {"data": {"id": held["id"], "type": "accounts"}},
    }
    answer: dict[str, Any] = {
        "data": {
            "id": call.login,
            "type": "users",
            "attributes": {"login": login["email"]},
            "relationships": relations,
            "links": {"self": call.url},
        }
    }
    if asked:
        parts = {
            "profile": _profile(call.login, holder),
            "profile.identity_document": _identity(call.login),
            "active_account": account_resource(held),
            "active_account.currency": CURRENCIES[holder.active].resource(),
        }
        answer["included"] = [part for name, part in parts.items() if name in asked]
    return json_reply(answer)


def account_resource(held: Row) -> dict[str, Any]:
    currency = CURRENCIES[held["currency"]]
    return {
        "id": held["id"],
        "type": "accounts",
        "attributes": {
            "balance": decimal_string(Decimal(held["balance"])),
            "shop_commission": decimal_string(Decimal(held["shop_commission"])),
            "balance_threshold": "0.0",
        },
        "relationships": {"currency": {"data": {"id": currency.id, "type": "currencies"}}},
    }


def _profile(login: str, holder: Holder) -> dict[str, Any]:
    number = _id(login, "profiles")
    folder = f"/uploads/profile/image/{number}"
    image = {
        "url": f"{folder}/shop.jpg",
        "thumb": {"url": f"{folder}/thumb_shop.jpg"},
        "avatar": {"url": f"{folder}/avatar_shop.jpg"},
    }
    return {
        "id": number,
        "type": "profiles",
        "attributes": {
            "first_name": holder.first_name,
            "middle_name": None,
            "last_name": holder.last_name,
            "residence_country": holder.country,
            "contact_number": holder.phone,
            "company_name": holder.owner,
            "address": holder.address,
            "referral_code": "000",
            "reference_code": "000",
            "show_on_map": True,
            "image": {"image": image},
        },
        "relationships": {
            "identity_document": {
                "data": {"id": _id(login, "identity_documents"), "type": "identity_documents"}
            }
        },
    }


def _identity(login: str) -> dict[str, Any]:
    number = _id(login, "identity_documents")
    return {
        "id": number,
        "type": "identity_documents",
        "attributes": {
            "id_number": "123456789",
            "value": "id_card",
            "proof_url": f"https://bitspark-upload.example/uploads/profile/proof/{number}/proof.jpg",
            "approved": True,
        },
    }


def _id(login: str, type: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"bitspark-sandbox/{type}/{login}"))
