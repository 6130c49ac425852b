"""The pages of senders, as people of each role see them."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Note, Role
from remittance.models import Hold, Sender, SenderRecipient, Transfer
from remittance.services.people import holds, recipients, senders
from tests.factories.person import person
from tests.factories.sender import JUAN, MARIA, sender_of
from tests.people import actor_of

pytestmark = pytest.mark.django_db
REASON = "asked by the police, case 88"


@pytest.fixture
def maria(harbour, alice):
    return sender_of(harbour, actor_of(alice, harbour))


@pytest.fixture
def counter(client_of, alice):
    return client_of(alice)


def address(name, sender):
    return reverse(f"remittance:{name}", args=[sender.public_id])


def text_of(response):
    return response.content.decode()


def many(shop, number, made=lambda n: {}):
    """So many senders, a minute apart, the newest with the highest number."""
    now = timezone.now()
    rows = Sender.objects.bulk_create(
        Sender(shop=shop, first_name=f"Anna{n:04}", name_key=f"anna{n:04}", **made(n)) for n in range(number)
    )
    for n, row in enumerate(rows):
        row.created_at = now - timedelta(minutes=number - n)
    Sender.objects.bulk_update(rows, ["created_at"])
    return rows


def sent(sender, connection, **told):
    return Transfer.objects.create(
        **{
            "shop": sender.shop,
            "connection": connection,
            "sender": sender,
            "amount": Decimal("100.5"),
            "currency": "PHP",
            "created_at": timezone.now(),
            "state": "accepted",
            "provider_id": str(uuid4()),
            **told,
        }
    )


def test_the_list_pages_by_key_and_shows_nobody_twice(counter, harbour):
    many(harbour, 120)
    seen, url = [], reverse("remittance:senders")
    for _page in range(3):
        response = counter.get(url)
        seen += [row.first_name for row in response.context["rows"]]
        url = reverse("remittance:senders") + response.context["older_url"]
    assert seen == [f"Anna{n:04}" for n in range(119, -1, -1)]


def test_the_list_counts_its_queries_whatever_its_length(
    counter, harbour, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("remittance:senders")
    counter.get(url)
    with django_assert_max_num_queries(12) as few:
        counter.get(url)
    many(harbour, 120)
    with django_assert_num_queries(len(few)):
        counter.get(url)


def test_a_search_counts_its_queries_whatever_it_finds(counter, harbour, django_assert_num_queries):
    url = reverse("remittance:senders")
    counter.get(url)
    with django_assert_num_queries(9):
        counter.get(url, {"q": "anna"})
    many(harbour, 60)
    with django_assert_num_queries(9):
        page = counter.get(url, {"q": "anna"})
    assert len(page.context["rows"]) == 50
    assert "more than 50" in text_of(page)


def test_a_page_of_a_sender_counts_its_queries_whatever_hangs_on_them(
    counter, maria, connection, alice, django_assert_num_queries
):
    url = address("sender", maria)
    juan = recipients.once(JUAN, connection=connection, shop=maria.shop)
    recipients.note_use(maria, juan, timezone.now())
    sent(maria, connection)
    sender_of(maria.shop, actor_of(alice, maria.shop), id_number="")
    counter.get(url)
    with django_assert_num_queries(15):
        counter.get(url)
    for n in range(8):
        recipients.note_use(
            maria, recipients.once(JUAN, connection=connection, shop=maria.shop), timezone.now()
        )
        sent(maria, connection, currency=f"C{n}")
        sender_of(maria.shop, actor_of(alice, maria.shop), id_number=f"X{n}")
        Note.objects.create(shop=maria.shop, noun="sender", object_id=maria.public_id, text="x", author=alice)
    with django_assert_num_queries(15):
        counter.get(url)


def test_identity_is_masked_on_every_page(counter, maria):
    for url in (reverse("remittance:senders"), address("sender", maria), address("sender-edit", maria),
                address("sender-panel", maria)):  # fmt: skip
        page = text_of(counter.get(url))
        assert "A123456" not in page
        assert "1980" not in page


def test_58_identity_is_shown_once_after_a_reason(counter, maria):
    page = text_of(counter.post(address("sender-unmask", maria), {"reason": ""}))
    assert "A123456(7)" not in page
    page = text_of(counter.post(address("sender-unmask", maria), {"reason": "copy for the file"}))
    assert "A123456(7)" in page
    assert AuditEntry.objects.filter(action="sender.unmasked", actor_name="Alice Cheung").count() == 1
    assert "A123456(7)" not in text_of(counter.get(address("sender", maria)))


def test_3_another_shops_sender_is_nowhere(client_of, charlie, maria, lantern, connection):
    browser = client_of(charlie)
    for name in ("sender", "sender-edit", "sender-panel"):
        assert browser.get(address(name, maria)).status_code == 404
    for name in ("sender-edit", "sender-unmask"):
        assert browser.post(address(name, maria), {"reason": "curious", "version": "1"}).status_code == 404
    note = reverse("accounts:note", args=["sender", maria.public_id])
    assert browser.post(note, {"text": "hello"}).status_code == 404
    for typed in ("", "maria", "91234567", "A123456(7)"):
        page = text_of(browser.get(reverse("remittance:senders"), {"q": typed}))
        assert str(maria.public_id) not in page
        assert "Santos" not in page
    assert not Note.objects.exists()


def test_a_new_sender_is_saved_and_shown(counter, harbour):
    response = counter.post(reverse("remittance:sender-new"), MARIA)
    maria = Sender.objects.get()
    assert response.url == address("sender", maria)
    assert (maria.shop, maria.created_by.username) == (harbour, "alice")
    assert maria.phone_number == "+85291234567"


def test_6_the_shop_and_the_agreement_are_not_for_the_form(counter, harbour, lantern):
    forged = {
        **MARIA,
        "shop": lantern.pk,
        "version": 9,
        "expired_id_agreed_on": "2099-01-01",
        "public_id": str(uuid4()),
    }
    counter.post(reverse("remittance:sender-new"), forged)
    maria = Sender.objects.get()
    assert (maria.shop, maria.version, maria.expired_id_agreed_on) == (harbour, 1, None)
    assert str(maria.public_id) != forged["public_id"]


def test_a_refused_form_keeps_what_was_typed_and_says_why(counter):
    response = counter.post(
        reverse("remittance:sender-new"), {**MARIA, "phone_number": "12", "address": "Here"}
    )
    page = text_of(response)
    assert response.status_code == 422
    assert "too short for a phone" in page
    assert 'value="Here"' in page
    assert not Sender.objects.exists()


def test_somebody_known_here_is_shown_before_a_second_one_is_saved(counter, maria):
    page = text_of(counter.post(reverse("remittance:sender-new"), {**MARIA, "id_number": ""}))
    assert address("sender", maria) in page
    assert Sender.objects.count() == 1
    counter.post(reverse("remittance:sender-new"), {**MARIA, "id_number": "", "another": "1"})
    assert Sender.objects.count() == 2


def test_somebody_known_at_another_shop_is_told_without_data(client_of, charlie, maria, lantern):
    page = text_of(client_of(charlie).post(reverse("remittance:sender-new"), {**MARIA, "first_name": "Ann"}))
    assert "Known at another shop." in page
    assert str(maria.public_id) not in page
    assert "María" not in page


def test_a_change_keeps_identity_that_was_left_empty(counter, maria):
    typed = {**MARIA, "id_number": "", "birth_date": "", "address": "2 Nathan Road", "version": "1"}
    counter.post(address("sender-edit", maria), typed)
    maria.refresh_from_db()
    assert (maria.address, maria.id_number, str(maria.birth_date)) == (
        "2 Nathan Road",
        "A123456(7)",
        "1980-02-29",
    )


def test_a_stale_change_shows_both_and_can_be_saved_over(counter, maria, harbour, bob):
    senders.edit(maria, {"address": "2 Nathan Road"}, seen=1, actor=actor_of(bob, harbour))
    typed = {**MARIA, "address": "3 Nathan Road", "version": "1"}
    response = counter.post(address("sender-edit", maria), typed)
    page = text_of(response)
    assert response.status_code == 409
    assert "2 Nathan Road" in page
    assert 'value="3 Nathan Road"' in page
    assert 'name="version" value="2"' in page
    counter.post(address("sender-edit", maria), {**typed, "version": "2"})
    maria.refresh_from_db()
    assert maria.address == "3 Nathan Road"


def test_a_hold_is_read_as_call_your_supervisor_by_tellers_alone(client_of, counter, maria, susan, carla):
    supervisor = client_of(susan)
    supervisor.post(address("sender-hold", maria), {"reason": REASON})
    assert Hold.objects.get().placed_by == susan
    for url in (address("sender", maria), address("sender-panel", maria), reverse("remittance:senders")):
        page = text_of(counter.get(url))
        assert REASON not in page
        assert "case 88" not in page
    assert "Call your supervisor." in text_of(counter.get(address("sender", maria)))
    assert "Send money</a>" not in text_of(counter.get(address("sender", maria))).replace(" ", "")
    for user in (susan, carla):
        assert REASON in text_of(client_of(user).get(address("sender", maria)))


def test_only_compliance_lifts_a_hold(client_of, counter, maria, susan, carla):
    hold = holds.place(maria, REASON, actor=actor_of(susan, maria.shop))
    lift = reverse("remittance:hold-lift", args=[hold.public_id])
    for user in (susan, carla):
        client_of(user).post(lift, {"reason": "cleared"})
        hold.refresh_from_db()
        assert (hold.lifted_at is not None) is (user == carla)
    assert counter.post(lift, {"reason": "cleared"}).status_code == 403
    assert counter.post(address("sender-hold", maria), {"reason": REASON}).status_code == 403


def test_another_shops_compliance_lifts_nothing(client_of, maria, harbour, susan, lantern):
    hold = holds.place(maria, REASON, actor=actor_of(susan, harbour))
    chloe = person("chloe", "Chloe", lantern, Role.COMPLIANCE)
    lift = reverse("remittance:hold-lift", args=[hold.public_id])
    assert client_of(chloe).post(lift, {"reason": "cleared"}).status_code == 404


def test_an_expired_id_is_agreed_to_by_a_supervisor(client_of, counter, maria, susan):
    maria.id_expires_on = date(2020, 1, 1)
    maria.save()
    agree = address("sender-agree-id", maria)
    assert "The id expired on" in text_of(counter.get(address("sender", maria)))
    assert counter.post(agree, {"reason": "known to us"}).status_code == 403
    client_of(susan).post(agree, {"reason": "known to us"})
    assert "agreed for today" in text_of(counter.get(address("sender", maria)))


@pytest.fixture
def theirs(lantern, charlie):
    """Somebody at the other shop with María's id number."""
    return sender_of(lantern, actor_of(charlie, lantern), phone_number="+6590000000")


