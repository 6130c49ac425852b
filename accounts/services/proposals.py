"""A change that takes two people: one proposes it, another accepts or refuses it.

What kinds of change there are is registered by the apps. The database holds to it that nobody decides about
their own (`ck_proposer_is_not_decider`). A change that must also be said to a provider is applied first and
said afterwards, once, with no transaction open; what came of it stands on the proposal.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Permission, Proposal, Shop, User
from accounts.selectors import access

from . import audit, jobs
from .errors import Conflict, FieldProblem, NotAllowed, Refused

log = structlog.get_logger(__name__)

Change = Mapping[str, Any]
THE_DESK = Actor.the_desk("proposals")
LONGEST_TELLING = timedelta(minutes=10)  # a call and the readings around it, with room


class ChangeKind(ABC):
    """One kind of change. `needs`: who may propose it. `accepts`: who may accept it."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    needs: ClassVar[Permission]
    accepts: ClassVar[Permission]
    tells_provider: ClassVar[bool] = False

    @abstractmethod
    def facts(self, proposal: Proposal) -> list[tuple[str, str]]:
        """The change in words: pairs of label and value, old beside new where there is an old one."""

    def page(self, proposal: Proposal) -> tuple[str, tuple[Any, ...]] | None:
        """The url name and arguments of the page of what it changes, None for none."""
        return None

    def apply(self, proposal: Proposal, actor: Actor) -> None:
        """Make the change in our own books, inside the transaction that accepts it; no network.

        Raises:
            Refused, Conflict: it can no longer be made.
        """
        return

    def tell(self, proposal: Proposal, actor: Actor) -> tuple[str, str]:
        """Say it to the provider, once, after the change is accepted; no transaction is open.

        Returns one of `Proposal.Outcome` and words. Only for `tells_provider`; it raises nothing.
        """
        raise NotImplementedError


_registered: dict[str, ChangeKind] = {}


def register(kind: ChangeKind) -> None:
    """Make a kind of change known, once, when its app is ready."""
    _registered[kind.name] = kind


def of(name: str) -> ChangeKind:
    """The kind of that name.

    Raises:
        LookupError: no app registered it.
    """
    try:
        return _registered[name]
    except KeyError:
        raise LookupError(f"no change is called {name!r}") from None


def all_kinds() -> list[ChangeKind]:
    """Every registered kind of change, by name."""
    return [_registered[name] for name in sorted(_registered)]


def propose(
    kind_name: str,
    *,
    title: str,
    change: Change,
    actor: Actor,
    shop: Shop | None = None,
    connection: Connection | None = None,
    subject: tuple[str, UUID] | None = None,
    why: str = "",
) -> Proposal:
    """Put a change before a second person; it does not hold until one accepts it.

    `change` is JSON, amounts as text. `subject` is noun and public id of the record it changes.

    Raises:
        NotAllowed: the role does not propose it.
        Conflict: `waits-already`, another change of this record waits.
    """
    proposer = _must(actor, of(kind_name).needs)
    noun, subject_id = subject or ("", None)
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                kind=kind_name,
                shop=shop,
                connection=connection,
                subject_noun=noun,
                subject_id=subject_id,
                title=title[:200],
                change=audit.as_json(change),
                why=why.strip()[:500],
                proposed_by=proposer,
            )
            _tell(proposal, "proposed", actor)
    except IntegrityError:
        raise Conflict(_("Another change of this waits for a second person."), code="waits-already") from None
    return proposal


def accept(proposal: Proposal, *, version: int, actor: Actor) -> Proposal:
    """Accept somebody else's change; it holds from now on. Returns it as it then stands.

    Raises:
        NotAllowed: the role does not accept it; `own-proposal`, the person proposed it.
        Conflict: `moved-on`, it was decided meanwhile; says by whom and when.
        Refused, Conflict: the change can no longer be made.
    """
    kind = of(proposal.kind)
    fresh = _to_decide(proposal, version, actor, kind.accepts)
    with transaction.atomic():
        outcome = Proposal.Outcome.CALLING if kind.tells_provider else Proposal.Outcome.NONE
        _decide(fresh, Proposal.State.ACCEPTED, actor, outcome=outcome)
        kind.apply(fresh, actor)
        _tell(fresh, "accepted", actor)
    if kind.tells_provider:
        _say_to_provider(kind, fresh, actor)
    return fresh


def refuse(proposal: Proposal, *, version: int, reason: str, actor: Actor) -> Proposal:
    """Refuse somebody else's change, with a reason that its proposer reads.

    Raises:
        Refused: `reason-missing`. NotAllowed, Conflict: as `accept`.
    """
    words = reason.strip()
    if not words:
        problem = FieldProblem("required", _("Say why; the person who proposed it reads it."))
        raise Refused(problem.message, code="reason-missing", fields={"reason": [problem]})
    fresh = _to_decide(proposal, version, actor, of(proposal.kind).accepts)
    with transaction.atomic():
        _decide(fresh, Proposal.State.REFUSED, actor, reason=words[:500])
        _tell(fresh, "refused", actor)
    return fresh


