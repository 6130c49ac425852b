"""Masking what must be stored nowhere: keys, signatures, passwords, callback paths and people's numbers."""

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

# Typed for one call and kept nowhere, not even in an answer that says them back.
SECRET_NAMES = ("current_password", "password", "password_confirmation", "gauth_token")
HIDDEN_NAMES = (
    "id_number",
    "cnic",
    "iban",
    "bank_account_number",
    "account_number",
    "callback_url",
    *SECRET_NAMES,
)


class Redaction:
    """Masks given values wherever they stand, and the members of JSON that hold such values by name."""

    def __init__(self, values: Iterable[str], names: Iterable[str] = ()) -> None:
        """`values` are masked wherever they stand; `names` are members to mask besides HIDDEN_NAMES."""
        written = {form for value in values if len(value) >= _SHORTEST for form in _writings(value)}
        self._values = sorted(written, key=len, reverse=True)
        hidden = "|".join((*HIDDEN_NAMES, *names))
        self._member = re.compile(rf'("(?:{hidden})"\s*:\s*)("(?:[^"\\]|\\.)*"?|[0-9.eE+-]+)')

    def text(self, text: str) -> str:
        """This text, masked, and fit for any database."""
        for value in self._values:
            text = text.replace(value, MASK)
        return self._member.sub(rf'\1"{MASK}"', text).replace("\x00", "\ufffd")

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


def without(names: Iterable[str], value: Any) -> Any:
    """This JSON value without the members of these names, at any depth."""
    left_out = frozenset(names)
    if isinstance(value, Mapping):
        return {name: without(left_out, inner) for name, inner in value.items() if name not in left_out}
    if isinstance(value, list):
        return [without(left_out, inner) for inner in value]
    return value
