"""The list and the page of a transfer: who sees what, in how many queries, and what they may do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from remittance.models import FollowUp, FormerId, Transfer
from remittance.services import mirror, tracking
from remittance.services.tracking import follow_ups
from tests.people import actor_of
from wallet.models import State

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # noon in Hong Kong


def rows(connection, shop, count, **columns):
    base = {
        "shop": shop,
        "connection": connection,
        "state": State.ACCEPTED,
        "status_code": "accepted",
        "counter_status": "accepted",
        "amount": Decimal(100),
        "currency": "PHP",
        "destination_name": "Philippines",
        "recipient_name": "Juan Cruz",
    }
    start = Transfer.objects.count()
    return Transfer.objects.bulk_create(
        Transfer(
            **base | {"provider_id": f"p{start + n}", "created_at": NOON + timedelta(minutes=n)} | columns
        )
        for n in range(count)
    )


@pytest.fixture
def suspicious(connection, harbour):
    """One transfer that Bitspark calls suspicious."""
    (one,) = rows(
        connection,
        harbour,
        1,
        status_code="suspicious",
        counter_status="payment_created_successfully",
        was_suspicious=True,
        status_message="Transfer is suspicious",
        recipient_name="Wanda Watched",
    )
    return one


def listed(client, **query):
    response = client.get(reverse("remittance:transfers"), query)
    assert response.status_code == 200
    return response


def test_the_list_is_paged_by_key_and_keeps_its_filter(client_of, alice, connection, harbour):
    rows(connection, harbour, 120)

    first = listed(client_of(alice), currency="PHP")
    older = client_of(alice).get(reverse("remittance:transfers") + first.context["older_url"])

    assert len(first.context["rows"]) == 50
    assert len(older.context["rows"]) == 50
    assert "currency=PHP" in first.context["older_url"]
    assert {row.public_id for row in first.context["rows"]}.isdisjoint(
        row.public_id for row in older.context["rows"]
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"currency": "php"}, 3),
        ({"destination": "Ghana"}, 1),
        ({"least": "150"}, 1),
        ({"most": "150"}, 3),
        ({"first_day": "2026-03-02", "last_day": "2026-03-02"}, 3),
        ({"last_day": "2026-03-01"}, 0),
        ({"first_day": "2026-03-03"}, 1),
        ({"state": State.ACCEPTED}, 4),
        ({"status": "accepted"}, 4),
        ({"status": "declined"}, 0),
        ({"not_made_here": "on"}, 4),
        ({"q": "tf-260302-001-AAAA"}, 1),
        ({"q": "nothing like it"}, 0),
    ],
)
def test_filters(client_of, alice, connection, harbour, query, found):
    rows(connection, harbour, 2)
    rows(connection, harbour, 1, transaction_number="TF-260302-001-AAAA")
    # 17:00 UTC is one in the morning of the next day in Hong Kong
    rows(
        connection,
        harbour,
        1,
        destination_name="Ghana",
        currency="GHS",
        amount=Decimal(200),
        created_at=NOON + timedelta(hours=13),
    )

    assert listed(client_of(alice), **query).context["count"] == found


def test_what_cannot_be_read_is_said_beside_its_field_and_the_rest_counts(
    client_of, alice, connection, harbour
):
    rows(connection, harbour, 1)

    page = listed(client_of(alice), least="lots", currency="PHP")

    assert page.context["count"] == 1
    assert 'id="id_least_errors"' in page.content.decode()


def test_a_cursor_that_is_not_ours_is_a_bad_request(client_of, alice, connection):
    assert client_of(alice).get(reverse("remittance:transfers"), {"at": "x"}).status_code == 400


def test_the_lists_queries_do_not_grow_with_its_rows(
    client_of, alice, connection, harbour, django_assert_num_queries
):
    client = client_of(alice)
    rows(connection, harbour, 2)
    listed(client)
    with django_assert_num_queries(15):
        listed(client)
    rows(connection, harbour, 60)
    with django_assert_num_queries(15):
        listed(client)


def test_charlie_sees_nothing_of_alices(client_of, charlie, connection, harbour, lantern):
    (one,) = rows(connection, harbour, 1)
    client = client_of(charlie)

    assert listed(client).context["count"] == 0
    for name in ("transfer", "receipt"):
        assert client.get(reverse(f"remittance:{name}", args=[one.public_id])).status_code == 404
    for name in ("stop", "refresh-transfer"):
        assert client.post(reverse(f"remittance:{name}", args=[one.public_id])).status_code == 404


def test_head_office_sees_every_shop_and_what_was_not_made_here(
    client_of, hector, connection, harbour, lantern
):
    rows(connection, harbour, 1)
    rows(connection, None, 1)

    page = listed(client_of(hector))

    assert page.context["count"] == 2
    assert "Head office" in page.content.decode()
    assert "not made here" in page.content.decode()


def test_a_teller_finds_the_word_nowhere(client_of, alice, suspicious, connection):
    client = client_of(alice)
    page = reverse("remittance:transfer", args=[suspicious.public_id])
    follow_ups.open(suspicious, FollowUp.Kind.NEEDS_PERSON, "status:suspicious")
    addresses = [
        reverse("home"),
        reverse("remittance:transfers"),
        reverse("remittance:transfers") + "?status=payment_created_successfully",
        page,
        reverse("remittance:follow-ups"),
        reverse("remittance:recipients"),
        reverse("remittance:senders"),
    ]

    for address in addresses:
        text = client.get(address).content.decode().casefold()
        assert "suspicious" not in text, address
    assert "Being processed" in client.get(page).content.decode()


def test_counting_does_not_give_it_away(client_of, alice, susan, suspicious):
    assert listed(client_of(alice), status="suspicious").context["count"] in {0, 1}
    asked = listed(client_of(alice), status="suspicious")
    neutral = listed(client_of(alice), status="payment_created_successfully")

    assert asked.context["count"] == listed(client_of(alice), status="no such status").context["count"]
    assert neutral.context["count"] == 1
    assert listed(client_of(susan), status="suspicious").context["count"] == 1


def test_supervisor_and_compliance_read_it(client_of, susan, carla, suspicious):
    for person in (susan, carla):
        page = client_of(person).get(reverse("remittance:transfer", args=[suspicious.public_id]))
        assert "suspicious" in page.content.decode().casefold()


def test_raw_answers_are_for_compliance(client_of, alice, carla, suspicious):
    Transfer.objects.update(raw={"id": "p0", "attributes": {"status": {"code": "declined"}}})
    address = reverse("remittance:transfer", args=[suspicious.public_id])

    assert "What Bitspark answered" in client_of(carla).get(address).content.decode()
    assert "What Bitspark answered" not in client_of(alice).get(address).content.decode()


def test_a_page_that_moves_looks_again_by_itself_and_one_at_rest_does_not(
    client_of, alice, connection, harbour
):
    (moving,) = rows(connection, harbour, 1)
    (arrived,) = rows(
        connection, harbour, 1, status_code="proved", counter_status="proved", state=State.SETTLED
    )

    assert (
        "hx-trigger"
        in client_of(alice).get(reverse("remittance:transfer", args=[moving.public_id])).content.decode()
    )
    text = client_of(alice).get(reverse("remittance:transfer", args=[arrived.public_id])).content.decode()
    assert "every 3s" not in text


def test_provider_text_never_becomes_markup(client_of, carla, connection, harbour):
    script = "<script>alert(1)</script>"
    (one,) = rows(
        connection,
        harbour,
        1,
        recipient_name=script,
        status_message=script,
        status_info=script,
        tracking_number=script,
        transaction_number=script,
        recipient_told={"first_name": script, "address": script},
        receipt_info={"amount_due": script},
        raw={"x": script},
        destination_name=script,
    )
    client = client_of(carla)

    for address in (
        reverse("remittance:transfer", args=[one.public_id]),
        reverse("remittance:transfers"),
        "/",
    ):
        assert script not in client.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_bad_end_needs_a_supervisors_word_before_it_is_sent_again(
    client_of, alice, susan, harbour, connection
):
    (one,) = rows(connection, harbour, 1, status_code="declined", counter_status="declined")
    word = reverse("remittance:not-kept", args=[one.public_id])

    assert client_of(alice).post(word, {"reason": "they said so"}).status_code == 403
    client_of(susan).post(word, {"reason": ""})
    assert not hasattr(Transfer.objects.get(pk=one.pk), "not_kept")
    client_of(susan).post(word, {"reason": "Bitspark's mail of today, ticket 12"})
    assert Transfer.objects.get(pk=one.pk).not_kept.said_by == susan
    page = client_of(alice).get(reverse("remittance:transfer", args=[one.public_id])).content.decode()
    assert "ticket 12" in page
    assert str(susan) in page


def test_a_follow_up_is_taken_noted_and_ticked_off_once(client_of, alice, bob, connection, harbour):
    (one,) = rows(connection, harbour, 1)
    opened = follow_ups.open(one, FollowUp.Kind.TELL_CUSTOMER, "tracking-number")
    address = reverse("remittance:follow-up", args=[opened.public_id])

    client_of(alice).post(address, {"act": "take", "version": 1})
    late = client_of(bob).post(address, {"act": "done", "version": 1}, follow=True)
    client_of(alice).post(address, {"act": "done", "version": 2, "note": "told her at the counter"})

    opened.refresh_from_db()
    assert (opened.owner, opened.done_by, opened.note) == (alice, alice, "told her at the counter")
    assert "Somebody changed this meanwhile" in late.content.decode()


def test_home_in_a_fixed_number_of_queries(client_of, alice, connection, harbour, django_assert_num_queries):
    client = client_of(alice)
    rows(connection, harbour, 3)
    client.get("/")
    with django_assert_num_queries(18):
        client.get("/")
    for one in rows(connection, harbour, 30):
        follow_ups.open(one, FollowUp.Kind.TELL_CUSTOMER)
    with django_assert_num_queries(18):
        client.get("/")


def test_the_page_in_a_fixed_number_of_queries(
    client_of, carla, sandbox, connection, harbour, django_assert_num_queries
):
    sandbox.control("transfers", login=0, count=1)
    mirror.refresh_transfers(connection)
    one = Transfer.objects.get()
    client = client_of(carla)
    address = reverse("remittance:transfer", args=[one.public_id])
    client.get(address)
    with django_assert_num_queries(15):
        client.get(address)
    for _ in range(4):
        sandbox.advance(900)
        tracking.refresh_one(one)
    with django_assert_num_queries(15):
        client.get(address)


def test_actors_of_other_roles_do_not_see_the_buttons(client_of, carla, connection, harbour):
    (one,) = rows(connection, harbour, 1)
    text = client_of(carla).get(reverse("remittance:transfer", args=[one.public_id])).content.decode()

    assert "Send again" not in text
    assert actor_of(carla, harbour).role == "compliance"


def test_the_address_of_a_row_that_was_folded_leads_to_the_order(client_of, alice, connection, harbour):
    (one,) = rows(connection, harbour, 1)
    former = FormerId.objects.create(public_id=uuid4(), transfer=one)

    page = client_of(alice).get(reverse("remittance:transfer", args=[former.public_id]))

    assert page["Location"] == reverse("remittance:transfer", args=[one.public_id])


@pytest.mark.parametrize(("number", "offered"), [("p1", True), ("", False)])
def test_refresh_is_offered_only_where_there_is_something_to_read(
    client_of, alice, connection, harbour, number, offered
):
    (one,) = rows(connection, harbour, 1, provider_id=number)

    text = client_of(alice).get(reverse("remittance:transfer", args=[one.public_id])).content.decode()

    assert (reverse("remittance:refresh-transfer", args=[one.public_id]) in text) is offered
