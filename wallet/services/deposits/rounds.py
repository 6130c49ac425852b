"""What every worker does for deposits, round and round."""

import structlog
from django_tasks import task

from accounts.models import Connection, Provider
from accounts.services import jobs
from accounts.services.errors import ProviderDown
from wallet.services import deposit_addresses

from . import polling, proofs

log = structlog.get_logger(__name__)


@jobs.loop(seconds=3)
def follow_deposits() -> int:
    """Ask about the deposits that are due; each is claimed by one worker."""
    return polling.poll_due()


@jobs.loop(seconds=5)
def send_proofs() -> int:
    """Send the proofs that wait: their deposit reached Bitspark, or Bitspark can be reached again."""
    return proofs.send_due()


@jobs.periodic(seconds=300)
@task()
def read_pay_in() -> None:
    """Read every login's Bitcoin deposits that wait, its addresses and its memos."""
    for connection in Connection.objects.filter(provider=Provider.BITSPARK, retired_at=None):
        try:
            polling.refresh_pending_bitcoin(connection)
            deposit_addresses.refresh(connection)
        except ProviderDown as down:
            log.warning("pay-in-not-read", connection=connection.name, why=down.code)
