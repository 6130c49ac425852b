"""What a person still has to do about a transfer: opened by the desk, taken and ticked off by people."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Permission
from accounts.services import audit
from accounts.services.errors import Conflict, NotAllowed
from remittance.models import FollowUp, Transfer

NOTE_LENGTH = 500


def open(transfer: Transfer, kind: str, why: str = "", *, actor: Actor | None = None) -> FollowUp | None:
    """Open a follow-up, inside the caller's transaction; None when one of this kind is open already.

    `why` is a code of `selectors.follow_ups.REASONS`, or words; never a word that the counter must not read.
    """
    if FollowUp.objects.filter(transfer=transfer, kind=kind, done_at=None).exists():
        return None
    try:
        with transaction.atomic():
            follow_up = FollowUp.objects.create(
                shop_id=transfer.shop_id,
                transfer=transfer,
                kind=kind,
                why=why[:200],
                opened_at=timezone.now(),
            )
    except IntegrityError:  # another process was first: uq_follow_up_open
        return None
    _record("opened", follow_up, actor or Actor.the_desk("tracking"), kind=kind, why=follow_up.why)
    return follow_up


def take(follow_up: FollowUp, *, version: int, actor: Actor) -> FollowUp:
    """Make the actor the owner of an open follow-up.

    Raises:
        NotAllowed: the role does not see follow-ups.
        Conflict: it is done, or somebody changed it since the page was shown.
    """
    return _change(follow_up, version, actor, "taken", owner=actor.user)


def note(follow_up: FollowUp, text: str, *, version: int, actor: Actor) -> FollowUp:
    """Write what was tried or said; the list shows the last text, the audit keeps all. Raises as `take`."""
    return _change(follow_up, version, actor, "noted", note=text.strip()[:NOTE_LENGTH])


def done(follow_up: FollowUp, *, version: int, actor: Actor, note: str = "") -> FollowUp:
    """Tick it off: the actor did it, now. Raises as `take`."""
    columns: dict[str, Any] = {"done_by": actor.user, "done_at": timezone.now()}
    if note.strip():
        columns["note"] = note.strip()[:NOTE_LENGTH]
    return _change(follow_up, version, actor, "done", **columns)


def _change(follow_up: FollowUp, version: int, actor: Actor, what: str, **columns: Any) -> FollowUp:
    if not actor.may(Permission.SEE_FOLLOW_UPS):
        raise NotAllowed(
            _("Your role does not handle follow-ups."),
            code="not-allowed",
            permission=Permission.SEE_FOLLOW_UPS.value,
        )
    with transaction.atomic():
        rows = FollowUp.objects.filter(pk=follow_up.pk, version=version, done_at=None)
        if not rows.update(version=F("version") + 1, **columns):
            raise _moved_on(follow_up)
        follow_up.refresh_from_db()
        _record(what, follow_up, actor, kind=follow_up.kind, note=columns.get("note", ""))
    return follow_up


def _moved_on(follow_up: FollowUp) -> Conflict:
    now = FollowUp.objects.select_related("done_by", "owner").get(pk=follow_up.pk)
    if now.done_at is not None:
        words = _("%(who)s has ticked this off already.") % {"who": now.done_by}
        return Conflict(words, code="done", version=now.version)
    return Conflict(_("Somebody changed this meanwhile. Look again."), code="stale", version=now.version)


def _record(what: str, follow_up: FollowUp, actor: Actor, **detail: Any) -> None:
    audit.record(
        f"follow-up.{what}",
        actor=actor,
        shop=follow_up.shop,
        noun="follow-up",
        object_id=follow_up.public_id,
        version=follow_up.version,
        transfer=follow_up.transfer.public_id,
        **detail,
    )
