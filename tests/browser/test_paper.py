"""A receipt fits the paper it is printed on, in black, on one page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import SCREENS, SignIn

MILLIMETRES = 25.4 / 72


@pytest.mark.parametrize("paper", [("Print 58 mm", 58), ("Print 80 mm", 80), ("Print A4", 210)])
def test_a_receipt_is_as_wide_as_its_paper(
    paper: tuple[str, int], page: Page, sign_in: SignIn, books: str, tmp_path: Path
) -> None:
    button, width = paper
    sign_in(page, "alice")
    page.goto(f"{books}receipt/")
    page.get_by_role("button", name=button).click()
    expect(page.locator(".receipt-reference")).to_be_visible()
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"receipt-{width}.png", full_page=True)

    page.pdf(path=tmp_path / "receipt.pdf", prefer_css_page_size=True)

    sheets = PdfReader(tmp_path / "receipt.pdf").pages
    assert len(sheets) == 1
    assert float(sheets[0].mediabox.width) * MILLIMETRES == pytest.approx(width, abs=0.6)
    assert "HK1-" in sheets[0].extract_text()


def test_a_receipt_is_printed_in_black_in_every_theme(page: Page, sign_in: SignIn, books: str) -> None:
    sign_in(page, "alice")
    page.emulate_media(color_scheme="dark")
    page.goto(f"{books}receipt/")
    page.get_by_role("button", name="Print 80 mm").click()
    expect(page.locator(".receipt-reference")).to_be_visible()
    page.emulate_media(color_scheme="dark", media="print")
    colours = page.eval_on_selector_all(
        ".receipt, .receipt *", "all => [...new Set(all.map(one => getComputedStyle(one).color))]"
    )
    assert colours == ["rgb(0, 0, 0)"]
    expect(page.locator(".receipt-controls")).to_be_hidden()
