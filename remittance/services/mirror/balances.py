"""What our accounts at Bitspark hold."""

from django.utils.translation import gettext as _

from accounts.models import Connection
from accounts.services.errors import ProviderDown
from accounts.services.waiting import in_provider_room
from remittance.models import Currency
from wallet.services import accounts

from .catalogue import refresh_catalogue
from .reads import reading


@in_provider_room()
def refresh_balances(connection: Connection) -> None:
    """Read the account in each currency that can have one; there is no list of accounts.

    One that cannot be read keeps its last figure and says so.

    Raises:
        ProviderDown: none could be read, or the currencies are not known and cannot be had.
    """
    listed = Currency.objects.filter(connection=connection, has_account=True)
    if not listed.exists():
        refresh_catalogue(connection)
    rows = [_listed(row) for row in listed.order_by("code")]
    accounts.keep_listed(connection, rows)
    codes = [row.code for row in rows]
    with reading(connection, "accounts") as found:
        held = accounts.refresh(connection, codes)
        found.rows = sum(account.is_told for account in held)
        found.complete = found.rows == len(held)
        if held and not found.rows:
            sentence = _("Bitspark told none of our balances; they are as old as the page says. %(why)s")
            raise ProviderDown(
                sentence % {"why": held[0].failure}, code="provider-unavailable", retry_after=30
            )


def _listed(currency: Currency) -> accounts.Listed:
    told = currency.raw.get("attributes") or currency.raw
    code = str(told.get("code") or currency.code)
    return accounts.Listed(code, currency.precision, told.get("currency_type") == "cryptocurrency")
