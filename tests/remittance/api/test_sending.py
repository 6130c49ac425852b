"""Sending over REST: once for its key, with every refusal a problem that an app can go on from."""

import threading
from uuid import uuid4

import pytest
from django.db import connections as databases

from accounts.models import Connection, Shop
from accounts.services.rates import Limit
from remittance.api.transfers import Transfers
from remittance.models import Destination, Transfer
from remittance.services import mirror, tracking
from remittance.services.people import holds
from tests.api import App, app_of
from tests.factories.sender import recipient_of, sender_of
from tests.people import PASSWORD, actor_of
from wallet.models import MoneyCommand, State

pytestmark = pytest.mark.django_db(transaction=True)


def in_the_books(sandbox):
    return sandbox.books()["transfers"]


def test_from_signing_in_to_proved(alice, harbour, open_counter, maria, sandbox):
    """The whole way, as an app goes it."""
    app = App()
    signed_in = app.post("devices", {"username": "alice", "password": PASSWORD, "name": "Phone"}).json()
    app.credentials(HTTP_AUTHORIZATION=f"Token {signed_in['token']}")
    places = {one["name"]: one for one in app.get("destinations").json()["items"]}
    place = places["Philippines"]
    form = app.get(f"destinations/{place['id']}/form").json()
    assert form["properties"]["province"]["x-redraws"]
    route = {"province": "cebu", "delivery_method": "pickup", "provider": "cebuana_lhuillier"}
    form = app.get(f"destinations/{place['id']}/form", route).json()
    sender = app.get("senders", {"q": "maria"}).json()["items"][0]
    panel = app.get(f"senders/{sender['id']}/panel").json()
    assert not panel["on_hold"]
    quote = app.post("quotes", {"destination": place["id"], "amount": "2500", **route}).json()
    assert quote["take_from_customer"]["currency"] == "HKD"
    values = {
        "recipient.first_name": "Ana",
        "recipient.last_name": "Reyes",
        "recipient.phone_number": "0917 123 4567",
    }
    body = {
        "quote": quote["id"],
        "sender": sender["id"],
        "values": values,
        "form_fingerprint": form["x-fingerprint"],
    }
    taken = app.post("transfers", body, headers={"Idempotency-Key": str(uuid4())})
    assert taken.status_code == 202
    told = taken.json()
    assert (told["state"], told["safe_to_repeat"]) == ("accepted", False)
    assert told["provider_status"]
    assert taken["Location"].endswith(f"/transfers/{told['id']}")

    sandbox.advance(4 * 3600)
    tracking.refresh_one(Transfer.objects.get())

    shown = app.get(f"transfers/{told['id']}").json()
    assert (shown["state"], shown["provider_status"]) == ("settled", "proved")
    assert [one["status"] for one in shown["events"]][-1] == "proved"
    assert shown["tracking_number"]
    assert app.get("transfers", {"status": "proved"}).json()["items"][0]["id"] == told["id"]
    receipt = app.get(f"transfers/{told['id']}/receipt").json()
    assert receipt["test"]
    assert receipt["reference"] == told["reference"]
    assert len(in_the_books(sandbox)) == 1


def test_the_same_key_with_the_same_body_is_the_same_order(send, order, sandbox):
    body = order()
    first = send(body, key="k-1")
    again = send(body, key="k-1")

    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]
    assert len(in_the_books(sandbox)) == 1


def test_a_repeat_is_one_though_the_rules_have_changed_since(send, order, sandbox, open_counter):
    body = order()
    first = send(body, key="k-1")
    add_rule(sandbox, Destination.objects.get(name="Philippines"))
    mirror.refresh_catalogue(open_counter)

    again = send(body, key="k-1")

    assert (again.status_code, again["Idempotent-Replayed"]) == (202, "true")
    assert again.json()["id"] == first.json()["id"]
    assert send(body, key="k-2").status_code == 422


def test_the_same_key_with_another_body_is_refused(send, order, priced, sandbox):
    send(order(), key="k-1")

    other = send(order(quote=priced(amount="1600")["id"]), key="k-1")

    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert len(in_the_books(sandbox)) == 1


