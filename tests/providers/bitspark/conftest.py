"""A login of the running sandbox, with its client."""

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
