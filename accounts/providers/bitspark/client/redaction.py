"""Masking what must be stored nowhere: keys, signatures, callback paths and people's numbers."""

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote_plus

MASK = "[masked]"
MAX_EXCERPT = 64 * 1024
# A shorter value is found in too many places that are not it.
_SHORTEST = 4

HIDDEN_NAMES = (
    "id_number",
    "cnic",
    "iban",
    "bank_account_number",
    "callback_url",
    "current_password",
    "password",
    "gauth_token",
)
_HIDDEN_MEMBER = re.compile(rf'("(?:{"|".join(HIDDEN_NAMES)})"\s*:\s*)("(?:[^"\\]|\\.)*"?|[0-9.eE+-]+)')


class Redaction:
    """Masks given values wherever they stand, and the members of JSON that hold such values by name."""

    def __init__(self, values: Iterable[str]) -> None:
        written = {form for value in values if len(value) >= _SHORTEST for form in _writings(value)}
        self._values = sorted(written, key=len, reverse=True)

    def text(self, text: str) -> str:
        """This text, masked, and fit for any database."""
        for value in self._values:
            text = text.replace(value, MASK)
        return _HIDDEN_MEMBER.sub(rf'\1"{MASK}"', text).replace("\x00", "\ufffd")

    def excerpt(self, body: bytes) -> str:
        """The beginning of a body, masked; at most 64 KB as UTF-8."""
        # Masked before it is cut, so that no half of a number stands at the end.
        masked = self.text(body[: 2 * MAX_EXCERPT].decode("utf-8", "replace"))
        return masked.encode()[:MAX_EXCERPT].decode("utf-8", "ignore")


def _writings(value: str) -> set[str]:
    """A value as it is, and as a form, JSON or HTML would write it."""
    as_json = json.dumps(value)[1:-1]
    return {value, quote_plus(value), as_json, as_json.replace("/", "\\/"), html.escape(value)}


def hidden_values(form: Mapping[str, Any]) -> list[str]:
    """The values in a form that no evidence may show, at any depth."""
    found: list[str] = []
    for name, value in form.items():
        if isinstance(value, Mapping):
            found += hidden_values(value)
        elif name in HIDDEN_NAMES and isinstance(value, str):
            found.append(value)
    return found
