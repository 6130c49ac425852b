"""Binding a command in doubt to the remote object that was found to be its own."""

import structlog
from django.db import IntegrityError, transaction

from accounts.models import Actor
from accounts.services.errors import Conflict
from wallet.models import MoneyCommand, State
from wallet.selectors import commands as selectors

from . import kinds
from .changes import move

log = structlog.get_logger(__name__)

LATER = "later"


def bind(command: MoneyCommand, answer: kinds.Answer, *, actor: Actor, evidence: str, code: str) -> str:
    """The provider has it and every field is the one we asked for: this is what became of the command.

    Returns "bound", "another order's" (the object belongs to another command), or LATER when the command
    changed meanwhile.
    """
    kind = kinds.of(command.kind)
    try:
        with transaction.atomic():
            move(
                command,
                State.ACCEPTED,
                actor=actor,
                remote_type=kind.remote_type,
                remote_id=answer.remote_id,
                remote_status=answer.remote_status[:64],
                evidence=evidence,
                outcome_code=code,
                lease_until=None,
                needs_person=False,
            )
            kind.on_answer(selectors.current(command.pk), answer, "show")
    except Conflict:
        return LATER
    except IntegrityError:  # uq_remote: it is another command's
        log.error("found-is-anothers", reference=command.reference, evidence=evidence)
        return "another order's"
    return "bound"
