"""What a payment's status means: its word, its colour, what it tells of the money.

Of payments the document prints `pending` and `unknown` and lists no others; the rest of the words here are
[guess]es. One that is not here shows itself, counts as pending, and is flagged.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wallet.models import State

Words = str | Promise
NOT_TOLD = _("not told")


@dataclass(frozen=True)
class Status:
    """One status. `state`: where it leads a command, "" where it leaves it. `is_open`: more is to come."""

    code: str
    word: Words
    tone: str
    state: str = ""
    is_open: bool = True
    is_known: bool = True


_PENDING = ("pending", "unknown", "processing", "performing")
_DONE = ("completed", "confirmed", "accepted", "success", "successful", "done", "proved")
_CANCELLED = ("canceled", "cancelled")
_FAILED = ("declined", "failed", "rejected", "refused", "expired")

STATUSES: dict[str, Status] = {
    "": Status("", NOT_TOLD, "secondary"),
    **{code: Status(code, _("Waiting for the money"), "info") for code in _PENDING},
    **{code: Status(code, _("Done"), "success", State.SETTLED, False) for code in _DONE},
    **{
        code: Status(code, _("Cancelled"), "secondary", State.FAILED_AFTER_ACCEPT, False)
        for code in _CANCELLED
    },
    **{code: Status(code, _("Failed"), "danger", State.FAILED_AFTER_ACCEPT, False) for code in _FAILED},
}
CANCELLED = frozenset(_CANCELLED)
DONE = frozenset(_DONE)


def of(code: str) -> Status:
    """What this code means; an unknown one is shown as it came and stays open."""
    known = STATUSES.get(code.strip().casefold())
    return known or Status(code, code, "warning", is_known=False)
