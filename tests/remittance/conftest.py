"""A counter with somebody at it: the catalogue mirrored, a sender in the book, no worker running."""

from typing import Any

import pytest

from accounts.models import Actor, Connection, Shop, User
from remittance.models import Sender
from remittance.services import mirror
from tests.factories.sender import sender_of
from tests.people import actor_of


@pytest.fixture
def teller(alice: User, harbour: Shop) -> Actor:
    return actor_of(alice, harbour)


@pytest.fixture
def open_counter(connection: Connection, tmp_path: Any, settings: Any) -> Connection:
    """Harbour's login with destinations, rules and currencies mirrored."""
    settings.STATE_DIR = tmp_path / "state"
    mirror.refresh_catalogue(connection)
    return connection


@pytest.fixture
def maria(harbour: Shop, teller: Actor) -> Sender:
    return sender_of(harbour, teller, last_name="Santos")
