"""The documented statuses and the ways between them."""

import pytest

from accounts.providers.bitspark.client import STATUSES, reachable

LIFE = [
    "unknown",
    "performing",
    "remittance_received_successfully",
    "payment_created_successfully",
    "payment_commited_successfully",
    "accepted",
    "confirmed",
    "proved",
]


def test_all_documented_codes_are_here():
    assert len(STATUSES) == 21


@pytest.mark.parametrize("step", range(len(LIFE)))
def test_a_transfer_goes_forward_and_may_skip_but_never_goes_back(step):
    old = LIFE[step]
    assert all(reachable(old, new) for new in LIFE[step:])
    assert not any(reachable(old, new) for new in LIFE[:step])


@pytest.mark.parametrize("old", STATUSES)
def test_failure_may_follow_anything(old):
    assert reachable(old, "failed")
    assert reachable(old, "payout_failed")


@pytest.mark.parametrize(
    ("old", "new", "may"),
    [
        ("proved", "insufficient_funds", True),
        ("confirmed", "insufficient_funds", True),
        ("accepted", "declined", True),
        ("refund_requested", "refund_confirmed", True),
        ("accepted", "refund_confirmed", True),
        ("performing", "amount_too_small", True),
        ("unknown", "amount_too_small", True),
        ("confirmed", "suspicious", True),
        ("suspicious", "accepted", False),
        ("proved", "refund_requested", False),
        ("refund_rejected", "refund_confirmed", False),
        ("failed", "accepted", False),
        ("refund", "declined", False),
        ("unknown", "refund", False),
        ("brand_new", "failed", False),
        ("accepted", "brand_new", False),
        ("brand_new", "brand_new", False),
    ],
)
def test_ways(old, new, may):
    assert reachable(old, new) is may


def test_the_table_has_no_ring():
    for old in STATUSES:
        for new in STATUSES:
            if old != new and reachable(old, new) and reachable(new, old):
                assert {old, new} == {"failed", "payout_failed"}
