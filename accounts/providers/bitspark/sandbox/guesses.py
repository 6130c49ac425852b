"""What the document does not say and this sandbox had to decide: each in one place, each a guess.

"Document" here is the provider's API document; section names are its own.
"""

from __future__ import annotations

from decimal import Decimal

# "Signature" escapes with Ruby's CGI.escape. Ruby 2.5 and later leave `~` alone, older ones
# write %7E; which one the service ran is unknown.
TILDE_IS_LEFT_ALONE = True

# "Upload Proof" and "Update Profile" take a file, and "Signature" knows no body with files in it: such
# a body, its text fields too, is left out of what is signed.
MULTIPART_SIGNED_BY_URL_ALONE = True

# "Errors" lists no status for a good write; every example is headed "RESPONSE (success)".
CREATED = 200
# "Delete Recipient" prints no answer at all.
DELETED = 204

# "Errors": the example of a 401 says request_unauthorized, the table says unauthorized; of a 422
# unprocessable_request against unprocessable_entity. The examples win.
ERROR_CODES = {
    400: "bad_request",
    401: "request_unauthorized",
    404: "not_found",
    406: "not_acceptable",
    422: "unprocessable_request",
    500: "internal_server_error",
}

# "Postman" asks for the secret in a header. Whoever sends it is told, and refused.
KEY_GIVEN_AWAY = "The Secret header was sent: the secret must never leave your machine. Change it."

# "Pagination" gives a default of 20 and no greatest value.
LARGEST_PAGE = 100
# "All Recipients" retrieves all of them; pages are made only for those who ask for pages.
RECIPIENTS_PAGED_ONLY_IF_ASKED = True
# No list says how it is sorted. The control door's `order` changes it.
FIRST_ORDER = "newest"

# "Validation Rules": dependency_levels is an AND over its entries, an OR inside each. A providers
# level needs a way to say which provider: an entry {"providers": [codes]}, as the two documented
# ones are written. `code` is the delivery method's code at both lower levels.
# `letters`: letters and marks of any script and single spaces between words, nothing else.
# `phone`: a plus and 7 to 15 digits. `email`: something@something.something.
PHONE = r"\+[1-9][0-9]{6,14}"
EMAIL = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+"
# A rule kind that the document does not list judges nothing here.

# "Amount to Pay V3": the examples' figures follow from these (fees in destination currency).
SERVICE_FEE = Decimal("0.005")  # of the amount
PAYMENT_FEE = Decimal("0.0135")  # of the amount and the service fee
# "Update Account": the shop's commission "will be applied to Top Up and Send Money": a percentage
# of the total.
COMMISSION_IS_PERCENT = True
# A balance such as 87497.8195418990169122 (in "Create Withdraw") is kept to 16 decimals.
BALANCE_STEP = Decimal("1E-16")

# "Transfer statuses list": the table promises money back for refund_confirmed alone.
MONEY_BACK = frozenset({"refund_confirmed"})
# "After 10 days confirmed and accepted transfers will be changed to proved status".
AFTER_TEN_DAYS = frozenset({"accepted", "confirmed"})
TEN_DAYS = 10 * 24 * 60 * 60.0

# A callback's method, body and retries' base are not described: a POST of the object as Show
# Remittance prints it (a V1 view, so `suspicious` is masked; without callback_url), frozen when
# the status changed, re-sent after 2 minutes, then 4 more, and so on.
CALLBACK_RETRIES = (120.0, 240.0, 360.0, 480.0, 600.0)
CALLBACK_PATIENCE = 5.0  # real seconds we wait for an answer

# Group, message and info of each status. Printed in the document: those of unknown,
# payment_commited_successfully and declined; the rest in their manner.
STATUS_WORDS = {
    "unknown": ("pending", "Processing", ""),
    "performing": ("pending", "Processing", ""),
    "remittance_received_successfully": ("pending", "Remittance received", ""),
    "remittance_received_unsuccessfully": ("failed", "Remittance failed", "The payout could not be priced"),
    "payment_created_successfully": ("pending", "Payment created", ""),
    "payment_created_unsuccessfully": ("failed", "Payment failed", "Refused by the payout partner"),
    "insufficient_funds": ("failed", "Insufficient funds", "Not enough funds to perform the transfer"),
    "payment_commited_successfully": ("pending", "Payment commited", ""),
    "payment_commited_unsuccessfully": ("failed", "Payment failed", "Not confirmed by the payout partner"),
    "declined": ("failed", "Cancelled", "Declined by the payout partner"),
    "accepted": ("pending", "Accepted", "Accepted by the payout partner"),
    "confirmed": ("successful", "Confirmed", "Confirmed by the payout partner"),
    "proved": ("successful", "Completed", ""),
    "failed": ("failed", "Failed", "The transfer could not be finalized"),
    "payout_failed": ("failed", "Payout failed", "The recipient could not be paid"),
    "refund_requested": ("refund", "Refund requested", ""),
    "refund_responce_received": ("refund", "Refund in progress", ""),
    "refund_confirmed": ("refund", "Refunded", "Funds were returned to your balance"),
    "refund_rejected": ("refund", "Refund rejected", "For details contact us"),
    "suspicious": ("pending", "Suspicious", "Under review"),
    "amount_too_small": ("failed", "Amount too small", "The amount is too small to make a transfer"),
}

# "Fees": `filter[active]` false is taken to ask for those that are not active. Whether a created fee
# names its user is told by the example alone: null there.
CREATED_FEE_HIDES_ITS_USER = True

