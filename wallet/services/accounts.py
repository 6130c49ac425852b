"""What we hold at a provider, read from it and kept; a failed reading keeps the last figure and says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.db.models.functions import Now

from accounts.models import Connection
from accounts.models.money import LARGEST, PLACES
from accounts.providers.bitspark.client import Account as RemoteAccount
from accounts.providers.bitspark.client import BitsparkError, Refused, raw_text
from accounts.services import connections
from accounts.services.no_answer import why_not
from accounts.services.waiting import in_provider_room
from wallet.models import Account

STEP = Decimal(1).scaleb(-PLACES)


@dataclass(frozen=True)
class Listed:
    """A currency of accounts at a provider: its code as listed, its decimals, and whether it is crypto."""

    code: str
    precision: int | None
    is_crypto: bool


def keep_listed(connection: Connection, listed: Iterable[Listed]) -> None:
    """Remember in which currencies this login can hold accounts; figures come with `refresh`."""
    for one in listed:
        Account.objects.update_or_create(
            connection=connection,
            currency=one.code.upper(),
            defaults={"code": one.code, "precision": one.precision, "is_crypto": one.is_crypto},
        )


def refresh(connection: Connection, currencies: Iterable[str]) -> list[Account]:
    """Read our account in each of these currencies, codes as the provider lists them.

    There is no list of accounts, so they are asked for one by one. One that fails does not stop the others.

    Raises:
        ProviderDown: nobody to ask.
    """
    return [refresh_currency(connection, currency) for currency in currencies]


@in_provider_room()
def refresh_currency(connection: Connection, currency: str) -> Account:
    """Read one account. A failure leaves the old figure and its age, and is kept beside it; it is never 0.

    Raises:
        ProviderDown: nobody to ask, or `busy`.
    """
    client = connections.client_for(connection)
    try:
        told = client.accounts.me(currency)
    except BitsparkError as error:
        if not isinstance(error, Refused):
            connections.note_failure(connection, _why(error))
        return _failed(connection, currency, _why(error))
    connections.note_good(connection)
    return _keep(connection, currency, told)


def cut(figure: Decimal | None) -> Decimal | None:
    """A provider's figure cut to what a column holds, to sort and compare by; None when it does not fit."""
    if figure is None or not figure.is_finite() or abs(figure) > LARGEST:
        return None
    return figure.quantize(STEP, rounding=ROUND_DOWN)


def _keep(connection: Connection, currency: str, told: RemoteAccount) -> Account:
    account, _made = Account.objects.update_or_create(
        connection=connection,
        currency=currency.upper(),
        defaults={
            "remote_id": told.id,
            "balance_raw": told.balance_text[:64],
            "balance": cut(told.balance),
            "shop_commission_raw": _text(told.shop_commission),
            "balance_threshold_raw": _text(told.balance_threshold),
            "raw": {"text": raw_text(told.raw)},
            "read_at": Now(),
            "failed_at": None,
            "failure": "",
        },
    )
    account.refresh_from_db()
    return account


def _failed(connection: Connection, currency: str, why: str) -> Account:
    account, _made = Account.objects.update_or_create(
        connection=connection, currency=currency.upper(), defaults={"failed_at": Now(), "failure": why[:300]}
    )
    account.refresh_from_db()
    return account


def _text(figure: Decimal | None) -> str:
    return "" if figure is None else format(figure, "f")[:64]


def _why(error: BitsparkError) -> str:
    """A refusal in the provider's own words: it says which currency it does not know."""
    words = " ".join(error.messages) if isinstance(error, Refused) else ""
    return words or why_not(error)
