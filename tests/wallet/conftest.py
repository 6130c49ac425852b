"""A counter that takes orders, and a spool of the test's own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from accounts.models import Actor, Connection, Shop, User
from accounts.services import append_only
from remittance.models import Destination
from tests.people import actor_of
from tests.wallet import orders


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, settings: Any) -> Path:
    settings.STATE_DIR = tmp_path / "state"
    return settings.STATE_DIR


@pytest.fixture
def teller(alice: User, harbour: Shop) -> Actor:
    return actor_of(alice, harbour)


@pytest.fixture
def destination(connection: Connection) -> Destination:
    return orders.philippines(connection)


@pytest.fixture
def take(destination: Destination, teller: Actor, harbour: Shop) -> orders.TakeOrder:
    """`take()`: the command of an order of Alice's for Juan; what is given is changed."""

    def order(**changes: Any) -> Any:
        return orders.take(
            destination, changes.pop("actor", teller), changes.pop("shop", harbour), **changes
        ).command

    return order


@pytest.fixture
def refuse_updates() -> Callable[[type[Model]], AbstractContextManager[None]]:
    """`with refuse_updates(Model)`: the database itself refuses to change that table's rows."""

    @contextmanager
    def refusing(model: type[Model]) -> Iterator[None]:
        append_only.set_triggers(model)
        try:
            yield
        finally:
            append_only.drop_triggers(model)

    return refusing
