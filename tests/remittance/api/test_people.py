"""Senders, recipients, notes and holds over REST."""

from uuid import uuid4

import pytest

from accounts.models import Role
from remittance.models import Hold, Recipient, Sender
from tests.api import app_of
from tests.factories.person import person

pytestmark = pytest.mark.django_db(transaction=True)

ANA = {
    "first_name": "Ana",
    "last_name": "Reyes",
    "phone_number": "+639171112222",
    "bank_account_number": "998877665544",
}


def test_a_sender_is_added_found_and_changed(app, harbour):
    made = app.post(
        "senders",
        {
            "first_name": "Li",
            "last_name": "Na",
            "phone_number": "9123 4567",
            "id_number": "K123456(7)",
            "birth_date": "1990-01-02",
        },
    )
    assert made.status_code == 201
    sender = made.json()
    assert (sender["phone_number"], sender["id_number_end"]) == ("+85291234567", "…6(7)")
    assert "K123456" not in made.content.decode()
    assert sender["has_birth_date"]
    assert [one["id"] for one in app.get("senders", {"q": "li n"}).json()["items"]] == [sender["id"]]
    assert app.get("senders", {"q": "l"}).json()["too_short"]

    path = f"senders/{sender['id']}"
    changed = app.patch(path, {"version": 1, "address": "1 Queen's Road"})
    assert (changed.json()["version"], changed.json()["address"]) == (2, "1 Queen's Road")
    stale = app.patch(path, {"version": 1, "address": "2 Queen's Road"})
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (409, "stale", 2)
    assert app.get(path).json()["address"] == "1 Queen's Road"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("first_name", 7),
        ("first_name", None),
        ("last_name", "a" * 121),
        ("birth_date", "2999-01-01"),
        ("id_type", "library-card"),
        ("phone_number", "12"),
        ("address", "a\u0000b"),
        ("shop", "SG1"),
        ("version", 4),
    ],
)
def test_what_is_wrong_with_a_sender_is_named(app, field, value):
    refused = app.post("senders", {"first_name": "Li", field: value})

    assert (refused.status_code, set(refused.json()["errors"])) == (422, {field})
    assert not Sender.objects.exists()


def test_senders_are_paged(app, maria):
    app.post("senders", {"first_name": "Li"})
    page = app.get("senders", {"limit": 1}).json()
    assert [one["first_name"] for one in page["items"]] == ["Li"]
    older = app.get("senders", {"limit": 1, "cursor": page["next_cursor"]}).json()
    assert [one["id"] for one in older["items"]] == [str(maria.public_id)]


def test_a_recipient_is_saved_at_bitspark_once_for_its_key(app, sandbox):
    key = {"Idempotency-Key": str(uuid4())}
    first = app.post("recipients", ANA, headers=key)
    again = app.post("recipients", ANA, headers=key)

    assert (first.status_code, first.json()["standing"]) == (201, "saved")
    assert again.json()["id"] == first.json()["id"]
    assert len(sandbox.books()["recipients"]) == 1
    assert first.json()["bank_account_number_end"] == "…5544"
    assert ANA["bank_account_number"] not in first.content.decode()


def test_a_recipient_is_changed_and_deleted_at_bitspark(app, sandbox):
    made = app.post("recipients", ANA).json()
    path = f"recipients/{made['id']}"
    changed = app.patch(path, {"version": made["version"], "last_name": "Cruz"})
    assert changed.json()["full_name"] == "Ana Cruz"
    assert [one["id"] for one in app.get("recipients", {"q": "5544"}).json()["items"]] == [made["id"]]
    stale = app.delete(f"{path}?version={made['version']}")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert app.delete(path).status_code == 422

    gone = app.delete(f"{path}?version={changed.json()['version']}")

    assert gone.json()["standing"] == "deleted"
    assert sandbox.books()["recipients"] == []
    assert app.get("recipients").json()["items"] == []


