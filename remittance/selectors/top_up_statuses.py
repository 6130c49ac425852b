"""The statuses of a top-up. The document shows `pending` alone; every other word here is a [guess].

A word that is not here is shown as it came, and means "not pending any more".
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

PENDING = "pending"
APPROVE, DECLINE, CANCEL, CREATE = "topup_approve", "topup_decline", "topup_cancel", "topup_create"
DECIDING = (APPROVE, DECLINE, CANCEL)
# [guess] which words a decision leads to, in the manner of "Top-up can not be canceled"
AFTER: dict[str, frozenset[str]] = {
    APPROVE: frozenset({"approved"}),
    DECLINE: frozenset({"declined"}),
    CANCEL: frozenset({"canceled", "cancelled"}),
}
_KNOWN = frozenset({PENDING}).union(*AFTER.values())
_WORDS: dict[str, tuple[Words, str]] = {
    PENDING: (_("Waits for a decision"), "warning"),
    "approved": (_("Approved"), "success"),
    "declined": (_("Declined"), "danger"),
    "canceled": (_("Cancelled"), "secondary"),
    "cancelled": (_("Cancelled"), "secondary"),
}


class Verdict(StrEnum):
    """What a status says about one decision."""

    UNTOLD = "untold"  # no status
    PENDING = "pending"  # not applied, so far
    DONE = "done"
    OTHERWISE = "otherwise"  # decided, and in another way: this one cannot happen any more
    UNKNOWN = "unknown"  # a word we do not know: not pending, and more cannot be told


def verdict(kind: str, status_code: str) -> Verdict:
    """What this status says about a decision of this kind."""
    code = status_code.strip().lower()
    if not code:
        return Verdict.UNTOLD
    if code == PENDING:
        return Verdict.PENDING
    if code in AFTER[kind]:
        return Verdict.DONE
    return Verdict.OTHERWISE if code in _KNOWN else Verdict.UNKNOWN


def is_pending(status_code: str) -> bool:
    return status_code.strip().lower() == PENDING


def is_known(status_code: str) -> bool:
    """Whether we have a word for it; another one is shown as it came."""
    return status_code.strip().lower() in _KNOWN


def word_of(status_code: str, message: str = "") -> tuple[Words, str]:
    """The word and colour for people."""
    code = status_code.strip().lower()
    if not code:
        return _("not told"), "secondary"
    return _WORDS.get(code, (status_code if not message else f"{message} ({status_code})", "info"))
