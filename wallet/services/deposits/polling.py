"""Asking Bitspark again about deposits that are due, and reading the Bitcoin deposits that wait there."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Connection
from accounts.providers.bitspark.client import BitsparkError, Unavailable
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import connections
from accounts.services.errors import ProviderDown
from accounts.services.no_answer import why_not
from accounts.services.waiting import in_provider_room
from wallet.models import Deposit, State
from wallet.selectors.deposits import BITCOIN
from wallet.services import accounts
from wallet.services.list_reads import PAGE_SIZE, every, reading

from . import schedule
from .observing import Source, observe

BUDGET = 10  # deposits asked about per login and turn
AFTER_A_FAILURE = timedelta(seconds=60)
PENDING_BITCOIN = "pending-btc-deposits"


def poll_due(budget: int = BUDGET) -> int:
    """Ask about the deposits that are due, at most `budget` per login; how many were asked about.

    Safe in several workers at once: each deposit is claimed by moving its time on. A login that does not
    answer loses its turn.
    """
    now = timezone.now()
    due = Deposit.objects.filter(next_poll_at__lte=now, connection__retired_at=None).exclude(provider_id="")
    asked = 0
    for pk in list(due.order_by().values_list("connection_id", flat=True).distinct()):
        rows = due.filter(connection_id=pk).select_related("connection").order_by("next_poll_at")[:budget]
        mine = [deposit for deposit in rows if _claim(deposit, now)]
        asked += len(mine)
        with suppress(ProviderDown):
            for deposit in mine:
                _ask_about(deposit)
    return asked


@in_provider_room()
def refresh_one(deposit: Deposit) -> Deposit:
    """Ask about one deposit now, and keep what comes; the row as it is afterwards.

    Raises:
        ProviderDown: no answer; what is shown stays as old as it says.
    """
    if deposit.provider_id:
        _ask_about(deposit)
    return Deposit.objects.get(pk=deposit.pk)


@in_provider_room()
def refresh_pending_bitcoin(connection: Connection) -> None:
    """Read every Bitcoin deposit that waits at Bitspark, whoever made it. Those of ours that are no longer
    in the list are asked about soon.

    Raises:
        ProviderDown: no answer; the failure is kept beside the age of the list.
    """
    client, started = connections.client_for(connection), timezone.now()
    with reading(connection, PENDING_BITCOIN):
        found, _all_of_them = every(lambda number: client.payments.pending_btc_deposits(number, PAGE_SIZE))
    for remote in found:
        observe(connection, remote, Source.LIST, currency=BITCOIN)
    ours = Deposit.objects.filter(connection=connection, account_currency=BITCOIN, state=State.ACCEPTED)
    gone = ours.exclude(provider_id="").filter(read_at__lt=started)
    gone.update(next_poll_at=timezone.now())


def _claim(deposit: Deposit, now: datetime) -> bool:
    """Move a due deposit on to its next time; False when another worker did."""
    step = deposit.poll_step + 1
    changed_at = deposit.status_changed_at or deposit.created_at
    mine = Deposit.objects.filter(pk=deposit.pk, next_poll_at=deposit.next_poll_at)
    return bool(mine.update(poll_step=step, next_poll_at=schedule.next_poll(step, now, changed_at)))


def _ask_about(deposit: Deposit) -> None:
    """Read one deposit; when its money has come, the balance is read too.

    Raises:
        ProviderDown: no answer, kept beside what is known.
    """
    connection = deposit.connection
    try:
        remote = connections.client_for(connection).payments.get(deposit.provider_id)
    except BitsparkError as error:
        _not_read(deposit, error)
        return
    except ProviderDown as down:
        _failed(deposit, str(down))
        raise
    connections.note_good(connection)
    after = observe(connection, remote, Source.SHOW)
    if after.state == State.SETTLED != deposit.state:
        with suppress(ProviderDown):
            accounts.refresh_currency(connection, deposit.account_currency.lower())


def _not_read(deposit: Deposit, error: BitsparkError) -> None:
    """Keep that it could not be read. One that Bitspark does not know stays, and says so."""
    if isinstance(error, RefusedThere) and error.http_status == 404:
        _failed(deposit, _("Bitspark does not know this deposit any more (404)."))
        return
    why = why_not(error)
    _failed(deposit, why)
    connections.note_failure(deposit.connection, why)
    words = _("%s What you see is as old as it says.") % why
    raise ProviderDown(
        words, code="provider-unavailable", retry_after=30 if isinstance(error, Unavailable) else 60
    ) from error


def _failed(deposit: Deposit, why: str) -> None:
    now = timezone.now()
    rows = Deposit.objects.filter(pk=deposit.pk)
    rows.update(failed_at=now, failure=why[:300])
    rows.filter(next_poll_at__gt=now + AFTER_A_FAILURE).update(next_poll_at=now + AFTER_A_FAILURE)
