"""The admin site over all three apps: masked, read-only, and shut to the counter."""

import re
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Connection, Note, Role, Shop
from accounts.services import notes
from remittance.models import Hold, Recipient, Sender, Transfer
from remittance.services.people import holds, recipients
from tests.factories.person import person
from tests.factories.sender import JUAN, sender_of
from tests.people import actor_of
from wallet.models import RemoteEvent

pytestmark = pytest.mark.django_db
OURS = [
    model for app in ("accounts", "wallet", "remittance") for model in apps.get_app_config(app).get_models()
]
CHANGED_HERE = {"operator", "shop", "connection"}
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
WORDS = (
    "A123456(7)",
    "0012-3456-7890",
    "1980",
    "asked by the police",
    "brings a friend",
    "suspicious",
    "91234567",
)


@pytest.fixture
def office(client_of, ada):
    """Ada's browser."""
    return client_of(ada)


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def transfer_of(connection, shop, code="suspicious", **told):
    number = Transfer.objects.count()
    return Transfer.objects.create(
        **{
            "shop": shop,
            "connection": connection,
            "created_at": timezone.now(),
            "provider_id": f"id-{number}",
            "reference": f"HK1-261120-{number:04}-K",
            "amount": Decimal(1),
            "currency": "PHP",
            "status_code": code,
            "counter_status": "payment_created_successfully",
            "status_message": "Held as suspicious",
            "anomaly": "suspicious",
            "was_suspicious": True,
            **told,
        }
    )


@pytest.fixture
def books(harbour, connection, alice, susan):
    """One of most things, with something in each that not everybody may read."""
    teller = actor_of(alice, harbour)
    maria = sender_of(harbour, teller)
    juan = recipients.once({**JUAN, "cnic": "35202-1234567-1"}, connection=connection, shop=harbour)
    recipients.note_use(maria, juan, timezone.now())
    holds.place(maria, "asked by the police", actor=actor_of(susan, harbour))
    notes.write(maria, "brings a friend", actor=teller)
    transfer_of(connection, harbour, sender=maria, recipient=juan)
    RemoteEvent.objects.create(
        connection=connection, remote_type="transfers", remote_id="id-0", seq=1, status_code="suspicious",
        source="v2list", observed_at=timezone.now(),
    )  # fmt: skip


def test_every_table_of_ours_stands_in_the_admin_site():
    missing = [model.__name__ for model in OURS if not admin.site.is_registered(model)]
    assert missing == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_and_row_opens_and_gives_nothing_away(office, books, model):
    pages = [
        office.get(list_of(model)),
        office.get(list_of(model), {"q": "x"}),
        office.get(list_of(model), {"q": "5550000"}),
    ]
    pages += [office.get(page_of(row)) for row in pages[0].context["cl"].result_list[:3]]
    for page in pages:
        assert page.status_code == 200
        text = re.sub(UUID, "", page.content.decode())  # an id can hold any four digits
        assert not [
            word for word in WORDS if word in text.replace("brings_a", "").replace('value="91234567"', "")
        ]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_rows_are_looked_at_and_not_changed(office, books, model):
    app, name = model._meta.app_label, model._meta.model_name
    assert office.get(reverse(f"admin:{app}_{name}_add")).status_code == 403
    for row in model._default_manager.all()[:1]:
        assert (
            office.post(reverse(f"admin:{app}_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code
            == 403
        )
        if name not in CHANGED_HERE:
            assert office.post(page_of(row), {"name": "x"}).status_code == 403


def test_no_key_and_no_secret_is_ever_shown(office, connection, sandbox):
    key, secret = connection.login()
    text = office.get(page_of(connection)).content.decode() + office.get(list_of(Connection)).content.decode()
    for never in (key, secret, connection.key_sealed, connection.secret_sealed, connection.key_fingerprint):
        assert never not in text
    assert connection.key_tail in text


def test_a_new_key_goes_in_and_does_not_come_out(office, connection):
    response = office.post(
        page_of(connection), {"new_key": "k" * 36 + "1234", "new_secret": "s" * 40}, follow=True
    )
    text = response.content.decode()
    connection.refresh_from_db()
    assert connection.login() == ("k" * 36 + "1234", "s" * 40)
    assert connection.key_tail == "1234"
    assert "kkkk" not in text
    assert "ssss" not in text
    assert AuditEntry.objects.filter(action="connection.key-rotated").count() == 1


@pytest.mark.parametrize(
    "typed", [{"new_key": "k" * 40}, {"new_secret": "s" * 40}, {"new_key": "k k", "new_secret": "s"}]
)
def test_half_a_login_or_an_odd_one_is_refused_and_not_echoed(office, connection, typed):
    before = connection.login()
    response = office.post(page_of(connection), {"new_key": "", "new_secret": "", **typed})
    assert response.status_code == 200
    assert "kkkk" not in response.content.decode()
    connection.refresh_from_db()
    assert connection.login() == before


def test_a_shop_is_changed_through_its_service(office, harbour):
    form = office.get(page_of(harbour)).context["adminform"].form
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    office.post(page_of(harbour), {**typed, "name": "Harbour & Sons"})
    harbour.refresh_from_db()
    assert harbour.name == "Harbour & Sons"
    assert AuditEntry.objects.get(action="shop.changed").detail["name"]["is"] == "Harbour & Sons"


def test_suspicious_is_read_by_a_supervisor_and_not_by_an_administrator(
    office, client_of, susan, books, harbour
):
    transfer_of(harbour.connections.get(), harbour, code="confirmed", counter_status="confirmed")
    susan.is_staff = True
    susan.save()
    supervisor = client_of(susan)
    for model in (Transfer, RemoteEvent):
        assert "suspicious" in supervisor.get(list_of(model)).content.decode()
        assert "suspicious" not in office.get(list_of(model)).content.decode()
    assert supervisor.get(list_of(Transfer), {"status": "suspicious"}).context["cl"].result_count == 1
    assert office.get(list_of(Transfer), {"status": "suspicious"}).context["cl"].result_count == 0


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (Transfer, {"status_code": "suspicious"}),
        (Transfer, {"status_code__exact": "suspicious"}),
        (Transfer, {"was_suspicious": "1"}),
        (Transfer, {"sender__id_number__startswith": "A1"}),
        (Sender, {"id_number__startswith": "A1"}),
        (Connection, {"key_sealed__startswith": "g"}),
    ],
)
def test_an_address_cannot_ask_what_a_column_hides(office, books, model, asked):
    assert office.get(list_of(model), asked).status_code == 400


