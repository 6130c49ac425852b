"""Durable commit 3: what became of an attempt, however late it comes.

Only the sender that holds the command's fence may decide its state, and only while it is in doubt. What the
database does not take is spooled; nothing that a provider said is lost.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db import connection as database
from django.db.models import Expression
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection
from accounts.models.sealing import seal
from accounts.services import audit
from wallet.models import IN_DOUBT, Attempt, MoneyCommand, State, lawful
from wallet.selectors import clock
from wallet.selectors.outcomes import Outcome

from . import kinds, results, spool
from .changes import mark, may_have_been_heard, move
from .results import Result

log = structlog.get_logger(__name__)

MOST_TRIES = 6  # of attempts that never left
LONGEST_BACK_OFF_S = 300
THE_DESK = Actor.the_desk("sending")
# Known to have happened: what an answer without an id, an exchange's, says no more than.
HAPPENED = (State.ACCEPTED, State.SETTLED, State.FAILED_AFTER_ACCEPT, State.REFUNDED)
# A guarded repeat waits, is under way, or has no answer either: the first try's answer decides all the same.
REPEATED = (State.QUEUED, State.SENDING, State.UNKNOWN)


def record(attempt_id: UUID, result: Result) -> bool:
    """Record one outcome, or spool it; False when it was spooled. Recording twice is once."""
    try:
        _commit(attempt_id, result)
    except Exception:  # whatever the reason, the outcome must survive it
        log.exception("outcome-not-recorded", attempt=str(attempt_id), outcome=result.outcome)
        return _after(spool.keep(attempt_id, result), attempt_id, result)
    return True


def _after(path: Path, attempt_id: UUID, result: Result) -> bool:
    """Now that the outcome is safe, try once more: a server that was restarted takes a new connection."""
    database.close_if_unusable_or_obsolete()
    try:
        _commit(attempt_id, result)
    except Exception:  # the worker replays it
        return False
    spool.done(path)
    return True


def replay_spool() -> int:
    """Record what had to be spooled; how many were taken. What still fails stays for the next time."""
    count = 0
    for path, attempt_id, result in spool.kept():
        try:
            _commit(attempt_id, result)
        except Attempt.DoesNotExist:
            spool.set_aside(path, "unmatched")
        except Exception:  # the next round tries again
            log.exception("spool-not-replayed", attempt=str(attempt_id))
        else:
            spool.done(path)
            count += 1
    return count


@transaction.atomic(durable=True)
def _commit(attempt_id: UUID, result: Result) -> None:
    attempt = Attempt.objects.select_for_update().get(public_id=attempt_id)
    if attempt.outcome:
        return
    _keep_answer(attempt, result)
    command = MoneyCommand.objects.select_for_update().get(pk=attempt.command_id)
    if command.fence != attempt.fence or command.state not in IN_DOUBT:
        _came_late(command, result)
    elif result.outcome == results.ACCEPTED:
        _accept(command, result)
    elif result.outcome == results.REJECTED:
        _reject(command, result)
    elif result.outcome == results.UNKNOWN:
        _doubt(command, result)
    else:
        _back_to_queue(command, result)


def _keep_answer(attempt: Attempt, result: Result) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(
        outcome=result.outcome,
        http_status=result.http_status,
        response_sealed=seal(result.text, attempt.bound_to) if result.text else "",
        error=result.error[:300],
        sender_done_at=clock.now(),
    )


def _accept(command: MoneyCommand, result: Result) -> None:
    kind = kinds.of(command.kind)
    otherwise = _said_otherwise(result)
    try:
        with transaction.atomic():
            move(
                command,
                State.ACCEPTED,
                actor=THE_DESK,
                remote_type=kind.remote_type,
                remote_id=result.remote_id,
                remote_status=result.remote_status[:64],
                evidence=result.evidence,
                outcome_code=result.outcome_code,
                http_status=result.http_status,
                anomaly=otherwise,
                needs_person=result.needs_person,
                lease_until=None,
            )
    except IntegrityError:  # uq_remote: this id is another command's
        _already_bound(command, result)
        return
    _hand_over(kind, command, result)
    if otherwise:
        freeze(command, otherwise)


def _said_otherwise(result: Result) -> str:
    if not result.differences:
        return ""
    return (_("Answered with other values than asked: %s.") % ", ".join(result.differences))[:300]


def _hand_over(kind: kinds.Kind, command: MoneyCommand, result: Result) -> None:
    """Let the kind keep the answer; whatever fails there, the command stays ACCEPTED."""
    try:
        with transaction.atomic():
            kind.on_answer(command, result.answer, "send")
    except Exception:  # reading the details must never cost the outcome
        log.exception("answer-not-kept", reference=command.reference)
        command.refresh_from_db()
        mark(
            command,
            actor=THE_DESK,
            action="anomaly",
            anomaly=_("It was accepted, but its answer could not be kept in full."),
            needs_person=True,
        )


def _already_bound(command: MoneyCommand, result: Result) -> None:
    command.refresh_from_db()
    told: dict[str, Any] = {
        "outcome_code": Outcome.ALREADY_BOUND,
        "evidence": "already-bound",
        "needs_person": True,
        "anomaly": _("Answered with transfer %s, which is another order's.") % result.remote_id[:128],
        "http_status": result.http_status,
    }
    if command.state == State.SENDING:
        move(command, State.UNKNOWN, actor=THE_DESK, lease_until=None, **told)
    else:
        mark(command, actor=THE_DESK, action="anomaly", **told)
    freeze(command, str(told["anomaly"]))


def _reject(command: MoneyCommand, result: Result) -> None:
    if result.outcome_code != Outcome.DID_NOT_HAPPEN and may_have_been_heard(command):
        # the refusal of a repeat: the try before it may be why
        _doubt(command, replace(result, outcome_code=Outcome.ODD_ANSWER))
        _freeze_if_shut_out(command, result)
        return
    if not lawful(command.state, State.REJECTED):
        mark(
            command,
            actor=THE_DESK,
            action="anomaly",
            needs_person=True,
            refusal=result.refusal,
            anomaly=_("A refusal came after the search had begun."),
        )
        return
    move(
        command,
        State.REJECTED,
        actor=THE_DESK,
        outcome_code=result.outcome_code,
        evidence=result.evidence,
        refusal=result.refusal,
        http_status=result.http_status,
        lease_until=None,
        needs_person=False,
    )
    _freeze_if_shut_out(command, result)


def _freeze_if_shut_out(command: MoneyCommand, result: Result) -> None:
    if result.outcome_code == Outcome.LOGIN_REFUSED:
        freeze(command, _("The provider did not accept the key and secret (401)."))


def _doubt(command: MoneyCommand, result: Result) -> None:
    told: dict[str, Any] = {
        "outcome_code": result.outcome_code,
        "evidence": result.evidence,
        "refusal": result.refusal,
        "http_status": result.http_status,
        "needs_person": result.needs_person or command.needs_person,
    }
    if command.state == State.SENDING:
        move(command, State.UNKNOWN, actor=THE_DESK, lease_until=None, **told)
    else:  # the lease was first; this says more about why
        mark(command, actor=THE_DESK, action="unknown", **told)


def _back_to_queue(command: MoneyCommand, result: Result) -> None:
    """Nothing was written: it may be claimed again, until its tries or its time are over."""
    if not lawful(command.state, State.QUEUED):
        return  # UNCONFIRMED stays with the people who look into it
    tries = command.not_sent_tries + (result.outcome == results.NOT_SENT)
    if tries >= MOST_TRIES and lawful(command.state, State.CANCELLED):
        move(
            command,
            State.CANCELLED,
            actor=THE_DESK,
            outcome_code=Outcome.NOT_SENT,
            evidence=result.evidence,
            not_sent_tries=tries,
            lease_until=None,
        )
        return
    move(
        command,
        State.QUEUED,
        actor=THE_DESK,
        outcome_code=Outcome.WAITING_AGAIN if may_have_been_heard(command) else Outcome.WAITING,
        evidence=result.evidence,
        not_sent_tries=tries,
        not_before=back_off(tries) if result.outcome == results.NOT_SENT else None,
        lease_until=None,
        outcome_at=None,
        needs_person=False,
    )


def back_off(tries: int) -> Expression:
    """When the next try may be, for a query: 2, 4, 8 seconds on, at most 5 minutes."""
    return clock.in_seconds(min(2**tries, LONGEST_BACK_OFF_S))


def _came_late(command: MoneyCommand, result: Result) -> None:
    """The answer to a try that does not hold the command any more."""
    if result.executed and command.state in REPEATED and kinds.of(command.kind).guarded_repeat:
        if command.state == State.QUEUED:
            move(command, State.UNKNOWN, actor=THE_DESK, outcome_code=Outcome.NO_ANSWER, lease_until=None)
        _accept(command, result)
    else:
        _came_too_late(command, result)


def _came_too_late(command: MoneyCommand, result: Result) -> None:
    """The command is decided, or somebody else's by now. An executed answer is then an alarm."""
    known = command.state in HAPPENED if not result.remote_id else command.remote_id == result.remote_id
    if not result.executed or known:
        return
    log.error("late-arrival", reference=command.reference, state=command.state)
    why = _("LATE ARRIVAL: the provider accepted transfer %s after this order was closed.") % result.remote_id
    mark(command, actor=THE_DESK, action="late-arrival", anomaly=why[:300], needs_person=True)
    freeze(command, why)


def freeze(command: MoneyCommand, why: str) -> None:
    """Send nothing more through this login until a person has looked. Twice is once.

    In the same transaction as its cause, and told of in the shop's own chain, the one already locked.
    """
    rows = Connection.objects.filter(pk=command.connection_id, paused_at=None)
    if rows.update(paused_at=clock.now(), paused_why=why[:300]):
        audit.record(
            "connection.paused",
            actor=THE_DESK,
            shop=command.shop,
            noun="connection",
            object_id=command.connection.public_id,
            why=why,
            reference=command.reference,
        )
