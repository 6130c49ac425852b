"""The truth behind the answers, and the acts that the control door offers on it."""

from __future__ import annotations

import json
import secrets
from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.providers.bitspark.sandbox import fees, lives, payment_acts, shop_acts, shop_books, two_factor
from accounts.providers.bitspark.sandbox.money import account, open_accounts, set_balance
from accounts.providers.bitspark.sandbox.named import login_named
from accounts.providers.bitspark.sandbox.refusals import Refusal
from accounts.providers.bitspark.sandbox.routes import Route
from accounts.providers.bitspark.sandbox.rules import put_rule
from accounts.providers.bitspark.sandbox.sending import Wish, book
from accounts.providers.bitspark.sandbox.statements import status_words
from accounts.providers.bitspark.sandbox.tables import EMPTIED_BY_RESET
from accounts.providers.bitspark.sandbox.transfers import ORDERS
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.bitspark.sandbox.world.first_rules import first_rules
from accounts.providers.bitspark.sandbox.world.logins import HOLDERS
from accounts.providers.bitspark.sandbox.world.places import DESTINATIONS
from accounts.providers.door.clock import Clock, iso_milliseconds
from accounts.providers.door.provider import Mistake, NoSuchThing
from accounts.providers.door.store import Connection, Row, remember

Asked = dict[str, Any]


def make_logins(con: Connection) -> None:
    """At the first start only: keys and secrets of 40 hex characters, random, kept in the file."""
    if con.execute("SELECT 1 FROM login").fetchone():
        if _make_holders(con):  # a file from before there were shops
            fees.begin(con)
        return
    for seq, holder in enumerate(HOLDERS):
        con.execute(
            "INSERT INTO login VALUES (?, ?, ?, ?, ?, ?)",
            (str(uuid4()), seq, holder.owner, holder.email, secrets.token_hex(20), secrets.token_hex(20)),
        )
    _make_holders(con)
    begin_world(con)


def _make_holders(con: Connection) -> bool:
    """What each login's shop is called by, and the password of its profile: random too."""
    logins = con.execute("SELECT id FROM login WHERE id NOT IN (SELECT login FROM holder)").fetchall()
    for row in logins:
        password = secrets.token_urlsafe(9)
        con.execute(
            "INSERT INTO holder VALUES (?, ?, ?, ?, ?)",
            (row["id"], str(uuid4()), str(uuid4()), password, password),
        )
    return bool(logins)


def begin_world(con: Connection) -> None:
    """Balances, rates, rules and fees of the first day; nothing booked, nobody in the recipients' books."""
    for table in EMPTIED_BY_RESET:
        con.execute(f"DELETE FROM {table}")  # noqa: S608  names from our own tuple
    con.execute("DELETE FROM meta WHERE name LIKE 'bitspark:%'")
    for row in con.execute("SELECT id, seq FROM login ORDER BY seq").fetchall():
        open_accounts(con, row["id"], HOLDERS[row["seq"]].balances)
    for rule in first_rules():
        put_rule(con, rule)
    con.execute("UPDATE holder SET password = first_password")
    fees.begin(con)


def logins(con: Connection) -> list[dict[str, Any]]:
    """What a client needs to be one of them; `gauth_token` where 2FA is on, else null.

    `password` is what "Update Profile" asks for, `shop_code` what its QR code says.
    """
    return [
        {
            "key": row["key"],
            "secret": row["secret"],
            "owner": row["owner"],
            "login": row["email"],
            "gauth_token": two_factor.token(con, row["id"]) if two_factor.asks(con, row["id"]) else None,
            "shop_id": row["shop_id"],
            "shop_code": row["shop_code"],
            "password": row["password"],
        }
        for row in con.execute("SELECT * FROM login JOIN holder ON holder.login = login.id ORDER BY seq")
    ]


def whole(con: Connection) -> dict[str, Any]:
    """Transfers, payments and exchanges with the request that caused each; balances, ledger, and the rest.

    In `ledger` and `callbacks`, `transfer` is the id of whatever it was: in the former, a top-up's too.
    """
    owners = {row["id"]: row["owner"] for row in con.execute("SELECT id, owner FROM login")}
    names = shop_books.parties(con)
    return {
        "transfers": [
            _transfer(con, row, owners) for row in con.execute("SELECT * FROM transfer ORDER BY seq")
        ],
        "payments": payment_acts.payments(con, owners),
        "exchanges": payment_acts.exchanged(con, owners),
        **shop_books.part(con, names),
        "balances": _balances(con, owners),
        "recipients": [
            {"id": row["id"], "owner": owners[row["login"]], **json.loads(row["attributes"])}
            for row in con.execute("SELECT * FROM recipient ORDER BY seq")
        ],
        "ledger": [
            {**dict(row), "owner": names[row["login"]], "at": iso_milliseconds(row["at"])}
            for row in con.execute("SELECT * FROM ledger ORDER BY seq")
        ],
        "callbacks": [
            {name: row[name] for name in ("transfer", "status", "url", "state", "tries", "last", "body")}
            for row in con.execute("SELECT * FROM callback ORDER BY seq")
        ],
    }


def _transfer(con: Connection, row: Row, owners: dict[str, str]) -> dict[str, Any]:
    plain = (
        "id", "number", "status", "destination", "currency", "amount", "account_currency", "debited",
        "rate", "province", "delivery_method", "provider", "callback_url", "tracking",
    )  # fmt: skip
    events = con.execute("SELECT status, at FROM event WHERE transfer = ? ORDER BY seq", (row["id"],))
    return {
        **{name: row[name] for name in plain},
        "owner": owners[row["login"]],
        "recipient": json.loads(row["recipient"]),
        "sender": json.loads(row["sender"]),
        "created_at": iso_milliseconds(row["created_at"]),
        "updated_at": iso_milliseconds(row["updated_at"]),
        "events": [{"status": event["status"], "at": iso_milliseconds(event["at"])} for event in events],
        "request": json.loads(row["cause"]) if row["cause"] else None,
    }


