"""Finding out by reading what became of a command in doubt, for the kinds whose outcome can be read.

Reading moves nothing. What is found is bound like an answer; what is proven not to have happened is closed.
"""

import json
import threading
import time
from contextlib import suppress

import structlog
from django.db import transaction

from accounts.models import Actor
from accounts.providers.bitspark.client import BitsparkError
from accounts.services.errors import Conflict, ServiceError
from wallet.models import MoneyCommand, State
from wallet.selectors import commands as selectors
from wallet.selectors.outcomes import Outcome

from . import kinds
from .binding import bind
from .changes import mark, move

log = structlog.get_logger(__name__)

THE_DESK = Actor.the_desk("reading-back")
PAUSES_S = (10, 30, 60, 120, 300, 900, 3600)  # between one look and the next

_lock = threading.Lock()
_next: dict[int, tuple[int, float]] = {}  # of a command: looks made, and monotonic time of the next


def read_due(limit: int = 5) -> int:
    """Look after the commands in doubt whose time has come; how many were decided. For the worker."""
    unknown = list(selectors.unknown_of(kinds.reading_back()).values_list("pk", flat=True)[:200])
    with _lock:
        for gone in set(_next) - set(unknown):
            del _next[gone]
        due = [pk for pk in unknown if _next.get(pk, (0, 0.0))[1] <= time.monotonic()][:limit]
        for pk in due:
            looks = _next.get(pk, (0, 0.0))[0]
            _next[pk] = (looks + 1, time.monotonic() + PAUSES_S[min(looks, len(PAUSES_S) - 1)])
    return sum(read_one(selectors.current(pk)) for pk in due)


def read_one(command: MoneyCommand) -> bool:
    """Look once after a command in doubt; whether it is decided now. Reading, and no transaction open.

    Whatever the provider does, nothing is raised for it.
    """
    if command.state != State.UNKNOWN:
        return False
    try:
        answer = _look(command)
    except kinds.DidNotHappen as found:
        return _close(command, str(found))
    if answer is None:
        return False
    if answer.differences:
        _note(command, answer)
        return False
    found_by = Outcome.FOUND_BY_READING
    try:
        return bind(command, answer, actor=THE_DESK, evidence="read-back", code=found_by) == "bound"
    except Exception:  # what was found cannot be kept: it stays in doubt, and the others have their turn
        log.exception("not-bound", reference=command.reference)
        return False


def _look(command: MoneyCommand) -> kinds.Answer | None:
    """What the kind reads of it now; None when nothing can be told.

    Raises:
        DidNotHappen: it had no effect.
    """
    try:
        return kinds.of(command.kind).read_back(command, json.loads(command.params_text()))
    except kinds.DidNotHappen:
        raise
    except (BitsparkError, ServiceError):
        return None
    except Exception:  # one odd answer must not stand in the way of the others
        log.exception("not-read-back", reference=command.reference)
        return None


def _close(command: MoneyCommand, words: str) -> bool:
    """It had no effect: closed as refused, with what was read. A person hears of it."""
    try:
        with transaction.atomic():
            move(
                command,
                State.REJECTED,
                actor=THE_DESK,
                evidence="read-back",
                outcome_code=Outcome.DID_NOT_HAPPEN,
                refusal=[words],
                needs_person=False,
                lease_until=None,
            )
    except Conflict:
        return False
    return True


def _note(command: MoneyCommand, answer: kinds.Answer) -> None:
    words = ", ".join(answer.differences)[:300]
    if command.anomaly == words:
        return
    with suppress(Conflict), transaction.atomic():
        mark(command, actor=THE_DESK, action="anomaly", anomaly=words, needs_person=True)