def withdraw(proposal: Proposal, *, version: int, actor: Actor) -> Proposal:
    """Take one's own proposal back before anybody decided.

    Raises:
        NotAllowed: it is somebody else's. Conflict: `moved-on`.
    """
    fresh = Proposal.objects.get(pk=proposal.pk)
    if actor.user != fresh.proposed_by:
        raise NotAllowed(_("Only who proposed it takes it back."), code="not-yours")
    if fresh.version != version or fresh.state != Proposal.State.WAITING:
        raise _moved_on(fresh)
    with transaction.atomic():
        _decide(fresh, Proposal.State.WITHDRAWN, actor)
        _tell(fresh, "withdrawn", actor)
    return fresh


def _to_decide(proposal: Proposal, version: int, actor: Actor, needs: Permission) -> Proposal:
    fresh = Proposal.objects.select_related("shop", "connection", "proposed_by").get(pk=proposal.pk)
    _must(actor, needs)
    _must_concern(actor, needs, fresh)
    if actor.user == fresh.proposed_by:
        raise NotAllowed(
            _("You proposed this; somebody else decides about it."),
            code="own-proposal",
            permission=needs.value,
        )
    if fresh.version != version or fresh.state != Proposal.State.WAITING:
        raise _moved_on(fresh)
    return fresh


def _decide(proposal: Proposal, state: str, actor: Actor, **columns: Any) -> None:
    rows = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.WAITING, version=proposal.version)
    if not rows.update(
        state=state, decided_by=actor.user, decided_at=timezone.now(), version=F("version") + 1, **columns
    ):
        raise _moved_on(proposal)
    proposal.refresh_from_db()


@jobs.loop(seconds=60)
def close_interrupted() -> None:
    """Say of changes whose telling was never heard of again that they may have been done."""
    rows = Proposal.objects.filter(
        outcome=Proposal.Outcome.CALLING, decided_at__lt=timezone.now() - LONGEST_TELLING
    )
    for proposal in rows.select_related("shop"):
        with transaction.atomic():
            if rows.filter(pk=proposal.pk).update(
                outcome=Proposal.Outcome.UNKNOWN, outcome_words=_interrupted(), version=F("version") + 1
            ):
                proposal.refresh_from_db()
                _tell(proposal, f"told-{proposal.outcome}", THE_DESK, words=proposal.outcome_words)


def _interrupted() -> str:
    return _("We were interrupted while telling the provider.")


def _say_to_provider(kind: ChangeKind, proposal: Proposal, actor: Actor) -> None:
    """Once: the state that lets anybody here was left by the transaction before."""
    try:
        outcome, words = kind.tell(proposal, actor)
    except Exception:  # what was said may have been heard: never claim that it failed
        log.exception("proposal-not-told", proposal=str(proposal.public_id))
        outcome, words = Proposal.Outcome.UNKNOWN, _interrupted()
    with transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            outcome=outcome, outcome_words=words[:500], version=F("version") + 1
        )
        proposal.refresh_from_db()
        _tell(proposal, f"told-{outcome}", actor, words=words)


def _must(actor: Actor, needs: Permission) -> User:
    if not actor.may(needs) or actor.user is None:
        raise NotAllowed(
            _("Your role does not decide about this."), code="not-allowed", permission=needs.value
        )
    return actor.user


def _must_concern(actor: Actor, needs: Permission, proposal: Proposal) -> None:
    """Their role in a shop that it changes must cover it; what changes all shops is head office's."""
    shops: list[Shop | None] = [proposal.shop]
    if proposal.shop is None and proposal.connection is not None:
        shops += proposal.connection.shops.all()
    if not any(access.may_in(actor.user, shop, needs) for shop in shops):
        raise NotAllowed(
            _("Your role does not decide about this."), code="not-allowed", permission=needs.value
        )


def _moved_on(proposal: Proposal) -> Conflict:
    now = Proposal.objects.select_related("decided_by").get(pk=proposal.pk)
    told: dict[str, Any] = {"state": now.state, "version": now.version}
    if now.decided_by is None or now.decided_at is None:
        return Conflict(_("This proposal has changed meanwhile."), code="moved-on", **told)
    zone = now.shop.zone if now.shop else None
    words = _("%(who)s decided about this, %(when)s: %(state)s.") % {
        "who": now.decided_by,
        "when": localize(timezone.localtime(now.decided_at, zone)),
        "state": now.get_state_display(),
    }
    return Conflict(words, code="moved-on", who=str(now.decided_by), when=now.decided_at.isoformat(), **told)


def _tell(proposal: Proposal, what: str, actor: Actor, **detail: Any) -> None:
    audit.record(
        f"proposal.{what}",
        actor=actor,
        shop=proposal.shop,
        noun="proposal",
        object_id=proposal.public_id,
        version=proposal.version,
        kind=proposal.kind,
        title=proposal.title,
        change=proposal.change,
        reason=proposal.reason,
        **detail,
    )
