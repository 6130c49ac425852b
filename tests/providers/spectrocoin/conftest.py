"""One server and one client for tests that make very many calls."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .client.calls import Call, client
from .client.stubs import Act, Stub, close

Ask = Callable[[Act, Call], Any]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Make this call, have it answered so; it goes out once, whatever came back."""
    with Stub(close) as stub, client(stub) as spectrocoin:

        def told(act: Act, call: Call) -> Any:
            stub.act = act
            stub.visits.clear()
            try:
                return call(spectrocoin)
            finally:
                assert len(stub.visits) == 1

        yield told
