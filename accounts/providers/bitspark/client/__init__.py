"""Bitspark's API as Python: `Bitspark`, what it answers with, and what can become of a call.

Written from the provider's document. It knows no settings, no models and no log.
"""

from accounts.providers.calling.exchanging import left_this_machine
from accounts.providers.calling.strict_json import dumps as raw_text

from .accounts import Account
from .catalogue import (
    AccountType,
    Currency,
    DeliveryMethod,
    Destination,
    FieldRule,
    Provider,
    Province,
    ValidationRule,
)
from .client import Bitspark
from .documents import Page
from .errors import (
    BitsparkError,
    Evidence,
    MalformedReply,
    NotSent,
    OutcomeUnknown,
    Refused,
    Unavailable,
    Unsendable,
)
from .exchanges import Exchanged, ExchangeOrder, ExchangeRate
from .fees import CreatedFee, Fee
from .history import HistoryRow
from .memos import Memo
from .money_shops import MoneyShop, TopUpCommission
from .orders import DomesticOrder, Order
from .payment_orders import BANK_DETAIL_FIELDS, DepositOrder, WithdrawalOrder
from .payments import CreatedPayment, Payment
from .profile import (
    IDENTITY_FIELDS,
    PASSWORD_FIELDS,
    PROFILE_FIELDS,
    IdentityDocument,
    Profile,
    ProfileChange,
)
from .quotes import Quote, QuoteV1, QuoteV2
from .recipients import RECIPIENT_FIELDS, Recipient
from .redaction import Redaction, hidden_values
from .signing import Form, Signed, encode
from .statuses import STATUSES, reachable
from .top_ups import CreatedTopUp, TopUp, TopUpOrder
from .transfers import ReceiptInfo, SentTransfer, Transfer, TransferStatus
from .transport import encoded_body
from .uploads import File
from .values import ProviderTime

__all__ = [
    "BANK_DETAIL_FIELDS",
    "IDENTITY_FIELDS",
    "PASSWORD_FIELDS",
    "PROFILE_FIELDS",
    "RECIPIENT_FIELDS",
    "STATUSES",
    "Account",
    "AccountType",
    "Bitspark",
    "BitsparkError",
    "CreatedFee",
    "CreatedPayment",
    "CreatedTopUp",
    "Currency",
    "DeliveryMethod",
    "DepositOrder",
    "Destination",
    "DomesticOrder",
    "Evidence",
    "ExchangeOrder",
    "ExchangeRate",
    "Exchanged",
    "Fee",
    "FieldRule",
    "File",
    "Form",
    "HistoryRow",
    "IdentityDocument",
    "MalformedReply",
    "Memo",
    "MoneyShop",
    "NotSent",
    "Order",
    "OutcomeUnknown",
    "Page",
    "Payment",
    "Profile",
    "ProfileChange",
    "Provider",
    "ProviderTime",
    "Province",
    "Quote",
    "QuoteV1",
    "QuoteV2",
    "ReceiptInfo",
    "Recipient",
    "Redaction",
    "Refused",
    "SentTransfer",
    "Signed",
    "TopUp",
    "TopUpCommission",
    "TopUpOrder",
    "Transfer",
    "TransferStatus",
    "Unavailable",
    "Unsendable",
    "ValidationRule",
    "WithdrawalOrder",
    "encode",
    "encoded_body",
    "hidden_values",
    "left_this_machine",
    "raw_text",
    "reachable",
]