def test_the_counter_is_shut_out(client_of, alice, carla, client):
    alice.is_staff = True
    alice.save()
    for browser, code in ((client_of(alice), 403), (client_of(carla), 302), (client, 302)):
        assert browser.get(list_of(Transfer)).status_code == code


def test_people_sign_in_at_the_desks_own_door(client):
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert client.post(reverse("admin:login"), {"username": "ada", "password": "x"}).status_code == 302


def test_an_administrator_of_one_shop_sees_that_shop(client_of, lantern, books):
    dora = person("dora", "Dora", lantern, Role.ADMIN)
    browser = client_of(dora)
    for model in (Sender, Recipient, Transfer, Hold, Note, AuditEntry, Connection, RemoteEvent):
        response = browser.get(list_of(model))
        assert response.status_code == 200
        assert response.context["cl"].result_count == 0
        row = model._default_manager.first()
        assert browser.get(page_of(row)).status_code == 302
    assert [shop.pk for shop in browser.get(list_of(Shop)).context["cl"].result_list] == [lantern.pk]
    assert "Harbour" not in browser.get(list_of(Transfer)).content.decode()


@pytest.mark.parametrize(("model", "queries"), [(Transfer, 12), (Sender, 12)])
def test_a_list_counts_its_queries_whatever_its_length(
    office, books, model, queries, django_assert_num_queries
):
    office.get(list_of(model))
    with django_assert_num_queries(queries):
        office.get(list_of(model))
    harbour = Shop.objects.get(code="HK1")
    for n in range(60):
        transfer_of(harbour.connections.get(), harbour, code="confirmed")
        Sender.objects.create(shop=harbour, first_name=f"N{n}")
    with django_assert_num_queries(queries):
        office.get(list_of(model))


def test_whole_numbers_are_found(office, books):
    maria, transfer = Sender.objects.get(), Transfer.objects.get()
    for model, term, row in [
        (Sender, str(maria.public_id), maria),
        (Sender, "+852 9123 4567", maria),
        (Transfer, transfer.reference, transfer),
        (Recipient, "7890", Recipient.objects.get()),
    ]:
        assert list(office.get(list_of(model), {"q": term}).context["cl"].result_list) == [row]
    assert list(office.get(list_of(Transfer), {"q": "HK1"}).context["cl"].result_list) == []
