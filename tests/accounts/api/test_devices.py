"""Devices: signing in, and what becomes of a token."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Device, Membership, Role
from accounts.services import devices, rates
from tests.api import App, app_of
from tests.factories.person import person
from tests.people import PASSWORD, actor_of

pytestmark = pytest.mark.django_db


def sign_in(username="alice", password=PASSWORD, **more):
    return App().post("devices", {"username": username, "password": password, "name": "Phone"} | more)


def problem(response):
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert body["type"] == f"urn:remitdesk:problem:{body['code']}"
    assert body["status"] == response.status_code
    assert body["request_id"] == response["X-Request-Id"]
    return body["code"]


def test_signing_in_gives_a_token_that_works(alice, harbour):
    response = sign_in(shop="hk1")

    assert response.status_code == 201
    told = response.json()
    assert told["device"]["shop"]["id"] == str(harbour.public_id)
    app = App()
    app.credentials(HTTP_AUTHORIZATION=f"Bearer {told['token']}")
    me = app.get("me").json()
    assert (me["person"]["name"], me["role"], me["shop"]["code"]) == ("Alice Cheung", "teller", "HK1")


def test_the_token_is_nowhere_in_the_database(alice):
    token = sign_in().json()["token"]

    row = Device.objects.values().get()
    assert token not in str(row)
    assert len(token) >= 64  # 256 bits


def test_who_has_one_shop_need_not_name_it(alice, harbour):
    assert sign_in().json()["device"]["shop"]["code"] == "HK1"


def test_who_has_several_names_one(hector, harbour, lantern):
    assert problem(sign_in("hector")) == "invalid"
    assert sign_in("hector", shop=str(lantern.public_id)).json()["device"]["shop"]["code"] == "SG1"


@pytest.mark.parametrize(
    "asked", [{"password": "wrong"}, {"username": "nobody"}, {"username": "ALICE\u0000"}, {"password": ""}]
)
def test_a_wrong_name_or_password_is_not_told_apart(alice, asked):
    response = sign_in(**{"username": "alice", "password": PASSWORD} | asked)

    assert problem(response) in {"credentials", "invalid"}
    assert not Device.objects.exists()


def test_somebody_deactivated_signs_in_nowhere(alice):
    alice.is_active = False
    alice.save()

    assert problem(sign_in()) == "credentials"


def test_another_shop_is_the_same_as_none(alice, lantern):
    known, unknown = sign_in(shop="SG1"), sign_in(shop="XX9")

    assert known.status_code == unknown.status_code == 422
    assert known.json()["errors"] == unknown.json()["errors"]


def test_guessing_is_limited_for_a_name_and_address(alice, bob):
    for _ in range(rates_of_one_name()):
        sign_in(password="wrong")

    response = sign_in()
    assert problem(response) == "rate-limited"
    assert int(response["Retry-After"]) > 0
    assert sign_in("bob").status_code in {201, 429}  # allauth counts an address too


def rates_of_one_name():
    from accounts.api.devices import OF_ONE_PERSON

    return OF_ONE_PERSON.most


def test_the_counter_never_lets_more_through_than_it_says(db):
    limit = rates.Limit("test", 3, 60)
    for _ in range(3):
        rates.take(limit, "alice")
    with pytest.raises(rates.TooMany) as refused:
        rates.take(limit, "alice")
    assert 0 < refused.value.detail["retry_after"] <= 60
    rates.take(limit, "bob")


def test_without_a_token_nothing_is_told(client):
    response = App().get("me")

    assert response.status_code == 401
    assert problem(response) == "credentials"
    assert response["WWW-Authenticate"].startswith("Token")


@pytest.mark.parametrize("header", ["Token", "Token x y", "Basic abc", "Token \u00ff", "Bearer " + "a" * 300])
def test_what_is_no_token_is_refused(header, harbour):
    app = App()
    app.credentials(HTTP_AUTHORIZATION=header)

    assert problem(app.get("me")) == "credentials"


def test_an_expired_token_says_so(alice, harbour):
    app = app_of(alice, harbour)
    Device.objects.update(expiry=timezone.now() - timedelta(seconds=1))

    assert problem(app.get("me")) == "token-expired"
    assert Device.objects.count() == 1  # kept as history


@pytest.mark.parametrize("how", ["revoked", "deactivated", "no-role"])
def test_a_token_ends_at_the_next_request(alice, harbour, how):
    app = app_of(alice, harbour)
    assert app.get("me").status_code == 200
    if how == "revoked":
        devices.revoke(app.device, actor=actor_of(alice, harbour))
    if how == "deactivated":
        alice.is_active = False
        alice.save()
    if how == "no-role":
        Membership.objects.filter(user=alice).delete()

    assert problem(app.get("me")) == "token-revoked"


def test_a_changed_role_is_felt_at_the_next_request(alice, harbour):
    app = app_of(alice, harbour)
    Membership.objects.filter(user=alice).update(role=Role.ADMIN)

    refused = app.post("quotes", {})
    assert refused.status_code == 403
    assert refused.json()["permission"] == "send-money"


def test_a_person_sees_and_revokes_only_own_devices(alice, bob, harbour):
    app, other = app_of(alice, harbour), app_of(bob, harbour)

    assert [one["id"] for one in app.get("devices").json()["items"]] == [str(app.device.public_id)]
    assert app.delete(f"devices/{other.device.public_id}").status_code == 404
    assert app.post(f"devices/{other.device.public_id}/renew").status_code == 404
    second = app_of(alice, harbour)
    assert app.delete(f"devices/{second.device.public_id}").status_code == 204
    assert problem(second.get("me")) == "token-revoked"
    assert app.post(f"devices/{second.device.public_id}/renew").json()["code"] == "device-ended"


def test_a_device_is_renewed_for_thirty_days(alice, harbour):
    app = app_of(alice, harbour)
    Device.objects.update(expiry=timezone.now() + timedelta(days=1))

    told = app.post(f"devices/{app.device.public_id}/renew")

    assert told.status_code == 200
    assert Device.objects.get().expiry > timezone.now() + timedelta(days=29)


def test_me_and_shops_name_all_shops_of_head_office(hector, harbour, lantern):
    app = app_of(hector, harbour)

    assert [one["code"] for one in app.get("me").json()["shops"]] == ["HK1", "SG1"]
    assert [one["role"] for one in app.get("shops").json()["items"]] == ["supervisor", "supervisor"]


def test_a_shop_of_others_is_not_found(alice, harbour, lantern):
    app = app_of(alice, harbour)

    assert app.get(f"shops/{harbour.public_id}").json()["charge"] == "0"
    assert app.get(f"shops/{lantern.public_id}").status_code == 404


def test_a_session_is_no_device(alice, client_of):
    assert client_of(alice).get("/api/v1/me").status_code == 401


def test_use_is_noted_once_a_minute(alice, harbour, django_assert_num_queries):
    app = app_of(alice, harbour)
    app.get("me")
    with django_assert_num_queries(5):  # device, role, standing, limits, mode
        app.get("me")


def test_a_second_person_of_a_shop_costs_no_query_more(alice, harbour, django_assert_num_queries):
    app = app_of(alice, harbour)
    for number in range(5):
        person(f"p{number}", f"P {number}", harbour, Role.TELLER)
    app.get("me")
    with django_assert_num_queries(5):
        app.get("me")
