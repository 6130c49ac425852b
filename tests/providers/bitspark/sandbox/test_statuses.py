"""The life of a transfer: its ways, its times, and what each status brings with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Caller
from tests.sandboxes import Sandbox

Order = Callable[..., dict[str, Any]]
CREATED = ["unknown", "performing", "remittance_received_successfully", "payment_created_successfully"]
COMMITED = [*CREATED, "payment_commited_successfully"]
ACCEPTED = [*COMMITED, "accepted"]
HOUR = 3600


def way(sandbox: Sandbox) -> list[str]:
    [row] = sandbox.books()["transfers"]
    return [event["status"] for event in row["events"]]


@pytest.mark.parametrize(
    ("last_name", "statuses"),
    [
        ("Santos", [*ACCEPTED, "confirmed", "proved"]),
        ("Decline", [*COMMITED, "declined"]),
        ("Fail", [*COMMITED, "failed"]),
        ("Payoutfail", [*ACCEPTED, "payout_failed"]),
        ("Refund", [*ACCEPTED, "refund_requested", "refund_responce_received", "refund_confirmed"]),
        ("Refundreject", [*ACCEPTED, "refund_requested", "refund_responce_received", "refund_rejected"]),
        ("Suspicious", [*CREATED, "suspicious", *ACCEPTED[4:], "confirmed", "proved"]),
        ("Insufficient", ["unknown", "performing", "insufficient_funds"]),
        ("Toosmall", ["unknown", "performing", "amount_too_small"]),
        ("Unpriced", ["unknown", "performing", "remittance_received_unsuccessfully"]),
        ("Unsuccessful", [*CREATED[:3], "payment_created_unsuccessfully"]),
        ("Uncommited", [*CREATED, "payment_commited_unsuccessfully"]),
        ("Stuck", ACCEPTED),
        ("Silent", ["unknown", "performing"]),
        ("Takenback", [*ACCEPTED, "confirmed", "proved", "insufficient_funds"]),
    ],
)
def test_the_last_name_picks_the_way(
    desk: Caller, to_cebu: Order, sandbox: Sandbox, last_name: str, statuses: list[str]
) -> None:
    desk.sent(to_cebu(**{"recipient.last_name": last_name}))
    sandbox.advance(6 * HOUR)
    assert way(sandbox) == statuses


def test_nothing_moves_while_the_clock_stands(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    desk.sent(to_cebu())
    sandbox.advance(5)
    assert way(sandbox) == ["unknown"]
    sandbox.advance(2)
    assert way(sandbox) == ["unknown", "performing"]


def test_ten_days_prove_what_nobody_confirms(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    desk.sent(to_cebu(**{"recipient.last_name": "Stuck"}))
    sandbox.advance(10 * 24 * HOUR)
    assert way(sandbox)[-1] == "accepted"
    sandbox.advance(HOUR)
    assert way(sandbox)[-1] == "proved"


def test_terms_come_with_the_statuses(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    id = desk.sent(to_cebu(delivery_method="pickup", provider="palawan_pawnshop"))
    sent = desk.show(id)
    assert (sent["exchange_rate"], sent["receipt_info"], sent["tracking_number"]) == (None, {}, None)
    assert sent["tracking_number_possible"] is True

    sandbox.advance(70)
    assert desk.show(id)["exchange_rate"] == "58.125"
    sandbox.advance(10 * 60)
    receipt = desk.show(id)["receipt_info"]
    assert list(receipt) == [
        "principal", "cable_charge", "pickup_fee", "payment_service_fee", "amount_due", "landed_amount",
    ]  # fmt: skip
    parts = [
        Decimal(receipt[name]) for name in ("principal", "cable_charge", "pickup_fee", "payment_service_fee")
    ]
    assert abs(sum(parts) - Decimal(receipt["amount_due"])) < Decimal("1E-14")
    assert receipt["landed_amount"] == "1000.0"
    sandbox.advance(HOUR)
    assert re.fullmatch(r"\d{10}", desk.show(id)["tracking_number"])


def test_money_comes_back_with_refund_confirmed_alone_and_once(
    desk: Caller, to_cebu: Order, sandbox: Sandbox
) -> None:
    before = desk.balance("usd")
    id = desk.sent(to_cebu(**{"recipient.last_name": "Decline"}))
    taken = desk.balance("usd")
    sandbox.advance(6 * HOUR)
    assert desk.balance("usd") == taken
    for _ in range(2):
        sandbox.status(id, "refund_confirmed")
        assert desk.balance("usd") == before


def test_the_control_door_puts_it_anywhere_and_it_stays(
    desk: Caller, to_cebu: Order, sandbox: Sandbox
) -> None:
    id = desk.sent(to_cebu())
    sandbox.status(id, "teleported")
    sandbox.advance(24 * HOUR)
    assert desk.show(id)["status"] == {
        "group": "Unknown", "code": "teleported", "message": "Teleported", "info": "",
    }  # fmt: skip


def test_v1_masks_suspicious_and_the_v2_list_does_not(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    id = desk.sent(to_cebu())
    sandbox.status(id, "suspicious")
    assert desk.show(id)["status"]["code"] == "payment_created_successfully"
    assert "uspicious" not in desk("GET", f"/v1/transactions/remittances/{id}").text
    [row] = desk.listed()
    assert row["attributes"]["status"]["code"] == "suspicious"
