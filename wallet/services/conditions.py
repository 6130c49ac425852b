"""What must hold before a command is claimed: room on the disk, a clock that can be believed, a provider
that answers. Where one does not, the command stays QUEUED and its own time limit decides."""

import shutil
import threading
import time
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection as database

from accounts.models import Connection
from wallet.models import Attempt
from wallet.selectors import clock

log = structlog.get_logger(__name__)

MIN_FREE_BYTES = 200 * 1024 * 1024
CLOCK_STEP_S = 30.0  # between wall and monotonic clock
CLOCK_REST_S = 60.0  # how long nothing is claimed after such a step
BREAKER_FAILURES = 3  # unknown outcomes in a row
BREAKER_REST_S = 30


def what_forbids(connection: Connection) -> str:
    """Why nothing may be claimed for this login now, as a word for the log; "" when all is well."""
    if connection.is_paused or connection.retired_at is not None:
        return "connection-paused"
    if not disk_has_room():
        return "disk-full"
    if not _watch.sane():
        return "clock-stepped"
    if breaker_open(connection):
        return "provider-failing"
    return ""


def disk_has_room() -> bool:
    """Whether the spool and an SQLite database can still grow."""
    return all(shutil.disk_usage(place).free >= MIN_FREE_BYTES for place in _places())


def _places() -> set[Path]:
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    places = {settings.STATE_DIR}
    if database.vendor == "sqlite":
        places.add(Path(str(database.settings_dict["NAME"])).resolve().parent)
    return {place for place in places if place.exists()}


def breaker_open(connection: Connection) -> bool:
    """Whether the last three answers through this login were none, the newest half a minute ago or less.

    Each further try would be one more order in doubt; after the rest, one try decides.
    """
    ended = Attempt.objects.filter(command__connection=connection, sender_done_at__isnull=False)
    last = list(ended.order_by("-id").values_list("outcome", flat=True)[:BREAKER_FAILURES])
    if last != ["unknown"] * BREAKER_FAILURES:
        return False
    return ended.filter(sender_done_at__gte=clock.in_seconds(-BREAKER_REST_S), outcome="unknown").exists()


class ClockWatch:
    """Notices when the wall clock and the monotonic clock part by more than 30 s between two looks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._apart = time.time() - time.monotonic()
        self._rest_until = 0.0

    def sane(self) -> bool:
        with self._lock:
            apart, now = time.time() - time.monotonic(), time.monotonic()
            if abs(apart - self._apart) > CLOCK_STEP_S:
                log.error("clock-stepped", seconds=round(apart - self._apart, 1))
                self._rest_until = now + CLOCK_REST_S
            self._apart = apart
            return now >= self._rest_until


_watch = ClockWatch()
