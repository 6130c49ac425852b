"""The rate of an exchange, asked fresh each time; nothing is reserved by it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation, localcontext

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Connection, Shop
from accounts.models.money import plain
from accounts.providers.bitspark.client import BitsparkError
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import connections
from accounts.services.errors import Conflict, ProviderDown, Refused
from accounts.services.no_answer import why_not
from accounts.services.waiting import in_provider_room


@dataclass(frozen=True)
class Rate:
    """A rate now, as Bitspark answered: its two names, and what they are taken to mean.

    rate: its figure as written. pair: both names as answered. is_pair_asked: it is of the two currencies that
    were asked for, in that order. about: amount x rate, only then, cut to nothing; None otherwise. What
    commission will be taken off is unknown until it is done.
    """

    rate: str
    invoice: str
    payment: str
    is_pair_asked: bool
    about: Decimal | None
    asked_at: datetime

    @property
    def pair(self) -> str:
        return f"{self.invoice} / {self.payment}"


@in_provider_room()
def ask(connection: Connection, code_from: str, code_to: str, amount: Decimal | None = None) -> Rate:
    """Ask for the rate of these two currencies, codes as listed; never a cached one. Moves nothing.

    Raises:
        Refused: `no-rate`, Bitspark does not give one for this.
        ProviderDown: no answer, or `busy`.
    """
    try:
        told = connections.client_for(connection).exchanges.rate(code_from, code_to, amount)
    except RefusedThere as refusal:
        words = " ".join(refusal.messages) or why_not(refusal)
        raise Refused(_("Bitspark gives no rate for this: %s") % words, code="no-rate") from refusal
    except BitsparkError as error:
        why = why_not(error)
        connections.note_failure(connection, why)
        raise ProviderDown(
            _("%s There is no rate, so nothing can be exchanged.") % why,
            code="provider-unavailable",
            retry_after=30,
        ) from error
    about = None
    if told.is_pair_asked and amount is not None:
        with localcontext(prec=60):
            about = amount * told.rate
    return Rate(
        rate=told.rate_text or plain(told.rate),
        invoice=told.invoice_currency,
        payment=told.payment_currency,
        is_pair_asked=told.is_pair_asked,
        about=about,
        asked_at=timezone.now(),
    )


def must_be_usable(rate: Rate) -> None:
    """Refuse to exchange by a rate of other currencies than were asked for.

    Raises:
        Conflict: `rate-of-another-pair`.
    """
    if not rate.is_pair_asked:
        raise Conflict(
            _("Bitspark answered with a rate of %(pair)s, which is not what was asked for.")
            % {"pair": rate.pair},
            code="rate-of-another-pair",
            pair=rate.pair,
        )


def has_moved(shown: str, now: Rate, shop: Shop) -> bool:
    """Whether the rate left the shop's tolerance, in either direction; one that cannot be read has."""
    try:
        then, today = Decimal(shown), Decimal(now.rate)
    except InvalidOperation:
        return True
    if not then.is_finite() or not today.is_finite():
        return True
    return abs(today - then) * 100 > abs(then) * shop.tolerance_percent