def test_twenty_like_posts_at_once_make_one_transfer(app, order, sandbox):
    body, key = order(), str(uuid4())
    start = threading.Barrier(20)
    answers = []

    def post():
        mine = App()
        mine.credentials(**app._credentials)
        start.wait()
        try:
            answers.append(mine.post("transfers", body, headers={"Idempotency-Key": key}))
        finally:
            databases.close_all()

    threads = [threading.Thread(target=post) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    busy = [one for one in answers if one.status_code == 503]  # too many waited for Bitspark: ask again
    assert {one.json()["code"] for one in busy} <= {"busy"}
    answers = [one for one in answers if one not in busy]
    answers += [app.post("transfers", body, headers={"Idempotency-Key": key}) for _ in busy]
    assert len(answers) == 20
    assert {one.status_code for one in answers} == {202}
    assert len({one.json()["id"] for one in answers}) == 1
    assert sum("Idempotent-Replayed" not in one for one in answers) == 1
    assert MoneyCommand.objects.count() == len(in_the_books(sandbox)) == 1


@pytest.mark.parametrize(
    ("header", "code"),
    [({}, "idempotency-key-missing"), ({"Idempotency-Key": "a b"}, "idempotency-key-unusable")],
)
def test_an_order_without_a_usable_key_is_not_read(app, order, header, code, sandbox):
    response = app.post("transfers", order(), headers=header)

    assert (response.status_code, response.json()["code"]) == (400, code)
    assert in_the_books(sandbox) == []


def test_a_refusal_before_there_is_an_order_leaves_the_key_free(send, order, sandbox):
    body = order()
    refused = send(body | {"values": {"recipient.first_name": "Juan"}}, key="k-1")
    assert refused.status_code == 422
    assert refused.json()["errors"]["recipient.last_name"][0]["code"] == "required"
    assert not MoneyCommand.objects.exists()

    assert send(body, key="k-1").status_code == 202


def test_what_is_kept_of_people_fills_the_form(app, priced, maria, teller, send):
    juan = recipient_of(Connection.objects.get(), maria.shop, teller)
    body = {
        "quote": priced()["id"],
        "sender": str(maria.public_id),
        "recipient": str(juan.public_id),
        "values": {"recipient.beneficiary_name": "Juan Dela Cruz"},
    }

    told = send(body)

    assert told.status_code == 202, told.content
    shown = app.get(f"transfers/{told.json()['id']}").json()
    assert shown["recipient"] == str(juan.public_id)
    assert shown["recipient_name"] == "Juan Dela Cruz"
    assert "001234567890" not in str(shown)
    offered = app.get("recipients", {"sender": maria.public_id}).json()["items"]
    assert [one["id"] for one in offered] == [str(juan.public_id)]


def test_a_moved_price_comes_with_both_prices(send, order, sandbox):
    body = order()
    sandbox.control("rates", currency="php", factor="0.9")

    refused = send(body, key="k-1")

    told = refused.json()
    assert (refused.status_code, told["code"]) == (409, "quote-moved")
    assert told["shown"]["id"] == body["quote"]
    assert told["now"]["id"] == told["quote"]
    assert told["now"]["leaves_our_account"]["total"] != told["shown"]["leaves_our_account"]["total"]
    assert send(body | {"quote": told["quote"]}, key="k-1").status_code == 202


def test_a_second_like_order_names_the_first(send, order, sandbox):
    first = send(order()).json()

    refused = send(order())
    told = refused.json()
    assert (refused.status_code, told["code"]) == (409, "possible-duplicate")
    assert (told["twin"], told["reference"]) == (first["command"], first["reference"])

    assert send(order(confirms_twin=told["twin"])).status_code == 202
    assert len(in_the_books(sandbox)) == 2


def test_an_unknown_outcome_is_a_state_and_blocks_its_twin(app, send, order, sandbox):
    sandbox.fault("drop_after_commit", "/v1/transactions/send_money", method="POST")

    told = send(order())
    assert told.status_code == 202
    assert (told.json()["state"], told.json()["safe_to_repeat"]) == ("unknown", False)
    assert told.json()["poll_after"]
    twin = send(order())
    assert (twin.status_code, twin.json()["code"]) == (409, "twin-in-doubt")
    assert len(in_the_books(sandbox)) == 1


def test_the_providers_refusal_is_a_state_with_its_sentences(send, order, sandbox):
    sandbox.fault(
        "status", "/v1/transactions/send_money", method="POST", code=422, message=["First name is odd"]
    )
    body = order()
    told = send(body).json()

    assert (told["state"], told["safe_to_repeat"]) == ("rejected", True)
    assert told["provider_messages"] == ["First name is odd"]
    again = send(order(replaces=told["id"]))
    assert again.json()["state"] == "accepted", again.content
    assert send(order(replaces=told["id"], confirms_twin=again.json()["command"])).status_code == 409


def test_a_changed_form_comes_back_new(app, manila, send, order, sandbox):
    way = {name: code for name, code in manila.items() if name != "destination"}
    path = f"destinations/{manila['destination']}/form"
    seen = app.get(path, way).json()["x-fingerprint"]
    add_rule(sandbox, Destination.objects.get(public_id=manila["destination"]))

    refused = send(order(form_fingerprint=seen), key="k-1")

    told = refused.json()
    assert (refused.status_code, told["code"]) == (409, "form-changed")
    assert "recipient.address" in told["form"]["required"]
    body = order(form_fingerprint=told["form"]["x-fingerprint"])
    assert send(body, key="k-1").json()["errors"].keys() == {"recipient.address"}
    body["values"]["recipient.address"] = "12 Ayala Avenue"
    assert send(body, key="k-1").status_code == 202


def add_rule(sandbox, place):
    where = [{"destinations": [place.provider_id]}, {"delivery_methods": ["bank"]}]
    fields = {
        "validation_rules": [{"field": "recipient.address", "data": {"required": True}}],
        "possible_fields": ["recipient.address"],
        "required_fields": ["recipient.address"],
    }
    sandbox.control(
        "rules",
        rule={
            "id": "900",
            "attributes": {
                "object_type": "transfer",
                "level": "delivery_methods",
                "code": "bank",
                "dependency_levels": where,
                "lower_levels": ["providers"],
                "fields_info": fields,
            },
        },
    )


def test_what_the_form_does_not_ask_is_refused_by_name(send, order):
    body = order()
    body["values"] |= {"recipient.cnic": "1", "amount": "1501"}
    errors = send(body).json()["errors"]

    assert errors["recipient.cnic"][0]["code"] == "not-asked"
    assert errors["amount"][0]["code"] == "quote-mismatch"


def test_no_answer_of_the_provider_is_503_and_makes_no_order(send, order, sandbox):
    body = order()
    sandbox.fault("status", "/v1/static/validation_rules", code=503, times=0)

    refused = send(body)
    assert refused.status_code == 503
    assert refused.json()["code"].startswith("provider-")
    assert int(refused["Retry-After"]) > 0
    assert not MoneyCommand.objects.exists()


def test_a_hold_stops_the_order(send, order, maria, susan, harbour):
    holds.place(maria, "Ask me first", actor=actor_of(susan, harbour))

    refused = send(order())
    assert (refused.status_code, refused.json()["code"]) == (422, "on-hold")
    assert "Ask me first" not in refused.content.decode()


@pytest.mark.parametrize("name", ["carla", "ada"])
def test_who_sends_no_money_is_told_what_is_missing(request, name, send, order, harbour):
    by = app_of(request.getfixturevalue(name), harbour)
    refused = send(order(), by=by)

    assert (refused.status_code, refused.json()["code"]) == (403, "permission")
    assert refused.json()["permission"] == "send-money"


def test_nothing_of_one_shop_can_be_named_by_the_other(charlies, order, send, charlie, lantern_connection):
    mirror.refresh_catalogue(lantern_connection)
    lantern = charlies.device.shop
    body = order()
    refused = send(body, by=charlies)
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"quote"})

    place = Destination.objects.get(connection=lantern_connection, name="Ghana")
    quote = charlies.post(
        "quotes", {"destination": str(place.public_id), "delivery_method": "bank", "amount": "50"}
    ).json()
    refused = send(body | {"quote": quote["id"]}, by=charlies)
    assert set(refused.json()["errors"]) == {"sender"}
    own = sender_of(lantern, actor_of(charlie, lantern))
    done = send(order()).json()
    for name in ("repeats", "replaces"):
        refused = send(
            body | {"quote": quote["id"], "sender": str(own.public_id), name: done["id"]}, by=charlies
        )
        assert set(refused.json()["errors"]) == {name}


