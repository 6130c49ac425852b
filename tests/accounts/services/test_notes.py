"""Notes: about what one may see, written once, never changed."""

from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import AuditEntry, Note, Shop
from accounts.selectors.notes import notes_about
from accounts.services import notes
from accounts.services.errors import NotAllowed, Refused
from remittance.models import Transfer
from remittance.services.people import recipients
from tests.factories.sender import JUAN, sender_of
from tests.people import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(harbour, alice):
    return sender_of(harbour, actor_of(alice, harbour))


def reader_of(user, shop):
    return notes.Reader(actor_of(user, shop), Shop.objects.filter(pk=shop.pk))


def test_notes_are_read_in_the_order_they_were_written(maria, harbour, alice, bob):
    notes.write(maria, "brings a friend", actor=actor_of(alice, harbour))
    notes.write(maria, "  the friend is her son\n", actor=actor_of(bob, harbour))
    found = notes_about("sender", maria.public_id)
    assert [(note.text, str(note.author)) for note in found] == [
        ("brings a friend", "Alice Cheung"),
        ("the friend is her son", "Bob Lau"),
    ]
    assert AuditEntry.objects.filter(action="note.written", object_id=maria.public_id).count() == 2


def test_a_note_is_never_changed_or_removed(maria, harbour, alice):
    note = notes.write(maria, "brings a friend", actor=actor_of(alice, harbour))
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(text="brings nobody")
    with pytest.raises(DatabaseError), transaction.atomic():
        note.delete()
    assert Note.objects.get().text == "brings a friend"


@pytest.mark.parametrize("noun", ["transfer", "sender", "recipient"])
def test_a_note_is_about_what_one_may_see(noun, maria, harbour, lantern, connection, alice, charlie):
    subject = {
        "sender": lambda: maria,
        "recipient": lambda: recipients.once(JUAN, connection=connection, shop=harbour),
        "transfer": lambda: Transfer.objects.create(
            shop=harbour, connection=connection, created_at=timezone.now(), provider_id="1"
        ),
    }[noun]()
    assert notes.subject(noun, subject.public_id, reader_of(alice, harbour)) == subject
    theirs, ours = reader_of(charlie, lantern), reader_of(alice, harbour)
    for public_id, reader in [(subject.public_id, theirs), (uuid4(), ours)]:
        with pytest.raises(ObjectDoesNotExist):
            notes.subject(noun, public_id, reader)


def test_nothing_else_has_notes(alice, harbour):
    with pytest.raises(ObjectDoesNotExist):
        notes.subject("shop", harbour.public_id, reader_of(alice, harbour))


@pytest.mark.parametrize("text", ["", " \n", "\x00", "x" * 2001])
def test_a_note_says_something_and_not_too_much(maria, harbour, alice, text):
    with pytest.raises(Refused):
        notes.write(maria, text, actor=actor_of(alice, harbour))
    assert not Note.objects.exists()


def test_an_administrator_writes_no_notes(maria, ada):
    with pytest.raises(NotAllowed):
        notes.write(maria, "hello", actor=actor_of(ada, None))
