"""The pages of the profile at Bitspark, and what the apps read of it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import AuditEntry, Profile
from accounts.services import profiles

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(connection) -> Profile:
    return profiles.refresh(connection)


@pytest.fixture
def password(connection, sandbox) -> str:
    logins = sandbox.keys()
    return next(login.password for login in logins if login.key.endswith(connection.key_tail))


def filled(profile, **changes):
    told = profile.told
    names = ("first_name", "middle_name", "last_name", "residence_country", "contact_number")
    names += ("company_name", "address", "currency_id", "value")
    return {name: told[name] or "" for name in names} | {"version": profile.version} | changes


def test_before_the_first_reading_the_page_says_so(connection, carla, client_of):
    browser = client_of(carla)
    assert b"Not read yet" in browser.get("/profile/").content

    browser.post("/profile/")

    assert Profile.objects.get().read_at is not None
    assert b"Not read yet" not in browser.get("/profile/").content


def test_the_identity_number_is_masked_until_a_reason_is_given(profile, carla, client_of):
    number, browser = profile.told["id_number"].encode(), client_of(carla)
    assert number not in browser.get("/profile/").content

    assert browser.post("/profile/unmask/", {"reason": " "}).status_code == 422
    shown = browser.post("/profile/unmask/", {"reason": "Yearly review"})

    assert number in shown.content
    assert AuditEntry.objects.get(action="profile.unmasked").detail["reason"] == "Yearly review"
    assert number not in browser.get("/profile/").content


def test_an_administrator_changes_it_with_the_password(profile, password, ada, harbour, client_of):
    browser = client_of(ada, harbour)

    done = browser.post("/profile/edit/", filled(profile, address="2 Quay", current_password=password))

    assert done.status_code == 302
    assert Profile.objects.get().told["address"] == "2 Quay"


def test_a_refusal_keeps_what_was_typed_but_no_password(profile, ada, harbour, client_of):
    page = client_of(ada, harbour).post(
        "/profile/edit/", filled(profile, address="3 Quay", current_password="not-the-password")
    )

    assert page.status_code == 422
    assert b"3 Quay" in page.content
    assert b"not-the-password" not in page.content


def test_two_new_passwords_must_agree(profile, password, ada, harbour, client_of):
    typed = filled(profile, current_password=password, password="one-of-them-12", password_confirmation="x")

    page = client_of(ada, harbour).post("/profile/edit/", typed)

    assert page.context["form"].errors == {"password_confirmation": ["The two new passwords differ."]}


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("susan", 403), ("carla", 200)])
def test_who_may_look(profile, request, client_of, who, status):
    assert client_of(request.getfixturevalue(who)).get("/profile/").status_code == status


def test_an_app_of_a_compliance_officer_reads_it(profile, carla, alice, harbour, device_of):
    told = device_of(carla, harbour).get("/api/v1/profile").json()

    assert told["login"] == profile.told["login"]
    assert profile.told["id_number"] not in str(told)
    assert device_of(alice, harbour).get("/api/v1/profile").status_code == 403


def test_an_app_of_an_administrator_changes_it(profile, password, ada, harbour, device_of):
    body = {"company_name": "Quay Money", "current_password": password, "version": profile.version}

    changed = device_of(ada, harbour).put("/api/v1/profile", body, format="json")

    assert changed.json()["company_name"] == "Quay Money"
    assert changed.json()["version"] == profile.version + 1


def test_a_proof_is_looked_into_and_sent(profile, password, ada, harbour, client_of, sandbox):
    picture = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(picture, "PNG")
    proof = SimpleUploadedFile("passport.png", picture.getvalue(), "image/png")

    done = client_of(ada, harbour).post(
        "/profile/edit/", filled(profile, current_password=password, proof=proof)
    )

    assert done.status_code == 302, done.content.decode()
    assert AuditEntry.objects.get(action="profile.changed").detail["changed"] == ["proof"]
    assert ("POST", "/v1/users") in sandbox.seen


def test_a_proof_that_is_not_what_it_says_is_refused_beside_its_field(
    profile, password, ada, harbour, client_of, sandbox
):
    proof = SimpleUploadedFile("passport.png", b"<svg onload=alert(1)>", "image/png")

    page = client_of(ada, harbour).post(
        "/profile/edit/", filled(profile, current_password=password, proof=proof)
    )

    assert page.status_code == 422
    assert "proof" in page.context["form"].errors
    assert ("POST", "/v1/users") not in sandbox.seen
