"""Whether the desk lives and can serve."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.db import connection as database
from django.test import Client
from django.utils import timezone

from accounts.models import Connection
from accounts.services import jobs
from accounts.services.jobs import processes
from accounts.views import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_worker() -> Any:
    processes.process_kind("worker")
    yield jobs.this_process()
    processes.process_kind("web")


def away(*_: Any) -> None:
    raise OperationalError("away")


def test_it_lives_without_a_database() -> None:
    with database.execute_wrapper(away):
        assert Client().get("/livez").status_code == 200


def test_it_is_ready_and_names_its_parts(connection: Connection, a_worker: Any) -> None:
    connection.last_good_at = timezone.now() - timedelta(seconds=40)
    connection.save()

    answer = Client().get("/readyz")

    parts = answer.json()["parts"]
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert parts["database"] == parts["migrations"] == {"ok": True}
    assert parts["worker"]["ok"]
    assert parts["bitspark"]["ok"]
    assert parts["bitspark"]["age_seconds"] >= 40


def test_a_silent_worker_and_provider_are_told_of_and_take_nobody_down(connection: Connection) -> None:
    answer = Client().get("/readyz")

    parts = answer.json()["parts"]
    assert answer.status_code == 200
    assert parts["worker"] == {"ok": False, "heartbeat_at": None, "age_seconds": None}
    assert not parts["bitspark"]["ok"]


def test_without_its_database_it_is_not_ready() -> None:
    with database.execute_wrapper(away):
        answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert answer.json()["parts"]["database"] == {"ok": False}


def test_without_its_migrations_it_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    with database.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'wallet'")

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["parts"]["migrations"]) == (503, {"ok": False})


def test_the_address_of_a_login_or_shop_stands_in_neither(connection: Connection) -> None:
    for path in ("/livez", "/readyz"):
        text = Client().get(path).content.decode()
        assert connection.name not in text
        assert "HK1" not in text
