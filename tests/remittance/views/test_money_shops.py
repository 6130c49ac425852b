"""The finder, the page of one shop, and what the apps read."""

import pytest

from remittance.models import MoneyShop
from remittance.services import mirror

pytestmark = pytest.mark.django_db


@pytest.fixture
def mirrored(connection):
    mirror.refresh_money_shops(connection)
    return connection


def test_the_nearest_to_the_shop_stands_first(mirrored, alice, client_of):
    page = client_of(alice).get("/money-shops/")

    far = [row.kilometres for row in page.context["rows"]]
    assert far == sorted(far)
    assert "Distances run from this shop." in page.content.decode()


def test_half_a_place_is_said_beside_its_field(mirrored, alice, client_of):
    page = client_of(alice).get("/money-shops/", {"lat": "1.3", "lng": ""})

    assert page.context["form"].errors == {"lng": ["A place needs both figures."]}
    assert "Distances run from this shop." in page.content.decode()


def test_words_narrow_the_list(mirrored, alice, client_of):
    one = MoneyShop.objects.order_by("pk")[0]

    page = client_of(alice).get("/money-shops/", {"q": one.name.upper()})

    assert one in [row.shop for row in page.context["rows"]]
    assert b"No money shop matches" in client_of(alice).get("/money-shops/", {"q": "zzzz"}).content


def test_the_page_of_one_reads_its_details_again(mirrored, alice, client_of):
    one = MoneyShop.objects.order_by("pk")[0]
    MoneyShop.objects.filter(pk=one.pk).update(details_at=None, commissions=[])
    browser = client_of(alice)
    assert b"Not told yet." in browser.get(f"/money-shops/{one.public_id}/").content

    browser.post(f"/money-shops/{one.public_id}/")

    one.refresh_from_db()
    assert one.details_at is not None
    assert one.name.encode() in browser.get(f"/money-shops/{one.public_id}/").content


def test_another_operators_login_is_a_404(mirrored, charlie, client_of):
    one = MoneyShop.objects.order_by("pk")[0]

    assert client_of(charlie).get(f"/money-shops/{one.public_id}/").status_code == 404


def test_an_app_reads_them_by_distance(mirrored, alice, harbour, device_of):
    device = device_of(alice, harbour)

    listed = device.get("/api/v1/money-shops").json()
    one = device.get(f"/api/v1/money-shops/{listed['items'][0]['id']}").json()

    assert listed["measured_from"] == "shop"
    assert one["distance_km"] == listed["items"][0]["distance_km"]
    assert one["topup_commissions"]
    assert device.get("/api/v1/money-shops", {"lat": "99"}).status_code == 422
