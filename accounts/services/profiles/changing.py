"""Changing the profile behind a login at Bitspark, with the password of the moment.

The current password is typed for each change, said once and kept nowhere; neither is a new one.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Permission, Profile
from accounts.providers.bitspark.client import (
    File,
    NotSent,
    OutcomeUnknown,
    ProfileChange,
    Unsendable,
)
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import audit, connections, files
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, ProviderDown, Refused
from accounts.services.waiting import in_provider_room

from .reading import CHANGEABLE, TEXTS, keep, refresh

ALWAYS_SAID = ("first_name", "last_name", "value")
_PLACED = (*TEXTS, "currency", "id_number", "current_password", "password_confirmation", "password", "proof")


@in_provider_room()
def change(
    profile: Profile,
    wanted: Mapping[str, str],
    *,
    current_password: str,
    actor: Actor,
    seen: int,
    new_password: str = "",
    proof: tuple[str, bytes] | None = None,
) -> Profile:
    """Say what the profile is to hold, and read what it then holds. Moves no money.

    `wanted` are values by `CHANGEABLE` names; what is as it was told is not said again. `seen` is the version
    that the page showed. `proof` is a file's name and bytes; it is looked into first. Whatever became of the
    call, neither a password nor the file is kept.

    Raises:
        NotAllowed: the role does not change it.
        Conflict: `moved-on`, the profile was read anew meanwhile and says something else.
        Refused: in the provider's sentences, each beside its field where it names one; `nothing-changed`.
        ProviderDown: nothing was said; or `outcome-unknown`: it may have been, and it could not be read.
    """
    _must_change(actor)
    fresh = Profile.objects.select_related("connection").get(pk=profile.pk)
    if fresh.version != seen:
        raise Conflict(
            _("The profile says something else by now. Look at it again."),
            code="moved-on",
            version=fresh.version,
        )
    fields = _to_say(fresh.told, wanted)
    changed = sorted(name for name in fields if fields[name] != _told_text(fresh.told, name))
    changed += ["password"] * bool(new_password) + ["proof"] * (proof is not None)
    if not changed:
        raise Refused(_("Nothing is different from what Bitspark holds."), code="nothing-changed")
    if new_password:
        fields |= {"password": new_password, "password_confirmation": new_password}
    return _say(fresh, ProfileChange(current_password, fields, _looked_into(proof)), changed, actor)


@transaction.atomic
def note_unmasked(profile: Profile, reason: str, actor: Actor) -> None:
    """Record that somebody looked at the identity number in full, and why.

    Raises:
        NotAllowed: the role does not. Refused: `reason-missing`.
    """
    if not actor.may(Permission.UNMASK_IDENTITY):
        raise NotAllowed(
            _("Your role does not see identity numbers in full."),
            code="not-allowed",
            permission=Permission.UNMASK_IDENTITY.value,
        )
    words = reason.strip()
    if not words:
        problem = FieldProblem("required", _("Say why you need to see it."))
        raise Refused(problem.message, code="reason-missing", fields={"reason": [problem]})
    _record("profile.unmasked", profile, actor, reason=words[:300])


def _say(profile: Profile, change: ProfileChange, changed: list[str], actor: Actor) -> Profile:
    connection = profile.connection
    try:
        told = connections.client_for(connection).profile.update(change)
    except Unsendable as error:
        raise Refused(_("This cannot be sent: %s") % error, code="unsendable") from error
    except NotSent as error:
        raise ProviderDown(
            _("Bitspark could not be reached; nothing was changed."), code="not-sent", retry_after=30
        ) from error
    except RefusedThere as error:
        _noted("profile.change-refused", profile, actor, changed)
        raise _refusal(error) from error
    except OutcomeUnknown as error:
        _noted("profile.change-unknown", profile, actor, changed)
        return _look_again(connection, error)
    kept = keep(profile, told)
    _noted("profile.changed", kept, actor, changed)
    return kept


def _look_again(connection: Connection, error: OutcomeUnknown) -> Profile:
    """No clear answer came: what the profile says now is the truth, if it can be read."""
    try:
        return refresh(connection)
    except ProviderDown as down:
        raise ProviderDown(
            _("It may have been changed; Bitspark gave no clear answer. Read the profile again in a while."),
            code="outcome-unknown",
            retry_after=60,
        ) from (error or down)


def _looked_into(proof: tuple[str, bytes] | None) -> File | None:
    """The proof as it may be sent.

    Raises:
        Refused: as `files.cleaned` and `files.must_be_clean`, beside the field `proof`.
    """
    if proof is None:
        return None
    try:
        fit = files.cleaned(*proof)
        files.must_be_clean(fit.content)
    except Refused as refusal:
        refusal.fields = {"proof": refusal.fields.get("file", [])}
        raise
    return File(fit.name, fit.content, fit.media_type)


def _to_say(told: Mapping[str, Any], wanted: Mapping[str, str]) -> dict[str, str]:
    """What differs, and what is said always."""
    given = {name: wanted[name].strip() for name in CHANGEABLE if name in wanted}
    return {
        name: text for name, text in given.items() if text != _told_text(told, name) or name in ALWAYS_SAID
    }


def _told_text(told: Mapping[str, Any], name: str) -> str:
    return str(told.get(name) or "")


def _refusal(error: RefusedThere) -> Refused:
    """Their sentences, each beside the field that it begins with, as Rails writes it. [guess]"""
    fields: dict[str, list[FieldProblem]] = {}
    above: list[str] = []
    for sentence in error.messages:
        words = sentence.casefold().replace("_", " ")
        name = next((one for one in _PLACED if words.startswith(one.replace("_", " "))), "")
        if name:
            problem = FieldProblem("refused-by-provider", sentence, provider_message=sentence)
            fields.setdefault("currency_id" if name == "currency" else name, []).append(problem)
        else:
            above.append(sentence)
    words = " ".join(above) or _("Bitspark refused the change; nothing was changed.")
    return Refused(words, code="refused-by-provider", fields=fields)


def _must_change(actor: Actor) -> None:
    if not actor.may(Permission.EDIT_PROFILE) or actor.user is None:
        raise NotAllowed(
            _("Your role does not change the profile."),
            code="not-allowed",
            permission=Permission.EDIT_PROFILE.value,
        )


def _noted(action: str, profile: Profile, actor: Actor, changed: list[str]) -> None:
    with transaction.atomic():
        _record(action, profile, actor, changed=changed)


def _record(action: str, profile: Profile, actor: Actor, **detail: Any) -> None:
    audit.record(
        action,
        actor=actor,
        shop=actor.shop,
        noun="profile",
        object_id=profile.public_id,
        version=profile.version,
        connection=profile.connection.name,
        **detail,
    )
