"""Our accounts at SpectroCoin, one per currency, and what moved on each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .errors import Unsendable
from .plain import checked_id
from .transport import Transport
from .values import ProviderTime, Reader, Undescribed, members

HISTORY_STATUSES = ("PENDING", "PROCESSED", "FAILED")


@dataclass(frozen=True)
class Account:
    """One account. Figures are in major units of its own currency, every digit kept; None is "not told".

    available: what may be spent, as told; never worked out, since the document's own figures do not add up.
    """

    account_id: str
    currency: str
    name: str
    symbol: str | None
    balance: Decimal | None
    available: Decimal | None
    reserved: Decimal | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, told: Any) -> "Account":
        own = Reader(members(told))
        account_id, currency = own.id("accountId"), own.word("currencyCode")
        if account_id is None or not currency:
            raise Undescribed("an account has no id or no currency")
        return cls(
            account_id=account_id,
            currency=currency,
            name=own.text("currencyName") or "",
            symbol=own.text("currencySymbol"),
            balance=own.figure("balance"),
            available=own.figure("availableBalance"),
            reserved=own.figure("reservedAmount"),
            unread=own.unread,
            raw=told,
        )


@dataclass(frozen=True)
class HistoryRow:
    """One movement; None is "not told".

    number: the table's `transactionId`, the example's `transactionNo`; "" when neither was told, so that it
        cannot be recognised again.
    amount: in major units of the account's currency, negative when it left. status: upper case.
    """

    number: str
    amount: Decimal | None
    description: str
    date: ProviderTime | None
    status: str
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def has_known_status(self) -> bool:
        return self.status in HISTORY_STATUSES

    @classmethod
    def read(cls, told: Any) -> "HistoryRow":
        own = Reader(members(told))
        names = {name: own.text(name) or "" for name in ("transactionId", "transactionNo")}
        numbers = {number for number in names.values() if number}
        if len(numbers) != 1:
            own.odd("transactionId")
        return cls(
            number=names["transactionId"] or names["transactionNo"],
            amount=own.figure("amount"),
            description=own.text("description") or "",
            date=own.time("date"),
            status=own.word("status"),
            unread=own.unread,
            raw=told,
        )


@dataclass(frozen=True)
class HistoryPage:
    """One page of an account's movements, newest first, and how many there are in all."""

    items: tuple[HistoryRow, ...]
    number: int
    size: int
    total: int

    @classmethod
    def read(cls, payload: Any, number: int, size: int) -> "HistoryPage":
        own = Reader(members(payload))
        total, rows = own.id("totalCount"), payload.get("history")
        if total is None:
            raise Undescribed("it is not told how many movements there are")
        if rows is None:
            rows = []
        if not isinstance(rows, list):
            raise Undescribed("the history is no list")
        return cls(tuple(HistoryRow.read(row) for row in rows), number, size, int(total))


class Accounts:
    """`client.accounts`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> tuple[Account, ...]:
        """All our accounts.

        Source: SpectroCoin wallet API, "GET /wallet/accounts", GET /wallet/accounts. The text calls the
        answer an array; the example puts it under `accounts`. Either is read.

        Raises:
            Refused: as documented. TokenExpired.
            MalformedReply: also when an account has no id or no currency.
            Suspicious, Unavailable.
        """

        def take(payload: Any) -> tuple[Account, ...]:
            told = payload.get("accounts") if isinstance(payload, dict) else payload
            if not isinstance(told, list):
                raise Undescribed("the accounts are no list")
            return tuple(Account.read(one) for one in told)

        return self._transport.read("/wallet/accounts", take=take)

    def history(self, account_id: str, page: int, size: int = 25) -> HistoryPage:
        """One page of what moved on an account. Rows shift while it is read; recognise them by `number`.

        page: counts from 1, as in the example; that 0 is not the first is nowhere said. [guess]

        Source: SpectroCoin wallet API, "GET /wallet/account/{accountId}", GET /wallet/account/:account_id.

        Raises:
            Unsendable: the id is no row of digits, or the page no page.
            Refused: 6001 "Member account not found for this user", among others. TokenExpired.
            MalformedReply, Suspicious, Unavailable.
        """
        if page < 0 or size < 1:
            raise Unsendable("A page has a number and a size.")
        path = f"/wallet/account/{checked_id(account_id)}"
        query = [("page", str(page)), ("size", str(size))]
        return self._transport.read(path, query, take=lambda payload: HistoryPage.read(payload, page, size))
