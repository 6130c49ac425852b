"""A real desk, a real browser, and what both must never do on the way.

Run by `make test-browser`. Every page of a test is watched: an error in the console (a script that fails,
something the content security policy refuses) fails the test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser import counter
from tests.browser.stack import ROOT, Stack

SCREENS = ROOT / "build" / "screens"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The desk of this run, on SQLite, or on the PostgreSQL server that DATABASE_URL names."""
    stack = Stack(tmp_path_factory.mktemp("desk"), os.environ.get("DATABASE_URL", ""))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists() and not shutil.which("chromium"):
        pytest.fail("The browser tests need Chromium: install Debian's package `chromium`.", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium"), args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser, desk: Stack) -> Iterator[Callable[..., BrowserContext]]:
    """`new_context(viewport=PHONE, java_script_enabled=False)`: a fresh browser profile at the desk."""
    opened: list[BrowserContext] = []

    def new(**options: Any) -> BrowserContext:
        context = chromium.new_context(
            **{"base_url": desk.url, "viewport": DESKTOP, "reduced_motion": "reduce", **options}
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()


class Complaints(list[str]):
    """What a page's console complained of. `expected` names parts of complaints that a test provokes."""

    def __init__(self) -> None:
        super().__init__()
        self.expected: list[str] = []

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.append(f"{message.text} ({message.location.get('url', '')})")

    def watch(self, page: Page) -> None:
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.append(str(error)))

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self if not any(part in text for part in self.expected)]


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    heard = Complaints()
    yield heard
    assert not heard.unexpected


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], complaints: Complaints) -> Page:
    """A page of a desktop browser in which nobody has signed in."""
    fresh = new_context().new_page()
    complaints.watch(fresh)
    return fresh


SignIn = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def sign_in(desk: Stack) -> SignIn:
    """`sign_in(page, "alice")`: through the sign-in page the first time, by the kept cookies after that."""
    kept: dict[str, list[Any]] = {}
    passwords = desk.passwords

    def sign(page: Page, name: str) -> None:
        if name in kept:
            page.context.add_cookies(kept[name])
            return
        through_the_door(page, name, passwords[name])
        kept[name] = page.context.cookies()

    return sign


def through_the_door(page: Page, name: str, password: str) -> None:
    """Sign in by hand, and arrive at home."""
    page.goto("/accounts/login/")
    page.get_by_label("Username", exact=False).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


@pytest.fixture(scope="session")
def books(desk: Stack, chromium: Browser, sign_in: SignIn) -> str:
    """María of Harbour Money has sent once, to Juan; the address of that transfer's page."""
    context = chromium.new_context(base_url=desk.url, viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, "alice")
    counter.enter_sender(page)
    address = counter.send(page)
    context.close()
    return address


def violations(page: Page, *, of: tuple[str, ...] = ("serious", "critical")) -> list[str]:
    """What axe finds on a page, of these weights: rule, then the elements and why."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for rule in found
        if rule["impact"] in of
        for node in rule["nodes"][:5]
    ]


def look(page: Page, name: str) -> None:
    """Keep four pictures of a page in build/screens (desktop and phone, light and dark) and judge it.

    Fails on serious findings of axe, on a phone that must scroll sideways, and on broken pictures.
    """
    SCREENS.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    for size_name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            height = int(page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
            page.screenshot(path=SCREENS / f"{name}-{size_name}-{theme}.png")
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            if (size_name, theme) in {("desktop", "light"), ("phone", "dark")}:
                wrong += [f"{size_name}, {theme}: {one}" for one in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wrong.append(f"{size_name}: the page is wider than the screen")
    page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    page.emulate_media(color_scheme="light")
    assert not wrong, "\n".join(wrong)
