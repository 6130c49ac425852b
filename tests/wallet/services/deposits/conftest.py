"""A login whose accounts are known."""

import pytest

from accounts.models import Connection
from tests.wallet import deposits


@pytest.fixture
def login(connection: Connection) -> Connection:
    deposits.open_accounts(connection)
    return connection


@pytest.fixture
def public_url(settings) -> str:
    settings.PUBLIC_URL = "https://desk.example"
    return settings.PUBLIC_URL
