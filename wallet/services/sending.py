"""Sending what was ordered: claim, call with no transaction open, record. At most once, whatever dies.

An answer that proves nothing leaves the command UNKNOWN, and nothing here ever sends it again.
"""

import time
from collections.abc import Mapping
from typing import Any

import structlog
from django.db import connection as database
from django.db import transaction

from accounts.services import connections, jobs
from accounts.services.errors import Conflict
from accounts.services.waiting import provider_room
from wallet.models import Attempt, MoneyCommand, State
from wallet.selectors import commands as selectors
from wallet.selectors.outcomes import ACCOUNTS, Outcome

from . import conditions, kinds, results
from .changes import move
from .claiming import Claim, claim
from .recording import THE_DESK, record
from .results import Result

log = structlog.get_logger(__name__)

LATE_AFTER_S = 10.0  # between wanting to claim and sending; a process that was stopped longer holds back


class InsideTransaction(RuntimeError):
    """Money is never sent while a transaction is open: a rollback could not undo it."""


def send_now(command_id: int, *, typed: Mapping[str, str] | None = None) -> MoneyCommand:
    """Send this command from this process, if it is to be sent, and return it as it then stands.

    Moves money. Waits for the provider up to 40 s. `typed` is what the approver of an attended kind typed;
    without it such a command is left alone. Does nothing where the command is not due, where what
    must hold does not, or where half of this web process's threads wait already: the worker takes it then.
    Whatever the provider does, nothing is raised for it; read the state.

    Raises:
        InsideTransaction: it would be sent inside one.
    """
    _must_stand_alone()
    waiting = selectors.due().filter(pk=command_id)
    if typed is None:
        waiting = waiting.exclude(kind__in=kinds.attended())
    if waiting.exists():
        with provider_room() as room:
            if room:
                _send(selectors.current(command_id), typed)
    return selectors.current(command_id)


def send_due(limit: int = 10) -> int:
    """Send what waits, oldest first, one after another; how many were looked at. For the worker."""
    rows = selectors.due().exclude(kind__in=kinds.attended())
    waiting = list(rows.values_list("pk", flat=True)[:limit])
    for command_id in waiting:
        send_now(command_id)
    return len(waiting)


def sweep_leases() -> int:
    """Bring commands whose sender is gone, or silent longer than its lease, to UNKNOWN; how many."""
    silent = [(command, "lease-expired", Outcome.NO_ANSWER) for command in selectors.lease_gone()]
    dead = [
        (command, "sender-gone", Outcome.SENDER_GONE)
        for command in selectors.being_sent()
        if _is_orphan(command)
    ]
    count = 0
    for command, evidence, code in [*dead, *silent]:
        count += _try(command, State.UNKNOWN, evidence=evidence, outcome_code=code, lease_until=None)
    return count


def cancel_late() -> int:
    """Close commands whose time is over, queued or never approved: not sent; how many."""
    count = 0
    for command in selectors.too_late().select_related("shop", "connection"):
        code = Outcome.NOT_SENT if command.not_sent_tries else Outcome.TOO_LATE
        if command.state == State.PENDING_APPROVAL:
            code = Outcome.NOT_APPROVED_IN_TIME
        count += _try(command, State.CANCELLED, outcome_code=code, evidence="never-left")
    return count


def _send(command: MoneyCommand, typed: Mapping[str, str] | None = None) -> None:
    forbidden = conditions.what_forbids(command.connection)
    if forbidden:
        log.warning("not-claimed", reference=command.reference, why=forbidden)
        return
    taken = claim(command, typed)
    if taken is None:
        return
    if time.monotonic() - taken.started > LATE_AFTER_S:
        record(taken.attempt.public_id, results.fenced())
        return
    result = _call(taken)
    if record(taken.attempt.public_id, result):
        _note(command, result)


def _call(taken: Claim) -> Result:
    """The one call. Bytes may leave here and nowhere else."""
    try:
        return results.of_answer(taken.prepared.send())
    except Exception as error:  # every one is judged; what is not understood is UNKNOWN
        return results.of_error(error)
    except BaseException as error:  # the process is told to stop: say what is known, then stop
        record(taken.attempt.public_id, results.of_error(error))
        raise


def _note(command: MoneyCommand, result: Result) -> None:
    """Remember whether the provider answers; never at the cost of the outcome."""
    try:
        answered = result.http_status is not None and result.http_status < 500
        if answered or result.outcome in {results.ACCEPTED, results.REJECTED}:
            connections.note_good(command.connection)
        else:
            words = ACCOUNTS[result.outcome_code].happened
            connections.note_failure(command.connection, str(words))
    except Exception:  # a note is not worth an error
        log.exception("not-noted", reference=command.reference)


def _is_orphan(command: MoneyCommand) -> bool:
    """Whether the process that is sending it is proven to have ended."""
    rows = Attempt.objects.filter(command=command, fence=command.fence, outcome="").select_related("worker")
    attempt = rows.first()
    return attempt is not None and jobs.is_gone(attempt.worker)


def _try(command: MoneyCommand, to: str, **columns: Any) -> bool:
    try:
        with transaction.atomic():
            move(command, to, actor=THE_DESK, **columns)
    except Conflict:
        return False
    except Exception:  # one command that cannot be moved must not keep the others from it
        log.exception("not-moved", reference=command.reference, to=to)
        return False
    return True


def _must_stand_alone() -> None:
    """No transaction may be open; the one that wraps a whole test is not counted."""
    if any(not getattr(block, "_from_testcase", False) for block in database.atomic_blocks):
        raise InsideTransaction("money is sent outside transactions only")
