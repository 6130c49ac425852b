"""Addresses and memos as pages read them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import Connection
from wallet.models import DepositAddress, ListRead, MemoAccount

COINS = ("BTC", "ETH")  # those that the document gives addresses for
ADDRESSES, MEMOS = "addresses", "memos"  # nouns of ListRead


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; every field may be left out."""

    kind: str = ""
    is_used: bool | None = None
    currency: str = ""


@dataclass(frozen=True)
class Row:
    """One address or memo. `usable`: somebody can be told to pay to it; `account`: a memo's account name."""

    row: DepositAddress
    usable: bool
    account: str

    @property
    def is_memo(self) -> bool:
        return self.row.kind == DepositAddress.Kind.MEMO


def of_connections(keys: Collection[int], wanted: Wanted) -> QuerySet[DepositAddress]:
    """The addresses and memos of these logins that are wanted."""
    rows = DepositAddress.objects.filter(connection_id__in=keys)
    equal: dict[str, Any] = {"kind": wanted.kind, "currency": wanted.currency}
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    return rows if wanted.is_used is None else rows.filter(is_used=wanted.is_used)


def shown(rows: Iterable[DepositAddress]) -> list[Row]:
    """The rows as a page shows them. One query, for the names of accounts."""
    found = list(rows)
    names = memo_accounts({row.connection_id for row in found})
    return [_row(row, names.get(row.connection_id, "")) for row in found]


def memo_accounts(keys: Collection[int]) -> dict[int, str]:
    """The account name of each login that one was typed for, by the login's key. One query."""
    rows = MemoAccount.objects.filter(connection_id__in=keys).order_by("id")
    return dict(rows.values_list("connection_id", "name"))  # the newest comes last and stays


def reads_of(connections: Collection[Connection]) -> dict[tuple[int, str], ListRead]:
    """When each list of these logins was read, by login and noun. One query."""
    rows = ListRead.objects.filter(connection__in=connections)
    return {(row.connection_id, row.noun): row for row in rows}


def _row(row: DepositAddress, account: str) -> Row:
    memo = row.kind == DepositAddress.Kind.MEMO
    return Row(row, usable=bool(row.code) and (bool(account) or not memo), account=account if memo else "")
