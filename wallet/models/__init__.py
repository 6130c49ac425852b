"""What we hold and the commands that move it."""

from .account import Account
from .command import DECISIONS, IN_DOUBT, MOVES, Attempt, DayNumber, MoneyCommand, State, lawful
from .limit import Limit
from .order import OrderRow
from .remote import CallbackInbox, RemoteEvent

__all__ = [
    "DECISIONS",
    "IN_DOUBT",
    "MOVES",
    "Account",
    "Attempt",
    "CallbackInbox",
    "DayNumber",
    "Limit",
    "MoneyCommand",
    "OrderRow",
    "RemoteEvent",
    "State",
    "lawful",
]