def test_the_panel_sums_over_all_shops_and_shows_only_sums(
    counter, maria, theirs, connection, lantern_connection
):
    now = timezone.now()
    sent(maria, connection, created_at=now - timedelta(days=3))
    sent(theirs, lantern_connection)
    sent(theirs, lantern_connection, amount=Decimal(7), currency="IDR")
    sent(theirs, lantern_connection, amount=Decimal(1000), state="rejected")
    sent(theirs, lantern_connection, amount=Decimal(1000), state="cancelled")
    sent(theirs, lantern_connection, amount=Decimal(1000), created_at=now - timedelta(days=31))
    response = counter.get(address("sender-panel", maria))
    sums = {one.currency: one for one in response.context["panel"].sums}
    assert (sums["PHP"].total_day, sums["PHP"].total_month) == (Decimal("100.5"), Decimal(201))
    assert (sums["PHP"].count_day, sums["PHP"].count_month) == (1, 2)
    assert sums["IDR"].total_day == Decimal(7)
    page = text_of(response)
    assert "Known at another shop." in page
    assert str(theirs.public_id) not in page
    assert "6590000000" not in page


def test_a_panel_of_nobody_who_sent_says_so(counter, maria):
    page = text_of(counter.get(address("sender-panel", maria)))
    assert "Nothing in the last 30 days" in page


