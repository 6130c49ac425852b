"""Holds: placed by supervisors and compliance, lifted by compliance, and tellers never read why."""

import pytest

from accounts.models import AuditEntry
from accounts.services.errors import Conflict, NotAllowed, Refused
from remittance.models import Hold
from remittance.services.people import holds, recipients
from tests.factories.sender import JUAN, sender_of
from tests.people import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(harbour, alice):
    return sender_of(harbour, actor_of(alice, harbour))


@pytest.fixture
def juan(harbour, connection):
    return recipients.once(JUAN, connection=connection, shop=harbour)


def test_a_hold_stops_a_sender_and_the_teller_reads_no_reason(maria, juan, harbour, susan):
    holds.refuse_held(maria, juan)
    holds.place(maria, "asked by the police", actor=actor_of(susan, harbour))
    with pytest.raises(Refused) as refusal:
        holds.refuse_held(maria, juan)
    assert (refusal.value.code, str(refusal.value)) == ("on-hold", "Call your supervisor.")
    assert "police" not in str(vars(refusal.value))
    holds.refuse_held(None, juan)


def test_a_hold_stops_a_recipient_under_every_sender(maria, juan, harbour, carla):
    holds.place(juan, "asked by the police", actor=actor_of(carla, harbour))
    with pytest.raises(Refused):
        holds.refuse_held(maria, juan)
    with pytest.raises(Refused):
        holds.refuse_held(None, juan)
    holds.refuse_held(maria, None)


def test_who_may_place_and_lift(maria, harbour, alice, susan, carla):
    with pytest.raises(NotAllowed):
        holds.place(maria, "a feeling", actor=actor_of(alice, harbour))
    hold = holds.place(maria, "asked by the police", actor=actor_of(susan, harbour))
    for user in (alice, susan):
        with pytest.raises(NotAllowed):
            holds.lift(hold, "cleared", actor=actor_of(user, harbour))
    lifted = holds.lift(hold, "cleared", actor=actor_of(carla, harbour))
    assert lifted.lifted_by == carla
    holds.refuse_held(maria, None)
    holds.place(maria, "asked again", actor=actor_of(susan, harbour))


def test_a_hold_and_its_lifting_need_a_reason(maria, harbour, carla):
    with pytest.raises(Refused, match="why"):
        holds.place(maria, " ", actor=actor_of(carla, harbour))
    hold = holds.place(maria, "asked by the police", actor=actor_of(carla, harbour))
    with pytest.raises(Refused, match="why"):
        holds.lift(hold, "", actor=actor_of(carla, harbour))


def test_a_second_hold_and_a_second_lifting_lose(maria, harbour, susan, carla):
    hold = holds.place(maria, "asked by the police", actor=actor_of(susan, harbour))
    with pytest.raises(Conflict):
        holds.place(maria, "me too", actor=actor_of(carla, harbour))
    holds.lift(hold, "cleared", actor=actor_of(carla, harbour))
    with pytest.raises(Conflict, match="Carla Mendes"):
        holds.lift(hold, "cleared", actor=actor_of(carla, harbour))
    assert Hold.objects.count() == 1


def test_holds_stand_in_the_audit_of_the_person(maria, harbour, susan, carla):
    hold = holds.place(maria, "asked by the police", actor=actor_of(susan, harbour))
    holds.lift(hold, "cleared", actor=actor_of(carla, harbour))
    entries = AuditEntry.objects.filter(noun="sender", object_id=maria.public_id, action__startswith="hold.")
    assert [(entry.action, entry.detail["reason"]) for entry in entries.order_by("number")] == [
        ("hold.placed", "asked by the police"),
        ("hold.lifted", "cleared"),
    ]