# "Top Ups": `filter[top_up_type]` is not explained. Requested: asked of my shop; owned: asked for by me.
TOP_UP_TYPES = {"requested": "keeper", "owned": "owner"}
# Both in pages, with `meta`, as the transfers are. A code that no shop has is a 404; one's own shop, and an
# approval beyond the shop's balance, get a 422 in words that no example has.
# Only "pending" is printed; the other words in its manner, spelt as "can not be canceled" is.
TOP_UP_WORDS = {
    "pending": "Pending",
    "approved": "Approved",
    "declined": "Declined",
    "canceled": "Canceled",
}
# "commission profit split(by default 50%) with Bitspark and top_up agent user", locked when asked for.
BITSPARK_PERCENTAGE = Decimal(50)
# In V1 locked_commission's shop_commission is the same figure as V2's fee: money, not a percentage.
# `performed_by_shop`, false in every example: that the shop took the cash and approved.
# V2 prints one id for the shop and the fee. A list of several top-ups with different fees cannot do
# so and say which is which: there, each fee has an id of its own, unless the control door says
# "as-printed".
FEE_IDS = "apart"


def leaves_the_shop(amount: Decimal, fee: Decimal, bitspark_percentage: Decimal) -> Decimal:
    """What an approval takes from the shop's account. The customer's gets `amount`, whole.

    The fee comes on top, in cash: the shop holds amount + fee, keeps its part of the fee,
    and owes the rest.
    """
    return amount + fee * bitspark_percentage / 100


# "Create Withdraw" requires txid in its table and leaves it out of the Bitcoin example; the amount is
# required too, and missing from the USD example. The table wins, twice.
TXID_IN_BITCOIN_WITHDRAWALS = True
# Its table calls the address bitcoin_address, its example wallet_address: either is taken, two that
# differ are not. Bitcoin alone can be withdrawn to an address; another coin cannot be withdrawn.
# "GAuth confirmation token (only if 2FA enabled)": six digits, the same for ever here. Whose login asks
# for one, by its number; the control door's two_factor changes it.
TWO_FACTOR_LOGINS = frozenset({1})
GAUTH_TOKEN_WRONG = "Gauth token is invalid"  # noqa: S105  a sentence, not a token
# No bitcoin payment but "Pending BTC deposits" is printed with a status; shown, all of them have one.

# Words beside a payment's status: pending, unknown and (of an exchange) completed are printed.
PAYMENT_WORDS = {
    "pending": "Pending",
    "unknown": "Unknown",
    "completed": "Completed",
    "canceled": "Canceled",
    "declined": "Declined",
    "failed": "Failed",
}
# How payments go on by themselves: sandbox minutes, next status. Money for a bank deposit comes within a
# day, or half an hour after a proof was uploaded; coins come only when somebody sends some (`arrive`).
WITHDRAW_WALK = ((30, "completed"),)
BANK_DEPOSIT_WALK = ((24 * 60, "completed"),)
PROVEN_DEPOSIT_WALK = ((30, "completed"),)
# A withdrawal takes the money at once; one that ends thus gives it back. A deposit gives it when done.
WITHDRAWAL_UNDONE = frozenset({"canceled", "declined", "failed"})
DEPOSIT_DONE = frozenset({"completed"})
# A deposit can be cancelled in these; that of a Bitcoin deposit nobody has paid yet is printed as unknown.
CANCELABLE = frozenset({"pending", "unknown"})
# "Create Deposit": without generate_new_address the Bitcoin deposit that waits unused is answered again,
# with the new amount, and the new callback_url if there is one. What the sixth unused one gets is said
# in the manner of memos.
UNUSED_ADDRESSES = 5
TOO_MANY_ADDRESSES = "Too many unused deposit addresses generated"

# "Exchange Money": the example's figures follow from 1.29 % of what 1 USD buys, 0.10 HKD, taken off
# before the rest is cut to the currency's decimals. Its fee is always nothing.
EXCHANGE_COMMISSION = Decimal("0.0129")
EXCHANGE_RATE_STEP = Decimal("1E-12")
# "Exchange Money Rate" is asked USD to EUR and answers BTC and USD, with cached_rate=false at that.
# Here: the cached answer is that pair's and older, the fresh one the pair asked for; the control door's
# exchange_rate changes both. invoice_currency is converted, payment_currency comes out (its table), one
# of the former is `rate` of the latter, and the commission is off it.
CACHED_PAIR = ("btc", "usd")
CACHED_FACTOR = "0.97"

# "Amount to Pay V2" prints V1's two keys and lists four others; the control door's quote_v2 changes it.
V2_QUOTE_KEYS = "example"

# "Send Domestic Money" does not say that domestic_payment_id is required; nothing else tells the two apart.
DOMESTIC_ID_REQUIRED = True

# "Transactions History" prints Transfer and BankDeposit; what the other types are called, and the keys
# inside basic_info, which its tables call a string. V1, so suspicious is masked here too. A Bitcoin
# deposit appears when coins came.
PAYMENT_TYPES = {"withdraw": "Withdraw", "bank_deposit": "BankDeposit", "btc_deposit": "BtcDeposit"}
TOP_UP_TYPE = "TopUp"

# "Update Profile": a wrong current password and a short new one are judged as Devise would; the
# example's has eight characters.
SHORTEST_PASSWORD = 8

# "Too many unused memos generated": how many that is, of memos, of BTC and of ETH addresses each.
UNUSED_MEMOS = 5
