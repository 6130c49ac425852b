"""Every address of the desk is looked at: four pictures each, and nobody is kept out by them."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints, SignIn, look, through_the_door
from tests.browser.recipes import RECIPES, Look, recipe_of
from tests.browser.stack import Stack


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Every URL name, with its namespace."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            deeper = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern, deeper)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield space + pattern.name


NAMES = sorted(set(names(get_resolver())))
PAGES = [name for name in NAMES if isinstance(recipe_of(name), Look)]


def test_every_url_name_has_a_recipe() -> None:
    assert not [name for name in NAMES if recipe_of(name) is None]


def test_no_recipe_is_for_a_page_that_is_gone() -> None:
    assert not sorted(set(RECIPES) - set(NAMES))


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_there_and_can_be_used(
    name: str, page: Page, sign_in: SignIn, complaints: Complaints, books: str
) -> None:
    recipe = recipe_of(name)
    assert isinstance(recipe, Look)
    if recipe.status != 200:
        complaints.expected.append(f"status of {recipe.status}")
    if recipe.who:
        sign_in(page, recipe.who)
    way = recipe.way if isinstance(recipe.way, str) else recipe.way(page)
    answer = page.goto(way)
    assert answer is not None and answer.status == recipe.status, f"{way}: {answer and answer.status}"
    if not name.startswith("admin:"):
        expect(page.locator("main")).to_be_visible()
        look(page, name.replace(":", "-"))


def test_an_address_that_leads_nowhere_is_told_in_the_desks_look(
    page: Page, sign_in: SignIn, complaints: Complaints
) -> None:
    complaints.expected.append("status of 404")
    sign_in(page, "alice")
    answer = page.goto("/nowhere/")
    assert answer is not None and answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    look(page, "error-404")


def test_a_wrong_password_is_told_beside_the_form(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password", exact=True).fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("You are not signed in")
    look(page, "account_login-refused")


def test_the_theme_is_kept_and_never_flashes(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_the_desk_can_be_entered_and_left_without_javascript(desk: Stack, new_context) -> None:
    page = new_context(java_script_enabled=False).new_page()
    through_the_door(page, "charlie", desk.passwords["charlie"])
    page.locator("summary", has_text="Charlie").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


def test_the_first_tab_leads_past_the_navigation(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "alice")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
