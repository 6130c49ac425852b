"""The recipient book: ours and Bitspark's, through the real client against the real sandbox."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from accounts.models import Actor, AuditEntry, Note, Shop
from accounts.services import notes
from accounts.services.connections import client_for
from accounts.services.errors import Conflict, NotAllowed, ProviderDown, Refused
from remittance.models import Hold, Recipient, SenderRecipient
from remittance.selectors import people
from remittance.services.people import holds, recipient_doubts, recipients
from remittance.services.people.recipient_refusals import place
from tests.factories.sender import JUAN, recipient_of, sender_of
from tests.people import actor_of

pytestmark = pytest.mark.django_db
BOOK = "/v1/recipients"
DESK = Actor.the_desk("test")


@pytest.fixture
def teller(alice, harbour):
    return actor_of(alice, harbour)


@pytest.fixture
def juan(connection, harbour, teller, sandbox):
    return recipient_of(connection, harbour, teller)


@pytest.fixture
def scope(harbour):
    return people.Scope(Shop.objects.filter(pk=harbour.pk), harbour)


def writes(sandbox):
    """What was asked of the book, reads aside."""
    return [(method, path) for method, path in sandbox.seen if method != "GET" and "recipients" in path]


def an_hour_later(recipient):
    Recipient.objects.filter(pk=recipient.pk).update(asked_at=timezone.now() - timedelta(hours=1))
    recipient.refresh_from_db()
    return recipient


def test_a_new_recipient_stands_in_both_books(juan, sandbox):
    (there,) = sandbox.books()["recipients"]
    juan.refresh_from_db()
    assert juan.standing == "saved"
    assert juan.provider_id == there["id"]
    assert (juan.first_name, juan.phone_number) == ("Juan", "+639171234567")
    assert juan.account_tail == "7890"
    assert juan.raw["id"] == there["id"]
    assert (juan.asked, juan.asked_at) == ({}, None)
    assert AuditEntry.objects.filter(action="recipient.created", object_id=juan.public_id).count() == 1


def test_the_audit_holds_no_account_number(juan):
    entry = AuditEntry.objects.get(action="recipient.created")
    assert entry.detail["asked"]["bank_account_number"] == "…7890"
    assert "3456" not in str(entry.detail).replace("1234567", "")


@pytest.mark.parametrize(
    "typed",
    [
        *("juan", "dela cruz", "JUAN DELA", "Dela Cruz Juan", "+63 917 123 4567", "63917", "7890"),
        *("0012-3456-7890", "3456 7890"),
    ],
)
def test_a_recipient_is_found_by_name_phone_and_account(juan, scope, typed):
    assert people.find_recipients(scope, typed).people == [juan]


def test_a_phone_typed_as_in_the_destination_is_found(juan, scope, connection):
    connection.destinations.create(
        provider_id="1", code="ph", name="Philippines", currency="PHP", last_seen_at=timezone.now()
    )
    assert people.find_recipients(scope, "0917 123 4567").people == [juan]


@pytest.mark.parametrize("typed", ["cruz", "1234-7890", "9999", "0917", "XX7891"])
def test_a_recipient_is_not_found_by_anything_else(juan, scope, typed):
    assert people.find_recipients(scope, typed).people == []


def test_a_search_stays_inside_the_shop(juan, lantern):
    theirs = people.Scope(Shop.objects.filter(pk=lantern.pk), lantern)
    for typed in ("juan", "+639171234567", "7890"):
        assert people.find_recipients(theirs, typed).people == []


def test_the_same_form_twice_makes_one_recipient(connection, harbour, teller, sandbox):
    form = {"public_id": uuid4(), "connection": connection, "shop": harbour, "actor": teller}
    first = recipients.create(JUAN, **form)
    again = recipients.create(JUAN, **form)
    assert first.pk == again.pk
    assert writes(sandbox) == [("POST", BOOK)]
    with pytest.raises(Conflict):
        recipients.create({**JUAN, "first_name": "Pedro"}, **form)


def test_another_shop_cannot_use_a_form_of_ours(juan, lantern, lantern_connection, charlie):
    with pytest.raises(Conflict):
        recipients.create(
            JUAN,
            public_id=juan.public_id,
            connection=lantern_connection,
            shop=lantern,
            actor=actor_of(charlie, lantern),
        )


def test_a_refusal_stands_beside_its_field_and_the_form_may_try_again(connection, harbour, teller, sandbox):
    form = {"public_id": uuid4(), "connection": connection, "shop": harbour, "actor": teller}
    sandbox.fault(
        "status",
        f"{BOOK}",
        status=422,
        code=422,
        message=["Phone number is invalid", "It rains"],
        method="POST",
    )
    with pytest.raises(Refused) as refusal:
        recipients.create(JUAN, **form)
    (problem,) = refusal.value.fields["phone_number"]
    assert problem.provider_message == "Phone number is invalid"
    assert refusal.value.detail["above"] == ["It rains"]
    kept = Recipient.objects.get()
    assert (kept.standing, kept.failure) == ("refused", "Phone number is invalid; It rains")
    saved = recipients.create({**JUAN, "phone_number": "+639170000000"}, **form)
    assert (saved.pk, saved.standing) == (kept.pk, "saved")


def test_a_sentence_is_placed_by_the_longest_name_of_a_field():
    by_field, above = place(["Recipient bank branch address is too long", "First name can't be blank", "Oh"])
    assert set(by_field) == {"bank_branch_address", "first_name"}
    assert above == ["Oh"]


@pytest.mark.parametrize(
    "fields",
    [
        {"first_name": ""},
        {"phone_number": ""},
        {"phone_number": "0917 123 4567"},
        {"address": "a~b"},
        {"email": "juan"},
        {"bank_account_number": "9" * 81},
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_leaves(connection, harbour, teller, sandbox, fields):
    with pytest.raises(Refused) as refusal:
        recipient_of(connection, harbour, teller, **fields)
    assert refusal.value.fields.keys() == fields.keys()
    assert writes(sandbox) == []
    assert not Recipient.objects.exists()


def test_people_with_one_name_are_sent_with_the_shops_word(connection, harbour, teller, sandbox):
    harbour.single_name = "FNU"
    harbour.save()
    saved = recipient_of(connection, harbour, teller, first_name="Suharto", last_name="")
    assert sandbox.books()["recipients"][0]["last_name"] == "FNU"
    assert saved.last_name == "FNU"  # the column holds what Bitspark told


def test_nothing_leaves_when_bitspark_cannot_be_reached(connection, harbour, teller, settings, sandbox):
    settings.BITSPARK_URL = "http://127.0.0.1:9"
    with pytest.raises(ProviderDown):
        recipient_of(connection, harbour, teller)
    assert Recipient.objects.get().standing == "refused"
    assert sandbox.books()["recipients"] == []


def test_a_change_sends_the_whole_record_and_takes_the_answer(juan, teller, sandbox):
    changed = recipients.edit(juan, {"bank_branch": "Cebu"}, seen=juan.version, actor=teller)
    held = sandbox.books()["recipients"][0]
    assert (held["bank_branch"], held["bank_account_number"]) == ("Cebu", "0012-3456-7890")
    assert (changed.bank_branch, changed.standing) == ("Cebu", "saved")
    assert writes(sandbox)[-1][0] == "PUT"


def test_a_stale_change_never_reaches_bitspark(juan, teller, sandbox):
    recipients.edit(juan, {"bank_branch": "Cebu"}, seen=juan.version, actor=teller)
    with pytest.raises(Conflict) as refusal:
        recipients.edit(juan, {"bank_branch": "Davao"}, seen=juan.version, actor=teller)
    assert refusal.value.code == "stale"
    assert refusal.value.detail["now"] == {"bank_branch": "Cebu"}
    assert len(writes(sandbox)) == 2


def test_a_refused_change_leaves_both_books_as_they_were(juan, teller, sandbox):
    with pytest.raises(Refused) as refusal:
        recipients.edit(juan, {"bank_account_type": "piggy bank"}, seen=juan.version, actor=teller)
    assert "bank_account_type" in refusal.value.fields
    juan.refresh_from_db()
    assert (juan.standing, juan.bank_account_type) == ("saved", "")
    assert "not included" in juan.failure


def test_one_who_was_used_once_can_be_saved_in_the_book(connection, harbour, teller, sandbox):
    once = recipients.once({**JUAN, "phone_number": "+639171234567"}, connection=connection, shop=harbour)
    sandbox.fault("status", BOOK, code=422, method="POST", message="It rains")
    with pytest.raises(Refused):
        recipients.edit(once, {}, seen=once.version, actor=teller)
    once.refresh_from_db()
    assert once.standing == "once"
    sandbox.fault("drop_before", BOOK, method="POST")
    doubtful = recipients.edit(once, {}, seen=once.version, actor=teller)
    assert recipient_doubts.settle_unknown(an_hour_later(doubtful), actor=DESK).standing == "once"
    once.refresh_from_db()
    saved = recipients.edit(once, {"bank_branch": "Cebu"}, seen=once.version, actor=teller)
    assert (saved.pk, saved.standing) == (once.pk, "saved")
    assert [one["bank_branch"] for one in sandbox.books()["recipients"]] == ["Cebu"]


def test_one_who_was_deleted_stays_deleted(juan, teller, sandbox):
    gone = recipients.delete(juan, seen=juan.version, actor=teller)
    for act in (recipients.delete, lambda *who, **how: recipients.edit(*who, {}, **how)):
        with pytest.raises(Refused):
            act(gone, seen=gone.version, actor=teller)
    assert len(writes(sandbox)) == 2


def test_a_delete_is_done_at_bitspark_and_kept_here_as_history(juan, teller, sandbox, scope):
    gone = recipients.delete(juan, seen=juan.version, actor=teller)
    assert gone.standing == "deleted"
    assert gone.deleted_at is not None
    assert sandbox.books()["recipients"] == []
    with pytest.raises(Refused, match="cannot be used"):
        recipients.refuse_unsure(gone)


def test_a_recipient_deleted_elsewhere_is_deleted_here_when_bitspark_says_so(juan, teller, connection):
    client_for(connection).recipients.delete(juan.provider_id)
    gone = recipients.edit(juan, {"bank_branch": "Cebu"}, seen=juan.version, actor=teller)
    assert gone.standing == "deleted"


FAULTS = ["drop_after_commit", "html", "malformed", "truncate"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_answer_to_a_create_is_found_in_the_book(connection, harbour, teller, sandbox, fault):
    sandbox.fault(fault, BOOK, method="POST")
    doubtful = recipient_of(connection, harbour, teller)
    assert doubtful.standing == "unknown"
    with pytest.raises(Refused):
        recipients.refuse_unsure(doubtful)
    settled = recipient_doubts.settle_unknown(doubtful, actor=DESK)
    assert settled.pk == doubtful.pk
    assert settled.standing == "saved"
    assert settled.provider_id == sandbox.books()["recipients"][0]["id"]
    assert writes(sandbox) == [("POST", BOOK)]


def test_a_create_that_never_arrived_is_closed_only_after_the_wait(connection, harbour, teller, sandbox):
    sandbox.fault("drop_before", BOOK, method="POST")
    doubtful = recipient_of(connection, harbour, teller)
    assert recipient_doubts.settle_unknown(doubtful, actor=DESK).standing == "unknown"
    settled = recipient_doubts.settle_unknown(an_hour_later(doubtful), actor=DESK)
    assert settled.standing == "refused"
    assert "not found" in settled.failure


def test_somebody_like_them_who_was_there_before_is_not_taken_for_them(connection, harbour, teller, sandbox):
    first = recipient_of(connection, harbour, teller)
    sandbox.fault("drop_before", BOOK, method="POST")
    doubtful = recipient_of(connection, harbour, teller)
    Recipient.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=1))
    settled = recipient_doubts.settle_unknown(an_hour_later(doubtful), actor=DESK)
    assert settled.standing == "refused"
    first.refresh_from_db()
    assert first.standing == "saved"


@pytest.mark.parametrize("other", ["first_name", "phone_number", "bank_account_number", "address", "iban"])
def test_one_field_that_differs_is_another_person(connection, harbour, teller, sandbox, other):
    sandbox.fault("drop_before", BOOK, method="POST")
    doubtful = recipient_of(connection, harbour, teller)
    client_for(connection).recipients.create(
        {**JUAN, "phone_number": "+639171234567", other: "+639999999999"}
    )
    assert recipient_doubts.settle_unknown(doubtful, actor=DESK).standing == "unknown"


def test_the_mirrors_row_of_a_lost_create_is_folded_into_ours(connection, harbour, teller, susan, sandbox):
    sandbox.fault("drop_after_commit", BOOK, method="POST")
    doubtful = recipient_of(connection, harbour, teller)
    told = sandbox.books()["recipients"][0]["id"]
    mirrored = Recipient.objects.create(
        connection=connection, shop=harbour, provider_id=told, first_name="Juan", standing="saved"
    )
    maria = sender_of(harbour, teller)
    recipients.note_use(maria, mirrored, timezone.now())
    holds.place(mirrored, "asked by the police", actor=actor_of(susan, harbour))
    notes.write(mirrored, "tall", actor=teller)
    settled = recipient_doubts.settle_unknown(doubtful, actor=DESK)
    assert list(Recipient.objects.all()) == [settled]
    assert SenderRecipient.objects.get().recipient == settled
    assert Hold.objects.get().recipient == settled
    assert Note.objects.filter(object_id=settled.public_id).count() == 1


@pytest.mark.parametrize("fault", ["drop_after_commit", "drop_before"])
def test_a_lost_answer_to_a_change_is_read_back(juan, teller, sandbox, fault):
    sandbox.fault(fault, f"{BOOK}/*", method="PUT")
    doubtful = recipients.edit(juan, {"bank_branch": "Cebu"}, seen=juan.version, actor=teller)
    assert doubtful.standing == "unknown"
    with pytest.raises(Conflict, match="not known yet"):
        recipients.edit(doubtful, {"bank_branch": "Davao"}, seen=doubtful.version, actor=teller)
    settled = recipient_doubts.settle_unknown(an_hour_later(doubtful), actor=DESK)
    assert settled.standing == "saved"
    arrived = fault == "drop_after_commit"
    assert settled.bank_branch == ("Cebu" if arrived else "Makati")
    assert bool(settled.failure) is not arrived


@pytest.mark.parametrize(("fault", "standing"), [("drop_after_commit", "deleted"), ("drop_before", "saved")])
def test_a_lost_answer_to_a_delete_is_read_back(juan, teller, sandbox, fault, standing):
    sandbox.fault(fault, f"{BOOK}/*", method="DELETE")
    doubtful = recipients.delete(juan, seen=juan.version, actor=teller)
    assert doubtful.standing == "unknown"
    assert recipient_doubts.settle_unknown(an_hour_later(doubtful), actor=DESK).standing == standing


def test_a_process_that_died_while_asking_is_found_by_the_job(connection, harbour, teller, sandbox):
    asked = Recipient.objects.create(
        connection=connection,
        shop=harbour,
        standing="asked",
        asked={"act": "create", "fields": {**JUAN, "phone_number": "+639171234567"}},
        asked_at=timezone.now(),
        **JUAN,
    )
    client_for(connection).recipients.create({**JUAN, "phone_number": "+639171234567"})
    with pytest.raises(Conflict, match="right now"):
        recipient_doubts.settle_unknown(asked, actor=DESK)
    assert recipient_doubts.settle_due() == 0
    an_hour_later(asked)
    assert recipient_doubts.settle_due() == 1
    asked.refresh_from_db()
    assert asked.standing == "saved"


def test_a_book_that_cannot_be_read_leaves_the_doubt(connection, harbour, teller, sandbox):
    sandbox.fault("drop_after_commit", BOOK, method="POST")
    doubtful = an_hour_later(recipient_of(connection, harbour, teller))
    sandbox.fault("status", BOOK, code=503, method="GET")
    with pytest.raises(ProviderDown):
        recipient_doubts.settle_unknown(doubtful, actor=DESK)
    doubtful.refresh_from_db()
    assert doubtful.standing == "unknown"


def test_a_book_of_many_pages_is_read_to_its_end(connection, harbour, teller, sandbox):
    book = client_for(connection).recipients
    for n in range(105):
        book.create({"first_name": f"N{n}", "last_name": "X", "phone_number": "+639171234567"})
    sandbox.fault("drop_after_commit", BOOK, method="POST")
    doubtful = recipient_of(connection, harbour, teller)
    assert recipient_doubts.settle_unknown(doubtful, actor=DESK).standing == "saved"


def test_a_recipient_is_offered_only_under_the_senders_who_used_them(
    connection, harbour, teller, juan, susan
):
    maria = sender_of(harbour, teller)
    other = sender_of(harbour, teller, phone_number="+85290000000", id_number="")
    now = timezone.now()
    recipients.note_use(maria, juan, now - timedelta(days=1))
    recipients.note_use(maria, juan, now)
    unsure = recipients.once(JUAN, connection=connection, shop=harbour)
    recipients.note_use(maria, unsure, now - timedelta(days=2))
    gone = recipient_of(connection, harbour, teller, first_name="Gone")
    recipients.note_use(maria, gone, now)
    recipients.delete(gone, seen=gone.version, actor=teller)
    holds.place(juan, "asked by the police", actor=actor_of(susan, harbour))
    assert [(one, one.on_hold) for one in people.used_by(maria)] == [(juan, True), (unsure, False)]
    assert people.used_by(other) == []


def test_only_those_who_may_change_the_book(connection, harbour, carla, sandbox):
    with pytest.raises(NotAllowed):
        recipient_of(connection, harbour, actor_of(carla, harbour))
    assert writes(sandbox) == []


@pytest.mark.django_db(transaction=True)
def test_bitspark_is_never_called_inside_a_transaction(connection, harbour, teller, sandbox):
    with pytest.raises(RuntimeError), transaction.atomic():
        recipient_of(connection, harbour, teller)
    assert writes(sandbox) == []


@pytest.mark.django_db(transaction=True)
def test_the_row_stands_committed_before_anything_leaves(connection, harbour, teller, sandbox):
    sandbox.fault("delay", BOOK, method="POST", seconds=0.7, when="before")
    seen = []

    def save():
        recipient_of(connection, harbour, teller)
        database.close()

    saving = threading.Thread(target=save)
    saving.start()
    for _ in range(100):
        seen += Recipient.objects.values_list("standing", flat=True)
        if seen:
            break
        threading.Event().wait(0.01)
    saving.join()
    assert seen == ["asked"]
    assert Recipient.objects.get().standing == "saved"


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_on_one_form_make_one_recipient(connection, harbour, teller, sandbox):
    form, made, refused = uuid4(), [], []

    def click():
        try:
            made.append(
                recipients.create(JUAN, public_id=form, connection=connection, shop=harbour, actor=teller).pk
            )
        except (Conflict, ProviderDown) as refusal:
            refused.append(refusal.code)
        finally:
            database.close()

    clicks = [threading.Thread(target=click) for _ in range(20)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(set(made)) == 1
    assert len(made) + len(refused) == 20
    assert set(refused) <= {"busy"}
    assert len(sandbox.books()["recipients"]) == 1
