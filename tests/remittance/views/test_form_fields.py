"""The send form redrawn in the browser as the route changes."""

import pytest
from django.urls import reverse

from remittance.models import Destination, Rule
from remittance.services import mirror

pytestmark = pytest.mark.django_db
URL = "/send/fields/"


@pytest.fixture
def mirrored(connection):
    mirror.refresh_catalogue(connection)
    return connection


def chosen(code, **route):
    return {"destination": str(Destination.objects.get(code=code).public_id), **route}


def test_the_address_is_the_contracts():
    assert reverse("remittance:send-fields") == URL


def test_another_method_asks_other_fields_and_keeps_what_was_typed(mirrored, alice, client_of):
    teller = client_of(alice)
    typed = {"recipient.first_name": "Ayesha", "recipient.iban": "PK36"}

    at_bank = teller.post(
        URL, chosen("pakistan", province="punjab", delivery_method="bank", provider="hbl") | typed
    )
    at_pickup = teller.post(URL, chosen("pakistan", province="punjab", delivery_method="pickup") | typed)

    assert 'id="id_recipient.iban"' in at_bank.content.decode()
    page = at_pickup.content.decode()
    assert 'id="id_recipient.cnic"' in page
    assert 'id="id_recipient.iban"' not in page
    assert '<input type="hidden" name="recipient.iban" value="PK36">' in page
    assert 'value="Ayesha"' in page
    assert "HBL Express" in page
    assert "Habib Bank" not in page
    assert "field-errors" not in page, "a redraw judges nothing"


def test_the_form_leads_to_why_its_fields_are_asked(mirrored, alice, client_of):
    asked = chosen("ghana", delivery_method="bank")
    page = client_of(alice).post(URL, asked).content.decode()

    link = f"/rules/?destination={asked['destination']}&amp;province=&amp;delivery_method=bank&amp;provider="
    assert link in page


def test_without_javascript_the_route_alone_can_be_asked_by_get(mirrored, alice, client_of):
    page = client_of(alice).get(URL, chosen("ghana")).content.decode()

    assert 'name="delivery_method"' in page
    assert 'name="provider"' not in page
    assert 'name="redraw"' in page


def test_an_unknown_destination_leaves_only_the_choice_of_one(mirrored, alice, client_of):
    page = client_of(alice).post(URL, {"destination": "nowhere", "amount": "5"}).content.decode()

    assert 'name="destination"' in page
    assert 'name="amount"' not in page


def test_provider_text_never_becomes_markup(mirrored, alice, client_of):
    evil = '<script>alert(1)</script>"onfocus="x'
    Destination.objects.filter(code="ghana").update(
        delivery_methods=[{"code": evil, "name": evil, "providers": []}]
    )
    rule = Rule.objects.order_by("pk").first()
    rule.fields_info["validation_rules"].append({"field": f"recipient.{evil}", "data": {evil: evil}})
    rule.fields_info["possible_fields"].append("recipient.evil_name")
    rule.save()

    page = client_of(alice).post(URL, chosen("ghana") | {"recipient.first_name": evil}).content.decode()

    assert "<script" not in page
    assert '"onfocus="' not in page
    assert "Nothing can be sent by this form" in page


def test_another_shops_login_decides_the_destinations(mirrored, charlie, client_of):
    answer = client_of(charlie).post(URL, chosen("ghana"))

    assert answer.status_code != 200 or 'name="amount"' not in answer.content.decode()


def test_a_compliance_officer_sends_nothing(mirrored, carla, client_of):
    assert client_of(carla).post(URL, chosen("ghana")).status_code == 403


def test_the_number_of_queries_does_not_grow_with_rules(
    mirrored, alice, client_of, django_assert_max_num_queries
):
    teller = client_of(alice)
    typed = chosen("philippines", province="cebu", delivery_method="bank", provider="bpi")
    teller.post(URL, typed)
    seen_at = Rule.objects.first().last_seen_at
    more = [
        Rule(connection=mirrored, provider_id=f"x{n}", level="destinations", last_seen_at=seen_at)
        for n in range(40)
    ]
    Rule.objects.bulk_create(more)

    with django_assert_max_num_queries(16):
        teller.post(URL, typed)


def test_head_office_chooses_a_shop_before_it_sends(mirrored, hector, client_of):
    answer = client_of(hector).post(URL, chosen("ghana"))

    assert answer.status_code == 409
    assert "Choose a shop" in answer.content.decode()
