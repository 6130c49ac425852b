"""GET /wallet/accounts and /wallet/account/{accountId}: what is held, and what moved."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from werkzeug import Response

from accounts.providers.door.store import Connection, Row
from accounts.providers.spectrocoin.sandbox import money
from accounts.providers.spectrocoin.sandbox.calls import Call, printed
from accounts.providers.spectrocoin.sandbox.guesses import DEFAULT_PAGE, LARGEST_PAGE
from accounts.providers.spectrocoin.sandbox.refusals import refused
from accounts.providers.spectrocoin.sandbox.world import CURRENCIES

FIRST_NUMBER = 4000  # SC000004848 is printed


def accounts(call: Call) -> Response:
    with call.store.read() as con:
        rows = con.execute("SELECT * FROM sc_account WHERE login = ? ORDER BY id", (call.user["id"],))
        return call.reply({"accounts": [_account(row, call.settings["accounts"]) for row in rows]})


def _account(row: Row, form: str) -> dict[str, Any]:
    held, currency = money.of_row(row), CURRENCIES[row["currency"]]
    shown: dict[str, Any] = {
        "accountId": held.id,
        "balance": printed(held.balance),
        "currencyName": currency.name,
        "currencyCode": currency.code,
        "availableBalance": printed(held.available),
        "reservedAmount": printed(held.reserved),
    }
    if form == "bare":
        del shown["reservedAmount"]
    if form == "symbols":
        shown["currencySymbol"] = currency.symbol
    if form == "contradicting":  # the example's bitcoin: 25.76161379, of it 17.76161379, reserved 18
        shown["reservedAmount"] = printed(held.reserved + 10)
    return shown


def history(call: Call, account: str) -> Response:
    """A page of an account's movements, the newest first."""
    with call.store.read() as con:
        if not _owns(con, call.user["id"], account):
            raise refused(6001, account=account)
        page, size = _count(call, "page", int(call.settings["first_page"])), _count(call, "size", 1)
        first = (page - int(call.settings["first_page"])) * size
        total = con.execute("SELECT COUNT(*) FROM sc_history WHERE account = ?", (account,)).fetchone()[0]
        rows = con.execute(
            "SELECT * FROM sc_history WHERE account = ? ORDER BY at DESC, seq DESC LIMIT ? OFFSET ?",
            (account, size, first),
        ).fetchall()
    answer: dict[str, Any] = {"totalCount": total}
    if rows:
        answer["history"] = [_line(row, call.settings["history_number"]) for row in rows]
    return call.reply(answer)


def _owns(con: Connection, login: int, account: str) -> bool:
    if not (account.isascii() and account.isdigit() and len(account) < 18):
        return False
    found = con.execute("SELECT 1 FROM sc_account WHERE id = ? AND login = ?", (account, login)).fetchone()
    return found is not None


def _count(call: Call, name: str, least: int) -> int:
    """`page` or `size`, the first page and 25 where it is left out."""
    text = call.query.get(name, str(DEFAULT_PAGE if name == "size" else least))
    if not (text.isascii() and text.isdigit() and least <= int(text[:12]) and len(text) < 10):
        raise refused(1, message=f"Invalid {name}: {text}")
    return min(int(text), LARGEST_PAGE) if name == "size" else int(text)


def number(seq: int) -> str:
    return f"SC{FIRST_NUMBER + seq:09d}"


def _line(row: Row, name: str) -> dict[str, Any]:
    return {
        name: number(row["seq"]),
        "status": row["status"],
        "amount": printed(Decimal(row["amount"])),
        "description": row["description"],
        "date": date(row["at"]),
    }


def date(moment: float) -> str:
    """As printed: 2016-03-10T14:27:31.000Z, to the second."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
