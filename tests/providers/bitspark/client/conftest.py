"""Two logins of the running sandbox, each with its client."""

from collections.abc import Iterator

import pytest

from accounts.providers.bitspark.client import Bitspark
from tests.sandboxes import Sandbox


@pytest.fixture
def bitspark(sandbox: Sandbox) -> Iterator[Bitspark]:
    """Harbour Money's login."""
    login = sandbox.keys()[0]
    with Bitspark(sandbox.bitspark_url, login.key, login.secret) as made:
        yield made


@pytest.fixture
def other(sandbox: Sandbox) -> Iterator[Bitspark]:
    """The login of another shop."""
    login = sandbox.keys()[1]
    with Bitspark(sandbox.bitspark_url, login.key, login.secret) as made:
        yield made
