"""When something was read whole, and what went wrong since."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Connection
from accounts.providers.bitspark.client import BitsparkError, MalformedReply
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import connections
from accounts.services.errors import ProviderDown
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
        why = _words(error)
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


def _words(error: BitsparkError) -> str:
    """What went wrong, without quoting the provider."""
    match error:
        case RefusedThere(http_status=401):
            return _("Bitspark does not accept the key of this connection (401).")
        case RefusedThere():
            return _("Bitspark refused to say (%(status)s).") % {"status": error.http_status}
        case MalformedReply():
            return _("Bitspark answered with something its documents do not describe.")
    if error.http_status:
        return _("Bitspark is not available now (%(status)s).") % {"status": error.http_status}
    return _("Bitspark did not answer.")
