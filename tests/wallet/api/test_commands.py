"""Money commands over REST: found by key, stopped by version."""

import pytest

from tests.api import app_of
from wallet.models import MoneyCommand, State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def app(alice, harbour):
    return app_of(alice, harbour)


def test_an_order_is_found_by_the_apps_own_key(app, take):
    command = take(key="lost-answer")
    take(key="other", amount="77")

    found = app.get("commands", {"idempotency_key": "lost-answer"}).json()["items"]

    assert [one["id"] for one in found] == [str(command.public_id)]
    assert found[0]["subject"] == str(command.transfer.public_id)
    assert app.get("commands", {"idempotency_key": "never"}).json()["items"] == []
    assert app.get("commands", {"state": "queued"}).json()["items"][1]["id"] == str(command.public_id)
    assert app.get("commands", {"state": "lost"}).status_code == 422


def test_a_waiting_order_is_stopped_once(app, take):
    command = take()
    path = f"commands/{command.public_id}"
    stale = app.post(f"{path}/stop", {"version": 7})
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (409, "moved-on", 1)

    stopped = app.post(f"{path}/stop", {"version": 1})

    assert (stopped.json()["state"], stopped.json()["safe_to_repeat"]) == ("cancelled", True)
    assert app.post(f"{path}/stop", {"version": 2}).status_code == 409
    assert app.get(path).json()["poll_after"] is None
    assert MoneyCommand.objects.get().state == State.CANCELLED


def test_a_colleagues_order_is_not_a_devices(take, bob, harbour):
    command = take()
    app = app_of(bob, harbour)

    assert app.get(f"commands/{command.public_id}").status_code == 404
    assert app.post(f"commands/{command.public_id}/stop", {"version": 1}).status_code == 404
