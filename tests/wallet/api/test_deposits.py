"""Deposits over REST: announced once for a key, shown whole, cancelled by version, proved by a file."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.accounts.files import pdf
from tests.api import app_of
from tests.wallet import deposits
from tests.wallet.deposits import announce, booked, fresh
from wallet.models import Deposit

pytestmark = pytest.mark.django_db
LIST = "/api/v1/deposits"


@pytest.fixture
def login(connection):
    deposits.open_accounts(connection)
    return connection


@pytest.fixture
def app(alice, harbour, login):
    return app_of(alice, harbour)


def order(app, key="", **changes):
    body = {"currency": "USD", "amount": "100.50"} | changes
    return app.post(LIST, json.dumps(body), content_type="application/json", headers=keyed(key))


def keyed(key=""):
    return {"Idempotency-Key": key or uuid4().hex}


def test_a_deposit_is_announced_and_tells_where_to_pay(app, sandbox):
    answer = order(app)

    told = answer.json()
    (there,) = booked(sandbox)
    assert (answer.status_code, answer["Location"]) == (202, f"{LIST}/{told['id']}")
    assert (told["state"], told["provider_status"], told["amount"]) == ("accepted", "pending", "100.5")
    assert told["payment_reference"] == there["reference"]
    assert {"label": "IBAN", "value": "CZ8801000001152130170277"} in told["pay_to"]
    assert app.get(f"{LIST}/{told['id']}").json() == told


def test_the_same_key_is_the_same_deposit_and_another_body_is_refused(app, sandbox):
    first, again = order(app, "one"), order(app, "one")

    assert again.json()["id"] == first.json()["id"] and again["Idempotent-Replayed"] == "true"
    assert order(app, "one", amount="7").json()["code"] == "key-reused"
    assert app.post(LIST, "{}", content_type="application/json").json()["code"] == "idempotency-key-missing"
    assert len(booked(sandbox)) == 1


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"amount": "1.005"}, "amount", "too-many-decimals"),
        ({"amount": "-1"}, "amount", "amount"),
        ({"amount": 100}, "amount", "not-text"),
        ({"currency": "ETH"}, "currency", "choice"),
        ({"currency": "XXX"}, "currency", "choice"),
        ({"generate_new_address": True}, "generate_new_address", "only-bitcoin"),
        ({"callback_url": "https://evil.example"}, "callback_url", "unknown-field"),
    ],
)
def test_what_is_wrong_is_said_field_by_field(app, sandbox, changes, field, code):
    answer = order(app, **changes)

    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["errors"][field]] == [code]
    assert booked(sandbox) == []


def test_an_unknown_outcome_is_a_state(app, sandbox):
    sandbox.fault("drop_after_commit", "/v3/payments/deposit", method="POST")
    answer = order(app)

    assert answer.status_code == 202
    assert (answer.json()["state"], answer.json()["safe_to_repeat"]) == ("unknown", False)


def test_a_second_bitcoin_deposit_names_the_one_that_waits(app):
    first = order(app, currency="BTC", amount="0.01").json()
    answer = order(app, currency="BTC", amount="0.02")

    assert first["address"] and (answer.status_code, answer.json()["code"]) == (409, "deposit-waits")
    assert answer.json()["deposit"] == first["id"]
    second = order(app, currency="BTC", amount="0.02", generate_new_address=True).json()
    assert second["address"] != first["address"]


def test_it_is_cancelled_by_the_version_that_was_shown(app, sandbox):
    told = order(app).json()
    path = f"{LIST}/{told['id']}/cancel"

    def cancel(version, key=""):
        body = json.dumps({"version": version})
        return app.post(path, body, content_type="application/json", headers=keyed(key))

    assert cancel(told["version"] - 1).json()["code"] == "moved-on"
    done = cancel(told["version"], "one")
    assert (done.status_code, done.json()["provider_status"], done.json()["can_cancel"]) == (
        202,
        "canceled",
        False,
    )
    assert cancel(told["version"], "one").json()["provider_status"] == "canceled"
    second = cancel(done.json()["version"])
    assert (second.status_code, second.json()["code"], second.json()["who"]) == (
        409,
        "decided-already",
        "Alice Cheung",
    )
    assert [one for one in sandbox.seen if one[0] == "PUT"] == [
        ("PUT", f"/v2/payments/{told['provider_id']}/cancel")
    ]


def test_a_proof_answers_what_became_of_it_and_the_same_bytes_the_same(app, sandbox):
    told = order(app).json()
    path = f"{LIST}/{told['id']}/proof"

    def prove(content=None, name="slip.pdf"):
        return app.post(path, {"file": SimpleUploadedFile(name, content or pdf())}, format="multipart")

    first, again = prove(), prove()
    assert (first.status_code, first.json()["state"]) == (200, "sent")
    assert again.json() == first.json() and again["Idempotent-Replayed"] == "true"
    assert len(booked(sandbox)[0]["proofs"]) == 1
    assert prove(b"MZ", "a.exe").json()["errors"]["file"][0]["code"] == "file-type"
    assert app.post(path, {}, format="multipart").status_code == 422
    assert app.post(path, "{}", content_type="application/json").status_code == 415
    assert [one["state"] for one in app.get(f"{LIST}/{told['id']}").json()["proofs"]] == ["sent"]


def test_a_device_sees_its_own_persons_deposits(app, login, bob, harbour, teller):
    from tests.people import actor_of

    mine = announce(login, teller, harbour, "10")
    theirs = announce(login, actor_of(bob, harbour), harbour, "20")

    assert [one["id"] for one in app.get(LIST).json()["items"]] == [str(mine.public_id)]
    for act in ("", "/cancel", "/proof"):
        path = f"{LIST}/{theirs.public_id}{act}"
        answer = (
            app.post(path, {}, format="multipart" if act == "/proof" else "json", headers=keyed())
            if act
            else app.get(path)
        )
        assert answer.status_code == 404


def test_the_list_takes_the_pages_filters_and_refuses_others(app, login, teller, harbour):
    usd = announce(login, teller, harbour, "10")
    announce(login, teller, harbour, "20", "HKD")

    def found(query):
        return [one["reference"] for one in app.get(f"{LIST}?{query}").json()["items"]]

    assert len(found("")) == 2
    assert found("currency=usd") == found(f"q={usd.reference}") == [usd.reference]
    assert found("state=queued") == []
    assert app.get(f"{LIST}?colour=red").json()["errors"]["colour"][0]["code"] == "unknown-field"
    assert app.get(f"{LIST}?first_day=yesterday").status_code == 422


def test_every_column_of_a_row_is_shown(app, login, teller, harbour):
    deposit = fresh(announce(login, teller, harbour, "10"))
    (row,) = app.get(LIST).json()["items"]

    assert row["reference"] == deposit.reference and row["provider_id"] == deposit.provider_id
    assert (row["shop_name"], row["maker"], row["made_here"]) == ("Harbour Money", "Alice Cheung", True)
    assert row["amount"] == "10" and row["amount_told"] == "10.0"


def test_addresses_and_memos_are_made_and_listed(app, sandbox):
    made = app.post("/api/v1/addresses", json.dumps({"currency": "BTC"}), content_type="application/json")
    memo = app.post("/api/v1/memos", "{}", content_type="application/json")

    assert (made.status_code, made.json()["currency"], made.json()["is_used"]) == (201, "BTC", False)
    assert (memo.status_code, memo.json()["usable"]) == (201, False)
    assert app.get("/api/v1/addresses?is_used=false&currency=btc").json()["items"] == [made.json()]
    assert app.get("/api/v1/addresses?is_used=true").json()["items"] == []
    assert app.get("/api/v1/memos").json()["items"] == [memo.json()]
    wrong = app.post("/api/v1/addresses", json.dumps({"currency": "USD"}), content_type="application/json")
    assert wrong.json()["errors"]["currency"][0]["code"] == "choice" or wrong.status_code == 422


def test_the_limit_and_an_unclear_answer_are_refusals_with_codes(app, sandbox):
    def memo():
        return app.post("/api/v1/memos", "{}", content_type="application/json")

    sandbox.fault("drop_after_commit", "/v1/memos", method="POST")
    assert (memo().status_code, memo().status_code) == (409, 201)
    codes = [memo().json().get("code") for _ in range(5)]
    assert codes[-1] == "too-many-unused"


@pytest.mark.parametrize("path", [LIST, "/api/v1/addresses", "/api/v1/memos"])
def test_compliance_reads_and_makes_nothing(carla, harbour, login, path):
    app = app_of(carla, harbour)

    assert app.get(path).status_code == 200
    assert app.post(path, "{}", content_type="application/json", headers=keyed()).status_code == 403
    assert not Deposit.objects.exists()


def test_its_changes_come_as_events(app):
    told = order(app).json()
    events = [one for one in app.get("/api/v1/events").json()["items"] if one["noun"] == "deposit"]

    assert {one["id"] for one in events} == {told["id"]}
