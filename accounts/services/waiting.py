"""At most half of a web process's threads wait for a provider at any time; the others go on serving.

Whoever finds no room leaves the work to the worker (money), or says that the desk is busy (everything else).
A thread that has its place keeps it through everything it asks while it does one thing: it never takes two.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from .errors import ProviderDown
from .jobs import process_kind

THREADS = 8  # of a web process: `manage.py run_desk` and docs/operations.md start gunicorn with so many
TRY_AGAIN_S = 2
_room = threading.BoundedSemaphore(THREADS // 2)
_mine = threading.local()


@contextmanager
def provider_room() -> Iterator[bool]:
    """Whether this thread may wait for a provider now; never blocks. A worker process always may."""
    if process_kind() == "worker" or getattr(_mine, "held", False):
        yield True
        return
    room = _room
    got = room.acquire(blocking=False)
    _mine.held = got
    try:
        yield got
    finally:
        _mine.held = False
        if got:
            room.release()


@contextmanager
def in_provider_room() -> Iterator[None]:
    """Wait for a provider in a place of one's own, or not at all. Also a decorator.

    Raises:
        ProviderDown: `busy`, half of this process waits already; nothing was asked and nothing was done.
    """
    with provider_room() as room:
        if not room:
            raise ProviderDown(
                _("Too many people wait for Bitspark right now. Nothing was sent; try again in a moment."),
                code="busy",
                retry_after=TRY_AGAIN_S,
            )
        yield
