"""The truth about top-ups, fees, memos and profiles, as the control door's books tell it."""

from __future__ import annotations

import json
from typing import Any

from accounts.providers.bitspark.sandbox import shops
from accounts.providers.door.clock import iso_milliseconds
from accounts.providers.door.store import Connection, Row


def parties(con: Connection) -> dict[str, str]:
    """The name of everybody who may hold an account: logins, customers, invented shops."""
    known = {row["id"]: row["name"] for row in con.execute("SELECT id, name FROM customer")}
    known |= {shop.keeper: shop.name for shop in shops.everyone(con) if not shop.login}
    return known | {row["id"]: row["owner"] for row in con.execute("SELECT id, owner FROM login")}


def part(con: Connection, names: dict[str, str]) -> dict[str, Any]:
    """Each with the request that caused it; a top-up also with the one that decided on it."""
    return {
        "top_ups": [_top_up(row, names) for row in con.execute("SELECT * FROM top_up ORDER BY seq")],
        "fees": [_fee(row, names) for row in con.execute("SELECT * FROM fee ORDER BY seq")],
        "memos": [_memo(row, names) for row in con.execute("SELECT * FROM memo ORDER BY seq")],
        "profile_changes": [
            {
                "owner": names[row["login"]], "given": json.loads(row["given"]),
                "at": iso_milliseconds(row["at"]), "request": _read(row["cause"]),
            }
            for row in con.execute("SELECT * FROM profile ORDER BY seq")
        ],
        "thresholds": [
            {"owner": names[row["login"]], "currency": row["currency"], "amount": row["amount"]}
            for row in con.execute(
                "SELECT login, currency, amount FROM threshold JOIN account ON account.id = threshold.account"
            )
        ],
        "customers": [_customer(con, row) for row in con.execute("SELECT * FROM customer ORDER BY seq")],
        "money_shops": [
            {"id": shop.id, "shop_code": shop.code, "name": shop.name, "login": shop.login}
            for shop in shops.everyone(con)
        ],
    }  # fmt: skip


def _top_up(row: Row, names: dict[str, str]) -> dict[str, Any]:
    plain = ("id", "number", "status", "currency", "amount", "fee", "bitspark_percentage", "receipt_url")
    return {
        **{name: row[name] for name in plain},
        "owner": names[row["owner"]],
        "shop": names[row["keeper"]],
        "shop_id": row["shop"],
        "user_account": row["user_account"],
        "shop_account": row["shop_account"],
        "created_at": iso_milliseconds(row["created_at"]),
        "decided_at": iso_milliseconds(row["decided_at"]) if row["decided_at"] else None,
        "request": _read(row["cause"]),
        "decision": _read(row["decision"]),
    }


def _fee(row: Row, names: dict[str, str]) -> dict[str, Any]:
    plain = ("id", "model", "fee_type", "low", "high", "amount", "currency")
    return {
        **{name: row[name] for name in plain},
        "active": bool(row["active"]),
        "owner": names[row["login"]] if row["login"] else None,
        "request": _read(row["cause"]),
    }


def _memo(row: Row, names: dict[str, str]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("id", "currency", "code")},
        "is_used": bool(row["is_used"]),
        "owner": names[row["login"]],
        "created_at": iso_milliseconds(row["created_at"]),
        "request": _read(row["cause"]),
    }


def _customer(con: Connection, row: Row) -> dict[str, Any]:
    held = con.execute("SELECT currency, balance FROM account WHERE login = ?", (row["id"],))
    balances = {one["currency"]: one["balance"] for one in held}
    return {"id": row["id"], "name": row["name"], "balances": balances}


def _read(cause: str | None) -> Any:
    return json.loads(cause) if cause else None