def test_a_lost_answer_leaves_a_recipient_unknown(app, sandbox):
    sandbox.fault("drop_after_commit", "/v1/recipients", method="POST")

    lost = app.post("recipients", ANA)

    assert (lost.status_code, lost.json()["standing"]) == (202, "unknown")
    path = f"recipients/{lost.json()['id']}"
    again = app.patch(path, {"version": lost.json()["version"], "last_name": "X"})
    assert (again.status_code, again.json()["code"]) == (409, "being-saved")


def test_bitsparks_refusal_stands_beside_its_field(app, sandbox):
    sandbox.fault("status", "/v1/recipients", method="POST", code=422, message=["Email is taken"])

    refused = app.post("recipients", ANA)

    assert refused.status_code == 422
    told = refused.json()
    assert "Email is taken" in str(told)
    assert Recipient.objects.get().standing == "refused"


def test_notes_are_written_and_read(app, maria):
    about = {"about": "sender", "id": str(maria.public_id)}
    assert app.post("notes", about | {"text": "Came with her sister."}).status_code == 201
    notes = app.get("notes", about).json()["items"]

    assert [(one["text"], one["author"]) for one in notes] == [("Came with her sister.", "Alice Cheung")]
    assert app.post("notes", about | {"text": "a" * 2001}).status_code == 422
    assert app.post("notes", {"about": "shop", "id": str(maria.public_id), "text": "x"}).status_code == 422
    assert app.get("notes", {"about": "sender"}).status_code == 422


def test_holds_follow_the_roles(app, maria, susan, carla, ada):
    harbour = maria.shop
    about = {"about": "sender", "id": str(maria.public_id), "reason": "Papers under review"}
    refused = app.post("holds", about)
    assert (refused.status_code, refused.json()["permission"]) == (403, "place-hold")
    supervisor, compliance = app_of(susan, harbour), app_of(carla, harbour)

    placed = supervisor.post("holds", about)

    assert placed.status_code == 201
    assert supervisor.post("holds", about).json()["code"] == "held-already"
    assert app.get("holds").json()["items"][0]["reason"] is None
    assert "Papers" not in app.get("holds", {"id": maria.public_id}).content.decode()
    assert compliance.get("holds").json()["items"][0]["reason"] == "Papers under review"
    path = f"holds/{placed.json()['id']}/lift"
    assert supervisor.post(path, {"reason": "Seen"}).json()["permission"] == "lift-hold"
    assert compliance.post(path, {"reason": "Seen"}).json()["lifted_by"] == "Carla Mendes"
    again = compliance.post(path, {"reason": "Seen"})
    assert (again.status_code, again.json()["by"]) == (409, "Carla Mendes")
    assert app.get("holds").json()["items"] == []
    assert app_of(ada, harbour).get("senders").json()["permission"] == "see-people"


def test_another_shops_hold_is_not_found(open_counter, maria, susan, lantern):
    hold = Hold.objects.create(shop=maria.shop, sender=maria, reason="x", placed_by=susan)
    compliance = app_of(person("chloe", "Chloe Ng", lantern, Role.COMPLIANCE), lantern)
    assert compliance.post(f"holds/{hold.public_id}/lift", {"reason": "mine"}).status_code == 404
    about = {"about": "sender", "id": str(maria.public_id), "reason": "Why not"}
    assert compliance.post("holds", about).status_code == 404


def test_carla_sees_people_and_changes_none(maria, carla, harbour, open_counter):
    app = app_of(carla, harbour)

    assert app.get(f"senders/{maria.public_id}").status_code == 200
    assert app.patch(f"senders/{maria.public_id}", {"version": 1}).json()["permission"] == "edit-people"
    assert app.post("recipients", ANA).json()["permission"] == "edit-people"


def test_the_panel_costs_the_same_whatever_is_in_it(app, maria, django_assert_num_queries):
    app.get("senders")
    with django_assert_num_queries(7):
        app.get(f"senders/{maria.public_id}/panel")
