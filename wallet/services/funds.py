"""Whether our account holds what is about to leave it, read at the provider just before."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Connection
from accounts.models.money import plain
from accounts.services.errors import FieldProblem, Refused
from wallet.models import Account
from wallet.selectors.accounts import balance_words, decimals_of, held_in

from . import accounts


def must_cover(connection: Connection, currency: str, amount: Decimal, *, field: str = "amount") -> Account:
    """Read the balance now; too little blocks. One that cannot be read does not: the provider checks it too.

    Raises:
        Refused: `balance-too-low`, beside `field`.
        ProviderDown: nobody to ask, or `busy`.
    """
    account = held_in(connection, currency)
    account = accounts.refresh_currency(connection, account.listed if account else currency.lower())
    if account.is_told and account.balance is not None and account.balance < amount:
        words = _("Our %(currency)s account holds %(balance)s; this needs %(amount)s.") % {
            "currency": account.currency,
            "balance": balance_words(account),
            "amount": plain(amount),
        }
        raise Refused(words, code="balance-too-low", fields={field: [FieldProblem("balance-too-low", words)]})
    return account


def must_fit(account: Account, amount: Decimal, *, field: str = "amount") -> None:
    """Refuse decimals that the currency does not have; nothing is rounded.

    Raises:
        Refused: `too-many-decimals`, beside `field`.
    """
    decimals = decimals_of(account)
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        words = ngettext(
            "%(currency)s has at most %(decimals)d decimal.",
            "%(currency)s has at most %(decimals)d decimals.",
            decimals,
        ) % {"currency": account.currency, "decimals": decimals}
        raise Refused(
            words, code="too-many-decimals", fields={field: [FieldProblem("too-many-decimals", words)]}
        )
