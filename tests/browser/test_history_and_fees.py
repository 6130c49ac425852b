"""What moved is narrowed and taken as a file; a fee is proposed by one person and accepted by another."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, look
from tests.browser.stack import Stack


def test_the_history_is_narrowed_and_its_rows_are_taken_as_a_file(
    page: Page, desk: Stack, sign_in: SignIn, books: str, tmp_path: Path
) -> None:
    desk.sandbox.control("payments", login=0, kind="deposit", currency="usd", amount="40", txid="=1+1")
    sign_in(page, "susan")
    page.goto("/history/")
    page.get_by_role("button", name=re.compile("^Refresh")).first.click()
    expect(page.get_by_text("Read again just now.").first).to_be_visible()

    page.get_by_label("Type").select_option("BankDeposit")
    page.get_by_label("Currency").select_option("USD")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("cell", name="=1+1")).to_be_visible()
    look(page, "history-narrowed")
    shown = page.locator("tbody tr").count()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download these rows (CSV)").click()
    path = tmp_path / "history.csv"
    waiting.value.save_as(path)
    rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))
    assert {(row["type"], row["currency"]) for row in rows} == {("BankDeposit", "USD")}
    assert len(rows) == shown
    assert "'=1+1" in {row["about"] for row in rows}

    page.goto("/history/?first_day=soon")
    expect(page.locator(".field-errors").first).to_be_visible()


def test_a_fee_is_proposed_accepted_and_told_once(
    page: Page, new_context: Callable[..., BrowserContext], desk: Stack, sign_in: SignIn, books: str
) -> None:
    sign_in(page, "ada")
    other = new_context().new_page()
    sign_in(other, "carla")

    page.goto("/fees/new/")
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    look(page, "fee-new")
    page.get_by_label("Currency").select_option("SGD")
    page.get_by_label(re.compile("^Fee on every top-up")).fill("1.75")
    page.get_by_label(re.compile("^I know that it cannot be undone")).check()
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("A change waits for a second person").first).to_be_visible()

    other.goto("/approvals/")
    other.get_by_role("region", name=re.compile(r"1\.75 SGD")).get_by_role("link").first.click()
    expect(other.get_by_text("no update and no delete").first).to_be_visible()
    other.get_by_role("button", name="Accept the change").click()
    expect(other.get_by_text("Accepted").first).to_be_visible()

    assert [one["amount"] for one in desk.sandbox.books()["fees"]].count("1.75") == 1
    other.goto("/fees/?currency=SGD")
    expect(other.get_by_text("1.75").first).to_be_visible()
    look(other, "fees")
