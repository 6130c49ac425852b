"""A caller for each login, and the ids of the invented world's destinations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Caller, order
from tests.sandboxes import Sandbox


@pytest.fixture
def desk(sandbox: Sandbox) -> Caller:
    login = sandbox.keys()[0]
    return Caller(sandbox.bitspark_url, login.key, login.secret)


@pytest.fixture
def other_desk(sandbox: Sandbox) -> Caller:
    login = sandbox.keys()[1]
    return Caller(sandbox.bitspark_url, login.key, login.secret)


@pytest.fixture
def places(desk: Caller) -> dict[str, str]:
    """Destination code to id."""
    data = desk.get("/v1/static/destination_data")["data"]
    return {row["attributes"]["code"]: row["id"] for row in data}


@pytest.fixture
def to_cebu(places: dict[str, str]) -> Callable[..., dict[str, Any]]:
    """An order the Philippines take: to_cebu(amount="500")."""
    return lambda **changes: order(places["philippines"], **changes)