def _balances(con: Connection, owners: dict[str, str]) -> dict[str, dict[str, str]]:
    balances: dict[str, dict[str, str]] = {owner: {} for owner in owners.values()}
    for row in con.execute("SELECT * FROM account WHERE login IN (SELECT id FROM login)"):
        balances[owners[row["login"]]][row["currency"]] = row["balance"]
    return balances


class Acts:
    """What POST /_control/<act> can do to Bitspark's world; each returns what it did."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._payments = payment_acts.PaymentActs(clock)
        self._shops = shop_acts.ShopActs(clock)
        self.by_name = {
            "status": self.status, "balance": self.balance, "order": self.order,
            "rules": self.rules, "rates": self.rates, "transfers": self.transfers,
            **self._payments.by_name, **self._shops.by_name,
        }  # fmt: skip

    def status(self, con: Connection, asked: Asked) -> Asked:
        """{"id", "code"}: any word, of a payment or top-up too. It stays, but for what the ten days do."""
        if (done := self._payments.status(con, asked["id"], str(asked["code"]))) is not None:
            return done
        if (done := self._shops.status(con, asked["id"], str(asked["code"]))) is not None:
            return done
        if lives.transfer(con, asked["id"]) is None:
            raise NoSuchThing(f"no transfer, payment or top-up {asked['id']}")
        lives.put(con, self._clock, asked["id"], str(asked["code"]), [])
        return {"id": asked["id"], "status": status_words(str(asked["code"]))}

    def balance(self, con: Connection, asked: Asked) -> Asked:
        """{"login", "currency", "amount"}: set it; "shop_commission" (a percentage) too, or alone."""
        held = account(con, login_named(con, asked), _currency(asked))
        if "amount" in asked:
            set_balance(con, self._clock.stamp(con), held, Decimal(str(asked["amount"])))
        if "shop_commission" in asked:
            commission = format(Decimal(str(asked["shop_commission"])), "f")
            con.execute("UPDATE account SET shop_commission = ? WHERE id = ?", (commission, held["id"]))
        return dict(con.execute("SELECT * FROM account WHERE id = ?", (held["id"],)).fetchone())

    def order(self, con: Connection, asked: Asked) -> Asked:
        """{"order"}: how the transfers' list is sorted from now on."""
        if asked["order"] not in ORDERS:
            raise Mistake(f"one of {', '.join(ORDERS)}")
        remember(con, "bitspark:order", asked["order"])
        return {"order": asked["order"]}

    def rules(self, con: Connection, asked: Asked) -> Asked:
        """{"rule": object} adds it, or replaces the one of its id; {"delete": id} takes one away."""
        if "delete" in asked:
            con.execute("DELETE FROM rule WHERE id = ?", (str(asked["delete"]),))
            return {"deleted": asked["delete"]}
        rule = asked["rule"]
        if not {"dependency_levels", "fields_info"} <= rule["attributes"].keys():
            raise Mistake("a rule needs dependency_levels and fields_info")
        put_rule(con, {"type": "fields_data", **rule})
        return {"id": rule["id"]}

    def rates(self, con: Connection, asked: Asked) -> Asked:
        """{"currency", "factor"}: a dollar buys that many times as much of it."""
        row = con.execute("SELECT per_usd FROM rate WHERE currency = ?", (_currency(asked),)).fetchone()
        per_usd = format(Decimal(row["per_usd"]) * Decimal(str(asked["factor"])), "f")
        con.execute("UPDATE rate SET per_usd = ? WHERE currency = ?", (per_usd, asked["currency"]))
        return {"currency": asked["currency"], "per_usd": per_usd}

    def transfers(self, con: Connection, asked: Asked) -> Asked:
        """{"login", "count"?, and what a transfer has}: book some that were made elsewhere, by no request."""
        login, wish = login_named(con, asked), _wish(asked)
        try:
            ids = [book(con, self._clock, login, wish, None)["id"] for _ in range(int(asked.get("count", 1)))]
        except Refusal as refusal:
            raise Mistake(str(refusal)) from None
        return {"id": ids[0] if ids else None, "ids": ids}


def _wish(asked: Asked) -> Wish:
    code = asked.get("destination", "philippines")
    if code not in DESTINATIONS:
        raise Mistake(f"no such destination: {code}")
    destination = DESTINATIONS[code]
    method = asked.get("delivery_method", next(iter(destination.methods)))
    provider = next(iter(destination.methods.get(method, {})), "")
    recipient = {
        "first_name": "Else", "last_name": "Where", "phone_number": "+639171234567",
        "bank_account_number": "1000200030", "beneficiary_name": "Else Where", **asked.get("recipient", {}),
    }  # fmt: skip
    route = Route(
        destination,
        asked.get("province", next(iter(destination.provinces), "")),
        method,
        asked.get("provider", provider),
    )
    amount, sender = str(asked.get("amount", destination.smallest)), asked.get("sender", {})
    return Wish(
        asked.get("account_currency", "usd"), route, amount, recipient, sender, asked.get("callback_url", "")
    )


def _currency(asked: Asked) -> str:
    if asked["currency"] not in CURRENCIES:
        raise Mistake(f"no such currency: {asked['currency']}")
    return str(asked["currency"])
