"""Questions about senders and recipients: who they are, where they are found, what they sent."""

from .keys import account_tail, digits, folded, id_key, name_key
from .panel import (
    OFFERED,
    Panel,
    Sent,
    business_day,
    hold_on,
    is_expired,
    panel,
    sent_by,
    used_by,
    users_of,
)
from .same import Same, possibly_same
from .scope import Scope
from .search import Found, find_recipients, find_senders

__all__ = [
    "OFFERED",
    "Found",
    "Panel",
    "Same",
    "Scope",
    "Sent",
    "account_tail",
    "business_day",
    "digits",
    "find_recipients",
    "find_senders",
    "folded",
    "hold_on",
    "id_key",
    "is_expired",
    "name_key",
    "panel",
    "possibly_same",
    "sent_by",
    "used_by",
    "users_of",
]
