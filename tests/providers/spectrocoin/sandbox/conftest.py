"""A caller for each of the two wallets, with tokens; and the control door, which is told the provider."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.spectrocoin.sandbox.caller import Caller
from tests.sandboxes import Sandbox


class Bent:
    """The control door for SpectroCoin."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.url = sandbox.url
        self.advance = sandbox.advance
        self.reset = sandbox.reset

    def __call__(self, act: str, **asked: Any) -> dict[str, Any]:
        return self._sandbox.control(act, provider="spectrocoin", **asked)

    def fault(self, fault: str, path: str = "*", **spec: Any) -> None:
        self._sandbox.fault(fault, path, provider="spectrocoin", **spec)

    def set(self, **settings: Any) -> None:
        self("settings", **settings)

    @property
    def books(self) -> dict[str, Any]:
        return self._sandbox.books("spectrocoin")

    @property
    def requests(self) -> list[dict[str, Any]]:
        return self._sandbox.requests

    def callers(self) -> list[Caller]:
        url = f"{self._sandbox.spectrocoin_url}/api/r"
        return [Caller(url, one.client_id, one.client_secret) for one in self._sandbox.applications()]


@pytest.fixture
def bent(sandbox: Sandbox) -> Bent:
    return Bent(sandbox)


@pytest.fixture
def desk(bent: Bent) -> Caller:
    caller = bent.callers()[0]
    assert caller.auth().status == 200
    return caller


@pytest.fixture
def other_desk(bent: Bent) -> Caller:
    caller = bent.callers()[1]
    assert caller.auth().status == 200
    return caller