def test_a_key_of_one_person_is_free_for_another(app, bob, harbour, send, order):
    mine = send(order(), key="same")
    bobs = app_of(bob, harbour)

    other = send(order(confirms_twin=mine.json()["command"]), key="same", by=bobs)
    assert other.status_code == 202
    assert other.json()["id"] != mine.json()["id"]
    assert "Idempotent-Replayed" not in other


def test_state_and_shop_cannot_be_posted(send, order, harbour, sandbox):
    for name, value in {
        "state": "settled",
        "shop": str(harbour.public_id),
        "callback_url": "http://x",
    }.items():
        refused = send(order() | {name: value})
        assert refused.json()["errors"][name][0]["code"] == "unknown-field"
    assert in_the_books(sandbox) == []


def test_money_posts_are_limited(app, monkeypatch, order, send):
    body = order()
    monkeypatch.setattr(Transfers, "limits", {"POST": Limit("api-send", 1, 60)})
    assert send(body, key="1").status_code == 202
    refused = send(body, key="2")

    assert (refused.status_code, refused.json()["code"]) == (429, "rate-limited")
    assert int(refused["Retry-After"]) > 0


def test_a_paused_connection_takes_no_order(send, order, connection, harbour):
    body = order()
    Connection.objects.filter(pk=connection.pk).update(paused_at="2026-01-01T00:00:00Z", paused_why="Test")

    refused = send(body)
    assert (refused.status_code, refused.json()["code"]) == (409, "connection-paused")
    assert Shop.objects.get(pk=harbour.pk).commands.filter(state=State.QUEUED).count() == 0
