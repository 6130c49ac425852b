"""Reading a provider's list whole, and keeping how old what we have of it is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.utils import timezone

from accounts.models import Connection
from accounts.providers.bitspark.client import BitsparkError, Page
from accounts.services import connections
from accounts.services.errors import ProviderDown
from accounts.services.no_answer import why_not
from wallet.models import ListRead

from . import scanning
from .scanning import PAGE_SIZE

__all__ = ["PAGE_SIZE", "every", "reading"]

Row = TypeVar("Row", bound=scanning.HasId)


@contextmanager
def reading(connection: Connection, noun: str) -> Iterator[None]:
    """Note that the list `noun` is read, and how it ended. A failure leaves the good data and its age.

    Raises:
        ProviderDown: the provider did not answer, or with something that cannot be used.
    """
    started = timezone.now()
    try:
        yield
    except BitsparkError as error:
        why = why_not(error)
        _note(connection, noun, failed_at=timezone.now(), failure=why[:300])
        connections.note_failure(connection, why)
        raise ProviderDown(why, code="provider-unavailable", retry_after=30) from error
    except ProviderDown as down:
        _note(connection, noun, failed_at=timezone.now(), failure=str(down)[:300])
        raise
    _note(connection, noun, good_at=started)  # what was read is as old as the start of the reading
    connections.note_good(connection)


def every(read: Callable[[int], Page[Row]]) -> tuple[list[Row], bool]:
    """The rows of all pages, each once, and whether none can have been missed; `read` takes a page's number.

    Raises:
        BitsparkError: a page could not be read.
    """
    rows: dict[str, Row] = {}

    def take(items: Sequence[Row]) -> bool:
        new = any(item.id not in rows for item in items)
        rows.update({item.id: item for item in items})
        return new

    scan = scanning.whole(read, take)
    return list(rows.values()), scan.complete


def _note(connection: Connection, noun: str, **columns: object) -> None:
    ListRead.objects.update_or_create(connection=connection, noun=noun, defaults=columns)
