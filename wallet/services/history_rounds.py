"""What keeps the history fresh by itself, login by login."""

from datetime import timedelta

import structlog
from django.utils import timezone
from django_tasks import task

from accounts.models import Connection, Provider
from accounts.services.errors import ProviderDown
from accounts.services.jobs import periodic
from wallet.models import ListRead

from . import history

log = structlog.get_logger(__name__)
WHOLE_EVERY = timedelta(hours=24)


@periodic(seconds=300)
@task()
def read_history() -> None:
    """Read what is new or changed in every login's history; once a day all of it.

    A quiet reading is two pages at most. A login that does not answer keeps no other from being read.
    """
    for connection in Connection.objects.filter(provider=Provider.BITSPARK, retired_at=None):
        try:
            history.refresh(connection, full=_is_due(connection))
        except ProviderDown as down:
            log.warning("history-not-read", connection=connection.name, why=down.code)


def _is_due(connection: Connection) -> bool:
    read = ListRead.objects.filter(connection=connection, noun=history.WHOLE).first()
    return read is None or read.good_at is None or timezone.now() - read.good_at > WHOLE_EVERY
