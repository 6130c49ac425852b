"""SpectroCoin's wallet API as Python: `SpectroCoin`, what it answers with, and what can become of a call.

Written from the provider's document. It knows no settings, no models and no log.
"""

from accounts.providers.calling.exchanging import left_this_machine
from accounts.providers.calling.strict_json import dumps as raw_text

from .accounts import HISTORY_STATUSES, Account, HistoryPage, HistoryRow
from .client import SpectroCoin
from .deposits import FRESH_CURRENCIES, LAST_CURRENCIES, DepositAddress
from .errors import (
    AlreadySent,
    Evidence,
    MalformedReply,
    NotKnownHere,
    NotSent,
    OutcomeUnknown,
    RefreshExpired,
    Refused,
    SpectroCoinError,
    Suspicious,
    TokenExpired,
    Unavailable,
    Unsendable,
)
from .exchange import EXCHANGE_STATUSES, BuyOrder, Calculated, Exchanged, SellOrder
from .legs import SEND_STATUSES, Leg, Outcome
from .plain import CRYPTO_CURRENCIES, plain_amount
from .redaction import Redaction
from .send_orders import SendOrder
from .sends import Payment
from .tokens import SCOPES, Token
from .values import ProviderTime

__all__ = [
    "CRYPTO_CURRENCIES",
    "EXCHANGE_STATUSES",
    "FRESH_CURRENCIES",
    "HISTORY_STATUSES",
    "LAST_CURRENCIES",
    "SCOPES",
    "SEND_STATUSES",
    "Account",
    "AlreadySent",
    "BuyOrder",
    "Calculated",
    "DepositAddress",
    "Evidence",
    "Exchanged",
    "HistoryPage",
    "HistoryRow",
    "Leg",
    "MalformedReply",
    "NotKnownHere",
    "NotSent",
    "Outcome",
    "OutcomeUnknown",
    "Payment",
    "ProviderTime",
    "Redaction",
    "RefreshExpired",
    "Refused",
    "SellOrder",
    "SendOrder",
    "SpectroCoin",
    "SpectroCoinError",
    "Suspicious",
    "Token",
    "TokenExpired",
    "Unavailable",
    "Unsendable",
    "left_this_machine",
    "plain_amount",
    "raw_text",
]
