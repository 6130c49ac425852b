"""Our copy of what Bitspark knows: routes and rules, currencies, the recipient book, transfers.

Read first, write only what changed; nothing is deleted because it was not listed.
"""

from .balances import refresh_balances
from .catalogue import refresh_catalogue, rules_now
from .fees import refresh_fee, refresh_fees
from .money_shops import refresh_money_shop, refresh_money_shops
from .recipients import refresh_recipients
from .transfers import refresh_transfers

__all__ = [
    "refresh_balances",
    "refresh_catalogue",
    "refresh_fee",
    "refresh_fees",
    "refresh_money_shop",
    "refresh_money_shops",
    "refresh_recipients",
    "refresh_transfers",
    "rules_now",
]
