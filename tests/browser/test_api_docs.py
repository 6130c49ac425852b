"""The API's page in a browser: it draws itself from our own files alone, and tries a request."""

from playwright.sync_api import Page, Request, expect

from tests.browser.stack import Stack


def test_the_docs_page_works_without_the_internet(page: Page, desk: Stack) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto("/api/v1/docs/")

    expect(page.get_by_text("Remitdesk API")).to_be_visible()
    expect(page.locator(".opblock").first).to_be_visible()
    assert page.locator(".opblock").count() > 30
    assert [url for url in asked if not url.startswith((desk.url, "data:", "blob:"))] == []


def test_a_request_can_be_tried_there(page: Page, complaints: list[str]) -> None:
    complaints.expected.append("401")  # type: ignore[attr-defined]  # the conftest's Complaints
    page.goto("/api/v1/docs/")
    operation = page.locator("#operations-me-me")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    expect(operation.get_by_text("urn:remitdesk:problem:credentials").first).to_be_visible()
