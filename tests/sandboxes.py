"""The sandboxes for tests: a real server on a real loopback socket, emptied before each test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import pytest

from accounts.providers.sandbox import SandboxServer


@dataclass(frozen=True)
class Login:
    """One login at the provider. A made-up one: its secret guards nothing."""

    key: str
    secret: str
    owner: str
    login: str
    gauth_token: str | None = None  # where it has 2FA on
    shop_id: str = ""
    shop_code: str = ""  # what its QR code says
    password: str = ""  # what "Update Profile" asks for


@dataclass(frozen=True)
class Application:
    """One wallet's application at SpectroCoin; others send to its `email`."""

    client_id: str
    client_secret: str
    owner: str
    email: str


class Sandbox:
    """What a test may ask of a running sandbox, through its control door only."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bitspark_url = f"{url}/bitspark"
        self.spectrocoin_url = f"{url}/spectrocoin"

    def keys(self, provider: str = "bitspark") -> list[Login]:
        return [Login(**row) for row in self._ask("GET", "keys")[provider]]

    def applications(self) -> list[Application]:
        return [Application(**row) for row in self._ask("GET", "keys")["spectrocoin"]]

    def books(self, provider: str = "bitspark") -> dict[str, Any]:
        """The truth: transfers, top_ups, balances (owner, currency: text), ledger, callbacks and more."""
        return dict(self._ask("GET", "books")[provider])

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Every request since the reset: seq, provider, method, path, query, fault, at."""
        return list(self._ask("GET", "seen")["seen"])

    @property
    def seen(self) -> list[tuple[str, str]]:
        """Method and path of every request since the reset."""
        return [(row["method"], row["path"]) for row in self.requests]

    def fault(self, fault: str, path: str = "*", **spec: Any) -> int:
        """Plan one: method, times (1; 0 for ever), after, and what the fault itself takes."""
        return int(self.control("faults", fault=fault, path=path, **spec)["id"])

    def faults(self) -> list[dict[str, Any]]:
        return list(self._ask("GET", "faults")["faults"])

    def advance(self, seconds: float) -> None:
        """Move the clock; all that falls due, callbacks too, has happened when it returns."""
        self.control("advance", seconds=seconds)

    def status(self, id: str, code: str) -> None:
        self.control("status", id=id, code=code)

    def ask_top_up(self, currency: str, amount: str, login: int | str = 0) -> str:
        """A customer asks that login's shop to take cash; the id. The world is quiet otherwise."""
        return str(self.control("ask-top-up", login=login, currency=currency, amount=amount)["id"])

    def reset(self) -> None:
        self.control("reset")

    def control(self, act: str, **asked: Any) -> dict[str, Any]:
        """Any other act: balance, ask-top-up, fees, transfers ... docs/sandbox.md lists them."""
        return dict(self._ask("POST", act, asked))

    def _ask(self, method: str, act: str, asked: dict[str, Any] | None = None) -> Any:
        line = HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        try:
            body = None if asked is None else json.dumps(asked)
            line.request(method, f"/_control/{act}", body, {"Content-Type": "application/json"})
            answer = line.getresponse()
            text = answer.read()
        finally:
            line.close()
        assert answer.status == 200, text.decode()
        return json.loads(text)


@pytest.fixture(scope="session")
def sandbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    """One server for this process; its clock stands still but for `advance`."""
    with SandboxServer(tmp_path_factory.mktemp("sandbox")) as server:
        yield server


@pytest.fixture
def sandbox(sandbox_server: SandboxServer) -> Sandbox:
    """The sandbox as on its first day."""
    handle = Sandbox(sandbox_server.url)
    handle.reset()
    return handle
