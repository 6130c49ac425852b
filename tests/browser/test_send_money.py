"""A teller's day: sign in, send, follow to the end, print; by mouse, by keys, without scripts."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.browser import counter
from tests.browser.conftest import SignIn, look, through_the_door
from tests.browser.stack import Stack

TO_A_PICKUP = {
    "destination": "Pakistan",
    "province": "Punjab",
    "delivery_method": "Cash pickup",
    "provider": "",
}
AHMED = {
    "recipient.first_name": "Ahmed",
    "recipient.last_name": "Raza",
    "recipient.phone_number": "0301 2345678",
    "recipient.cnic": "35202-1234567-1",
    "recipient.address": "12 Mall Road, Lahore",
}
FOLLOWED_WITHIN = 40_000  # milliseconds: callbacks, worker, and the page's own look


def booked(desk: Stack, address: str) -> dict[str, str]:
    """The sandbox's own row of the transfer on this page; there is exactly one."""
    number = desk.manage("shell", "--verbosity", "0", "-c", _NUMBER % address.rstrip("/").rsplit("/", 1)[1])
    rows = [row for row in desk.sandbox.books()["transfers"] if row["number"] == number.strip()]
    assert len(rows) == 1
    return rows[0]


_NUMBER = (
    "from remittance.models import Transfer; print(Transfer.objects.get(public_id='%s').transaction_number)"
)


def tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until the link or button of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"the Tab key does not lead to {name!r}")


def fill_asked(page: Page, values: dict[str, str]) -> None:
    """Fill those of the values that the form asks for."""
    for name, text in values.items():
        field = page.locator(f'[name="{name}"]:visible')
        if field.count():
            field.fill(text)


def test_two_destinations_one_by_the_keyboard_alone_followed_to_the_end_and_printed(
    page: Page, desk: Stack, sign_in: SignIn, books: str
) -> None:
    sign_in(page, "alice")

    # the second destination asks for other things than the first one did: a CNIC and no account
    counter.begin_for(page, "Santos")
    for name, label in TO_A_PICKUP.items():
        field = page.locator(f'[name="{name}"]')
        if not field.count():
            continue
        with counter.redrawn(page):
            field.select_option(label=label) if label else field.select_option(index=1)
    expect(page.locator('[name="recipient.cnic"]')).to_be_visible()
    expect(page.locator('[name="recipient.bank_account_number"]:visible')).to_have_count(0)
    page.locator('[name="amount"]').fill("9000")
    fill_asked(page, AHMED)
    page.locator('[name="account_currency"]').select_option("HKD")
    page.get_by_role("button", name="Show the price").click()
    expect(page.get_by_text("Price now, not reserved")).to_be_visible()
    look(page, "review")
    page.get_by_role("button", name="Confirm and send").click()
    page.wait_for_url(re.compile(r"/transfers/[0-9a-f-]{36}/$"))
    picked_up = page.url
    assert booked(desk, picked_up)["amount"].startswith("9000")

    # the first one again, with the keyboard alone
    page.goto(books)
    tab_to(page, "Send again")
    page.keyboard.press("Enter")
    expect(page.locator('[name="amount"]')).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("4321")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Confirm and send")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/transfers/[0-9a-f-]{36}/$"))
    repeated = page.url
    assert repeated not in {books, picked_up}
    assert Decimal(booked(desk, repeated)["amount"]) == 4321

    # it is followed to its end, while the page stays open
    desk.sandbox.advance(4 * 3600)
    expect(page.locator(".transfer-status")).to_contain_text("Completed", timeout=FOLLOWED_WITHIN)
    look(page, "transfer-proved")
    assert booked(desk, repeated)["status"] == "proved"

    page.get_by_role("link", name="Receipt").click()
    page.get_by_role("button", name="Print 80 mm").click()
    expect(page.locator(".receipt h1")).to_have_text("Completed")
    expect(page.locator(".receipt")).not_to_contain_text("COPY")
    page.go_back()
    page.get_by_role("button", name="Print 58 mm").click()
    expect(page.locator(".receipt")).to_contain_text("COPY")


def test_sending_without_javascript(desk: Stack, new_context, books: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    through_the_door(page, "alice", desk.passwords["alice"])
    page.goto("/send/")
    page.locator("[name=q]").fill("Santos")
    page.get_by_role("button", name="Find").click()
    page.locator(".pick-list a").first.click()
    for name, label in counter.TO_A_BANK.items():
        page.locator(f'[name="{name}"]').select_option(label=label)
        page.get_by_role("button", name="Show what this choice asks").click()
    page.locator('[name="amount"]').fill("777")
    fill_asked(page, counter.JUAN)
    page.locator('[name="account_currency"]').select_option("HKD")
    page.get_by_role("button", name="Show the price").click()
    page.get_by_role("button", name="Confirm and send").click()
    page.wait_for_url(re.compile(r"/transfers/[0-9a-f-]{36}/$"))

    assert Decimal(booked(desk, page.url)["amount"]) == 777


def test_a_lost_answer_in_the_browser(page: Page, desk: Stack, sign_in: SignIn, books: str) -> None:
    sign_in(page, "alice")
    desk.sandbox.fault("drop_after_commit", "/v1/transactions/send_money", method="POST")
    desk.sandbox.fault("lose_callback", "*", times=0)

    counter.send(page, amount="3150")

    expect(page.get_by_text("We may have sent it. Do not send it again.")).to_be_visible()
    expect(page.get_by_role("link", name="Send again")).to_have_count(0)
    look(page, "transfer-unknown")
    page.get_by_role("link", name="Receipt").click()
    expect(page.locator(".receipt h1")).to_have_text("Order taken, not confirmed")
    look(page, "receipt-unknown")
