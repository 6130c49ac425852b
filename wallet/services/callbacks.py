"""What a provider calls us about: stored unread, then taken as a hint to go and read for ourselves.

Callbacks are unsigned. Nothing moves because of one: it names an attempt of ours, its body perhaps a remote
id, and only what we then read with our own key counts.
"""

import hashlib
import json
import time
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection
from accounts.models.sealing import seal, unseal
from accounts.providers.bitspark.client import BitsparkError, Unavailable, Unsendable
from accounts.services.errors import ServiceError
from wallet.models import IN_DOUBT, Attempt, CallbackInbox, MoneyCommand, State, lawful
from wallet.selectors import clock
from wallet.selectors import commands as selectors
from wallet.selectors.outcomes import Outcome

from . import kinds
from .binding import LATER, bind
from .callback_urls import is_ours, url_for
from .changes import mark
from .recording import freeze

__all__ = ["is_ours", "process", "process_waiting", "receive", "url_for"]

log = structlog.get_logger(__name__)

THE_DESK = Actor.the_desk("callbacks")
AGAIN_AFTER_S = (2, 5, 15, 60, 300)  # when the provider could not be read

# Of a callback (attempt, digest) that could not be followed yet: tries, and monotonic time of the next.
_not_before: dict[tuple[UUID, str], tuple[int, float]] = {}


def receive(attempt_id: UUID, mac: str, body: bytes) -> bool:
    """Store a callback, unread; True once it is on disk. False: a MAC not ours; nothing was looked up.

    Raises:
        DatabaseError: it could not be stored, so it must not be acknowledged.
    """
    if not is_ours(attempt_id, mac):
        return False
    digest = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        attempt = Attempt.objects.select_related("command").filter(public_id=attempt_id).first()
        if attempt is None:  # our MAC on an attempt we do not have: an older database was restored
            log.error("callback-without-attempt", attempt=str(attempt_id))
            return False
        _store(attempt, digest, body)
        Connection.objects.filter(pk=attempt.command.connection_id).update(last_callback_at=clock.now())
    return True


def _store(attempt: Attempt, digest: str, body: bytes) -> None:
    known = CallbackInbox.objects.filter(attempt=attempt, body_sha256=digest)
    if known.update(times=F("times") + 1):
        return
    row = CallbackInbox(
        attempt=attempt,
        body_sha256=digest,
        body_sealed=seal(body.decode("utf-8", "backslashreplace"), _bound(attempt, digest)),
        received_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same body came twice at once
        known.update(times=F("times") + 1)


def process_waiting(limit: int = 20) -> int:
    """Follow the hints that wait, oldest first; how many are done. For the worker; no transaction is open."""
    rows = CallbackInbox.objects.filter(processed_at=None).order_by("id")
    waiting = list(rows.values_list("pk", "attempt__public_id", "body_sha256")[: limit * 5])
    due = [
        pk
        for pk, attempt, digest in waiting
        if _not_before.get((attempt, digest), (0, 0.0))[1] <= time.monotonic()
    ]
    return sum(process(pk) for pk in due[:limit])


def process(inbox_id: int) -> bool:
    """Follow one hint; False when it must be tried again later. Safe to run twice."""
    row = CallbackInbox.objects.select_related("attempt").get(pk=inbox_id)
    command = selectors.current(row.attempt.command_id)
    try:
        result = _follow(row, command)
    except (Unavailable, ServiceError):
        result = LATER
    except Exception:  # one odd callback must not stand in the way of the others
        log.exception("callback-not-followed", reference=command.reference)
        result = LATER
    which = (row.attempt.public_id, row.body_sha256)
    if result == LATER:
        tries = _not_before.get(which, (0, 0.0))[0]
        pause = AGAIN_AFTER_S[min(tries, len(AGAIN_AFTER_S) - 1)]
        _not_before[which] = (tries + 1, time.monotonic() + pause)
        return False
    _not_before.pop(which, None)
    CallbackInbox.objects.filter(pk=inbox_id, processed_at=None).update(
        processed_at=clock.now(), result=result[:120]
    )
    return True


def _follow(row: CallbackInbox, command: MoneyCommand) -> str:
    """Read what the hint points at and do what follows; what came of it in a word or two."""
    if command.remote_id:
        return _read_again(command, command.remote_id)
    if command.state == State.SENDING and not _lease_is_gone(command):
        return LATER  # its own answer is on the way and comes first
    hint = _hint(unseal(row.body_sealed, _bound(row.attempt, row.body_sha256)))
    answer = _look(command, hint) if hint else None
    if answer is None:
        return "names nothing that we can read"
    if answer.differences:
        log.warning("callback-differs", reference=command.reference, differences=answer.differences)
        return f"differs: {', '.join(answer.differences)}"
    if command.state in IN_DOUBT and lawful(command.state, State.ACCEPTED):
        return bind(command, answer, actor=THE_DESK, evidence="callback", code=Outcome.FOUND_BY_CALLBACK)
    return _late(command, answer)


def _look(command: MoneyCommand, remote_id: str) -> kinds.Answer | None:
    """What our own key reads there; None when it reads nothing, and never will.

    Raises:
        Unavailable: it may be read later.
    """
    try:
        return kinds.of(command.kind).look(command, json.loads(command.params_text()), remote_id)
    except Unavailable:
        raise
    except (BitsparkError, Unsendable):
        return None


def _read_again(command: MoneyCommand, remote_id: str) -> str:
    """The command is bound: its own id is read, whatever the body says."""
    answer = _look(command, remote_id)
    if answer is None:
        return "bound, not readable"
    with transaction.atomic():
        kinds.of(command.kind).on_answer(selectors.current(command.pk), answer, "show")
    return "read again"


def _late(command: MoneyCommand, answer: kinds.Answer) -> str:
    """The provider has what we took for refused, cancelled or still waiting."""
    with transaction.atomic():
        fresh = selectors.current(command.pk)
        if fresh.remote_id or fresh.state in IN_DOUBT:
            return LATER
        log.error("late-arrival", reference=fresh.reference, state=fresh.state)
        why = _("LATE ARRIVAL: the provider has transfer %s for this closed order.") % answer.remote_id[:128]
        mark(fresh, actor=THE_DESK, action="late-arrival", anomaly=why, needs_person=True)
        freeze(fresh, why)
    return "late arrival"


def _hint(body: str) -> str:
    """The remote id that the body seems to name, "" for none; nothing else in it is believed."""
    try:
        told: Any = json.loads(body)
        found = told["data"]["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return found if isinstance(found, str) and 0 < len(found) <= 128 else ""


def _lease_is_gone(command: MoneyCommand) -> bool:
    return selectors.lease_gone().filter(pk=command.pk).exists()


def _bound(attempt: Attempt, digest: str) -> str:
    return f"callback:{attempt.public_id}:{digest}"
