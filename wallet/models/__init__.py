"""What we hold and the commands that move it."""

from .account import Account
from .command import DECISIONS, IN_DOUBT, MOVES, Attempt, DayNumber, MoneyCommand, State, lawful
from .deposit import Deposit, DepositProof
from .deposit_address import DepositAddress, MemoAccount
from .limit import Limit
from .list_read import ListRead
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
    "Deposit",
    "DepositAddress",
    "DepositProof",
    "Limit",
    "ListRead",
    "MemoAccount",
    "MoneyCommand",
    "OrderRow",
    "RemoteEvent",
    "State",
    "lawful",
]
