"""Both balances once more, after an exchange was sent: with those from before they are all the evidence."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import jobs
from accounts.services.errors import ProviderDown
from accounts.services.waiting import in_provider_room
from wallet.models import Account, Exchange, State
from wallet.selectors.accounts import held_in
from wallet.services import accounts

SENT = (State.ACCEPTED, State.SETTLED, State.UNKNOWN, State.FAILED_AFTER_ACCEPT)
MOST_TRIES = 20
FOR = timedelta(hours=6)  # figures from much later would tell of other things
SETTLED_AFTER = timedelta(seconds=120)  # an unanswered one may still be booked until then [guess]


@jobs.loop(seconds=5)
def read_after() -> None:
    """Read the balances after those exchanges whose balances could not be read at once."""
    since = timezone.now() - FOR
    rows = Exchange.objects.filter(
        state__in=SENT, after_at=None, after_tries__lt=MOST_TRIES, created_at__gte=since
    )
    settled = ~Q(state=State.UNKNOWN) | Q(command__sent_at__lte=timezone.now() - SETTLED_AFTER)
    for exchange in rows.filter(settled).select_related("connection", "command").order_by("id")[:5]:
        read(exchange)


def read(exchange: Exchange) -> Exchange:
    """Read both balances and keep them as those after it, once; one that was not sent is left alone, and one
    without an answer until it must have been booked or never is: figures read at once would look like proof.

    No transaction is open. Whatever the provider does, nothing is raised for it.
    """
    if exchange.state not in SENT or exchange.after_at is not None or _may_still_be_booked(exchange):
        return exchange
    rows = Exchange.objects.filter(pk=exchange.pk, after_at=None, after_tries=exchange.after_tries)
    if not rows.update(after_tries=F("after_tries") + 1):
        return exchange  # another process does
    pair = now(exchange)
    if pair is None:
        return exchange
    first, second = pair
    Exchange.objects.filter(pk=exchange.pk, after_at=None).update(
        after_from_raw=first.balance_raw,
        after_to_raw=second.balance_raw,
        after_at=min(first.read_at or timezone.now(), second.read_at or timezone.now()),
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    exchange.refresh_from_db()
    return exchange


def _may_still_be_booked(exchange: Exchange) -> bool:
    sent_at = exchange.command.sent_at if exchange.command else None
    if sent_at is None or exchange.state != State.UNKNOWN:
        return False
    return sent_at > timezone.now() - SETTLED_AFTER


def read_now(exchange: Exchange) -> None:
    """Read both balances because a person asks; those right after the exchange stay as they were.

    Raises:
        ProviderDown: one cannot be read.
    """
    if now(exchange) is None:
        raise ProviderDown(
            _("The balances cannot be read now. What you see is as old as it says."),
            code="provider-unavailable",
            retry_after=30,
        )


def now(exchange: Exchange) -> tuple[Account, Account] | None:
    """Both accounts, read now; None when one cannot be."""
    found = []
    try:
        with in_provider_room():
            for currency in (exchange.currency_from, exchange.currency_to):
                known = held_in(exchange.connection, currency)
                code = known.listed if known else currency.lower()
                found.append(accounts.refresh_currency(exchange.connection, code))
    except ProviderDown:
        return None
    return (found[0], found[1]) if all(one.is_told for one in found) else None
