"""Bitspark's API as Python: `Bitspark`, what it answers with, and what can become of a call.

Written from the provider's document. It knows no settings, no models and no log.
"""

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
from .orders import Order
from .payment_orders import BANK_DETAIL_FIELDS, DepositOrder, WithdrawalOrder
from .payments import CreatedPayment, Payment
from .profile import IdentityDocument, Profile
from .quotes import Quote
from .recipients import RECIPIENT_FIELDS, Recipient
from .redaction import Redaction, hidden_values
from .signing import Form, Signed, encode
from .statuses import STATUSES, reachable
from .strict_json import dumps as raw_text
from .top_ups import CreatedTopUp, TopUp, TopUpOrder
from .transfers import ReceiptInfo, SentTransfer, Transfer, TransferStatus
from .transport import encoded_body, left_this_machine
from .uploads import File
from .values import ProviderTime

__all__ = [
    "BANK_DETAIL_FIELDS",
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
    "Evidence",
    "ExchangeOrder",
    "ExchangeRate",
    "Exchanged",
    "Fee",
    "FieldRule",
    "File",
    "Form",
    "IdentityDocument",
    "MalformedReply",
    "NotSent",
    "Order",
    "OutcomeUnknown",
    "Page",
    "Payment",
    "Profile",
    "Provider",
    "ProviderTime",
    "Province",
    "Quote",
    "ReceiptInfo",
    "Recipient",
    "Redaction",
    "Refused",
    "SentTransfer",
    "Signed",
    "TopUp",
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
