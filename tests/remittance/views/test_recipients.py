"""The pages of recipients, against the real sandbox."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from remittance.models import MirrorRead, Recipient
from remittance.services.people import holds, recipients
from tests.factories.sender import JUAN, recipient_of, sender_of
from tests.people import actor_of

pytestmark = pytest.mark.django_db
LIST = "remittance:recipients"
NEW = "remittance:recipient-new"
REASON = "asked by the police, case 88"


@pytest.fixture
def counter(client_of, alice):
    return client_of(alice)


@pytest.fixture
def juan(connection, harbour, alice, sandbox):
    return recipient_of(connection, harbour, actor_of(alice, harbour), cnic="35202-1234567-1")


def address(name, recipient):
    return reverse(f"remittance:{name}", args=[recipient.public_id])


def text_of(response):
    return response.content.decode()


def typed(**fields):
    return {**JUAN, "form": str(uuid4()), **fields}


def writes(sandbox):
    return [method for method, path in sandbox.seen if method != "GET"]


def many(connection, shop, number):
    now = timezone.now()
    rows = Recipient.objects.bulk_create(
        Recipient(connection=connection, shop=shop, first_name=f"Anna{n:04}", name_key=f"anna{n:04}")
        for n in range(number)
    )
    for n, row in enumerate(rows):
        row.created_at = now - timedelta(minutes=number - n)
    Recipient.objects.bulk_update(rows, ["created_at"])


def test_a_recipient_is_saved_at_bitspark_from_the_form(counter, connection, sandbox):
    page = text_of(counter.get(reverse(NEW)))
    token = re.search(r'name="form" value="([0-9a-f-]{36})"', page)[1]
    response = counter.post(reverse(NEW), {**typed(), "form": token}, follow=True)
    saved = Recipient.objects.get()
    assert str(saved.public_id) == token
    assert saved.provider_id == sandbox.books()["recipients"][0]["id"]
    assert "Saved at Bitspark." in text_of(response)


def test_the_same_form_posted_twice_makes_one(counter, connection, sandbox):
    form = typed()
    assert counter.post(reverse(NEW), form).url == counter.post(reverse(NEW), form).url
    assert writes(sandbox) == ["POST"]


def test_bitsparks_sentence_stands_beside_its_field_and_nothing_typed_is_lost(counter, connection, sandbox):
    sandbox.fault("status", "/v1/recipients", code=422, method="POST", message="Phone number is invalid")
    response = counter.post(reverse(NEW), typed(address="Here"))
    page = text_of(response)
    assert response.status_code == 422
    assert "id_phone_number_errors" in page
    assert "Phone number is invalid" in page
    assert 'value="Here"' in page


def test_bitspark_that_cannot_be_reached_loses_nothing_typed(counter, connection, settings):
    settings.BITSPARK_URL = "http://127.0.0.1:9"
    response = counter.post(reverse(NEW), typed(address="Here"))
    page = text_of(response)
    assert response.status_code == 503
    assert "could not be reached" in page
    assert 'value="Here"' in page


def test_a_lost_answer_is_said_and_looked_up(counter, connection, sandbox):
    sandbox.fault("drop_after_commit", "/v1/recipients", method="POST")
    page = text_of(counter.post(reverse(NEW), typed(), follow=True))
    doubtful = Recipient.objects.get()
    assert "Do not enter this recipient again" in page
    assert "Change</a>" not in page
    page = text_of(counter.post(address("recipient-settle", doubtful), follow=True))
    assert "Saved at Bitspark." in page
    assert writes(sandbox) == ["POST"]


def test_a_change_goes_to_bitspark_with_the_cnic_that_was_not_shown(counter, juan, sandbox):
    page = text_of(counter.get(address("recipient-edit", juan)))
    assert "1234567-1" not in page
    counter.post(
        address("recipient-edit", juan), {**JUAN, "bank_branch": "Cebu", "version": str(juan.version)}
    )
    (there,) = sandbox.books()["recipients"]
    assert (there["bank_branch"], there["cnic"]) == ("Cebu", "35202-1234567-1")


def test_a_stale_change_shows_both_and_reaches_nobody(counter, juan, harbour, bob, sandbox):
    recipients.edit(juan, {"bank_branch": "Cebu"}, seen=juan.version, actor=actor_of(bob, harbour))
    before = len(writes(sandbox))
    form = {**JUAN, "bank_branch": "Davao", "version": str(juan.version)}
    response = counter.post(address("recipient-edit", juan), form)
    page = text_of(response)
    assert response.status_code == 409
    assert "Cebu" in page
    assert 'value="Davao"' in page
    assert len(writes(sandbox)) == before
    counter.post(
        address("recipient-edit", juan), {**form, "version": re.search(r'"version" value="(\d+)"', page)[1]}
    )
    assert sandbox.books()["recipients"][0]["bank_branch"] == "Davao"


def test_a_delete_is_asked_once_more_and_done_at_bitspark(counter, juan, sandbox):
    page = text_of(counter.get(address("recipient-delete", juan)))
    assert "Delete Juan Dela Cruz" in page
    page = text_of(
        counter.post(address("recipient-delete", juan), {"version": str(juan.version)}, follow=True)
    )
    assert "Deleted at Bitspark" in page
    assert sandbox.books()["recipients"] == []


def test_numbers_are_masked_until_a_reason_is_kept(counter, juan):
    for url in (reverse(LIST), address("recipient", juan)):
        page = text_of(counter.get(url))
        assert "3456-7890" not in page
        assert "35202" not in page
    page = text_of(counter.post(address("recipient-unmask", juan), {"reason": "reads it back"}))
    assert "0012-3456-7890" in page
    assert "35202-1234567-1" in page
    assert AuditEntry.objects.get(action="recipient.unmasked").object_id == juan.public_id


def test_3_another_shops_recipient_is_nowhere(client_of, charlie, juan, lantern_connection):
    browser = client_of(charlie)
    for name in ("recipient", "recipient-edit", "recipient-delete"):
        assert browser.get(address(name, juan)).status_code == 404
    for name in ("recipient-edit", "recipient-delete", "recipient-settle", "recipient-unmask"):
        form = {**JUAN, "version": str(juan.version), "reason": "curious"}
        assert browser.post(address(name, juan), form).status_code == 404
    for q in ("", "juan", "+639171234567", "7890"):
        page = text_of(browser.get(reverse(LIST), {"q": q}))
        assert str(juan.public_id) not in page
        assert "Dela" not in page


def test_a_forged_form_id_of_another_shop_saves_nothing(
    client_of, charlie, juan, lantern_connection, sandbox
):
    before = len(writes(sandbox))
    response = client_of(charlie).post(reverse(NEW), typed(form=str(juan.public_id)))
    assert response.status_code == 409
    assert str(address("recipient", juan)) not in text_of(response)
    assert len(writes(sandbox)) == before


def test_the_hold_of_a_recipient_is_not_explained_to_tellers(counter, client_of, juan, susan, harbour):
    client_of(susan).post(address("recipient-hold", juan), {"reason": REASON})
    assert REASON not in text_of(counter.get(address("recipient", juan)))
    assert "Call your supervisor." in text_of(counter.get(address("recipient", juan)))
    assert REASON in text_of(client_of(susan).get(address("recipient", juan)))


def test_the_list_counts_its_queries_whatever_its_length(
    counter, harbour, connection, django_assert_num_queries
):
    counter.get(reverse(LIST))
    with django_assert_num_queries(10):
        counter.get(reverse(LIST))
    many(connection, harbour, 120)
    with django_assert_num_queries(10):
        page = counter.get(reverse(LIST))
    assert len(page.context["rows"]) == 50


def test_a_search_counts_its_queries_whatever_it_finds(
    counter, harbour, connection, django_assert_num_queries
):
    counter.get(reverse(LIST))
    for q, queries in (("anna", 11), ("+63 917 12", 13), ("XX1234", 10)):
        with django_assert_num_queries(queries):
            counter.get(reverse(LIST), {"q": q})
    many(connection, harbour, 60)
    for q, queries in (("anna", 11), ("+63 917 12", 13), ("XX1234", 10)):
        with django_assert_num_queries(queries):
            counter.get(reverse(LIST), {"q": q})


def test_a_page_of_a_recipient_counts_its_queries(counter, juan, harbour, alice, django_assert_num_queries):
    url = address("recipient", juan)
    counter.get(url)
    with django_assert_num_queries(11):
        counter.get(url)
    for n in range(5):
        maria = sender_of(harbour, actor_of(alice, harbour), id_number=f"X{n}")
        recipients.note_use(maria, juan, timezone.now())
    with django_assert_num_queries(11):
        page = text_of(counter.get(url))
    assert page.count("O&#x27;Brien-Santos") >= 5


def test_an_empty_book_says_which_kind_of_empty(counter, harbour, client_of, alice):
    assert "No connection to Bitspark" in text_of(counter.get(reverse(LIST)))


def test_a_book_never_read_is_not_an_empty_book(counter, connection):
    page = text_of(counter.get(reverse(LIST)))
    assert "was not read yet" in page
    assert "No recipients yet" not in page
    MirrorRead.objects.create(connection=connection, noun="recipients", good_at=timezone.now())
    assert "No recipients yet" in text_of(counter.get(reverse(LIST)))


def test_a_book_that_could_not_be_read_says_so(counter, connection):
    now = timezone.now()
    MirrorRead.objects.create(
        connection=connection,
        noun="recipients",
        good_at=now - timedelta(hours=1),
        failed_at=now,
        failure="no answer",
    )
    page = text_of(counter.get(reverse(LIST)))
    assert "could not load" in page
    assert "No recipients yet" not in page


def test_head_office_sees_those_that_were_not_made_here(client_of, hector, counter, connection):
    nobodys = Recipient.objects.create(
        connection=connection, shop=None, provider_id="1", first_name="Elsewhere", name_key="elsewhere"
    )
    page = client_of(hector).get(reverse(LIST))
    assert list(page.context["rows"]) == [nobodys]
    assert "Head office" in text_of(page)
    assert list(client_of(hector).get(reverse(LIST), {"q": "elsew"}).context["rows"]) == [nobodys]
    assert counter.get(address("recipient", nobodys)).status_code == 404


def test_27_what_bitspark_told_never_becomes_markup(counter, harbour, connection):
    nasty = "<script>alert(1)</script>\"'><img src=x>\u202e"
    fields = dict.fromkeys(
        ("first_name", "last_name", "address", "bank_branch", "beneficiary_name", "failure", "email"), nasty
    )
    row = Recipient.objects.create(
        connection=connection, shop=harbour, provider_id="1", bank_account_type=nasty[:40], **fields
    )
    for url in (reverse(LIST), address("recipient", row), address("recipient-edit", row),
                address("recipient-delete", row)):  # fmt: skip
        page = text_of(counter.get(url))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_only_those_who_may_change_the_book_see_how(client_of, carla, ada, juan, sandbox):
    before = len(writes(sandbox))
    page = text_of(client_of(carla).get(address("recipient", juan)))
    assert address("recipient-edit", juan) not in page
    for name in ("recipient-edit", "recipient-delete", "recipient-settle"):
        assert client_of(carla).post(address(name, juan), {"version": "1"}).status_code == 403
    assert client_of(ada).get(address("recipient", juan)).status_code == 403
    assert len(writes(sandbox)) == before


def test_9_reading_changes_nothing_and_calls_nobody(counter, juan, sandbox):
    before = (len(sandbox.seen), AuditEntry.objects.count(), Recipient.objects.get().version)
    for url in (reverse(LIST), reverse(NEW), address("recipient", juan), address("recipient-edit", juan),
                address("recipient-delete", juan)):  # fmt: skip
        assert counter.get(url).status_code == 200
    assert before == (len(sandbox.seen), AuditEntry.objects.count(), Recipient.objects.get().version)


def test_a_hold_placed_by_head_office_belongs_to_the_home_shop(connection, harbour, hector):
    nobodys = Recipient.objects.create(
        connection=connection, shop=None, provider_id="1", first_name="Elsewhere"
    )
    assert holds.place(nobodys, REASON, actor=actor_of(hector, None)).shop == harbour
