"""People and shops, logins at the sandbox, and a database that a test leaves clean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase

from accounts.models import Connection, Role, Shop, User
from accounts.services import append_only
from tests import people
from tests.factories.connection import connection_at
from tests.factories.person import person
from tests.factories.shop import ShopFactory

if TYPE_CHECKING:  # pytest imports it below, so that its asserts can be read
    from tests.sandboxes import Sandbox

pytest_plugins = ["tests.sandboxes"]


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_triggers() -> Iterator[None]:
    """Tests that commit end by emptying all tables: append-only ones as well, and the cache's."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with append_only.lifted():
            flush(self)
        cache.clear()

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture
def harbour(db: None) -> Shop:
    """HK1, Alice's shop."""
    return ShopFactory.create(
        code="HK1",
        name="Harbour Money",
        address="109 Argyle Street, Kowloon, Hong Kong",
        latitude="22.319300",
        longitude="114.169400",
        time_zone="Asia/Hong_Kong",
        country="HK",
        cash_currency="HKD",
    )


@pytest.fixture
def lantern(db: None) -> Shop:
    """SG1, Charlie's shop: he must see nothing of Alice's."""
    return ShopFactory.create(
        code="SG1",
        name="Lantern Exchange",
        address="12 Serangoon Road, Singapore 217990",
        latitude="1.306600",
        longitude="103.851700",
        time_zone="Asia/Singapore",
        country="SG",
        cash_currency="SGD",
    )


@pytest.fixture
def alice(harbour: Shop) -> User:
    """Teller of HK1."""
    return person("alice", "Alice Cheung", harbour, Role.TELLER)


@pytest.fixture
def bob(harbour: Shop) -> User:
    """The second teller of HK1."""
    return person("bob", "Bob Lau", harbour, Role.TELLER)


@pytest.fixture
def susan(harbour: Shop) -> User:
    """Supervisor of HK1."""
    return person("susan", "Susan Ho", harbour, Role.SUPERVISOR)


@pytest.fixture
def carla(harbour: Shop) -> User:
    """Compliance officer of HK1."""
    return person("carla", "Carla Mendes", harbour, Role.COMPLIANCE)


@pytest.fixture
def charlie(lantern: Shop) -> User:
    """Teller of SG1."""
    return person("charlie", "Charlie Tan", lantern, Role.TELLER)


@pytest.fixture
def hector(db: None) -> User:
    """Head office: supervisor of all shops."""
    return person("hector", "Hector Wong", None, Role.SUPERVISOR)


@pytest.fixture
def ada(db: None) -> User:
    """Administrator of all shops."""
    return person("ada", "Ada Lim", None, Role.ADMIN)


@pytest.fixture
def connection(harbour: Shop, sandbox: Sandbox, settings: Any) -> Connection:
    """Harbour Money's login at Bitspark's sandbox."""
    settings.BITSPARK_URL = sandbox.bitspark_url
    return connection_at(sandbox, "Harbour", [harbour])


@pytest.fixture
def lantern_connection(lantern: Shop, sandbox: Sandbox, settings: Any) -> Connection:
    """Lantern Exchange's login at Bitspark's sandbox."""
    settings.BITSPARK_URL = sandbox.bitspark_url
    return connection_at(sandbox, "Lantern", [lantern])


@pytest.fixture
def client_of() -> people.SignIn:
    """`client_of(alice)`: a browser with Alice signed in; `client_of(hector, harbour)` chooses the shop."""
    return people.client_of


@pytest.fixture
def device_of() -> people.GiveDevice:
    """`device_of(alice, harbour)`: an API client with a token of Alice's for that shop."""
    return people.device_of
