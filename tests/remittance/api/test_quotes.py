"""Catalogue and prices over REST."""

import threading
from decimal import Decimal

import pytest

from accounts.services import waiting
from remittance.models import Destination, Quote
from tests.api import app_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_destinations_and_currencies_are_listed_whole(app, open_counter):
    places = app.get("destinations").json()
    assert len(places["items"]) == Destination.objects.filter(connection=open_counter).count() >= 8
    assert places["as_of"]
    one = next(place for place in places["items"] if place["name"] == "Philippines")
    assert one["provinces"][0]["delivery_methods"]
    assert app.get(f"destinations/{one['id']}").json() == one
    codes = {currency["code"]: currency["precision"] for currency in app.get("currencies").json()["items"]}
    assert (codes["JPY"], codes["HKD"], codes["BTC"]) == (0, 2, 8)


def test_the_form_is_a_schema_of_its_way(app, manila):
    path = f"destinations/{manila['destination']}/form"
    way = {name: code for name, code in manila.items() if name != "destination"}
    first, whole = app.get(path).json(), app.get(path, way).json()

    assert first["x-fingerprint"] != whole["x-fingerprint"]
    assert "recipient.bank_account_number" in whole["required"]
    assert whole["properties"]["provider"]["x-chosen"] == "metrobank"
    assert app.get(path, way | {"colour": "red"}).status_code == 422
    assert app.get("destinations/0b1e8b4e-6f5c-4f6a-8f3f-000000000001/form").status_code == 404


def test_a_price_has_both_blocks_and_is_kept(app, priced):
    quote = priced(amount="1500.50")

    assert quote["amount"] == "1500.5"
    assert quote["reserved"] is False
    assert quote["leaves_our_account"]["currency"] == quote["take_from_customer"]["currency"] == "HKD"
    assert app.get(f"quotes/{quote['id']}").json() == quote


def test_a_budget_is_never_exceeded(priced):
    quote = priced(budget="500")

    total = Decimal(quote["take_from_customer"]["total"])
    assert total <= 500
    assert Decimal(quote["left_over"]) == 500 - total


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"amount": "0"}, {"amount"}),
        ({"amount": "-5"}, {"amount"}),
        ({"amount": "1e3"}, {"amount"}),
        ({"amount": "1,500"}, {"amount"}),
        ({"amount": "١٥٠٠"}, {"amount"}),
        ({"amount": 1500}, {"amount"}),
        ({"amount": "1.123456789"}, {"amount"}),
        ({"amount": "99999999999999"}, {"amount"}),
        ({"amount": "1500", "budget": "5"}, {"amount"}),
        ({}, {"amount"}),
        ({"amount": "1500", "provider": "gcash"}, {"provider"}),
        ({"amount": "1500", "provider": ""}, {"provider"}),
        ({"amount": "1500", "delivery_method": "pigeon"}, {"delivery_method"}),
        ({"amount": "1500", "account_currency": "XXX"}, {"account_currency"}),
        ({"amount": "1500", "destination": "0b1e8b4e-6f5c-4f6a-8f3f-000000000001"}, {"destination"}),
        ({"amount": "1500", "destination": "x"}, {"destination"}),
    ],
)
def test_what_has_no_price_is_named(app, manila, changes, wrong):
    refused = app.post("quotes", manila | changes)

    assert (refused.status_code, set(refused.json()["errors"])) == (422, wrong), refused.content
    assert not Quote.objects.exists()


def test_a_provider_that_is_down_is_503(app, manila, sandbox):
    sandbox.fault("drop_before", "/v4/*", times=0)

    refused = app.post("quotes", manila | {"amount": "1500"})

    assert (refused.status_code, refused.json()["code"]) == (503, "provider-down")
    assert int(refused["Retry-After"]) > 0


def test_a_shop_without_a_login_is_told_so(alice, harbour):
    refused = app_of(alice, harbour).get("destinations")
    assert refused.json()["code"] == "no-connection"


def test_a_busy_desk_answers_503_and_asks_nobody(app, manila, send, order, sandbox, monkeypatch):
    room = threading.BoundedSemaphore(1)
    monkeypatch.setattr(waiting, "_room", room)
    body = order()
    asked = len(sandbox.seen)

    with room:
        answers = [app.post("quotes", manila | {"amount": "1500"}), send(body, key="k" * 36)]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert int(answer["Retry-After"]) > 0
    assert len(sandbox.seen) == asked
    assert send(body, key="k" * 36).status_code == 202, "a refusal before an order exists leaves its key free"
