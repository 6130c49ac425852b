"""What we send and to whom: routes and rules, quotes, senders, recipients, transfers."""

from .catalogue import Currency, Destination, MirrorRead, Rule, RuleKindAcceptance
from .money_shop import MoneyShop
from .person import Hold, Named, Note, Recipient, Sender, SenderRecipient
from .transfer import FollowUp, FormerId, NotKept, Quote, ReceiptPrint, Transfer

__all__ = [
    "Currency",
    "Destination",
    "FollowUp",
    "FormerId",
    "Hold",
    "MirrorRead",
    "MoneyShop",
    "Named",
    "NotKept",
    "Note",
    "Quote",
    "ReceiptPrint",
    "Recipient",
    "Rule",
    "RuleKindAcceptance",
    "Sender",
    "SenderRecipient",
    "Transfer",
]
