"""How a top-up is printed: V1 and V2 differ in attributes, relationships and what they include."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.providers.bitspark.sandbox.figures import decimal_string
from accounts.providers.bitspark.sandbox.guesses import FEE_IDS, TOP_UP_WORDS
from accounts.providers.bitspark.sandbox.money import account
from accounts.providers.bitspark.sandbox.personal import account_resource
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.store import Connection, Row, remembered

INCLUDES = {
    "v1": ("locked_commision", "user_account.currency", "shop_account.currency"),  # spelt as printed
    "v2": ("transaction_fee", "user_account", "shop_account", "currency"),
}
IN_LIST, ALONE, CREATED = "in a list", "alone", "created"

Resource = dict[str, Any]


@dataclass(frozen=True)
class View:
    """One of the six ways a top-up is printed, and what is asked to come with it."""

    version: str
    place: str
    asked: set[str]


def answer(con: Connection, rows: list[Row], view: View) -> Resource:
    """`data` and, if anything was asked for, `included`; a list in a list, else one resource."""
    ids = _fee_ids(con, rows)
    shown = [_resource(row, view, ids[row["id"]]) for row in rows]
    whole: Resource = {"data": shown if view.place == IN_LIST else shown[0]}
    if view.asked:
        parts = [part for row in rows for part in _parts(con, row, view, ids[row["id"]])]
        whole["included"] = _each_once(parts)
    return whole


def status_words(status: str) -> dict[str, str]:
    """Code and message; a word that nobody knows gets itself as its message."""
    return {
        "code": status,
        "message": TOP_UP_WORDS.get(status, status.replace("_", " ").capitalize()),
    }


def _resource(row: Row, view: View, fee_id: str) -> Resource:
    status = status_words(row["status"])
    attributes = {
        "status_code": status["code"],
        "status_message": status["message"],
        "amount": decimal_string(Decimal(row["amount"])),
        "currency": row["currency"].upper(),
        "shop_id": row["shop"],
        "receipt_url": row["receipt_url"],
        "performed_by_shop": bool(row["performed_by_shop"]),
        "transaction_number": row["number"],
    }
    relations = {
        "user_account": _to("accounts", row["user_account"]),
        "shop_account": _to("accounts", row["shop_account"]),
    }
    if view.version == "v1":
        relations["locked_commission"] = _to("locked_commissions", row["fee_id"])
    else:
        del attributes["currency"]
        # "Get Top Up" V2 calls the relation and its type otherwise than the list does.
        name = (
            ("fees_transactions", "locked_commissions")
            if view.place == ALONE
            else ("transaction_fee", "fees_transactions")
        )
        relations[name[0]] = _to(name[1], fee_id)
        relations["currency"] = _to("currencies", CURRENCIES[row["currency"]].id)
    return {"id": row["id"], "type": "top_ups", "attributes": attributes, "relationships": relations}


def _parts(con: Connection, row: Row, view: View, fee_id: str) -> list[Resource]:
    parts = []
    if "locked_commision" in view.asked:
        parts.append(
            _fee(
                "locked_commissions", row["fee_id"], row, "shop_commission", "bitspark_commission_percentage"
            )
        )
    if "transaction_fee" in view.asked:
        parts.append(_fee("fees_transactions", fee_id, row, "amount", "bitspark_percentage"))
    for name, party in (("user_account", row["owner"]), ("shop_account", row["keeper"])):
        if name in view.asked:
            parts.append(account_resource(account(con, party, row["currency"])))
            if view.version == "v1":
                parts.append(_currency(row, view.place, row[name]))
    if "currency" in view.asked:
        parts.append(_currency(row, view.place))
    return parts


def _fee(type: str, id: str, row: Row, amount: str, percentage: str) -> Resource:
    figures = {amount: row["fee"], percentage: row["bitspark_percentage"]}
    attributes = {name: decimal_string(Decimal(figure)) for name, figure in figures.items()}
    return {"id": id, "type": type, "attributes": attributes}


def _currency(row: Row, place: str, account_id: str = "") -> Resource:
    """Whole after a creation, else its first three attributes.

    After a creation in V1 it bears the account's id, and not the one the account names.
    """
    resource = CURRENCIES[row["currency"]].resource()
    if place == CREATED:
        return {**resource, "id": account_id or resource["id"]}
    attributes = {name: resource["attributes"][name] for name in ("code", "name", "account")}
    return {**resource, "attributes": attributes}


def _fee_ids(con: Connection, rows: list[Row]) -> dict[str, str]:
    """V2 prints the shop's id as the fee's too (guesses.FEE_IDS says what where that tells nothing)."""
    fees: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        fees.setdefault(row["shop"], set()).add((row["fee"], row["bitspark_percentage"]))
    always = remembered(con, "bitspark:fee_ids", FEE_IDS) == "as-printed"
    return {
        row["id"]: row["shop"] if always or len(fees[row["shop"]]) == 1 else row["fee_id"] for row in rows
    }


def _each_once(parts: list[Resource]) -> list[Resource]:
    once: list[Resource] = []
    for part in parts:
        if part not in once:
            once.append(part)
    return once


def _to(type: str, id: str) -> Resource:
    return {"data": {"id": id, "type": type}}
