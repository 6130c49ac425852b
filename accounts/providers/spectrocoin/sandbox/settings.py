"""What the control door's `settings` can bend: forms of answers, limits, the lives of tokens."""

from __future__ import annotations

from typing import Any

from accounts.providers.door.provider import Mistake
from accounts.providers.door.store import Connection, remember, remembered
from accounts.providers.spectrocoin.sandbox.guesses import SETTINGS

NAME = "spectrocoin:settings"

Settings = dict[str, Any]


def first() -> Settings:
    return {name: one[0] if isinstance(one, tuple) else one for name, one in SETTINGS.items()}


def of(con: Connection) -> Settings:
    return {**first(), **remembered(con, NAME, {})}


def change(con: Connection, asked: dict[str, Any]) -> Settings:
    """Set those that are named; answer all."""
    changed = dict(remembered(con, NAME, {}))
    for name, value in asked.items():
        if name not in SETTINGS:
            raise Mistake(f"no such setting: {name}; there are {', '.join(SETTINGS)}")
        changed[name] = _checked(name, value)
    remember(con, NAME, changed)
    return of(con)


def _checked(name: str, value: Any) -> str | float:
    allowed = SETTINGS[name]
    if isinstance(allowed, tuple):
        if str(value) not in allowed:
            raise Mistake(f"{name} is one of {', '.join(allowed)}")
        return str(value)
    number = float(value)
    if not 0 <= number < 10**12:
        raise Mistake(f"{name} is a number from 0")
    return number
