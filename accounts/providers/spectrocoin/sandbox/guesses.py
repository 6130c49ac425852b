"""What the document does not say and this sandbox had to decide: each in one place, each a guess.

"Document" here is SpectroCoin's wallet API document; section names are its own. A figure or a form
that a client must not rely on can be changed by the control door's `settings`: the second half here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

# "Errors": 500 for an invalid request, 403 for suspicious activity; no body is printed for either. What
# counts as invalid: a body that is no JSON or not of the documented outer shape, a path or method that
# is not documented. What is wrong inside a field is a validation error, code 1.
BODY_WITHOUT_DOCUMENT = ""

# "Introduction" says 1.0 and no other version.
VERSION = "1.0"
# The order in which the answer prints scopes; the request's example has another. Asked for more than
# the application may, it gets what it may; asked for nothing that it may, 1003. A word that is no
# scope is a validation error.
SCOPES = ("send_currency", "currency_exchange", "user_account")
# How long a refresh token lives is not told. It is spent by its use, and so is the access token that
# came with it (`new_token_ends`). An unknown token is 1004, a scope that is missing 1003.
REFRESH_SECONDS = 3600

# A path is taken in upper case only. A field that is not documented is a validation error, an unknown
# query parameter is not looked at. Amounts in JSON are numbers, never strings.
DECIMALS_BEYOND = "Invalid amount: too many decimals"
# The largest number that is still read; 1E+400000 is not spelt out.
LARGEST = 15  # digits before the point

# "POST /wallet/send": an error of one of several receivers is that entry's, in a 200; the only
# receiver's is a 203. What concerns the request as a whole (a null, an empty field, too many
# receivers, an unverified user) is always a 203.
# 1008 and 3006 both say "too small": here to an e-mail address and to a coin's address.
SMALLEST_TO_EMAIL = {"EUR": "0.01", "USD": "0.01", "BTC": "0.00000100", "DASH": "0.0001", "ETH": "0.00001",
                     "XEM": "0.01"}  # fmt: skip
SMALLEST_TO_ADDRESS = {"BTC": "0.00010000", "DASH": "0.001", "ETH": "0.001", "XEM": "0.5"}
# "Additional fees may apply depending on send currency and receiver type."
FEE_TO_EMAIL = Decimal(0)
FEE_TO_ADDRESS = {"BTC": "0.00005", "DASH": "0.0002", "ETH": "0.0005", "XEM": "0.05"}
# 3016 and 3021 name a count and nobody knows which. Several addresses are offered for Bitcoin alone;
# 5021 is said to several receivers of another coin when one of them is an e-mail address.
DESTINATIONS = {"BTC": 50, "DASH": 1, "ETH": 1, "XEM": 1}
FIAT_DESTINATIONS = 20
# "include all payments into one transaction": one line in the history (`bulk_history`).
# A `message` for another currency than XEM is neither refused nor kept.
# An e-mail address that nobody here has is paid at once too: its owner is elsewhere.
EMAIL = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+"
# A send to an address: sandbox minutes, next status. To an e-mail address: paid at once. NEW: reserved;
# PENDING: charged; FAILED gives it back.
SEND_WALK = {"NEW": (60.0, "PENDING"), "PENDING": (600.0, "PAID")}
# "GET /send/status": a payment to an e-mail address is not a crypto payment, 3030; an id that is no
# number or nobody's payment of this user, 3031. `transactionId` is not the history's number.

# XEM comes to one address of the house, told apart by the message. Its example is one of the test
# network (T...); addresses of both networks are taken.
# "GET /wallet/deposit/{currency}/last": a currency that is not known is no crypto currency either. ETH is
# not among those of `fresh`: a validation error.
# 13023: this many fresh addresses of a currency in a day.
FRESH_ADDRESSES = 20

# "GET /wallet/exchange": which pairs there are (7008), the margin in the rate, how far it moves.
NOT_EXCHANGED = frozenset({frozenset({"XEM", "DASH"}), frozenset({"XEM", "ETH"})})
EXCHANGE_MARGIN = Decimal("0.01")
DRIFT_STEP = Decimal("0.0001")  # up to twenty of them either way, another number each sandbox minute
# 7006, 7007: in a day, by what it was worth in dollars. 7009, 7010: the least of each currency.
PAY_LIMIT_USD = Decimal(250_000)
RECEIVE_LIMIT_USD = Decimal(250_000)
SMALLEST_EXCHANGE = {"EUR": "1", "USD": "1", "BTC": "0.00001", "DASH": "0.005", "ETH": "0.0002", "XEM": "2"}
# No code of the table is a balance that is too small for an exchange: a validation error with these words.
BALANCE_TOO_SMALL = "Balance not enough to exchange"
# From this worth on an exchange waits for approval; sandbox seconds until it has it.
APPROVED_BY_HAND_USD = Decimal(10_000)
APPROVAL_TAKES = 30 * 60.0

# "GET /wallet/account": how large a page may be. `history` is left out where it would be empty: its
# table does not always return it.
LARGEST_PAGE = 100
DEFAULT_PAGE = 25

# What the control door's `settings` changes, and its first value. A tuple lists all that it can be; the
# first of it is the first value. A number may be any number that is not negative.
SETTINGS: dict[str, Any] = {
    "access_seconds": 300.0,
    "refresh_seconds": float(REFRESH_SECONDS),
    "expiry_code": ("1003", "1004", "in-turn"),  # the text says 1003; the official client waits for 1004
    "new_token_ends": ("its-pair", "all", "nothing"),  # which older access tokens a new one ends
    "expires_in": ("number", "text"),  # the example; the table
    "token_type": ("shown", "missing"),
    "send_data": ("list", "object", "contradicting"),  # for one receiver; the last as its example prints it
    "send_status": ("shown", "missing"),
    "status_words": ("upper", "title"),  # "Paid" stands in a table
    "payment_ids": ("number", "text"),
    "leg_order": ("asked", "reversed"),
    "bulk_errors": ("entry", "request"),
    "bulk_history": ("one", "each"),
    "bulk_largest": 0.0,  # 0: DESTINATIONS
    "ref_ids": ("unique", "ignored"),
    "failed_ref_ids": ("spent", "free"),
    "fresh_addresses": float(FRESH_ADDRESSES),
    "xem_message": ("shown", "missing"),
    "exchange_state": ("by-worth", "PAID", "PENDING", "NEW"),
    "exchange_status": ("shown", "missing"),
    "pay_limit_usd": float(PAY_LIMIT_USD),
    "receive_limit_usd": float(RECEIVE_LIMIT_USD),
    "accounts": ("example", "bare", "symbols", "contradicting"),
    "history_number": ("transactionNo", "transactionId"),  # the example; the table
    "first_page": ("1", "0"),
    "numbers": ("plain", "exponent"),  # 0.00000001 or 1E-8
}
