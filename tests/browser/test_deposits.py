"""Money to Bitspark: announce a deposit, read where to pay, hand in the proof, see the money come."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.accounts.files import pdf
from tests.browser.conftest import SignIn, look
from tests.browser.stack import Stack

FOLLOWED_WITHIN = 60_000  # milliseconds: callbacks, worker, and the page's own look


def booked(desk: Stack, reference: str) -> dict[str, Any]:
    """The sandbox's own row of the deposit with this payment reference."""
    return next(one for one in desk.sandbox.books()["payments"] if one["reference"] == reference)


def test_a_deposit_is_announced_proved_and_arrives(page: Page, desk: Stack, sign_in: SignIn) -> None:
    sign_in(page, "alice")
    page.goto("/deposits/")
    page.get_by_role("link", name="Announce a deposit").first.click()
    page.get_by_label("Account to pay in to").select_option("USD")
    page.get_by_label("Amount").fill("1234.56")
    page.get_by_role("button", name="Announce it to Bitspark").click()
    page.wait_for_url(re.compile(r"/deposits/[0-9a-f-]{36}/$"))

    expect(page.get_by_text("Write exactly this as the payment reference")).to_be_visible()
    reference = page.locator(".pay-reference-text .code").inner_text()
    assert booked(desk, reference)["amount"] == "1234.56"
    sizes = "elements => elements.map(one => parseFloat(getComputedStyle(one).fontSize))"
    largest = max(page.eval_on_selector_all("main .facts dd, main p, main .code", sizes))
    shown = page.eval_on_selector_all(".pay-reference-text .code", sizes)
    assert shown == [largest], "what must be copied exactly is the largest line"
    look(page, "deposit-bank")

    slip = {"name": "slip.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    page.get_by_label("Proof that it was paid").set_input_files(slip)  # type: ignore[arg-type]  # a payload
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator("#proofs")).to_contain_text("slip.pdf")
    expect(page.locator("#proofs")).to_contain_text("Sent")
    assert len(booked(desk, reference)["proofs"]) == 1

    desk.sandbox.control("arrive", id=booked(desk, reference)["id"])
    expect(page.locator("#deposit-live .transfer-status").first).to_contain_text(
        "Done", timeout=FOLLOWED_WITHIN
    )
    look(page, "deposit-arrived")


def test_a_bitcoin_deposit_shows_its_address_and_is_cancelled(
    page: Page, desk: Stack, sign_in: SignIn
) -> None:
    sign_in(page, "alice")
    page.goto("/deposits/new/?currency=btc")
    page.get_by_label("Amount").fill("0.0123")
    page.get_by_label("A new address").check()
    page.get_by_role("button", name="Announce it to Bitspark").click()
    page.wait_for_url(re.compile(r"/deposits/[0-9a-f-]{36}/$"))

    expect(page.locator("img.qr")).to_be_visible()
    address = page.locator(".pay-to .code").inner_text()
    rows = [one for one in desk.sandbox.books()["payments"] if one["address"] == address]
    assert [one["amount"] for one in rows] == ["0.0123"]
    look(page, "deposit-bitcoin")

    page.get_by_role("link", name="Cancel this deposit").click()
    page.get_by_role("button", name="Cancel this deposit").click()
    expect(page.locator("#deposit-live .transfer-status").first).to_contain_text("Cancelled")
