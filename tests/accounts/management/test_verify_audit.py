"""`manage.py verify_audit`: heads where all is well, an error where it is not."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from accounts.services import append_only, devices
from tests.people import actor_of


def run():
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def test_it_prints_the_heads(alice, harbour):
    devices.issue(alice, harbour, "Phone", actor=actor_of(alice, harbour))

    entry = AuditEntry.objects.get()
    assert run() == f"Harbour Money: 1 entries, head {entry.hash}\n"


def test_it_names_the_first_broken_entry(alice, harbour):
    for _ in range(3):
        devices.issue(alice, harbour, "Phone", actor=actor_of(alice, harbour))
    append_only.drop_triggers(AuditEntry)
    AuditEntry.objects.filter(number=2).update(actor_name="Mallory")
    append_only.set_triggers(AuditEntry)

    with pytest.raises(CommandError, match="Harbour Money: entry 2 is changed or missing"):
        run()
