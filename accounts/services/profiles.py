"""The profile behind a login at Bitspark: read, kept, and changed with the password of the moment.

The current password is typed for each change, said once and kept nowhere; neither is a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Permission, Profile
from accounts.providers.bitspark.client import (
    BitsparkError,
    File,
    NotSent,
    OutcomeUnknown,
    ProfileChange,
    Unavailable,
    Unsendable,
)
from accounts.providers.bitspark.client import Profile as RemoteProfile
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import audit, connections, files
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, ProviderDown, Refused
from accounts.services.waiting import in_provider_room

TEXTS = (
    "first_name",
    "middle_name",
    "last_name",
    "residence_country",
    "contact_number",
    "company_name",
    "address",
)
CHANGEABLE = (*TEXTS, "currency_id", "id_number", "value")
ALWAYS_SAID = ("first_name", "last_name", "value")
_PLACED = (*TEXTS, "currency", "id_number", "current_password", "password_confirmation", "password", "proof")


@dataclass(frozen=True)
class AccountCurrency:
    """A currency that the active account can be in: the provider's id of it, and its code."""

    provider_id: str
    code: str


@in_provider_room()
def refresh(connection: Connection) -> Profile:
    """Read the profile now and keep it. A failure leaves what was told before, with its age.

    Raises:
        ProviderDown: it could not be read, or `busy`.
    """
    row = _row(connection)
    try:
        told = connections.client_for(connection).profile.me()
    except BitsparkError as error:
        why = _why(error)
        Profile.objects.filter(pk=row.pk).update(failed_at=timezone.now(), failure=why[:300])
        connections.note_failure(connection, why)
        raise ProviderDown(why, code="provider-unavailable", retry_after=30) from error
    connections.note_good(connection)
    return _keep(row, told)


@in_provider_room()
def currencies(connection: Connection) -> list[AccountCurrency]:
    """What the active account may be changed to, asked now; ids are the provider's.

    Raises:
        ProviderDown: they could not be read.
    """
    try:
        listed = connections.client_for(connection).catalogue.currencies()
    except BitsparkError as error:
        raise ProviderDown(_why(error), code="provider-unavailable", retry_after=30) from error
    return [AccountCurrency(one.id, one.name or one.code) for one in listed if one.account is not False]


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


def told_of(connection: Connection) -> Profile | None:
    """The profile as it was last told, None where it was never asked for."""
    return Profile.objects.select_related("connection").filter(connection=connection).first()


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
    kept = _keep(profile, told)
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


def _row(connection: Connection) -> Profile:
    row, _made = Profile.objects.get_or_create(connection=connection)
    return row


def _keep(row: Profile, told: RemoteProfile) -> Profile:
    """Keep what was told; the version grows only when it says something new."""
    with transaction.atomic():
        kept = Profile.objects.select_for_update().get(pk=row.pk)
        new = _as_kept(told)
        if kept.told != new:
            kept.keep(new)
            kept.version += 1
        kept.read_at, kept.failed_at, kept.failure = timezone.now(), None, ""
        kept.save()
    return kept


def _as_kept(told: RemoteProfile) -> dict[str, Any]:
    identity, account = told.identity_document, told.active_account
    currency = account.currency if account else None
    return {
        "id": told.id,
        "login": told.login,
        "profile_told": told.profile_told,
        **{name: getattr(told, name) for name in TEXTS},
        "referral_code": told.referral_code,
        "reference_code": told.reference_code,
        "show_on_map": told.show_on_map,
        "image": _image(told.image),
        "identity_told": identity is not None,
        "id_number": identity.id_number if identity else None,
        "value": identity.value if identity else None,
        "proof_url": identity.proof_url if identity else None,
        "approved": identity.approved if identity else None,
        "account_told": account is not None,
        "currency_id": currency.id if currency else None,
        "currency": (currency.name or currency.code).upper() if currency else None,
        "balance": account.balance_text if account else None,
    }


def _image(told: Mapping[str, Any]) -> str | None:
    """The address of the picture, "image" being wrapped in itself in the document."""
    inner = told.get("image") if isinstance(told.get("image"), Mapping) else told
    url = inner.get("url") if isinstance(inner, Mapping) else None
    return url if isinstance(url, str) else None


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


def _why(error: BitsparkError) -> str:
    if isinstance(error, RefusedThere):
        return _("Bitspark refused to say (%(status)s).") % {"status": error.http_status}
    if isinstance(error, Unavailable) and error.http_status is None:
        return _("Bitspark did not answer.")
    return _("Bitspark answered with something that cannot be used (%s).") % (error.http_status or "-")
