"""Reading a form body as Rails would: `data[attributes][amount]=1` into nested mappings of strings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

Form = dict[str, "str | Form"]

_NAME = re.compile(r"(?P<head>[^\[\]]+)(?P<rest>(\[[^\[\]]+\])*)", re.S)
DEEPEST = 32


class BadForm(ValueError):
    """Not a form, or one whose names contradict each other."""


def parse(body: bytes) -> Form:
    """Nested mappings of strings; the last of two equal names wins, as in Rack.

    Raises:
        BadForm: bytes that are not UTF-8, lists (no call takes any), or a name that is
            both a value and a mapping.
    """
    form: Form = {}
    for pair in body.split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            put(form, _text(name), _text(value))
    return form


def put(form: Form, name: str, value: str) -> None:
    """One pair into the nested mappings; `name` as it stands in the form: data[attributes][amount]."""
    _put(form, _path(name), value)


def _text(escaped: bytes) -> str:
    try:
        return unquote_to_bytes(escaped.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise BadForm("not UTF-8") from None


def _path(name: str) -> list[str]:
    """`a[b][c]` as its keys; a name that is not of that form is one key, whole."""
    match = _NAME.fullmatch(name)
    if match is None:
        if "[]" in name:
            raise BadForm("lists are not taken")
        return [name]
    keys = [match["head"], *re.findall(r"\[([^\[\]]+)\]", match["rest"])]
    if len(keys) > DEEPEST:
        raise BadForm("nested too deep")
    return keys


def _put(form: Form, keys: list[str], value: str) -> None:
    *branch, last = keys
    for key in branch:
        inner = form.setdefault(key, {})
        if not isinstance(inner, dict):
            raise BadForm(f"{key} is both a value and a hash")
        form = inner
    if isinstance(form.get(last), dict):
        raise BadForm(f"{last} is both a value and a hash")
    form[last] = value


def branch(form: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    """The mapping at `keys`, empty where there is none."""
    for key in keys:
        inner = form.get(key)
        if not isinstance(inner, Mapping):
            return {}
        form = inner
    return form


def leaf(form: Mapping[str, object], *keys: str) -> str:
    """The text at `keys`, "" where there is none."""
    value = branch(form, *keys[:-1]).get(keys[-1])
    return value if isinstance(value, str) else ""
