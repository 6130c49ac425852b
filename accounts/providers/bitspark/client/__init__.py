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
from .orders import Order
from .profile import IdentityDocument, Profile
from .quotes import Quote
from .recipients import RECIPIENT_FIELDS, Recipient
from .redaction import Redaction, hidden_values
from .signing import Form, Signed, encode
from .statuses import STATUSES, reachable
from .strict_json import dumps as raw_text
from .transfers import ReceiptInfo, SentTransfer, Transfer, TransferStatus
from .transport import encoded_body, left_this_machine
from .values import ProviderTime

__all__ = [
    "RECIPIENT_FIELDS",
    "STATUSES",
    "Account",
    "AccountType",
    "Bitspark",
    "BitsparkError",
    "Currency",
    "DeliveryMethod",
    "Destination",
    "Evidence",
    "FieldRule",
    "Form",
    "IdentityDocument",
    "MalformedReply",
    "NotSent",
    "Order",
    "OutcomeUnknown",
    "Page",
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
    "Transfer",
    "TransferStatus",
    "Unavailable",
    "Unsendable",
    "ValidationRule",
    "encode",
    "encoded_body",
    "hidden_values",
    "left_this_machine",
    "raw_text",
    "reachable",
]
