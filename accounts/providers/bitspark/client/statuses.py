"""The documented statuses of a transfer and from where each can be reached.

Source: Bitspark API, "Transfer statuses list", spelt as there: `commited`, `responce`, and `refund`, which is
no status. No status is marked as final there, and none is here.
"""

from functools import cache

# code: its "From statuses"
STATUSES: dict[str, tuple[str, ...]] = {
    "unknown": (),
    "performing": ("unknown",),
    "remittance_received_successfully": ("performing",),
    "remittance_received_unsuccessfully": ("performing",),
    "payment_created_successfully": ("remittance_received_successfully",),
    "payment_created_unsuccessfully": ("remittance_received_successfully",),
    "insufficient_funds": ("performing", "payment_created_successfully", "proved", "confirmed"),
    "payment_commited_successfully": ("payment_created_successfully",),
    "payment_commited_unsuccessfully": ("payment_created_successfully",),
    "declined": ("payment_commited_successfully", "accepted", "refund"),
    "accepted": ("payment_commited_successfully",),
    "confirmed": ("payment_commited_successfully", "accepted"),
    "proved": ("confirmed", "accepted"),
    "failed": (),
    "payout_failed": (),
    "refund_requested": (
        "payment_created_successfully",
        "payment_commited_successfully",
        "accepted",
        "confirmed",
    ),
    "refund_responce_received": ("refund_requested",),
    "refund_confirmed": ("refund_requested", "refund_responce_received"),
    "refund_rejected": ("refund_requested", "refund_responce_received"),
    "suspicious": (
        "payment_created_successfully",
        "payment_commited_successfully",
        "accepted",
        "confirmed",
    ),
    "amount_too_small": ("performing",),
}

# The table gives them no "From"; anything may end so.
AFTER_ANYTHING = frozenset({"failed", "payout_failed"})


def reachable(old: str, new: str) -> bool:
    """Whether a transfer seen in `old` may next be seen in `new`: the same, or further along the table.

    Skipping steps is normal. An unknown code on either side is False, and so is every way out of `suspicious`
    but into failure: the table names none, and it is left only by what a V2 list says.
    """
    if old not in STATUSES or new not in STATUSES:
        return False
    return old == new or new in AFTER_ANYTHING or old in _before(new)


@cache
def _before(code: str) -> frozenset[str]:
    """Every code from which the table leads to this one."""
    direct = STATUSES.get(code, ())
    return frozenset(direct).union(*(_before(step) for step in direct))
