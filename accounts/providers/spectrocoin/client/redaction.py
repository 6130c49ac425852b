"""Masking what must be stored nowhere: tokens, the client's id and its secret."""

import html
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "[masked]"
MAX_EXCERPT = 64 * 1024
# A shorter value is found in too many places that are not it.
_SHORTEST = 4

HIDDEN_NAMES = ("access_token", "refresh_token", "client_id", "client_secret", "authorization")
_MEMBER = re.compile(rf'("(?:{"|".join(HIDDEN_NAMES)})"\s*:\s*)("(?:[^"\\]|\\.)*"?|[0-9.eE+-]+)', re.I)
_BEARER = re.compile(r"(Bearer\s+)[^\s\"'<&\\]+", re.I)


class Redaction:
    """Masks given values wherever they stand, bearers, and members of JSON that hold secrets by name."""

    def __init__(self, values: Iterable[str]) -> None:
        written = {form for value in values if len(value) >= _SHORTEST for form in _writings(value)}
        self._values = sorted(written, key=len, reverse=True)

    def text(self, text: str) -> str:
        """This text, masked, and fit for any database."""
        masked = self._given(text)
        masked = _BEARER.sub(rf"\1{MASK}", _MEMBER.sub(rf'\1"{MASK}"', masked))
        return masked.replace("\x00", "\ufffd")

    def excerpt(self, body: bytes) -> str:
        """The beginning of a body, masked; at most 64 KB as UTF-8."""
        # Masked before it is cut, so that no half of a token stands at the end.
        masked = self.text(body[: 2 * MAX_EXCERPT].decode("utf-8", "replace"))
        return masked.encode()[:MAX_EXCERPT].decode("utf-8", "ignore")

    def value(self, value: Any) -> Any:
        """This JSON value with every text in it masked, and what stands under a hidden name."""
        if isinstance(value, dict):
            return {
                self._given(name): MASK if name.lower() in HIDDEN_NAMES else self.value(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self.value(inner) for inner in value]
        return self._given(value) if isinstance(value, str) else value

    def _given(self, text: str) -> str:
        for value in self._values:
            text = text.replace(value, MASK)
        return text


def _writings(value: str) -> set[str]:
    """A value as it is, and as a form, a URL, JSON or HTML would write it."""
    as_json = json.dumps(value)[1:-1]
    as_url = {quote_plus(value), quote(value, safe="")}
    return {value, *as_url, as_json, as_json.replace("/", "\\/"), html.escape(value)}
