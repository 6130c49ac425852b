"""Holds: nobody sends for this sender, or to this recipient, until a hold is lifted."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Permission, Shop
from accounts.services import audit
from accounts.services.errors import Conflict, NotAllowed, Refused
from remittance.models import Hold, Recipient, Sender

from .senders import need_reason


def place(person: Sender | Recipient, reason: str, *, actor: Actor, shop: Shop | None = None) -> Hold:
    """Stop every send for or to `person`. The hold belongs to the person's shop, else to `shop`, to the one
    the actor stands in, or to the home shop of the person's connection.

    Raises:
        NotAllowed; Conflict: code "held-already"; Refused: no reason, or code "no-shop".
    """
    _must(actor, Permission.PLACE_HOLD)
    need_reason(reason)
    where = person.shop or shop or actor.shop
    if where is None and isinstance(person, Recipient):
        where = person.connection.home_shop
    if where is None:
        raise Refused(_("Choose the shop this hold belongs to."), code="no-shop")
    if actor.user is None:
        raise NotAllowed(_("Only a person places a hold."), code="not-allowed")
    hold = Hold(shop=where, reason=reason.strip()[:500], placed_by=actor.user)
    if isinstance(person, Sender):
        hold.sender = person
    else:
        hold.recipient = person
    try:
        with transaction.atomic():
            hold.save(force_insert=True)
            _tell("hold.placed", hold, person, actor, reason)
    except IntegrityError:
        raise Conflict(_("There is a hold already."), code="held-already") from None
    return hold


def lift(hold: Hold, reason: str, *, actor: Actor) -> Hold:
    """Take a hold off; only compliance may.

    Raises:
        NotAllowed; Refused: no reason; Conflict: code "lifted-already", says by whom.
    """
    _must(actor, Permission.LIFT_HOLD)
    need_reason(reason)
    with transaction.atomic():
        changed = Hold.objects.filter(pk=hold.pk, lifted_at=None).update(
            lifted_by=actor.user, lifted_reason=reason.strip()[:500], lifted_at=timezone.now()
        )
        hold = Hold.objects.select_related("sender", "recipient", "lifted_by", "shop").get(pk=hold.pk)
        if not changed:
            raise Conflict(
                _("%(name)s has lifted this hold.") % {"name": hold.lifted_by},
                code="lifted-already",
                by=str(hold.lifted_by),
            )
        person = hold.sender or hold.recipient
        assert person is not None  # ck_hold_on_one
        _tell("hold.lifted", hold, person, actor, reason)
    return hold


def on(sender: Sender | None, recipient: Recipient | None) -> Hold | None:
    """The hold that stands on either of them; its reason is for supervisors and compliance only."""
    either = Q(pk__in=[])
    if sender is not None:
        either |= Q(sender=sender)
    if recipient is not None:
        either |= Q(recipient=recipient)
    return Hold.objects.filter(either, lifted_at=None).first()


def refuse_held(sender: Sender | None, recipient: Recipient | None) -> None:
    """Refuse to send where a hold stands; never tells why, nor whose it is.

    Raises:
        Refused: code "on-hold".
    """
    if on(sender, recipient) is not None:
        raise Refused(_("Call your supervisor."), code="on-hold")


def _must(actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        raise NotAllowed(_("Your role does not cover this."), code="not-allowed", permission=permission)


def _tell(action: str, hold: Hold, person: Sender | Recipient, actor: Actor, reason: str) -> None:
    audit.record(
        action,
        actor=actor,
        shop=hold.shop,
        noun="sender" if isinstance(person, Sender) else "recipient",
        object_id=person.public_id,
        version=person.version,
        hold=hold.public_id,
        reason=reason,
    )
