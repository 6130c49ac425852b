"""Nothing rests silently: what stands still is told on `/readyz` and on the first page of its shop."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Shop, User
from accounts.services.jobs import processes
from tests.people import client_of
from tests.wallet.orders import TakeOrder
from wallet.models import MoneyCommand, State
from wallet.selectors import commands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def a_worker(transactional_db: None) -> Iterator[Any]:
    processes.process_kind("worker")
    yield processes.this_process()
    processes.process_kind("web")


def ago(minutes: float) -> Any:
    return timezone.now() - timedelta(minutes=minutes)


def put(columns: dict[str, Any]) -> None:
    MoneyCommand.objects.update(
        **{name: value if name == "state" else ago(value) for name, value in columns.items()}
    )


def money() -> dict[str, Any]:
    answer = Client().get("/readyz")
    assert answer.status_code == 200, "it takes nobody down"
    return dict(answer.json()["parts"]["money"])


# The times are minutes ago, told when the test runs.
RESTS = [
    ("queued", {"state": State.QUEUED, "created_at": 1}, {"created_at": 3}),
    ("sending", {"state": State.SENDING, "lease_until": -1}, {"lease_until": 1}),
    ("unknown", {"state": State.UNKNOWN, "sent_at": 10}, {"sent_at": 16}),
]


@pytest.mark.parametrize(("alarm", "still_fine", "too_long"), RESTS)
def test_an_order_that_rests_sounds_its_alarm_and_no_other(
    take: TakeOrder, alarm: str, still_fine: dict[str, Any], too_long: dict[str, Any]
) -> None:
    take()
    put(still_fine)
    assert money() == {"ok": True, "resting": []}

    put(too_long)

    assert money() == {"ok": False, "resting": [alarm]}


def test_the_first_page_says_so_in_its_own_shop_only(
    take: TakeOrder, a_worker: Any, alice: User, charlie: User, lantern: Shop
) -> None:
    take()
    fine = client_of(alice).get("/").content.decode()
    assert "waited more than 2 minutes" not in fine
    assert "worker is silent" not in fine
    MoneyCommand.objects.update(created_at=ago(3))

    assert "1 order has waited more than 2 minutes to be sent." in client_of(alice).get("/").content.decode()
    assert "waited more than 2 minutes" not in client_of(charlie).get("/").content.decode()
    assert commands.resting(Shop.objects.filter(pk=lantern.pk))["queued"] == 0

    MoneyCommand.objects.update(state=State.SENDING, lease_until=ago(1))

    assert "It may have been sent." in client_of(alice).get("/").content.decode()


def test_the_first_page_says_that_no_worker_works(take: TakeOrder, alice: User) -> None:
    assert "worker is silent" in client_of(alice).get("/").content.decode()
