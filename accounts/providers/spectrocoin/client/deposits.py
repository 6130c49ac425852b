"""Addresses at which crypto money is taken in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import Unsendable
from .plain import checked_currency
from .send_orders import XEM
from .transport import Transport
from .values import Reader, Undescribed, members

# As the two tables list them; ETH is not made fresh.
LAST_CURRENCIES = ("BTC", "DASH", "ETH", "XEM")
FRESH_CURRENCIES = ("BTC", "DASH", "XEM")


@dataclass(frozen=True)
class DepositAddress:
    """Where money of this currency may be sent to.

    message: of XEM always there, and always shown with the address: without it the money is lost.
    """

    currency: str
    address: str
    message: str | None
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, payload: Any, currency: str) -> "DepositAddress":
        own = Reader(members(payload))
        address, message = own.text("cryptoAddress"), own.text("message")  # `btcAddress` is obsolete
        if not address:
            raise Undescribed("the address is missing")
        if own.word("currency") != currency:
            raise Undescribed("the address is of another currency than asked")
        if currency == XEM and not message:
            raise Undescribed("the message is missing, without which XEM is lost")
        return cls(currency, address, message, payload)


class Deposits:
    """`client.deposits`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def last(self, currency: str) -> DepositAddress:
        """The current address for one of LAST_CURRENCIES.

        Source: SpectroCoin wallet API, "GET /wallet/deposit/{currency}/last",
        GET /wallet/deposit/:currency/last.

        Raises:
            Unsendable: another currency.
            Refused: 1012, among others. TokenExpired.
            MalformedReply: also when XEM comes without its message.
            Suspicious, Unavailable.
        """
        path = _path(currency, LAST_CURRENCIES, "last")
        return self._transport.read(path, take=lambda payload: DepositAddress.read(payload, currency))

    def fresh(self, currency: str) -> DepositAddress:
        """Make a new address for one of FRESH_CURRENCIES. A GET that creates: by a deliberate act alone.

        Source: SpectroCoin wallet API, "GET /wallet/deposit/{currency}/fresh",
        GET /wallet/deposit/:currency/fresh.

        Raises:
            Unsendable: another currency.
            NotSent.
            Refused: 1012, among others. TokenExpired.
            Suspicious.
            OutcomeUnknown: one may have been made: read `last`, never ask again by itself. Also for 13023,
                which only the provider's own client names: the limit of new addresses is reached.
        """
        path = _path(currency, FRESH_CURRENCIES, "fresh")
        return self._transport.write("GET", path, take=lambda payload: DepositAddress.read(payload, currency))


def _path(currency: str, listed: tuple[str, ...], which: str) -> str:
    if checked_currency(currency) not in listed:
        raise Unsendable(f"The currencies with a {which} address are {', '.join(listed)}.")
    return f"/wallet/deposit/{currency}/{which}"
