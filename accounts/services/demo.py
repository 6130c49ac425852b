"""The parts of demo data: each app registers what it adds to the demo people and shops."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings

Say = Callable[[str], object]
Part = Callable[[Say], None]
_PARTS: list[Part] = []


def register(part: Part) -> Part:
    """Have `manage.py demo` call `part(say)` after the people and shops are there; in order of registering.

    A part must be safe to run again on its own results, and tells what it did by `say(line)`.
    """
    if part not in _PARTS:
        _PARTS.append(part)
    return part


def load_parts(say: Say) -> None:
    """Run every registered part."""
    for part in _PARTS:
        part(say)


def tell_sandbox(act: str, **asked: Any) -> None:
    """Tell the sandbox's control door something; what it does not take is left."""
    parts = urlsplit(settings.BITSPARK_URL)
    url = urlunsplit((parts.scheme, parts.netloc, f"/_control/{act}", "", ""))
    requests.post(url, json=asked, timeout=10)
