"""Inviting a colleague: a link that works once, for seven days, until it is withdrawn."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Invitation, Membership, Role, Shop, User
from accounts.services import audit, staff
from accounts.services.errors import Conflict, FieldProblem, Refused

GOOD_FOR = timedelta(days=7)


def invite(
    *, actor: Actor, name: str, role: str, shops: list[Shop], all_shops: bool = False, email: str = ""
) -> tuple[Invitation, str]:
    """Make an invitation; the token of its link is told now and never again.

    Raises:
        NotAllowed: the actor is no administrator in one of the shops. Refused: `no-shop`.
    """
    if not shops and not all_shops:
        words = _("Choose at least one shop, or all shops.")
        raise Refused(words, code="no-shop", fields={"shops": [FieldProblem("required", words)]})
    for shop in [None] if all_shops else shops:
        staff.must_rule(actor, shop)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        name=name,
        email=email,
        role=Role(role),
        all_shops=all_shops,
        token_hash=_hash(token),
        created_by=actor.user,
        expires_at=timezone.now() + GOOD_FOR,
    )
    with transaction.atomic():
        invitation.save(force_insert=True)
        invitation.shops.set([] if all_shops else shops)
        _record(
            "invitation.made", invitation, actor, shops=["*"] if all_shops else [shop.code for shop in shops]
        )
    return invitation, token


def mail(invitation: Invitation, link: str) -> bool:
    """Mail the link to the person invited, where the desk has real mail; whether it was handed over."""
    if not settings.MAIL_IS_REAL or not invitation.email:
        return False
    text = _(
        "Hello %(name)s,\n\nyou are invited to the desk. Open this link within 7 days "
        "and choose a password:\n\n%(link)s\n\nThe link works once. If you did not expect this, ignore it."
    )
    try:
        send_mail(
            _("Your invitation to the desk"),
            text % {"name": invitation.name, "link": link},
            None,
            [invitation.email],
        )
    except OSError:  # the mail server; the link is on the page as well
        return False
    return True


def withdraw(invitation: Invitation, *, actor: Actor) -> None:
    """Make the link worthless.

    Raises:
        Conflict: `invitation-used`, it was accepted or withdrawn before. NotAllowed: as `invite`.
    """
    for shop in [None] if invitation.all_shops else list(invitation.shops.all()):
        staff.must_rule(actor, shop)
    with transaction.atomic():
        open_now = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
        if not open_now.update(withdrawn_at=timezone.now()):
            raise Conflict(_("This invitation was used or withdrawn already."), code="invitation-used")
        _record("invitation.withdrawn", invitation, actor)
    invitation.refresh_from_db()


def find(token: str) -> Invitation | None:
    """The invitation this link opens now, None if it was used, withdrawn, has expired, or never was."""
    return Invitation.objects.filter(
        token_hash=_hash(token), accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).first()


def accept(token: str, *, name: str, username: str, password: str, address: str = "") -> User:
    """Turn a link into a person with the roles it carries. The link is used up.

    Raises:
        Conflict: `invitation-used`. Refused: `username-taken`, `password`.
    """
    person = User(name=name, username=User.normalize_username(username))
    _must_be_strong(password, person)
    person.set_password(password)
    with transaction.atomic():
        invitation = _claim(token)
        person.email, person.is_staff = invitation.email, invitation.role == Role.ADMIN
        _save_new(person)
        shops = [None] if invitation.all_shops else list(invitation.shops.all())
        Membership.objects.bulk_create(
            Membership(user=person, shop=shop, role=invitation.role) for shop in shops
        )
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
        actor = Actor(user=person, role=invitation.role, address=address)
        _record("invitation.accepted", invitation, actor, username=person.username)
    return person


def _claim(token: str) -> Invitation:
    """Use the link up by one guarded update, so that of two at once one wins."""
    now = timezone.now()
    found = Invitation.objects.filter(
        token_hash=_hash(token), accepted_at=None, withdrawn_at=None, expires_at__gt=now
    )
    if not found.update(accepted_at=now):
        words = _("This invitation does not work any more: it was used, withdrawn, or is older than 7 days.")
        raise Conflict(words, code="invitation-used")
    return Invitation.objects.get(token_hash=_hash(token))


def _save_new(person: User) -> None:
    try:
        if User.objects.filter(username__iexact=person.username).exists():  # sign-in ignores case
            raise IntegrityError
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        words = _("Somebody has this username. Choose another.")
        raise Refused(
            words, code="username-taken", fields={"username": [FieldProblem("taken", words)]}
        ) from None


def _must_be_strong(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as wrong:
        problems = [FieldProblem("password", message) for message in wrong.messages]
        raise Refused(_("Choose another password."), code="password", fields={"password": problems}) from None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(action: str, invitation: Invitation, actor: Actor, **detail: object) -> None:
    audit.record(
        action,
        actor=actor,
        shop=None,
        noun="invitation",
        object_id=invitation.public_id,
        **{"name": invitation.name, "role": invitation.role, **detail},  # type: ignore[arg-type]  # all are detail
    )