def test_notes_are_written_and_read_on_the_page(counter, maria):
    counter.post(
        reverse("accounts:note", args=["sender", maria.public_id]), {"text": "brings <b>a</b> friend"}
    )
    page = text_of(counter.get(address("sender", maria)))
    assert "brings &lt;b&gt;a&lt;/b&gt; friend" in page
    assert (
        counter.post(reverse("accounts:note", args=["shop", maria.public_id]), {"text": "x"}).status_code
        == 404
    )


def test_27_what_people_typed_never_becomes_markup(counter, harbour, alice):
    nasty = "<script>alert(1)</script>\"'><img src=x>"
    sender = sender_of(harbour, actor_of(alice, harbour), first_name=nasty, address=nasty, id_number="")
    for url in (address("sender", sender), address("sender-edit", sender), reverse("remittance:senders")):
        page = text_of(counter.get(url))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_head_office_sees_all_shops_and_chooses_one_to_add_somebody(
    client_of, hector, maria, lantern, charlie
):
    theirs = sender_of(lantern, actor_of(charlie, lantern), first_name="Other")
    browser = client_of(hector)
    page = browser.get(reverse("remittance:senders"))
    assert {row.pk for row in page.context["rows"]} == {maria.pk, theirs.pk}
    assert "Lantern Exchange" in text_of(page)
    assert browser.post(reverse("remittance:sender-new"), MARIA).status_code == 302
    assert Sender.objects.count() == 2


