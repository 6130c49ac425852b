"""Keys, signatures, tokens, callback paths and people's numbers are in no log, page or attempt (SEC 49)."""

import io
import json
import logging

import pytest
from django.test import Client

from accounts.models import Device
from accounts.services import invitations
from remittance.models import Transfer
from tests.factories.sender import sender_of
from tests.pages import form_at
from tests.people import PASSWORD, actor_of
from tests.remittance.views.test_send import CONFIRM, SEND, filled, route_to
from wallet.models import Attempt, State
from wallet.services import callback_urls

pytestmark = pytest.mark.django_db(transaction=True)
IDENTITY, ACCOUNT = "ZQ7654321X", "998877665544332"
SEND_MONEY = "/v1/transactions/send_money"


@pytest.fixture
def log(settings):
    """All that is logged, from DEBUG up, written by the desk's own formatter."""
    root = logging.getLogger()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(next(one.formatter for one in root.handlers if "structlog" in repr(one.formatter)))
    level = root.level
    root.addHandler(handler)
    root.setLevel("DEBUG")
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def wire(monkeypatch):
    """Each signature that left this process."""
    from accounts.providers.bitspark.client import signing

    made, sign = [], signing.Signed.__call__

    def noted(self, request):
        signed = sign(self, request)
        made.append(signed.headers["Sign"])
        return signed

    monkeypatch.setattr(signing.Signed, "__call__", noted)
    return made


def order(client, sender, sandbox, amount, **fault):
    """Order it at the counter; what the counter said on the way."""
    posted = filled(route_to(client, sender, "Philippines", "bank"), amount=amount)
    review = client.post(SEND, posted | {"recipient.bank_account_number": ACCOUNT})
    assert review.status_code == 200, review.content
    if fault:
        sandbox.fault(path=SEND_MONEY, method="POST", **fault)
    done = client.post(CONFIRM, form_at(review, CONFIRM), follow=True)
    assert done.status_code == 200
    return review.content.decode() + done.content.decode()


def test_sec_49_no_canary_is_in_a_log_an_attempt_or_an_error_page(
    log, wire, open_counter, harbour, alice, ada, sandbox, settings
):
    settings.PUBLIC_URL = "https://desk.example"
    maria = sender_of(harbour, actor_of(alice, harbour), last_name="Santos", id_number=IDENTITY)
    _, invited = invitations.invite(actor=actor_of(ada, None), name="Dora", role="teller", shops=[harbour])
    login = next(one for one in sandbox.keys("bitspark") if one.owner == open_counter.name)
    client = Client()
    client.post("/accounts/login/", {"login": "alice", "password": "wrong " + PASSWORD})
    assert client.post("/accounts/login/", {"login": "alice", "password": PASSWORD}).status_code == 302

    said = order(client, maria, sandbox, "1500")
    said += order(client, maria, sandbox, "1600", fault="status", code=422, message=f"{ACCOUNT} {login.key}")
    said += order(client, maria, sandbox, "1700", fault="html")
    said += order(client, maria, sandbox, "1800", fault="drop_after_commit")
    assert set(Transfer.objects.values_list("state", flat=True)) >= {
        State.ACCEPTED,
        State.REJECTED,
        State.UNKNOWN,
    }

    signed_in = client.post(
        "/api/v1/devices",
        json.dumps({"username": "alice", "password": PASSWORD, "name": "Phone", "shop": "HK1"}),
        content_type="application/json",
    )
    token = signed_in.json()["token"]
    assert client.get("/api/v1/nowhere", headers={"Authorization": f"Token {token}"}).status_code == 404
    macs = [
        callback_urls.url_for(one).rsplit("/", 1)[1]
        for one in Attempt.objects.values_list("public_id", flat=True)
    ]
    callback = callback_urls.url_for(Attempt.objects.first().public_id).removeprefix(settings.PUBLIC_URL)
    assert client.get(callback).status_code == 405
    assert client.post(callback + "0").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post(f"/invitations/{invited}/", {"password": PASSWORD})
    assert refused.status_code == 403

    secret = {login.key, login.secret, PASSWORD, token, invited, *macs, *wire, *settings.CALLBACK_KEYS}
    secret.add(client.session.session_key)
    private = {IDENTITY, ACCOUNT}
    assert len(wire) > 4
    assert len(secret) > 10
    lines = log.getvalue()
    assert "Not Found" in lines
    assert "send_money" in lines
    evidence = "\n".join(f"{one.__dict__} {one.response_text()}" for one in Attempt.objects.all())
    assert "callbacks" in evidence
    for canary in secret | private:
        assert canary not in lines, f"{canary} was logged"
        assert canary not in evidence, f"{canary} stands in an attempt"
    for canary in secret:
        assert canary not in said, f"{canary} stands on a page"
    assert Device.objects.count() == 1
