"""Reading pages as a browser does: the fields of a form, and what it would post."""

from html.parser import HTMLParser
from typing import Any


class Page(HTMLParser):
    """The forms of a page: for each its action and the values it would post."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select = ""
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = dict(attrs)
        if tag == "form":
            self.forms.append({"action": one.get("action", ""), "fields": {}, "required": set()})
            self._open = True
        elif self._open and tag == "input" and one.get("type") not in {"submit", "checkbox", "radio"}:
            self._put(one.get("name"), one.get("value") or "")
        elif self._open and tag == "select":
            self._select = one.get("name") or ""
            self._put(self._select, "")
        elif self._open and tag == "option" and "selected" in one:
            self._put(self._select, one.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def _put(self, name: str | None, value: str) -> None:
        if name:
            self.forms[-1]["fields"][name] = value

    def form(self, action: str) -> dict[str, str]:
        """What the form with this address would post as it stands."""
        return next(dict(form["fields"]) for form in self.forms if form["action"] == action)


def form_at(response: Any, action: str) -> dict[str, str]:
    return Page(response.content.decode()).form(action)
