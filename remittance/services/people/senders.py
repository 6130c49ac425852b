"""Senders: the customers of a shop who send money."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Permission, Shop
from accounts.services import audit
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, Refused
from remittance.models import Named, Sender
from remittance.selectors.form_spec import phones
from remittance.selectors.people import business_day, is_expired

from . import names

FIELDS = (
    "first_name",
    "middle_name",
    "last_name",
    "phone_number",
    "alt_phone_number",
    "address",
    "id_number",
    "id_type",
    "id_country",
    "id_expires_on",
    "birth_date",
)
# Bitspark's names for them, in its order. Source: Bitspark API, "Send Money", relationships[sender].
SENT = (
    "first_name",
    "middle_name",
    "last_name",
    "id_number",
    "address",
    "phone_number",
    "alt_phone_number",
)


def create(values: Mapping[str, Any], *, shop: Shop, actor: Actor) -> Sender:
    """Add a sender to the shop's book. `values` by the names of FIELDS; what is absent stays empty.

    Raises:
        NotAllowed, Refused: code "invalid", with problems per field.
    """
    _must(actor, Permission.EDIT_PEOPLE)
    sender = Sender(shop=shop, created_by=actor.user)
    _put(sender, values)
    with transaction.atomic():
        sender.save(force_insert=True)
        audit.record("sender.created", actor=actor, shop=shop, **_of(sender))
    return sender


def draft(values: Mapping[str, Any], shop: Shop) -> Sender:
    """A sender as `values` would make them, with the keys to look for others by; not checked, not saved."""
    sender = Sender(shop=shop)
    _tidy(sender, values)
    names.fill_keys(sender)
    return sender


def edit(sender: Sender, values: Mapping[str, Any], *, seen: int, actor: Actor) -> Sender:
    """Change a sender; only the fields in `values`. `seen` is the version the form showed.

    A change of the id number or its expiry takes back an agreement to an expired document.

    Raises:
        Conflict: code "stale", somebody changed the sender since; `detail` says who, when, the version
            now and what differs now.
        NotAllowed, Refused: code "invalid", with problems per field.
    """
    _must(actor, Permission.EDIT_PEOPLE)
    with transaction.atomic():
        locked = Sender.objects.select_for_update(of=("self",)).select_related("shop").get(pk=sender.pk)
        refuse_stale(locked, seen, values)
        old = {name: getattr(locked, name) for name in FIELDS}
        _put(locked, values)
        changed = names.changes(old, {name: getattr(locked, name) for name in FIELDS})
        if not changed:
            return locked
        if changed.keys() & {"id_number", "id_expires_on", "id_type"}:
            locked.expired_id_agreed_by = locked.expired_id_agreed_on = None
        locked.version += 1
        locked.save()
        audit.record("sender.changed", actor=actor, shop=locked.shop, changes=changed, **_of(locked))
    return locked


def agree_to_expired_id(sender: Sender, reason: str, *, actor: Actor, now: datetime) -> Sender:
    """Let this sender send today with a document that ran out; tomorrow it blocks again.

    Raises:
        NotAllowed: only a supervisor may. Refused: it has not run out, or no reason was given.
    """
    _must(actor, Permission.AGREE_EXPIRED_ID)
    need_reason(reason)
    with transaction.atomic():
        locked = Sender.objects.select_for_update(of=("self",)).select_related("shop").get(pk=sender.pk)
        today = business_day(locked.shop, now)
        if not is_expired(locked, today):
            raise Refused(_("This id has not expired."), code="id-not-expired")
        locked.expired_id_agreed_by, locked.expired_id_agreed_on = actor.user, today
        locked.version += 1
        locked.save()
        audit.record(
            "sender.expired-id-agreed",
            actor=actor,
            shop=locked.shop,
            reason=reason,
            expired_on=locked.id_expires_on,
            good_on=today,
            **_of(locked),
        )
    return locked


def refuse_expired_id(sender: Sender, now: datetime) -> None:
    """Refuse to serve a sender whose id expired, unless a supervisor agreed for today.

    Raises:
        Refused: code "id-expired".
    """
    today: date = business_day(sender.shop, now)
    if is_expired(sender, today) and sender.expired_id_agreed_on != today:
        raise Refused(
            _("This sender's id expired. Ask for a valid one, or call your supervisor."), code="id-expired"
        )


def unmask(person: Named, reason: str, *, actor: Actor, shop: Shop | None, noun: str) -> None:
    """Record that somebody reads identity data in clear, and why; show it only after this.

    A teller may for people of the shop they stand in, while serving; others in all of their shops.

    Raises:
        NotAllowed; Refused: no reason was given.
    """
    _must(actor, Permission.UNMASK_IDENTITY)
    if actor.role == "teller" and (shop is None or actor.shop != shop):
        raise NotAllowed(
            _("A teller reads identity data only of people of the shop they work in."),
            code="not-allowed",
            permission=Permission.UNMASK_IDENTITY,
        )
    need_reason(reason)
    with transaction.atomic():
        audit.record(
            f"{noun}.unmasked",
            actor=actor,
            shop=shop,
            noun=noun,
            object_id=person.public_id,
            version=person.version,
            reason=reason,
        )


def fields_to_send(sender: Sender) -> dict[str, str]:
    """A sender by Bitspark's names, as a form is filled with them; the last name as the shop sends it."""
    fields = {name: getattr(sender, name) for name in SENT}
    return {**fields, "last_name": names.last_name_to_send(sender, sender.shop)}


def need_reason(reason: str) -> None:
    """Raise Refused unless some words were given."""
    if len(reason.strip()) < 3:
        raise Refused(
            _("Say why, in a few words."),
            code="reason-needed",
            fields={"reason": [FieldProblem("required", _("Say why, in a few words."))]},
        )


def refuse_stale(person: Named, seen: int, values: Mapping[str, Any]) -> None:
    """Refuse a change that was made looking at an older version of `person`.

    Raises:
        Conflict: code "stale"; `detail`: version now, and `now`: the values of the fields that differ
            from what was typed (identity data only by its end).
    """
    if person.version == seen:
        return
    now = {
        name: names.for_audit(name, getattr(person, name))
        for name, value in values.items()
        if str(getattr(person, name) or "") != str(value or "")
    }
    raise Conflict(
        _("Somebody changed this while you were typing. Nothing of yours is lost: compare, then save again."),
        code="stale",
        version=person.version,
        now=now,
    )


def _put(sender: Sender, values: Mapping[str, Any]) -> None:
    _tidy(sender, values)
    names.refuse_misshapen(sender, FIELDS)
    names.fill_keys(sender)


def _tidy(sender: Sender, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(sender, name, " ".join(value.split()) if isinstance(value, str) else value)
    for name in ("phone_number", "alt_phone_number"):
        setattr(sender, name, phones.completed(getattr(sender, name), sender.shop.country))
    for name in ("id_expires_on", "birth_date"):
        setattr(sender, name, getattr(sender, name) or None)


def _must(actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        raise NotAllowed(_("Your role does not cover this."), code="not-allowed", permission=permission)


def _of(sender: Sender) -> dict[str, Any]:
    return {"noun": "sender", "object_id": sender.public_id, "version": sender.version}
