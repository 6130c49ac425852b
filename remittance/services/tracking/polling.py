"""Asking Bitspark again about transfers that are due."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Connection
from accounts.providers.bitspark.client import Bitspark, BitsparkError, Unavailable
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.providers.bitspark.client import Transfer as RemoteTransfer
from accounts.services import connections
from accounts.services.errors import ProviderDown
from accounts.services.no_answer import why_not
from accounts.services.waiting import in_provider_room
from remittance.models import Transfer
from remittance.selectors import statuses
from wallet.models import RemoteEvent
from wallet.services import scanning

from . import schedule
from .observing import observe

BUDGET = 20  # transfers asked about per login and turn
LOOK_PAGES = 6  # pages of the V2 list read per login and turn, for those that only it can show
AFTER_A_FAILURE = timedelta(seconds=60)
Source = RemoteEvent.Source


def poll_due(budget: int = BUDGET) -> int:
    """Ask about the transfers that are due, at most `budget` per login; how many were asked about.

    Safe in several workers at once: each transfer is claimed by moving its time on. A login that does not
    answer loses its turn, and what it was asked is due again in a minute.
    """
    now = timezone.now()
    due = Transfer.objects.filter(next_poll_at__lte=now, connection__retired_at=None).exclude(provider_id="")
    asked = 0
    for pk in list(due.order_by().values_list("connection_id", flat=True).distinct()):
        connection = Connection.objects.get(pk=pk)
        mine = [
            transfer
            for transfer in due.filter(connection=connection).order_by("next_poll_at")[:budget]
            if _claim(transfer, now)
        ]
        asked += len(mine)
        try:
            _ask_about(connection, mine)
        except (BitsparkError, ProviderDown) as error:
            connections.note_failure(connection, str(error))
            again = timezone.now() + AFTER_A_FAILURE
            unread = [transfer.pk for transfer in mine]
            Transfer.objects.filter(pk__in=unread, last_read_at__lt=now).update(next_poll_at=again)
    return asked


@in_provider_room()
def refresh_one(transfer: Transfer) -> Transfer:
    """Ask about one transfer now, and keep what comes; the row as it is afterwards.

    Raises:
        ProviderDown: no answer; what is shown stays as old as it says.
    """
    if not transfer.provider_id:
        return transfer
    connection = transfer.connection
    try:
        _ask_about(connection, [transfer])
    except BitsparkError as error:
        why = why_not(error.__cause__ if isinstance(error.__cause__, RefusedThere) else error)  # see `_show`
        connections.note_failure(connection, why)
        words = _("%s What you see is as old as it says.") % why
        raise ProviderDown(words, code="provider-unavailable", retry_after=30) from error
    return Transfer.objects.get(pk=transfer.pk)


def _claim(transfer: Transfer, now: datetime) -> bool:
    """Move a due transfer on to its next time; False when another worker did."""
    step = transfer.poll_step + 1
    changed_at = transfer.status_changed_at or transfer.created_at
    mine = Transfer.objects.filter(pk=transfer.pk, next_poll_at=transfer.next_poll_at)
    return bool(mine.update(poll_step=step, next_poll_at=schedule.next_poll(step, now, changed_at)))


def _ask_about(connection: Connection, transfers: list[Transfer]) -> None:
    """Read these transfers: in the V2 list those whose status only it can tell, the others one by one.

    Raises:
        BitsparkError, ProviderDown: no answer; those after it were not read.
    """
    client = connections.client_for(connection)
    in_list = {transfer.provider_id for transfer in transfers if _needs_list(transfer)}
    found = _look(client, in_list) if in_list else {}
    for remote in found.values():
        observe(connection, remote, Source.LIST)
    for transfer in transfers:
        if transfer.provider_id not in found:
            _show(client, connection, transfer)
    connections.note_good(connection)


def _needs_list(transfer: Transfer) -> bool:
    """V1 shows `suspicious` as another status: either word must be read in V2, and so must an oddity."""
    code = transfer.status_code
    return (
        statuses.is_suspicious(code)
        or code == statuses.COUNTER_CODE
        or statuses.LOOK_AGAIN in transfer.anomaly.split()
    )


def _look(client: Bitspark, ids: set[str]) -> dict[str, RemoteTransfer]:
    return scanning.look_for(
        lambda number: client.transfers.page(number, scanning.PAGE_SIZE), ids, most_pages=LOOK_PAGES
    )


def _show(client: Bitspark, connection: Connection, transfer: Transfer) -> None:
    try:
        remote = client.transfers.get(transfer.provider_id)
    except RefusedThere as refusal:
        if refusal.http_status != 404:
            raise Unavailable(str(refusal), refusal.evidence) from refusal
        _not_found(transfer)
        return
    observe(connection, remote, Source.SHOW)


def _not_found(transfer: Transfer) -> None:
    """Bitspark does not know it: flagged, kept, and asked about again in its turn."""
    codes = transfer.anomaly.split()
    if statuses.NOT_FOUND not in codes:
        Transfer.objects.filter(pk=transfer.pk, anomaly=transfer.anomaly).update(
            anomaly=" ".join([*codes, statuses.NOT_FOUND])
        )
