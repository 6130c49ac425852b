"""What we send and to whom: routes and rules, quotes, senders, recipients, transfers."""

from .catalogue import Currency, Destination, MirrorRead, Rule, RuleKindAcceptance
from .fee import Fee
from .money_shop import MoneyShop
from .person import Hold, Named, Recipient, Sender, SenderRecipient
from .top_up import TopUp
from .transfer import FollowUp, FormerId, NotKept, Quote, ReceiptPrint, Transfer

__all__ = [
    "Currency",
    "Destination",
    "Fee",
    "FollowUp",
    "FormerId",
    "Hold",
    "MirrorRead",
    "MoneyShop",
    "Named",
    "NotKept",
    "Quote",
    "ReceiptPrint",
    "Recipient",
    "Rule",
    "RuleKindAcceptance",
    "Sender",
    "SenderRecipient",
    "TopUp",
    "Transfer",
]
