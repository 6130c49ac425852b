"""What a teller does at the counter, by the labels they read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Page, expect

MARIA = {
    "First name": "María Luz",
    "Last name": "Santos",
    "Phone number": "9765 4321",
    "Address": "1 Nathan Road, Kowloon",
    "Id number": "B7654321",
    "Id expires on": "2036-01-01",
    "Birth date": "1980-02-29",
}
TO_A_BANK = {
    "destination": "Philippines",
    "province": "Metro Manila",
    "delivery_method": "Bank deposit",
    "provider": "BDO Unibank",
}
JUAN = {
    "recipient.first_name": "Juan",
    "recipient.last_name": "Dela Cruz",
    "recipient.phone_number": "0917 123 4567",
    "recipient.beneficiary_name": "Juan Dela Cruz",
    "recipient.bank_account_number": "001234567890",
}


def enter_sender(page: Page, person: Mapping[str, str] = MARIA) -> None:
    """A new sender, with an identity card of Hong Kong; ends on their page."""
    page.goto("/senders/new/")
    for label, text in person.items():
        page.get_by_label(re.compile(rf"^{label}\b")).fill(text)
    page.locator("[name=id_type]").select_option("id_card")
    page.locator("[name=id_country]").select_option("HKG")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(person["Last name"])


def begin_for(page: Page, last_name: str) -> None:
    """The send form of the sender whose name begins so."""
    page.goto("/send/")
    page.get_by_label("Name, phone or id number").fill(last_name)
    page.keyboard.press("Enter")
    page.locator(".pick-list a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Send money for")
    page.wait_for_load_state()  # before it, a choice would not be heard


@contextmanager
def redrawn(page: Page) -> Iterator[None]:
    """What is done inside redraws the form; afterwards the new one is there and listens."""
    page.evaluate("document.getElementById('transfer-fields').dataset.old = 'yes'")
    yield
    page.wait_for_function(
        """() => {
          const form = document.getElementById('transfer-fields');
          const busy = '.htmx-request, .htmx-swapping, .htmx-added, .htmx-settling';
          return form && !form.dataset.old && !document.querySelector(busy);
        }"""
    )


def choose_route(page: Page, route: Mapping[str, str]) -> None:
    """Destination first, then what it asks for; each choice redraws the form."""
    for name, label in route.items():
        with redrawn(page):
            page.locator(f'[name="{name}"]').select_option(label=label)
        expect(page.locator(f'[name="{name}"] option:checked')).to_have_text(label)


def send(
    page: Page,
    last_name: str = "Santos",
    route: Mapping[str, str] = TO_A_BANK,
    recipient: Mapping[str, str] = JUAN,
    amount: str = "12500",
) -> str:
    """One transfer paid from the HKD account, confirmed; the address of its page."""
    begin_for(page, last_name)
    choose_route(page, route)
    page.locator('[name="amount"]').fill(amount)
    for name, text in recipient.items():
        page.locator(f'[name="{name}"]').fill(text)
    page.locator('[name="account_currency"]').select_option("HKD")
    page.get_by_role("button", name="Show the price").click()
    page.get_by_role("button", name="Confirm and send").click()
    page.wait_for_url(re.compile(r"/transfers/[0-9a-f-]{36}/$"))
    return page.url
