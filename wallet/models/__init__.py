"""What we hold and the commands that move it."""

from .account import Account
from .bank_detail import BankDetail
from .command import DECISIONS, IN_DOUBT, MOVES, Attempt, DayNumber, MoneyCommand, State, lawful
from .deposit import Deposit, DepositProof
from .deposit_address import DepositAddress, MemoAccount
from .exchange import Exchange
from .history import HistoryRow
from .limit import Limit
from .list_read import ListRead
from .order import OrderRow
from .remote import CallbackInbox, RemoteEvent
from .withdrawal import Withdrawal

__all__ = [
    "DECISIONS",
    "IN_DOUBT",
    "MOVES",
    "Account",
    "Attempt",
    "BankDetail",
    "CallbackInbox",
    "DayNumber",
    "Deposit",
    "DepositAddress",
    "DepositProof",
    "Exchange",
    "HistoryRow",
    "Limit",
    "ListRead",
    "MemoAccount",
    "MoneyCommand",
    "OrderRow",
    "RemoteEvent",
    "State",
    "Withdrawal",
    "lawful",
]
