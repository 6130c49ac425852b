"""Durable commit 2: one sender takes a command, and that is on disk before any byte leaves."""

import hashlib
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from accounts.models import Worker
from accounts.services import jobs
from accounts.services.errors import Conflict, ServiceError
from wallet.models import Attempt, MoneyCommand, State
from wallet.selectors import clock
from wallet.selectors.outcomes import Outcome

from . import kinds
from .callback_urls import kept_part, url_for
from .changes import mark, move
from .recording import MOST_TRIES, THE_DESK, back_off

log = structlog.get_logger(__name__)

LEASE_S = 60
CALL_DEADLINE_S = 40  # the client's own, for the whole call


@dataclass(frozen=True)
class Claim:
    """A command that this process alone may send, once; `started` is monotonic, from before the commit."""

    command: MoneyCommand
    attempt: Attempt
    prepared: kinds.Prepared
    started: float


def claim(command: MoneyCommand, typed: Mapping[str, str] | None = None) -> Claim | None:
    """Take this command for sending; None when it is not to be had.

    Somebody else has it, it was stopped, its time is over, its login is paused, or a twin is in doubt: it
    stays as it is and may be taken later.
    """
    if command.state != State.QUEUED:
        return None
    attempt_id = uuid.uuid4()
    prepared = _prepared(command, attempt_id, typed)
    if prepared is None:
        return None
    started = time.monotonic()
    process = jobs.this_process()
    try:
        with transaction.atomic(durable=True):
            attempt = _take(command, attempt_id, prepared, process)
    except Conflict:
        return None
    except IntegrityError:  # uq_twin or uq_lane: one like it is in doubt
        log.info("claim-waits-for-twin", reference=command.reference)
        return None
    return Claim(command, attempt, prepared, started)


def _take(command: MoneyCommand, attempt_id: uuid.UUID, prepared: kinds.Prepared, process: Worker) -> Attempt:
    move(
        command,
        State.SENDING,
        actor=THE_DESK,
        where=Q(valid_until__gt=clock.now(), connection__paused_at=None)
        & (Q(not_before=None) | Q(not_before__lte=clock.now())),
        fence=F("fence") + 1,
        lease_until=clock.in_seconds(LEASE_S),
        sent_at=clock.now(),
        outcome_code=Outcome.SENDING,
    )
    attempt = Attempt(
        public_id=attempt_id,
        command=command,
        n=Attempt.objects.filter(command=command).count() + 1,
        fence=command.fence,
        worker=process,
        body_sha256=hashlib.sha256(prepared.body).hexdigest(),
        callback_url=kept_part(attempt_id),
        claimed_at=clock.now(),
        deadline_s=CALL_DEADLINE_S,
    )
    attempt.save(force_insert=True)
    return attempt


def _prepared(
    command: MoneyCommand, attempt_id: uuid.UUID, typed: Mapping[str, str] | None
) -> kinds.Prepared | None:
    """The call, ready to be made; None when it cannot be, which leaves a trace on the command."""
    try:
        kind = kinds.of(command.kind)
        return kind.prepare(command, json.loads(command.params_text()), url_for(attempt_id), typed)
    except ServiceError:
        _postpone(command)
    except ValueError:
        log.exception("cannot-be-sent", reference=command.reference)
        _give_up(command, Outcome.UNSENDABLE)
    except Exception:  # a key that is gone, a defect of ours: nothing has left, so it may be tried again
        log.exception("not-prepared", reference=command.reference)
        _postpone(command)
    return None


def _postpone(command: MoneyCommand) -> None:
    """There is nobody to send it to now; counted like a connection that was refused."""
    tries = command.not_sent_tries + 1
    if tries >= MOST_TRIES:
        _give_up(command, Outcome.NOT_SENT)
        return
    try:
        with transaction.atomic():
            mark(
                command,
                actor=THE_DESK,
                action="postponed",
                not_sent_tries=tries,
                not_before=back_off(tries),
                evidence="no-provider",
            )
    except Conflict:
        return


def _give_up(command: MoneyCommand, code: str) -> None:
    try:
        with transaction.atomic():
            move(command, State.CANCELLED, actor=THE_DESK, outcome_code=code, evidence="never-left")
    except Conflict:
        return
