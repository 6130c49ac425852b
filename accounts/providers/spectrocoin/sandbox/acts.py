"""What the control door can do to the books."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from accounts.providers.door.clock import Clock
from accounts.providers.door.provider import ControlAct, Mistake, NoSuchThing
from accounts.providers.door.store import Connection, Row
from accounts.providers.spectrocoin.sandbox import (
    books,
    exchange_lives,
    failures,
    guesses,
    money,
    send_lives,
    settings,
    tokens,
    wallet,
)
from accounts.providers.spectrocoin.sandbox.exchanges import FIRST_ID as FIRST_EXCHANGE
from accounts.providers.spectrocoin.sandbox.send_answers import FIRST_ID as FIRST_PAYMENT
from accounts.providers.spectrocoin.sandbox.world import CURRENCIES

Asked = dict[str, Any]


class Acts:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.by_name: dict[str, ControlAct] = {
            "status": self.status,
            "balance": self.balance,
            "rates": self.rates,
            "arrive": self.arrive,
            "user": self.user,
            "fail_sends": self.fail_sends,
            "settings": self.settings,
            "expire_tokens": self.expire_tokens,
        }

    def status(self, con: Connection, asked: Asked) -> Asked:
        """{"id", "code", "kind"?: "send" or "exchange"}: any word; it stays there."""
        kind = asked.get("kind", "send")
        if kind not in ("send", "exchange"):
            raise Mistake("kind is send or exchange")
        seq = int(asked["id"]) - (FIRST_PAYMENT if kind == "send" else FIRST_EXCHANGE)
        row = con.execute(f"SELECT * FROM sc_{kind} WHERE seq = ?", (seq,)).fetchone()  # noqa: S608  one of two words
        if row is None or (kind == "send" and row["refused"] is not None):
            raise NoSuchThing(f"no {kind} {asked['id']}")
        put = send_lives.put if kind == "send" else exchange_lives.put
        put(con, self._clock, seq, str(asked["code"]), stays=True)
        row = con.execute(f"SELECT * FROM sc_{kind} WHERE seq = ?", (seq,)).fetchone()  # noqa: S608  one of two words
        return books.send(row) if kind == "send" else books.exchange(row)

    def balance(self, con: Connection, asked: Asked) -> Asked:
        """{"login", "currency", "amount"}: the balance becomes that; with no line in the history."""
        held = money.account(con, _login(con, asked)["id"], _currency(asked))
        balance = Decimal(str(asked["amount"]))
        money.change(con, held, balance=balance - held.balance)
        return {"id": held.id, "balance": format(balance, "f")}

    def rates(self, con: Connection, asked: Asked) -> Asked:
        """{"currency", "factor"}: a dollar buys that many times as much of it."""
        row = con.execute("SELECT per_usd FROM sc_rate WHERE currency = ?", (_currency(asked),)).fetchone()
        per_usd = format(Decimal(row["per_usd"]) * Decimal(str(asked["factor"])), "f")
        con.execute("UPDATE sc_rate SET per_usd = ? WHERE currency = ?", (per_usd, asked["currency"]))
        return {"currency": asked["currency"], "per_usd": per_usd}

    def arrive(self, con: Connection, asked: Asked) -> Asked:
        """{"login", "currency", "amount", "count"?, "description"?}: some comes in, or goes."""
        login, currency, amount = _login(con, asked)["id"], _currency(asked), Decimal(str(asked["amount"]))
        words = str(asked.get("description", f"{currency} received"))
        at, numbers = self._clock.stamp(con), []
        for _ in range(int(asked.get("count", 1))):
            numbers.append(
                wallet.number(money.credit(con, at, login, currency, amount, words=words, cause=None))
            )
        return {"transactionNo": numbers[-1] if numbers else None, "transactionNos": numbers}

    def user(self, con: Connection, asked: Asked) -> Asked:
        """{"login", "enabled"?, "verified"?, "suspicious"?, "scopes"?}: what user and application may."""
        login = _login(con, asked)["id"]
        for name in ("enabled", "verified"):
            if name in asked:
                con.execute(f"UPDATE sc_login SET {name} = ? WHERE id = ?", (int(bool(asked[name])), login))  # noqa: S608  one of two words
        if "suspicious" in asked:
            tokens.suspect(con, login, bool(asked["suspicious"]))
        if "scopes" in asked:
            unknown = [scope for scope in asked["scopes"] if scope not in guesses.SCOPES]
            if unknown:
                raise Mistake(f"no such scope: {unknown[0]}")
            con.execute("UPDATE sc_login SET scopes = ? WHERE id = ?", (" ".join(asked["scopes"]), login))
        row = con.execute("SELECT * FROM sc_login WHERE id = ?", (login,)).fetchone()
        may = {name: bool(row[name]) for name in ("enabled", "verified")}
        may["suspicious"] = tokens.is_suspect(con, login)
        return {**may, "scopes": row["scopes"].split()}

    def fail_sends(self, con: Connection, asked: Asked) -> Asked:
        return failures.plan(con, asked)

    def settings(self, con: Connection, asked: Asked) -> Asked:
        """{name: value}: see guesses.SETTINGS; answers all of them."""
        return settings.change(con, {name: value for name, value in asked.items() if name != "provider"})

    def expire_tokens(self, con: Connection, asked: Asked) -> Asked:
        """{"login"?, "refresh"?: true}: access tokens given out so far end now."""
        now, whose = self._clock.stamp(con), "1 = 1"
        if "login" in asked:
            whose = f"login = {int(_login(con, asked)['id'])}"
        ended = ["expires", *(["refresh_until"] if asked.get("refresh") else [])]
        for column in ended:
            con.execute(f"UPDATE sc_token SET {column} = MIN({column}, ?) WHERE {whose}", (now,))  # noqa: S608  our own words and a number
        return {"ended": ended}


def _login(con: Connection, asked: Asked) -> Row:
    """By number from 0, owner, e-mail address or client id; the first one where none is named."""
    named = asked.get("login", 0)
    row: Row | None = con.execute(
        "SELECT * FROM sc_login WHERE id = :named OR :named IN (owner, email, client_id)", {"named": named}
    ).fetchone()
    if row is None:
        raise NoSuchThing(f"no login {named}")
    return row


def _currency(asked: Asked) -> str:
    if asked["currency"] not in CURRENCIES:
        raise Mistake(f"no such currency: {asked['currency']}")
    return str(asked["currency"])
