"""Top-ups at the counter: found by the last four, approved from the queue, new ones announced."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, look
from tests.browser.stack import Stack

SEEN_WITHIN = 60_000  # milliseconds: the worker's look and the page's own


def customer_asks(desk: Stack, amount: str) -> str:
    """A customer asks Alice's shop; the number that they read out."""
    logins = desk.sandbox.keys()
    login = next(one for one in logins if one.owner.startswith("Harbour"))
    asked = desk.sandbox.control("ask-top-up", login=login.key, currency="hkd", amount=amount)
    return str(asked["transaction_number"])


def status_of(desk: Stack, number: str) -> str:
    rows = desk.sandbox.books()["top_ups"]
    return next(str(one["status"]) for one in rows if one["number"] == number)


def approve(page: Page, number: str) -> None:
    """From the queue: find it by its last four, count the cash, approve."""
    page.goto("/top-ups/")
    page.get_by_label(re.compile("^Last four")).fill(number[-4:].lower())
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^Decide")).click()
    expect(page.get_by_role("heading", name="Take from the customer")).to_be_visible()
    page.get_by_label("The cash is counted").check()
    page.get_by_role("button", name="Approve: the cash is here").click()
    expect(page.locator("#top-up-live .transfer-status").first).to_contain_text("Approved")


def test_a_new_top_up_announces_itself_keeps_the_focus_and_is_approved(
    page: Page, desk: Stack, sign_in: SignIn
) -> None:
    sign_in(page, "alice")
    page.goto("/top-ups/")
    first = page.locator("#top-up-queue a[id^=decide-]").first
    first.focus()
    focused = first.get_attribute("id")
    before = first.bounding_box() or {}

    number = customer_asks(desk, "640")

    expect(page.locator("#top-up-queue")).to_contain_text(number[-4:], timeout=SEEN_WITHIN)
    expect(page.locator("#live")).to_contain_text(f"A new top-up: number ends {number[-4:]}")
    assert page.evaluate("document.activeElement.id") == focused
    after = page.locator(f"#{focused}").bounding_box() or {}
    assert (after["y"], after["height"]) == (before["y"], before["height"]), "the row has moved"
    look(page, "top-ups")

    approve(page, number)
    look(page, "top-up")
    assert status_of(desk, number) == "approved"


def test_it_is_approved_without_scripts_too(
    new_context: Callable[..., BrowserContext], page: Page, desk: Stack, sign_in: SignIn
) -> None:
    number = customer_asks(desk, "410")
    sign_in(page, "alice")
    page.goto("/top-ups/")
    expect(page.locator("#top-up-queue")).to_contain_text(number[-4:], timeout=SEEN_WITHIN)
    plain = new_context(java_script_enabled=False)
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # the same shape

    approve(plain.new_page(), number)

    assert status_of(desk, number) == "approved"
