"""When something was read whole, and what went wrong since."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Connection
from accounts.providers.bitspark.client import BitsparkError
from accounts.services import connections
from accounts.services.errors import ProviderDown
from accounts.services.no_answer import why_not
from remittance.models import MirrorRead


@dataclass
class Reading:
    """What a reading found, told at its end."""

    pages: int = 1
    rows: int = 0
    complete: bool = True
    full: bool = True


@contextmanager
def reading(connection: Connection, noun: str) -> Iterator[Reading]:
    """Note that `noun` is read, and how it ended. A failure leaves the age of the good data as it was.

    Raises:
        ProviderDown: Bitspark did not answer, or with something that cannot be used.
    """
    found, started = Reading(), timezone.now()
    _note(connection, noun, tried_at=started)
    try:
        yield found
    except BitsparkError as error:
        why = why_not(error)
        _note(connection, noun, failed_at=timezone.now(), failure=why[:300])
        connections.note_failure(connection, why)
        raise ProviderDown(why, code="provider-unavailable", retry_after=30) from error
    except ProviderDown as down:
        _note(connection, noun, failed_at=timezone.now(), failure=str(down)[:300])
        raise
    _note(
        connection,
        noun,
        good_at=started,  # what was read is as old as the start of the reading
        pages=found.pages,
        rows=found.rows,
        complete=found.complete,
        **({"full_at": started} if found.full and found.complete else {}),
    )
    connections.note_good(connection)


def _note(connection: Connection, noun: str, **columns: Any) -> None:
    MirrorRead.objects.update_or_create(connection=connection, noun=noun, defaults=columns)
