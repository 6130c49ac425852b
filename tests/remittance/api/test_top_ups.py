"""Top-ups over REST: the queue, one, deciding, asking another shop."""

from uuid import uuid4

import pytest

from remittance.models import TopUp
from remittance.services import mirror
from tests.api import app_of
from tests.factories.top_up import asked, asked_of
from wallet.models import Limit, MoneyCommand

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _state(tmp_path, settings):
    settings.STATE_DIR = tmp_path / "state"


@pytest.fixture
def app(susan, harbour, connection):
    return app_of(susan, harbour)


def post(app, path, key="", **body):
    return app.post(path, body, headers={"Idempotency-Key": key or str(uuid4())})


def test_the_list_and_one_say_what_the_page_says(app, connection, sandbox):
    row = asked(connection, sandbox)
    listed = app.get("top-ups").json()["items"]
    assert [one["id"] for one in listed] == [str(row.public_id)]
    assert (listed[0]["amount"], listed[0]["fee"], listed[0]["currency"]) == ("500", "10.0", "HKD")
    assert listed[0]["may_decide"]

    one = app.get(f"top-ups/{row.public_id}").json()
    assert (one["take_from_customer"], one["leaves_our_account_about"]) == ("510", "505.0")
    assert one["receipt_url"] is None
    assert one["beyond_balance"] is False


def test_the_pages_own_filters(app, connection, sandbox):
    rows = asked_of(connection, sandbox, count=3)
    assert len(app.get("top-ups", {"limit": 2}).json()["items"]) == 2
    found = app.get("top-ups", {"q": rows[0].number_tail}).json()["items"]
    assert [one["id"] for one in found] == [str(rows[0].public_id)]
    assert app.get("top-ups", {"status": "other"}).json()["items"] == []
    assert app.get("top-ups", {"nonsense": "1"}).status_code == 422


def test_approving_answers_202_and_the_same_key_the_same(app, connection, sandbox):
    row = asked(connection, sandbox)
    path = f"top-ups/{row.public_id}/approve"
    first = post(app, path, "k1", version=row.version, cash_counted=True)
    again = post(app, path, "k1", version=row.version, cash_counted=True)

    assert (first.status_code, again.status_code) == (202, 202)
    assert (first.json()["state"], first.json()["provider_status"]) == ("accepted", "approved")
    assert again.json()["command"] == first.json()["command"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert MoneyCommand.objects.count() == 1


def test_what_an_approval_needs(app, connection, sandbox):
    row = asked(connection, sandbox)
    path = f"top-ups/{row.public_id}/approve"
    assert app.post(path, {"version": row.version, "cash_counted": True}).status_code == 400
    refused = post(app, path, version=row.version, cash_counted=False)
    assert (refused.status_code, refused.json()["code"]) == (422, "cash-not-counted")
    stale = post(app, path, version=row.version + 7, cash_counted=True)
    assert (stale.status_code, stale.json()["code"]) == (409, "moved-on")


def test_the_loser_reads_who_and_when(app, connection, sandbox, hector, harbour, bob):
    row = asked(connection, sandbox)
    post(app, f"top-ups/{row.public_id}/decline", version=row.version, reason="no cash")
    late = post(
        app_of(bob, harbour), f"top-ups/{row.public_id}/approve", version=row.version, cash_counted=True
    )

    assert (late.status_code, late.json()["code"]) == (409, "decided-already")
    assert (late.json()["who"], late.json()["decision"]) == ("Susan Ho", "topup_decline")
    assert late.json()["when"]


def test_a_tellers_device_decides_up_to_its_limit(connection, sandbox, alice, harbour):
    app = app_of(alice, harbour)
    Limit.objects.create(shop=harbour, role="teller", kind="topup_approve", currency="HKD", per_order=500)
    for amount, state in (("500", "accepted"), ("501", "pending_approval")):
        row = asked(connection, sandbox, amount=amount)
        answer = post(app, f"top-ups/{row.public_id}/approve", version=row.version, cash_counted=True)
        assert (answer.status_code, answer.json()["state"]) == (202, state)


def test_asking_another_shop_and_cancelling_it_by_who_asked_alone(
    connection, sandbox, alice, bob, susan, harbour
):
    mirror.refresh_balances(connection)
    alices = app_of(alice, harbour)
    body = {"shop_code": sandbox.keys()[1].shop_code, "currency": "USD", "amount": "25"}
    made = post(alices, "top-ups", **body)
    assert (made.status_code, made.json()["state"]) == (202, "accepted")
    twin = post(alices, "top-ups", **body)
    assert (twin.status_code, twin.json()["code"]) == (409, "possible-duplicate")
    row = TopUp.objects.get()

    for other in (bob, susan):  # a device cancels its own person's alone
        path = f"top-ups/{row.public_id}/cancel"
        assert post(app_of(other, harbour), path, version=row.version).status_code == 403
    done = post(alices, f"top-ups/{row.public_id}/cancel", version=row.version)
    assert (done.status_code, done.json()["provider_status"]) == (202, "canceled")


def test_another_shops_top_up_is_not_there(connection, sandbox, charlie, lantern, lantern_connection):
    row = asked(connection, sandbox)
    app = app_of(charlie, lantern)
    assert app.get(f"top-ups/{row.public_id}").status_code == 404
    assert post(app, f"top-ups/{row.public_id}/approve", version=1, cash_counted=True).status_code == 404
    assert app.get("top-ups").json()["items"] == []
