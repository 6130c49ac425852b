"""Asking Bitspark again about withdrawals that are due."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.providers.bitspark.client import BitsparkError
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import connections, jobs
from accounts.services.errors import ProviderDown
from accounts.services.no_answer import why_not
from accounts.services.waiting import in_provider_room
from wallet.models import Withdrawal
from wallet.services import accounts
from wallet.services.deposits import schedule

from .observing import observe

BUDGET = 10  # withdrawals asked about per login and turn
AFTER_A_FAILURE = timedelta(seconds=60)


@jobs.loop(seconds=3)
def follow_withdrawals() -> None:
    """Ask about the withdrawals that are due; each is claimed by one worker."""
    poll_due()


def poll_due(budget: int = BUDGET) -> int:
    """Ask about the withdrawals that are due, at most `budget` per login; how many were asked about.

    Safe in several workers at once: each is claimed by moving its time on. A login that does not answer
    loses its turn.
    """
    now = timezone.now()
    due = Withdrawal.objects.filter(next_poll_at__lte=now, connection__retired_at=None)
    due = due.exclude(provider_id="")
    asked = 0
    for pk in list(due.order_by().values_list("connection_id", flat=True).distinct()):
        rows = due.filter(connection_id=pk).select_related("connection", "command", "detail")
        mine = [one for one in rows.order_by("next_poll_at")[:budget] if _claim(one, now)]
        asked += len(mine)
        with suppress(ProviderDown):
            for withdrawal in mine:
                _ask_about(withdrawal)
    return asked


@in_provider_room()
def refresh_one(withdrawal: Withdrawal) -> Withdrawal:
    """Ask about one withdrawal now, and keep what comes; the row as it is afterwards.

    Raises:
        ProviderDown: no answer; what is shown stays as old as it says.
    """
    if withdrawal.provider_id:
        _ask_about(withdrawal)
    return Withdrawal.objects.get(pk=withdrawal.pk)


def _claim(withdrawal: Withdrawal, now: datetime) -> bool:
    """Move a due withdrawal on to its next time; False when another worker did."""
    step = withdrawal.poll_step + 1
    changed_at = withdrawal.status_changed_at or withdrawal.created_at
    mine = Withdrawal.objects.filter(pk=withdrawal.pk, next_poll_at=withdrawal.next_poll_at)
    return bool(mine.update(poll_step=step, next_poll_at=schedule.next_poll(step, now, changed_at)))


def _ask_about(withdrawal: Withdrawal) -> None:
    """Read one withdrawal; when it has ended, the balance is read too.

    Raises:
        ProviderDown: no answer, kept beside what is known.
    """
    connection = withdrawal.connection
    assert withdrawal.command is not None  # every one was asked for here
    try:
        remote = connections.client_for(connection).payments.get(withdrawal.provider_id)
    except BitsparkError as error:
        _not_read(withdrawal, error)
        return
    except ProviderDown as down:
        _failed(withdrawal, str(down))
        raise
    connections.note_good(connection)
    after = observe(withdrawal.command, remote, "show")
    if after.state != withdrawal.state:
        with suppress(ProviderDown):
            accounts.refresh_currency(connection, withdrawal.account_currency.lower())


def _not_read(withdrawal: Withdrawal, error: BitsparkError) -> None:
    """Keep that it could not be read. One that Bitspark does not know stays, and says so."""
    if isinstance(error, RefusedThere) and error.http_status == 404:
        _failed(withdrawal, _("Bitspark does not know this withdrawal any more (404)."))
        return
    why = why_not(error)
    _failed(withdrawal, why)
    connections.note_failure(withdrawal.connection, why)
    words = _("%s What you see is as old as it says.") % why
    raise ProviderDown(words, code="provider-unavailable", retry_after=30) from error


def _failed(withdrawal: Withdrawal, why: str) -> None:
    now = timezone.now()
    rows = Withdrawal.objects.filter(pk=withdrawal.pk)
    rows.update(failed_at=now, failure=why[:300])
    rows.filter(next_poll_at__gt=now + AFTER_A_FAILURE).update(next_poll_at=now + AFTER_A_FAILURE)