def test_compliance_reads_and_changes_nothing(client_of, carla, maria):
    browser = client_of(carla)
    assert browser.get(address("sender", maria)).status_code == 200
    assert browser.post(address("sender-edit", maria), {**MARIA, "version": "1"}).status_code == 403
    assert browser.get(reverse("remittance:sender-new")).status_code == 403


def test_an_administrator_sees_nobody(client_of, ada, maria):
    assert client_of(ada).get(address("sender", maria)).status_code == 403


def test_9_reading_changes_nothing(counter, maria, connection):
    before = (AuditEntry.objects.count(), SenderRecipient.objects.count(), Sender.objects.get().updated_at)
    for url in (reverse("remittance:senders"), address("sender", maria), address("sender-edit", maria),
                address("sender-panel", maria), reverse("remittance:sender-new")):  # fmt: skip
        counter.get(url)
    for name in ("sender-unmask", "sender-hold", "sender-agree-id"):
        assert counter.get(address(name, maria)).status_code in {403, 405}
    assert before == (
        AuditEntry.objects.count(),
        SenderRecipient.objects.count(),
        Sender.objects.get().updated_at,
    )


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "o|1|2", "%00"])
def test_a_made_up_cursor_is_a_bad_request(counter, cursor):
    assert counter.get(reverse("remittance:senders"), {"at": cursor}).status_code == 400


@pytest.mark.parametrize(
    "typed",
    ["\x00", "ann\x00a", "12345\x00", "%", "'", "a" * 500, "９１２３", "🙂🙂🙂", "()", "+", "++++", "0000"],
)
def test_any_search_is_answered(counter, maria, typed):
    assert counter.get(reverse("remittance:senders"), {"q": typed}).status_code == 200
