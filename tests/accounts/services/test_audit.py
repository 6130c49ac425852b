"""The audit chain: what it keeps, what it refuses, what it finds."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Actor, AuditChain, AuditEntry
from accounts.services import append_only, audit
from tests.people import actor_of


def written(harbour, alice, **detail):
    with transaction.atomic():
        return audit.record("thing.done", actor=actor_of(alice, harbour), shop=harbour, **detail)


def chain_of(shop):
    return AuditChain.objects.get(shop=shop)


def test_numbers_run_per_shop_and_the_head_follows(harbour, lantern, alice, charlie):
    first, second = written(harbour, alice), written(harbour, alice)
    with transaction.atomic():
        other = audit.record("thing.done", actor=actor_of(charlie, lantern), shop=lantern)

    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert second.prev_hash == first.hash
    assert chain_of(harbour).head_hash == second.hash
    assert audit.verify(chain_of(harbour)) is None


def test_an_entry_without_a_shop_stands_in_the_operators_chain(db):
    with transaction.atomic():
        entry = audit.record("catalogue.read", actor=Actor.the_desk("mirror"), shop=None)

    assert entry.chain.is_operators
    assert entry.actor_name == "desk:mirror"


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(harbour, alice):
    with pytest.raises(audit.OutsideTransaction):
        audit.record("thing.done", actor=actor_of(alice, harbour), shop=harbour)


def test_amounts_and_dates_become_text_and_floats_are_refused(harbour, alice):
    entry = written(
        harbour,
        alice,
        amount=Decimal("10.10"),
        at=datetime(2026, 11, 20, tzinfo=UTC),
        of=uuid4(),
        tags={"b", "a"},
    )

    assert entry.detail["amount"] == "10.1"
    assert entry.detail["at"] == "2026-11-20T00:00:00+00:00"
    assert entry.detail["tags"] == ["a", "b"]
    with pytest.raises(TypeError):
        written(harbour, alice, amount=1.5)


def test_sec_56_line_breaks_cannot_forge_an_entry(harbour, alice):
    entry = written(harbour, alice, name="x\r\n2026-11-20 transfer.confirmed\x00")

    assert entry.detail["name"] == "x\\r\\n2026-11-20 transfer.confirmed"


@pytest.mark.parametrize("act", ["update", "delete"])
def test_sec_55_the_database_refuses_to_change_or_remove_an_entry(harbour, alice, act):
    entry = written(harbour, alice)
    rows = AuditEntry.objects.filter(pk=entry.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(action="other") if act == "update" else rows.delete()

    assert AuditEntry.objects.get(pk=entry.pk).action == "thing.done"


@pytest.mark.parametrize(
    "change", [{"action": "x"}, {"detail": {"amount": "1"}}, {"hash": "0" * 64}, {"number": 9}]
)
def test_sec_55_a_changed_entry_is_found_by_its_number(harbour, alice, change):
    written(harbour, alice)
    second = written(harbour, alice)
    written(harbour, alice)

    append_only.drop_triggers(AuditEntry)
    AuditEntry.objects.filter(pk=second.pk).update(**change)
    append_only.set_triggers(AuditEntry)

    assert audit.verify(chain_of(harbour)) == 2


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_sec_55_a_removed_entry_is_found_by_its_number(harbour, alice, lost):
    entries = [written(harbour, alice, name=f"Ünïcode {n}") for n in range(3)]
    assert audit.verify(chain_of(harbour)) is None

    append_only.drop_triggers(AuditEntry)
    entries[lost].delete()
    append_only.set_triggers(AuditEntry)

    assert audit.verify(chain_of(harbour)) == lost + 1


def test_every_guarded_table_has_its_triggers(db):
    where = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(where[connection.vendor])
        found = {name for (name,) in cursor.fetchall() if "_no_" in name}

    acts = ["update", "delete", *(["truncate"] if connection.vendor == "postgresql" else [])]
    tables = [model._meta.db_table for model in append_only.guarded()]
    assert found == {f"{table}_no_{act}" for table in tables for act in acts}
    assert {"accounts_auditentry", "wallet_remoteevent", "remittance_note"} <= set(tables)


@pytest.mark.django_db(transaction=True)
def test_the_triggers_stand_after_a_test_that_commits_was_flushed(harbour, alice):
    """Runs twice over: its own flush must pass, and the next test finds the triggers."""
    written(harbour, alice)
    test_every_guarded_table_has_its_triggers(None)
