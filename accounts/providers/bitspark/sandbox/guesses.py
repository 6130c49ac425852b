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
