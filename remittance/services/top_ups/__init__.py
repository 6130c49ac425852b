"""Top-ups: read from Bitspark and kept, decided, and asked for at other shops."""

from .asking import CreateKind
from .deciding import ApproveKind, CancelKind, DeclineKind
from .mirroring import poll_due, refresh_one, refresh_top_ups, somebody_looks
from .observing import observe
from .orders import Done, approve, balance_for, cancel, create, decline

__all__ = [
    "ApproveKind",
    "CancelKind",
    "CreateKind",
    "DeclineKind",
    "Done",
    "approve",
    "balance_for",
    "cancel",
    "create",
    "decline",
    "observe",
    "poll_due",
    "refresh_one",
    "refresh_top_ups",
    "somebody_looks",
]
