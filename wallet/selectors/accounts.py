"""Questions about what we hold."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from django.db.models import QuerySet

from accounts.models import Connection
from accounts.models.money import PLACES, plain
from wallet.models import Account


def held(connection: Connection) -> QuerySet[Account]:
    """The accounts of a login, by currency; `is_told` says whether a figure is one."""
    return Account.objects.filter(connection=connection).order_by("currency")


def held_by(connections: Iterable[Connection]) -> dict[int, list[Account]]:
    """The accounts of each of these logins, by its key, by currency. One query."""
    found: dict[int, list[Account]] = {one.pk: [] for one in connections}
    for account in Account.objects.filter(connection__in=list(found)).order_by("currency"):
        found[account.connection_id].append(account)
    return found


def low(connections: Iterable[Connection]) -> list[Account]:
    """The accounts of these logins whose balance is below their threshold. One query."""
    return [account for held in held_by(connections).values() for account in held if account.is_low]


def held_in(connection: Connection, currency: str) -> Account | None:
    """One account of a login, None where it was never asked for; codes in any case."""
    return held(connection).filter(currency=currency.upper()).first()


def filled(accounts: Iterable[Account]) -> list[Account]:
    """Those that hold something, and those of which nobody knows whether they do."""
    return [one for one in accounts if not one.is_told or one.balance is None or one.balance]


def likeliest(accounts: Iterable[Account], *wanted: str) -> str:
    """The currency to offer first: the first of `wanted` among these, else one that holds something,
    coins last."""
    by_currency = {one.currency: one for one in accounts}
    for currency in wanted:
        if currency.upper() in by_currency:
            return currency.upper()
    money_first = sorted(filled(by_currency.values()), key=lambda one: one.is_crypto)
    return next(iter([one.currency for one in money_first] or by_currency), "")


def balance_words(account: Account) -> str:
    """What it holds, for a sentence: to the decimals of its currency, the digits beyond them left out."""
    if account.balance is None:
        return account.balance_raw
    unit = Decimal(1).scaleb(-decimals_of(account))
    return plain(account.balance.quantize(unit, rounding=ROUND_DOWN))


def decimals_of(account: Account) -> int:
    """How many decimals an amount in this account may have: the provider's, at most what we keep."""
    return min(account.precision if account.precision is not None else PLACES, PLACES)
