"""Sending the same again after it went badly: first a supervisor's word that the provider kept nothing."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, Permission
from accounts.services import audit
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, Refused
from remittance.models import NotKept, Transfer
from remittance.selectors import statuses


def say_not_kept(transfer: Transfer, reason: str, *, actor: Actor) -> NotKept:
    """Record that the provider did not keep the money of this transfer, and how that is known.

    Raises:
        NotAllowed: only a supervisor may say it.
        Refused: `no-reason`, or `not-needed`, the transfer did not go badly.
        Conflict: `said-already`.
    """
    if not actor.may(Permission.WORD_NOT_KEPT) or actor.user is None:
        raise NotAllowed(
            _("Only a supervisor may say this."),
            code="not-allowed",
            permission=Permission.WORD_NOT_KEPT.value,
        )
    if transfer.status_code not in statuses.NEEDS_WORD_FIRST:
        raise Refused(_("This transfer did not go badly."), code="not-needed")
    words = " ".join(reason.split())[:500]
    if not words:
        sentence = _("Say how you know: who at Bitspark said so, or what the balance shows.")
        raise Refused(sentence, code="no-reason", fields={"reason": [FieldProblem("required", sentence)]})
    try:
        with transaction.atomic():
            said = NotKept.objects.create(transfer=transfer, said_by=actor.user, reason=words)
            audit.record(
                "transfer.not-kept",
                actor=actor,
                shop=transfer.shop,
                noun="transfer",
                object_id=transfer.public_id,
                version=transfer.version,
                reason=words,
            )
    except IntegrityError:
        raise Conflict(_("This was recorded already."), code="said-already") from None
    return said


def refuse_without_word(transfer: Transfer) -> None:
    """Refuse to send again what went badly, until the word is recorded.

    Raises:
        Refused: `word-first`.
    """
    if transfer.status_code in statuses.NEEDS_WORD_FIRST and not hasattr(transfer, "not_kept"):
        raise Refused(
            _("Before this is sent again, a supervisor records that Bitspark did not keep the money."),
            code="word-first",
        )
