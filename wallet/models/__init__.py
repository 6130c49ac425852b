"""What we hold and the commands that move it."""

from .account import Account
from .command import IN_DOUBT, MOVES, Attempt, DayNumber, MoneyCommand, State, lawful
from .remote import CallbackInbox, RemoteEvent

__all__ = [
    "IN_DOUBT",
    "MOVES",
    "Account",
    "Attempt",
    "CallbackInbox",
    "DayNumber",
    "MoneyCommand",
    "RemoteEvent",
    "State",
    "lawful",
]
