"""Changing money between our own accounts, from either side: buy what arrives, or sell what leaves.

An exchange has no refId and no status to ask for: send it once, with balances and history read before, and
read both after. What is calculated is "at the current moment" and not reserved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .errors import Unsendable
from .plain import checked_amount, checked_currency, plain_amount
from .transport import Transport
from .values import Reader, Undescribed, members

# No FAILED: nothing says how an exchange ends that does not come to PAID. Anything else is kept as told.
EXCHANGE_STATUSES = ("NEW", "PENDING", "PAID")


@dataclass(frozen=True)
class BuyOrder:
    """Get exactly `receive_amount`, in major units of `receive_currency`, for whatever it costs."""

    receive_amount: Decimal
    receive_currency: str
    pay_currency: str

    def body(self) -> dict[str, Any]:
        """The document's fields. Raises: Unsendable, TypeError: the order cannot be said."""
        _checked_pair(self.pay_currency, self.receive_currency)
        return {
            "receiveAmount": checked_amount(self.receive_amount),
            "receiveCurrency": self.receive_currency,
            "payCurrency": self.pay_currency,
        }


@dataclass(frozen=True)
class SellOrder:
    """Give exactly `pay_amount`, in major units of `pay_currency`, for whatever it brings."""

    pay_amount: Decimal
    pay_currency: str
    receive_currency: str

    def body(self) -> dict[str, Any]:
        """The document's fields. Raises: Unsendable, TypeError: the order cannot be said."""
        _checked_pair(self.pay_currency, self.receive_currency)
        return {
            "payAmount": checked_amount(self.pay_amount),
            "receiveCurrency": self.receive_currency,
            "payCurrency": self.pay_currency,
        }


@dataclass(frozen=True)
class Calculated:
    """What the other side would be now, in major units of `currency`; not reserved."""

    amount: Decimal
    currency: str
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, payload: Any, side: str, currency: str) -> "Calculated":
        """`side` is "pay" or "receive": the one that was not asked for by amount."""
        own = Reader(members(payload))
        amount = own.figure(f"{side}Amount")
        if amount is None or amount < 0:
            raise Undescribed("the amount is missing")
        if own.word(f"{side}Currency") != currency:
            raise Undescribed("the amount is in another currency than asked")
        return cls(amount, currency, payload)


@dataclass(frozen=True)
class Exchanged:
    """What an exchange came to, in major units of each currency, the fixed side as asked.

    status: upper case, "" when none was told. Only PAID is done; PENDING may stay for ever.
    """

    exchange_id: str
    status: str
    pay_amount: Decimal
    pay_currency: str
    receive_amount: Decimal
    receive_currency: str
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def has_known_status(self) -> bool:
        return self.status in EXCHANGE_STATUSES

    @classmethod
    def read(cls, payload: Any, order: BuyOrder | SellOrder) -> "Exchanged":
        own = Reader(members(payload))
        exchange_id = own.id("exchangeId")
        paid, received = own.figure("payAmount"), own.figure("receiveAmount")
        if exchange_id is None or paid is None or received is None:
            raise Undescribed("the exchange is not told whole")
        pair = (own.word("payCurrency"), own.word("receiveCurrency"))
        if pair != (order.pay_currency, order.receive_currency):
            raise Undescribed("the exchange is between other currencies than asked")
        if isinstance(order, BuyOrder):
            agrees = received == order.receive_amount and paid > 0
        else:
            agrees = paid == order.pay_amount and received > 0
        if not agrees:
            raise Undescribed("the exchange is of another amount than asked")
        return cls(exchange_id, own.word("status"), paid, pair[0], received, pair[1], own.unread, payload)


class Exchange:
    """`client.exchange`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def calculate_buy(self, order: BuyOrder) -> Calculated:
        """What buying would cost now, in the pay currency.

        Source: SpectroCoin wallet API, "GET /wallet/exchange/calculate/buy",
        GET /wallet/exchange/calculate/buy.

        Raises:
            Unsendable, TypeError: the order cannot be said.
            Refused: 7008 "Unsupported currency exchange.", among others. TokenExpired.
            MalformedReply: also when another currency is told.
            Suspicious, Unavailable.
        """
        return self._calculate(order, "buy", "pay", order.pay_currency)

    def calculate_sell(self, order: SellOrder) -> Calculated:
        """What selling would bring now, in the receive currency.

        Source: SpectroCoin wallet API, "GET /wallet/exchange/calculate/sell",
        GET /wallet/exchange/calculate/sell. Its table and example name the two currencies the other way
        round; here the fields' names count.

        Raises:
            As `calculate_buy`.
        """
        return self._calculate(order, "sell", "receive", order.receive_currency)

    def buy(self, order: BuyOrder) -> Exchanged:
        """Buy `receive_amount`. Moves money: out of the pay currency's account, into the other.

        Source: SpectroCoin wallet API, "POST /wallet/exchange/buy", POST /wallet/exchange/buy.

        Raises:
            Unsendable, TypeError: the order cannot be said.
            NotSent.
            Refused: 7006 to 7010, among others. TokenExpired.
            Suspicious.
            OutcomeUnknown: also when the answer is not as asked. Compare balances and history; never again.
        """
        return self._exchange(order, "buy")

    def sell(self, order: SellOrder) -> Exchanged:
        """Sell `pay_amount`. Moves money: out of the pay currency's account, into the other.

        Source: SpectroCoin wallet API, "POST /wallet/exchange/sell", POST /wallet/exchange/sell.

        Raises:
            As `buy`.
        """
        return self._exchange(order, "sell")

    def _calculate(self, order: BuyOrder | SellOrder, which: str, side: str, currency: str) -> Calculated:
        path = f"/wallet/exchange/calculate/{which}"
        return self._transport.read(
            path, _query(order.body()), take=lambda payload: Calculated.read(payload, side, currency)
        )

    def _exchange(self, order: BuyOrder | SellOrder, which: str) -> Exchanged:
        path = f"/wallet/exchange/{which}"
        return self._transport.write(
            "POST", path, order.body(), take=lambda payload: Exchanged.read(payload, order)
        )


def _checked_pair(pay: str, receive: str) -> None:
    if checked_currency(pay) == checked_currency(receive):
        raise Unsendable("An exchange is between two currencies.")


def _query(body: dict[str, Any]) -> list[tuple[str, str]]:
    """An order's fields as a calculation asks for them."""
    return [(name, plain_amount(it) if isinstance(it, Decimal) else it) for name, it in body.items()]
