"""The sandbox's own clock.

Two readings. `now` drives the lives of transfers: it runs SPEED times as fast as the
real one and jumps with /_control/advance. `stamp` is what created_at and updated_at
print: real time plus the jumps, so that a fast demo does not print dates in the future.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from accounts.providers.door.store import Connection, remember, remembered


class Clock:
    """Seconds since 1970, kept in the file, so that a restart goes on where it was."""

    def __init__(self, speed: float) -> None:
        self.speed = speed

    def wind(self, con: Connection, *, fresh: bool = False) -> None:
        """Start, or go on at today's speed; `fresh` sets both readings back to real time."""
        held = remembered(con, "clock")
        if held is None or fresh:
            self._anchor(con, time.time(), 0.0)
        elif held["speed"] != self.speed:
            self._anchor(con, self._reading(held), held["jumped"])

    def now(self, con: Connection) -> float:
        return self._reading(remembered(con, "clock"))

    def stamp(self, con: Connection) -> float:
        return time.time() + float(remembered(con, "clock")["jumped"])

    def move_to(self, con: Connection, moment: float) -> None:
        """Jump forward to `moment`; never back."""
        held = remembered(con, "clock")
        now = self._reading(held)
        if moment > now:
            self._anchor(con, moment, held["jumped"] + moment - now)

    def _anchor(self, con: Connection, moment: float, jumped: float) -> None:
        remember(
            con, "clock", {"real": time.time(), "sandbox": moment, "jumped": jumped, "speed": self.speed}
        )

    @staticmethod
    def _reading(held: dict[str, float]) -> float:
        return held["sandbox"] + max(0.0, time.time() - held["real"]) * held["speed"]


def iso_milliseconds(moment: float) -> str:
    """As the document prints it after sending: 2018-06-22T10:18:30.046Z."""
    at = datetime.fromtimestamp(moment, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def iso_day(moment: float) -> str:
    """As the document prints it in the V2 list: 2018-01-01."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
