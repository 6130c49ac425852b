"""What the door asks of a provider's sandbox that wants to be mounted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from werkzeug import Request, Response

from accounts.providers.door.store import Connection


class Mistake(Exception):
    """What someone asked at the control door cannot be done; the text says why."""


class NoSuchThing(Mistake):
    """What it was asked about is not there."""


@dataclass(frozen=True)
class Arrival:
    """One request as it came in, below the mount."""

    request: Request
    number: int  # its id in the books
    path: str  # below the mount, unescaped: "/v1/recipients"
    target: bytes  # path and query below the mount, byte for byte as received
    base_url: str | None  # what clients see instead of scheme, host and mount; None: as received


class ControlAct(Protocol):
    def __call__(self, con: Connection, asked: dict[str, Any]) -> dict[str, Any]: ...


OwnFault = Callable[[dict[str, Any], Arrival, Callable[[], Response]], Response]


class Provider(Protocol):
    """A provider's sandbox. It stores everything in the door's file, in tables of its own."""

    @property
    def name(self) -> str: ...  # also its mount: /<name>/v1/...

    @property
    def acts(self) -> Mapping[str, ControlAct]: ...  # POST /_control/<name of the act>

    @property
    def own_faults(self) -> Mapping[str, OwnFault]: ...  # by name; they come before the door's of that name

    def answer(self, arrival: Arrival) -> Response: ...

    def reset(self, con: Connection) -> None:
        """Put the world back to its beginning; the logins stay."""

    def books(self, con: Connection) -> dict[str, Any]: ...

    def keys(self, con: Connection) -> list[dict[str, Any]]: ...

    def due(self, con: Connection) -> float | None:
        """When the next thing happens by itself, on the clock's `now`."""

    def happen(self, moment: float) -> None:
        """Do what falls due up to `moment`. Called with no transaction open: it may call back."""
