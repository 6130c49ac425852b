"""What every worker process does for money, round and round."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import structlog
from django.db import connection as database

from accounts.selectors import health
from accounts.services import jobs
from wallet.selectors import commands as selectors

from . import callbacks, kinds, reading_back, recording, sending

log = structlog.get_logger(__name__)

SENDERS = 6  # a provider that answers slowly must not hold up the orders behind

_pool: ThreadPoolExecutor | None = None
_in_hand: dict[int, "Future[None]"] = {}
_lock = threading.Lock()


@jobs.loop(seconds=0.5)
def send_waiting() -> None:
    """Give each order that waits to a thread of its own, as far as there are any."""
    global _pool  # noqa: PLW0603 - one pool a process, made in the process that uses it
    with _lock:
        if _pool is None:
            _pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="send")
        for pk in [pk for pk, future in _in_hand.items() if future.done()]:
            del _in_hand[pk]
        room = SENDERS - len(_in_hand)
        due = selectors.due().exclude(kind__in=kinds.attended()).exclude(pk__in=_in_hand)
        waiting = due.values_list("pk", flat=True)[:room] if room else []
        for pk in waiting:
            _in_hand[pk] = _pool.submit(_send_one, pk)


def _send_one(command_id: int) -> None:
    try:
        sending.send_now(command_id)
    except Exception:  # a thread's exception would be seen by nobody
        log.exception("not-sent", command_id=command_id)
    finally:
        database.close()


@jobs.loop(seconds=1)
def sweep() -> None:
    """Spooled outcomes first, since they decide; then what lost its sender, then what came too late."""
    recording.replay_spool()
    sending.sweep_leases()
    sending.cancel_late()


@jobs.loop(seconds=1)
def follow_callbacks() -> None:
    callbacks.process_waiting()


@jobs.loop(seconds=2)
def read_back_unknown() -> None:
    reading_back.read_due()


@jobs.loop(seconds=60)
def sound_alarms() -> None:
    """Say in the log what rests longer than it should."""
    resting = {name: count for name, count in selectors.resting().items() if count}
    if resting:
        log.error("money-rests", **resting)


@health.part("money")
def rests() -> dict[str, object]:
    """For `/readyz`: which of our alarms sound, without saying how often or whose money it is."""
    resting = sorted(name for name, count in selectors.resting().items() if count)
    return {"ok": not resting, "resting": resting}


@jobs.when_stopping
def finish_sending() -> None:
    """Wait for the answers that are on their way: at most one call's deadline."""
    if _pool is not None:
        _pool.shutdown(wait=True, cancel_futures=True)
