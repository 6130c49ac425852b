"""The only place where a money command changes its state."""

from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from accounts.models import Actor
from accounts.services import audit
from accounts.services.errors import Conflict
from wallet.models import Attempt, MoneyCommand, State, lawful
from wallet.selectors import clock
from wallet.selectors.outcomes import Outcome

from . import kinds

OUTCOMES = {State.ACCEPTED, State.REJECTED, State.CANCELLED, State.UNKNOWN, State.RELEASED}


# Outcomes of an attempt (wallet.services.results) after which the provider certainly did nothing.
NOTHING_CAME_OF_IT = ("not_sent", "fenced", "rejected")


class Unlawful(RuntimeError):
    """A move that `wallet.models.MOVES` does not know: a defect of ours, never an answer to a person."""


def move(
    command: MoneyCommand,
    to: str,
    *,
    actor: Actor,
    where: Q | None = None,
    **columns: Any,
) -> MoneyCommand:
    """Bring `command`, as it was read, to state `to`, with these columns; call it inside a transaction.

    One guarded UPDATE on state, version and fence: whoever read an older row loses. `where` is what else must
    hold of it and its login. The kind's own row follows and the audit tells of it, in the same transaction.
    `command` is fresh afterwards. What was sent before, and may have been heard then, is never closed as not
    sent: it becomes UNKNOWN instead.

    Raises:
        Unlawful: no command may go that way.
        Conflict: `moved-on`, it is no longer as it was read.
    """
    if not lawful(command.state, to):
        raise Unlawful(f"{command.state} to {to}")
    before = command.state
    if to == State.CANCELLED and may_have_been_heard(command):
        to = State.UNKNOWN
        columns |= {"outcome_code": Outcome.NO_ANSWER, "evidence": "heard-before"}
    if to in OUTCOMES:
        columns.setdefault("outcome_at", clock.now())
    if where is not None and not MoneyCommand.objects.filter(where, pk=command.pk).exists():
        raise moved_on(command)
    # Columns of its own row alone. A condition on another table would make Django put them all into a
    # subquery, which PostgreSQL does not look at again after it waited for a rival: both would win.
    rows = MoneyCommand.objects.filter(
        pk=command.pk, state=before, version=command.version, fence=command.fence
    )
    if not rows.update(state=to, version=F("version") + 1, updated_at=clock.now(), **columns):
        raise moved_on(command)
    command.refresh_from_db()
    _tell(command, actor, to.replace("_", "-"), was=before)
    return command


def may_have_been_heard(command: MoneyCommand) -> bool:
    """Whether a try of it left without proof that nothing came of it."""
    return Attempt.objects.filter(command=command).exclude(outcome__in=NOTHING_CAME_OF_IT).exists()


def mark(command: MoneyCommand, *, actor: Actor, action: str, **columns: Any) -> MoneyCommand:
    """Change columns beside the state (an anomaly, a person needed), as `move` does.

    Raises:
        Conflict: `moved-on`.
    """
    rows = MoneyCommand.objects.filter(pk=command.pk, version=command.version)
    if not rows.update(version=F("version") + 1, updated_at=clock.now(), **columns):
        raise moved_on(command)
    command.refresh_from_db()
    _tell(command, actor, action, was=command.state)
    return command


def moved_on(command: MoneyCommand) -> Conflict:
    """The answer to whoever was not the first, with what the command is by now."""
    now = MoneyCommand.objects.select_related("decided_by", "shop").get(pk=command.pk)
    told: dict[str, Any] = {"state": now.state, "version": now.version}
    if now.decided_by is None or now.decided_at is None:
        words = _("This order has changed meanwhile: %(state)s.") % {"state": now.get_state_display()}
        return Conflict(words, code="moved-on", **told)
    words = _("%(who)s decided about this order, %(when)s: %(state)s.") % {
        "who": now.decided_by,
        "when": localize(timezone.localtime(now.decided_at, now.shop.zone)),
        "state": now.get_state_display(),
    }
    return Conflict(words, code="moved-on", who=str(now.decided_by), when=now.decided_at.isoformat(), **told)


def _tell(command: MoneyCommand, actor: Actor, what: str, *, was: str) -> None:
    subject = kinds.of(command.kind).on_change(command)
    audit.record(
        f"{subject.noun}.{what}",
        actor=actor,
        shop=command.shop,
        noun=subject.noun,
        object_id=subject.object_id,
        version=subject.version,
        reference=command.reference,
        command=command.public_id,
        was=was,
        state=command.state,
        outcome=command.outcome_code,
        evidence=command.evidence,
        anomaly=command.anomaly,
    )
