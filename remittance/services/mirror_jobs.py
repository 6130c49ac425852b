"""What keeps the mirror fresh by itself."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.utils import timezone
from django_tasks import task

from accounts.models import Connection, Provider
from accounts.services.errors import ProviderDown
from accounts.services.jobs import loop, periodic
from remittance.models import MirrorRead

from . import mirror, top_ups, tracking

log = structlog.get_logger(__name__)
FULL_SCAN_EVERY = timedelta(hours=24)
FULL_SCAN_FROM_HOUR, FULL_SCAN_TO_HOUR = 1, 5  # UTC; a first one does not wait for the night


@loop(seconds=3)
def follow_transfers() -> int:
    """Ask about the transfers that are due; each is claimed by one worker."""
    return tracking.poll_due()


@loop(seconds=5)
def follow_top_ups() -> int:
    """Read the top-ups of the logins whose turn it is; each is claimed by one worker."""
    return top_ups.poll_due()


@periodic(seconds=60)
@task()
def read_new_transfers() -> None:
    """Read what is new or changed in every login's list of transfers."""
    _for_each_login(mirror.refresh_transfers)


@periodic(seconds=120)
@task()
def read_balances() -> None:
    """Read every login's accounts."""
    _for_each_login(mirror.refresh_balances)


@periodic(seconds=300)
@task()
def read_recipients() -> None:
    """Read every login's recipient book."""
    _for_each_login(mirror.refresh_recipients)


@periodic(seconds=900)
@task()
def read_catalogue() -> None:
    """Read destinations, rules and currencies."""
    _for_each_login(mirror.refresh_catalogue)


@periodic(seconds=900)
@task()
def read_fees() -> None:
    """Read every login's list of fees."""
    _for_each_login(mirror.refresh_fees)


@periodic(seconds=3600)
@task()
def read_money_shops() -> None:
    """Read the list of money shops, and the details that are the oldest."""
    _for_each_login(mirror.refresh_money_shops)


@periodic(seconds=1800)
@task()
def read_all_transfers() -> None:
    """Read every login's whole list of transfers once a night."""
    _for_each_login(_whole_list_if_due)


def _whole_list_if_due(connection: Connection) -> None:
    now = timezone.now()
    read = MirrorRead.objects.filter(connection=connection, noun="transfers").first()
    last = read.full_at if read else None
    at_night = FULL_SCAN_FROM_HOUR <= now.hour < FULL_SCAN_TO_HOUR
    overdue = last is None or now - last > 2 * FULL_SCAN_EVERY
    if overdue or (at_night and last is not None and now - last > FULL_SCAN_EVERY / 2):
        mirror.refresh_transfers(connection, full=True)


def _for_each_login(read: Callable[[Connection], object]) -> None:
    """One login that does not answer keeps no other from being read; its failure is noted beside its data."""
    for connection in Connection.objects.filter(provider=Provider.BITSPARK, retired_at=None):
        try:
            read(connection)
        except ProviderDown as down:
            log.warning("mirror-not-read", connection=connection.name, why=down.code)
