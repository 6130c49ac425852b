"""What the control door can do to top-ups, fees, memos and profiles."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from accounts.providers.bitspark.sandbox import customers, fees, profiles, shops, top_up_books
from accounts.providers.bitspark.sandbox.named import login_named
from accounts.providers.bitspark.sandbox.refusals import Refusal
from accounts.providers.bitspark.sandbox.top_up_statements import status_words
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.clock import Clock
from accounts.providers.door.provider import Mistake, NoSuchThing
from accounts.providers.door.store import Connection, Row, remember

Asked = dict[str, Any]
AT_THE_DOOR = {"by": "the control door"}


class ShopActs:
    """Each is POST /_control/<name> and returns what it did."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.by_name = {
            "ask-top-up": self.ask_top_up,
            "customer-cancels": self.customer_cancels,
            "world": self.world,
            "fees": self.fees,
            "fee_ids": self.fee_ids,
            "use-memo": self.use_memo,
            "identity": self.identity,
        }

    def status(self, con: Connection, id: str, code: str) -> Asked | None:
        """Any word; None if it is no top-up. A pending one that becomes approved moves the money."""
        row = top_up_books.top_up(con, id)
        if row is None:
            return None
        stamp, cause = self._clock.stamp(con), json.dumps(AT_THE_DOOR)
        if (row["status"], code) == ("pending", "approved"):
            _refused_in_words(lambda: top_up_books.decide(con, stamp, row, "approve", cause))
        else:
            top_up_books.settle(con, stamp, id, code, cause)
        return {"id": id, "status": status_words(code)}

    def ask_top_up(self, con: Connection, asked: Asked) -> Asked:
        """{"shop_code" or "login", "currency", "amount", "count"?}: customers ask that shop, one each."""
        if asked["currency"] not in CURRENCIES:
            raise Mistake(f"no such currency: {asked['currency']}")
        shop, amount = _shop(con, asked), Decimal(str(asked["amount"]))
        if amount <= 0:
            raise Mistake("more than nothing")
        rows = [
            customers.ask(con, self._clock, shop, asked["currency"], amount)
            for _ in range(int(asked.get("count", 1)))
        ]
        ids = [row["id"] for row in rows]
        return {"id": ids[0], "ids": ids, "transaction_number": rows[0]["number"], "fee": rows[0]["fee"]}

    def customer_cancels(self, con: Connection, asked: Asked) -> Asked:
        """{"id"}: whoever asked for it wants it no more."""
        row = _top_up(con, asked["id"])
        _refused_in_words(lambda: customers.give_up(con, self._clock.stamp(con), row))
        return {"id": row["id"], "status": status_words("canceled")}

    def world(self, con: Connection, asked: Asked) -> Asked:
        """{"lively": true}: top-ups of the days before, and customers come by themselves. false: quiet."""
        if asked["lively"]:
            customers.come_alive(con, self._clock)
        else:
            customers.fall_quiet(con)
        return {"lively": bool(asked["lively"])}

    def fees(self, con: Connection, asked: Asked) -> Asked:
        """{"fee": {...}} as "All Fees" shows it, with "model" and code; {"delete": id or "all"}.

        With a known "id" it is replaced; with "login" it is that login's own, else global.
        """
        if "delete" in asked:
            con.execute("DELETE FROM fee WHERE ? IN (id, 'all')", (str(asked["delete"]),))
            return {"deleted": asked["delete"]}
        fee = {name: str(one) for name, one in asked["fee"].items() if name not in {"active", "login"}}
        if fee.get("model", "top_up") not in fees.TYPES or fee["currency"] not in CURRENCIES:
            raise Mistake(f"model is one of {', '.join(fees.TYPES)}, currency a code")
        owner = login_named(con, asked["fee"]) if "login" in asked["fee"] else None
        whole = {"model": "top_up", **fee, "active": asked["fee"].get("active", True), "login": owner}
        return {"id": fees.put(con, self._clock.stamp(con), whole)["id"]}

    def fee_ids(self, con: Connection, asked: Asked) -> Asked:
        """{"fee_ids": "as-printed" / "apart"}: whether V2's lists use the shop's id for every fee."""
        if asked["fee_ids"] not in {"as-printed", "apart"}:
            raise Mistake("as-printed or apart")
        remember(con, "bitspark:fee_ids", asked["fee_ids"])
        return {"fee_ids": asked["fee_ids"]}

    def use_memo(self, con: Connection, asked: Asked) -> Asked:
        """{"id"}: somebody paid to that memo or address."""
        done = con.execute("UPDATE memo SET is_used = 1 WHERE id = ?", (asked["id"],))
        if done.rowcount != 1:
            raise NoSuchThing(f"no memo {asked['id']}")
        return {"id": asked["id"], "is_used": True}

    def identity(self, con: Connection, asked: Asked) -> Asked:
        """{"login", "approved"}: Bitspark looked at the identity document."""
        login, given = login_named(con, asked), {"approved": bool(asked["approved"])}
        profiles.keep(con, self._clock.stamp(con), login, given, json.dumps(AT_THE_DOOR))
        return given


def _shop(con: Connection, asked: Asked) -> shops.Shop:
    code = asked.get("shop_code")
    keeper = None if code else login_named(con, asked)
    for shop in shops.everyone(con):
        if shop.code == code or shop.keeper == keeper:
            return shop
    raise NoSuchThing(f"no shop of the code {code}")


def _top_up(con: Connection, id: str) -> Row:
    row = top_up_books.top_up(con, id)
    if row is None:
        raise NoSuchThing(f"no top-up {id}")
    return row


def _refused_in_words(act: Any) -> None:
    try:
        act()
    except Refusal as refusal:
        raise Mistake(str(refusal.message)) from None
