"""Rule kinds the desk does not know: they block sending until a supervisor lets them pass."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Connection, Permission, User
from accounts.services import audit
from accounts.services.errors import Conflict, NotAllowed, Refused
from remittance.models import RuleKindAcceptance
from remittance.selectors.form_spec import Unknown


def accept(connection: Connection, unknown: Unknown, *, reason: str, actor: Actor) -> RuleKindAcceptance:
    """Let one unknown kind pass for one field and value; the same kind with another value blocks again.

    Raises:
        NotAllowed: not a supervisor.
        Refused: no reason, or it is nothing that can be passed over.
        Conflict: it has been accepted already.
    """
    user = _must_be_allowed(actor)
    reason = " ".join(reason.replace("\x00", "").split())
    if not unknown.acceptable:
        raise Refused(_("This cannot be passed over."), code="not-acceptable")
    if not reason:
        raise Refused(_("Say why it can be passed over."), code="reason-missing")
    with transaction.atomic():
        acceptance, made = RuleKindAcceptance.objects.get_or_create(
            connection=connection,
            field=unknown.field,
            kind=unknown.kind,
            value=unknown.value,
            defaults={"accepted_by": user, "reason": reason[:300]},
        )
        if not made:
            raise Conflict(
                _("It has been accepted already, by %(name)s.") % {"name": acceptance.accepted_by},
                code="already-accepted",
            )
        _record("rule-kind.accepted", acceptance, actor)
    return acceptance


def withdraw(acceptance: RuleKindAcceptance, *, actor: Actor) -> None:
    """Take an acceptance back: the kind blocks again. Raises NotAllowed."""
    _must_be_allowed(actor)
    with transaction.atomic():
        acceptance.delete()
        _record("rule-kind.withdrawn", acceptance, actor)


def _must_be_allowed(actor: Actor) -> User:
    if actor.user is None or not actor.may(Permission.ACCEPT_RULE_KIND):
        raise NotAllowed(
            _("Only a supervisor may let an unknown rule pass."),
            code="permission",
            permission=Permission.ACCEPT_RULE_KIND,
        )
    return actor.user


def _record(action: str, acceptance: RuleKindAcceptance, actor: Actor) -> None:
    audit.record(
        action,
        actor=actor,
        shop=actor.shop,
        noun="connection",
        object_id=acceptance.connection.public_id,
        field=acceptance.field,
        kind=acceptance.kind,
        value=acceptance.value,
        reason=acceptance.reason,
    )
