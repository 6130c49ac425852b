"""Questions about what we hold."""

from django.db.models import QuerySet

from accounts.models import Connection
from wallet.models import Account


def held(connection: Connection) -> QuerySet[Account]:
    """The accounts of a login, by currency; `is_told` says whether a figure is one."""
    return Account.objects.filter(connection=connection).order_by("currency")


def held_in(connection: Connection, currency: str) -> Account | None:
    """One account of a login, None where it was never asked for; codes in any case."""
    return held(connection).filter(currency=currency.upper()).first()
