"""Device tokens: one person, one device, one shop, thirty days."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry, Device
from accounts.selectors import staff as seen
from accounts.services import devices
from accounts.services.errors import Conflict, NotAllowed, Refused
from tests.people import actor_of


@pytest.fixture
def issued(alice, harbour):
    return devices.issue(alice, harbour, " Counter   phone ", actor=actor_of(alice, harbour))


def standing():
    return [row.standing for row in seen.devices(Device.objects.all())]


def test_a_token_lives_thirty_days_and_can_be_renewed_while_it_lives(issued, alice, harbour):
    device, _ = issued
    assert device.name == "Counter phone"
    assert timedelta(days=29, hours=23) < device.expiry - timezone.now() <= timedelta(days=30)

    with time_machine.travel(timezone.now() + timedelta(days=20)):
        devices.renew(device, actor=actor_of(alice, harbour))
        assert device.expiry - timezone.now() > timedelta(days=29)
    with time_machine.travel(timezone.now() + timedelta(days=51)):
        assert standing() == ["expired"]
        with pytest.raises(Conflict):
            devices.renew(device, actor=actor_of(alice, harbour))


def test_a_revoked_device_stays_as_history(issued, alice, harbour):
    device, _ = issued
    devices.revoke(device, actor=actor_of(alice, harbour))
    first = device.revoked_at
    devices.revoke(device, actor=actor_of(alice, harbour))

    assert device.revoked_at == first
    assert standing() == ["revoked"]
    assert AuditEntry.objects.filter(action="device.revoked").count() == 1
    with pytest.raises(Conflict):
        devices.renew(device, actor=actor_of(alice, harbour))


def test_sec_19_the_database_holds_no_usable_token(issued):
    """Every text in every table is searched for the token, and for what would open the door as one."""
    _, token = issued
    assert len(bytes.fromhex(token)) >= 32
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            assert token not in str(cursor.fetchall())


def test_a_device_is_for_a_shop_where_the_person_is_something(alice, lantern):
    with pytest.raises(NotAllowed):
        devices.issue(alice, lantern, "Phone", actor=actor_of(alice, None))


def test_a_person_has_at_most_twenty_live_devices(alice, harbour):
    for n in range(20):
        device, _ = devices.issue(alice, harbour, f"Phone {n}", actor=actor_of(alice, harbour))
    with pytest.raises(Refused):
        devices.issue(alice, harbour, "One more", actor=actor_of(alice, harbour))

    devices.revoke(device, actor=actor_of(alice, harbour))
    devices.issue(alice, harbour, "One more", actor=actor_of(alice, harbour))
