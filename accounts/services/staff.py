"""People and their roles: given, taken, let go, taken back.

An administrator acts in the shops where they are one, and on "all shops" only as head office; nobody
changes their own roles or standing. Each of these is felt on the person's next request.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Invitation, Membership, Permission, Role, Shop, User
from accounts.selectors import access
from accounts.services import audit, devices
from accounts.services.errors import Conflict, NotAllowed, Refused


def give_role(person: User, shop: Shop | None, role: str, *, actor: Actor) -> Membership:
    """Make `person` this in the shop (None: in all of them), in place of what they were there.

    Raises:
        NotAllowed: the actor is no administrator there. Refused: `oneself`.
    """
    _must_rule(actor, shop)
    _must_be_another(actor, person)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        membership = Membership.objects.filter(user=person, shop=shop).first() or Membership(
            user=person, shop=shop
        )
        was, membership.role = membership.role, Role(role)
        membership.save()
        _open_admin_site(person)
        if was != role:
            _record("person.role-given", person, actor, shop, role=role, was=was)
    return membership


def take_role(person: User, shop: Shop | None, *, actor: Actor) -> None:
    """End what `person` is in the shop (None: in all of them). Devices for shops they lose end too.

    Raises:
        NotAllowed, Refused: as `give_role`. Conflict: `no-role`, they are nothing there any more.
    """
    _must_rule(actor, shop)
    _must_be_another(actor, person)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        membership = Membership.objects.filter(user=person, shop=shop).first()
        if membership is None:
            raise Conflict(_("This person has no such role any more."), code="no-role")
        was = membership.role
        membership.delete()
        _open_admin_site(person)
        devices.end_without_shop(person)
        if was == Role.ADMIN:
            _withdraw_invitations_of(person)
        _record("person.role-taken", person, actor, shop, was=was)


def deactivate(person: User, *, actor: Actor) -> None:
    """Let a person go: sessions and devices end at their next request; their name stays on what they did.

    Raises:
        NotAllowed: the actor does not rule all the person's shops. Refused: `oneself`.
    """
    _must_rule_all_of(actor, person)
    _must_be_another(actor, person)
    with transaction.atomic():
        changed = User.objects.filter(pk=person.pk, is_active=True).update(is_active=False)
        if changed:
            ended = devices.end_all(person)
            _withdraw_invitations_of(person)
            _record("person.deactivated", person, actor, None, devices_ended=ended)
    person.refresh_from_db()


def reactivate(person: User, *, actor: Actor) -> None:
    """Take a person back, with the roles they had. Their devices stay ended. Raises as `deactivate`."""
    _must_rule_all_of(actor, person)
    _must_be_another(actor, person)
    with transaction.atomic():
        if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            _record("person.reactivated", person, actor, None)
    person.refresh_from_db()


def password_set(person: User, *, actor: Actor) -> None:
    """After a new password: every device of the person ends, and the audit says so."""
    with transaction.atomic():
        ended = devices.end_all(person)
        _record("person.password-set", person, actor, None, devices_ended=ended)


def signed_in(person: User, *, actor: Actor) -> None:
    """Note a sign-in: who, when, from where."""
    with transaction.atomic():
        _record("person.signed-in", person, actor, None)


def link_given(person: User, *, actor: Actor) -> None:
    """Note that an administrator was shown a one-time link with which this person sets a password.

    Raises:
        NotAllowed, Refused: as `deactivate`; `inactive`, the person is not active.
    """
    _must_rule_all_of(actor, person)
    _must_be_another(actor, person)
    if not person.is_active:
        raise Refused(_("This person is not active."), code="inactive")
    with transaction.atomic():
        _record("person.password-link-given", person, actor, None)


def must_rule(actor: Actor, shop: Shop | None) -> None:
    """Refuse unless the actor administers this shop (None: all shops, as head office).

    Raises:
        NotAllowed.
    """
    _must_rule(actor, shop)


def _withdraw_invitations_of(person: User) -> None:
    """A link that someone handed out before they were let go opens nothing."""
    mine = Invitation.objects.filter(created_by=person, accepted_at=None, withdrawn_at=None)
    mine.update(withdrawn_at=timezone.now())


def _must_rule(actor: Actor, shop: Shop | None) -> None:
    if actor.user is None:
        return  # a command of the deployment's own, at its terminal
    standing = access.standing_of(actor.user)
    role = standing.role_in(shop) if shop else standing.head_office
    if role != Role.ADMIN:
        raise NotAllowed(
            _("Only an administrator of that shop may do this.")
            if shop
            else _("Only an administrator of all shops may do this."),
            code="permission",
            permission=Permission.EDIT_STAFF.value,
        )


def _must_rule_all_of(actor: Actor, person: User) -> None:
    for shop in [membership.shop for membership in access.memberships(person)] or [None]:
        _must_rule(actor, shop)


def _must_be_another(actor: Actor, person: User) -> None:
    if actor.user is not None and actor.user.pk == person.pk:
        raise Refused(_("Nobody changes their own roles: ask another administrator."), code="oneself")


def _open_admin_site(person: User) -> None:
    """Django's own flag follows the administrator's role."""
    is_admin = Membership.objects.filter(user=person, role=Role.ADMIN).exists()
    User.objects.filter(pk=person.pk).update(is_staff=is_admin)
    person.is_staff = is_admin


def _record(action: str, person: User, actor: Actor, shop: Shop | None, **detail: object) -> None:
    audit.record(
        action,
        actor=actor,
        shop=shop,
        noun="person",
        object_id=person.public_id,
        **{"name": str(person), "username": person.username, **detail},  # type: ignore[arg-type]  # all are detail
    )
