"""A supervisor takes money out and changes some; somebody else agrees to where it goes and lets it leave."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, look
from tests.browser.stack import Stack

BANK = {
    "Bank": "Example Bank",
    "Beneficiary": "Harbour Money Ltd",
    "Account number": "911-222333-444",
    "SWIFT code": "HSBCHKHH",
    "Address of the bank": "1 Queen's Road Central, Hong Kong",
}


def test_a_place_is_agreed_to_and_money_leaves_for_it(
    page: Page, new_context: Callable[..., BrowserContext], desk: Stack, sign_in: SignIn, books: str
) -> None:
    sign_in(page, "susan")
    other = new_context().new_page()
    sign_in(other, "hector")
    label = "Second account"

    page.goto("/bank-details/new/")
    page.get_by_label("Our name for it").fill(label)
    for name, text in BANK.items():
        page.get_by_label(re.compile(rf"^{name}\b")).fill(text)
    look(page, "bank-detail-new")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Waits for a second person").first).to_be_visible()
    look(page, "bank-detail")

    other.goto("/approvals/")
    other.get_by_role("region", name=re.compile(label)).get_by_role("link").first.click()
    expect(other.get_by_text(BANK["Account number"])).to_be_visible()
    other.get_by_role("button", name="Accept the change").click()
    expect(other.get_by_text("Accepted").first).to_be_visible()

    page.reload()
    page.get_by_role("link", name="Withdraw to it").click()
    page.get_by_label("Account to take from").select_option("USD")
    page.get_by_label("Amount").fill("12.50")
    look(page, "withdrawal-new")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("Waits for a second person").first).to_be_visible()
    reference = page.locator("h1 .ref").inner_text()

    other.goto("/approvals/")
    other.get_by_role("region").filter(has_text=reference).get_by_role("link").first.click()
    for words in (BANK["Account number"], "12.5 USD", "cannot be changed, stopped or taken back"):
        expect(other.get_by_text(words).first).to_be_visible()
    other.get_by_label("One-time code").fill("123456")
    look(other, "withdrawal-approval")
    other.get_by_role("button", name="Approve and send it").click()
    expect(other.get_by_text("Approved.").first).to_be_visible()

    expect(page.get_by_text("On its way").first).to_be_visible(timeout=20_000)  # by itself
    look(page, "withdrawal")
    payments = desk.sandbox.books()["payments"]
    assert [one["amount"] for one in payments if one["txid"].startswith(reference)] == ["12.5"]


def test_money_is_exchanged_after_its_rate_was_looked_at(
    page: Page, desk: Stack, sign_in: SignIn, books: str
) -> None:
    sign_in(page, "susan")
    before = len(desk.sandbox.books()["exchanges"])
    page.goto("/exchanges/new/")
    page.get_by_label("Amount").fill("21")
    page.get_by_label("From our account in").select_option("USD")
    page.get_by_label("Into our account in").select_option("HKD")
    look(page, "exchange-new")
    page.get_by_role("button", name="Ask for the rate").click()
    expect(page.get_by_text("Price now, not reserved")).to_be_visible()
    expect(page.get_by_text("unknown until it is done")).to_be_visible()
    look(page, "exchange-review")
    page.get_by_role("button", name="Confirm and exchange").click()
    expect(page.get_by_text("Difference read").first).to_be_visible()
    expect(page.get_by_text("completed")).to_be_visible()
    look(page, "exchange")
    assert len(desk.sandbox.books()["exchanges"]) == before + 1
