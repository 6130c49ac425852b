"""Transfers over REST: the list, one of them, receipts; a person's own and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from remittance.api.transfers import row_shown
from remittance.models import FormerId, ReceiptPrint, Transfer
from remittance.selectors import transfers
from remittance.services import mirror
from tests.api import app_of
from tests.people import actor_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(send):
    """A transfer of Alice's that Bitspark has taken."""
    told = send()
    assert told.status_code == 202, told.content
    return Transfer.objects.get(public_id=told.json()["id"])


def copies(transfer, count, **more):
    """More rows like it, without a command at the provider: enough for lists."""
    now = timezone.now()
    return Transfer.objects.bulk_create(
        Transfer(
            shop=transfer.shop,
            connection=transfer.connection,
            maker=transfer.maker,
            state=transfer.state,
            reference=f"X-{number}",
            amount=number + 1,
            currency="PHP",
            created_at=now - timedelta(minutes=number),
            **more,
        )
        for number in range(count)
    )


def test_pages_by_cursor_bring_every_row_once(app, sent):
    copies(sent, 11)
    seen, cursor = [], ""
    while True:
        page = app.get("transfers", {"limit": 5, "cursor": cursor} if cursor else {"limit": 5}).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 12
    back = app.get("transfers", {"limit": 5, "cursor": page["previous_cursor"]}).json()
    assert [one["id"] for one in back["items"]] == seen[5:10]


def test_a_page_has_fifty_rows_and_two_hundred_at_most(app, sent):
    copies(sent, 220)

    assert len(app.get("transfers").json()["items"]) == 50
    assert len(app.get("transfers", {"limit": 1000}).json()["items"]) == 200


@pytest.mark.parametrize(
    "query", [{"cursor": "x"}, {"cursor": "💥"}, {"limit": "0"}, {"limit": "-1"}, {"limit": "x"}]
)
def test_a_cursor_or_limit_of_nobody_is_refused(app, query):
    assert app.get("transfers", query).status_code == 400


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "accepted"}, 1),
        ({"state": "rejected"}, 0),
        ({"currency": "php"}, 1),
        ({"least": "1500", "most": "1500"}, 1),
        ({"least": "1500.01"}, 0),
        ({"destination": "Philippines"}, 1),
        ({"not_made_here": "true"}, 0),
        ({"updated_since": "2000-01-01T00:00:00Z"}, 1),
        ({"updated_since": "2999-01-01T00:00:00+08:00"}, 0),
        ({"last_day": "2000-01-01"}, 0),
    ],
)
def test_the_list_takes_the_pages_filters(app, sent, query, found):
    assert len(app.get("transfers", query).json()["items"]) == found


def test_the_list_is_searched_by_reference_and_number(app, sent):
    for text in (sent.reference, sent.reference.lower(), sent.transaction_number, str(sent.public_id)):
        assert [one["id"] for one in app.get("transfers", {"q": text}).json()["items"]] == [
            str(sent.public_id)
        ]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "x"},
        {"least": "NaN"},
        {"maker": "1"},
        {"first_day": "2026-02-30"},
        {"_connector": "OR"},
        {"shop__id": "1"},
        {"status": "no-such"},
    ],
)
def test_a_filter_that_cannot_be_read_is_named(app, query):
    refused = app.get("transfers", query)

    assert (refused.status_code, set(refused.json()["errors"])) == (422, set(query))


def test_the_list_reads_exactly_the_row_that_the_page_reads(app, sent):
    """Every column of the row that pages and API share is in it, and the list asks for no other."""

    class Counted(dict):
        read: set[str] = set()

        def __getitem__(self, name):
            self.read.add(name)
            return super().__getitem__(name)

    (named,) = transfers.with_names(list(transfers.rows_of(Transfer.objects.all())))
    row_shown(Counted(named), actor_of(sent.maker, sent.shop))

    known_only_to_pages = {"id", "command_id", "status_message", "shop_id", "maker_id"}
    assert Counted.read <= {*transfers.ROW, "shop_name", "shop_public_id", "maker_name"}
    assert set(transfers.ROW) - Counted.read <= known_only_to_pages


def test_the_list_agrees_with_the_plain_transfer(app, sent):
    row = app.get("transfers").json()["items"][0]
    shown = app.get(f"transfers/{sent.public_id}").json()

    same = set(row) & set(shown) - {"shop", "recipient"}
    assert {name: row[name] for name in same} == {name: shown[name] for name in same}
    assert row["shop"] == shown["shop"]["id"]


def queries_of(app, path, **query):
    app.get(path, query)
    with CaptureQueriesContext(
        database,
    ) as seen:
        assert app.get(path, query).status_code == 200
    return len(seen)


def test_query_counts_do_not_grow_with_rows(app, sent):
    paths = {"transfers": 5, f"transfers/{sent.public_id}": 4, "commands": 3, "events": 3}
    assert {path: queries_of(app, path) for path in paths} == paths
    copies(sent, 40)
    assert {path: queries_of(app, path) for path in paths} == paths


def test_the_same_answer_again_is_a_304(app, sent):
    for path in ("transfers", f"transfers/{sent.public_id}", "me"):
        first = app.get(path)
        again = app.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first["Cache-Control"] == "no-store, private"
    Transfer.objects.update(version=99)
    changed = app.get(f"transfers/{sent.public_id}", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_answers_say_their_language(app, sent):
    asked = app.get("transfers", headers={"Accept-Language": "fr"})

    assert asked["Content-Language"] == "en"


def test_a_colleagues_transfer_is_not_a_devices_to_see(sent, bob, susan, harbour):
    for person in (bob, susan):
        app = app_of(person, harbour)
        assert app.get("transfers").json()["items"] == []
        assert app.get("commands").json()["items"] == []
        assert app.get(f"transfers/{sent.public_id}").status_code == 404
        assert app.get(f"transfers/{sent.public_id}/receipt").status_code == 404
        assert app.get(f"commands/{sent.command.public_id}").status_code == 404
        assert app.get("notes", {"about": "transfer", "id": sent.public_id}).status_code == 404
        assert "transfer" not in {one["noun"] for one in app.get("events").json()["items"]}


def test_charlie_finds_nothing_of_alices(charlies, sent, maria):
    quote = sent.quote
    recipient = sent.recipient
    for path in (
        f"transfers/{sent.public_id}",
        f"transfers/{sent.public_id}/receipt",
        f"commands/{sent.command.public_id}",
        f"quotes/{quote.public_id}",
        f"senders/{maria.public_id}",
        f"senders/{maria.public_id}/panel",
        f"recipients/{recipient.public_id}",
        f"recipients?sender={maria.public_id}",
        f"destinations/{sent.destination.public_id}",
        f"destinations/{sent.destination.public_id}/form",
        f"shops/{sent.shop.public_id}",
        f"notes?about=sender&id={maria.public_id}",
        f"notes?about=transfer&id={sent.public_id}",
    ):
        assert charlies.get(path).status_code == 404, path
    for path, body in (
        (f"commands/{sent.command.public_id}/stop", {"version": 1}),
        (f"transfers/{sent.public_id}/receipt", {}),
        ("notes", {"about": "sender", "id": str(maria.public_id), "text": "x"}),
        ("notes", {"about": "transfer", "id": str(sent.public_id), "text": "x"}),
    ):
        assert charlies.post(path, body).status_code == 404, path
    assert charlies.patch(f"senders/{maria.public_id}", {"version": 1, "address": "x"}).status_code == 404
    assert charlies.patch(f"recipients/{recipient.public_id}", {"version": 1}).status_code == 404
    assert charlies.delete(f"recipients/{recipient.public_id}?version=1").status_code == 404
    for path in ("transfers", "commands", "senders", "recipients", "holds", "events"):
        assert charlies.get(path).json()["items"] == [], path
    for query in ({"q": sent.reference}, {"sender": maria.public_id}, {"maker": sent.maker.public_id}):
        assert charlies.get("transfers", query).json()["items"] == []


def test_suspicious_is_nowhere_on_a_device(app, sent, susan, sandbox):
    sandbox.status(sent.provider_id, "suspicious")
    mirror.refresh_transfers(sent.connection, full=True)  # the list names it; read alone it is masked
    sent.refresh_from_db()
    assert sent.status_code == "suspicious"

    for path in (
        "transfers",
        f"transfers/{sent.public_id}",
        f"transfers/{sent.public_id}/receipt",
        "commands",
        "events",
        "transfers?status=suspicious",
        "notes?about=transfer&id=" + str(sent.public_id),
    ):
        assert "suspicious" not in app.get(path).content.decode().casefold(), path
    assert app.get("transfers", {"status": sent.counter_status}).json()["items"]
    Transfer.objects.update(maker=susan)
    supervisors = app_of(susan, sent.shop)
    assert "suspicious" not in supervisors.get(f"transfers/{sent.public_id}").content.decode().casefold()


def test_a_folded_row_leads_to_the_order_it_became(app, sent):
    former = FormerId.objects.create(public_id="0b1e8b4e-6f5c-4f6a-8f3f-000000000001", transfer=sent)

    moved = app.get(f"transfers/{former.public_id}")
    assert moved.status_code == 308
    assert moved["Location"].endswith(f"/transfers/{sent.public_id}")


def test_a_receipt_is_counted_and_then_a_copy(app, sent):
    path = f"transfers/{sent.public_id}/receipt"
    assert app.get(path).json()["copy"] is False
    assert app.get(path).json()["printing"] == 1
    assert not ReceiptPrint.objects.exists()

    first, second = app.post(path, {"width": "58"}), app.post(path, {})

    assert (first.status_code, first.json()["copy"], second.json()["copy"]) == (201, False, True)
    assert list(ReceiptPrint.objects.order_by("number").values_list("width", flat=True)) == ["58", "80"]


@pytest.mark.parametrize("width", ["58", "80", "a4"])
def test_a_receipt_is_html_in_three_widths(app, sent, width):
    path = f"transfers/{sent.public_id}/receipt"
    page = app.get(path, {"width": width}, headers={"Accept": "text/html"})

    assert page["Content-Type"].startswith("text/html")
    assert f'class="paper-{width}"' in page.content.decode()
    assert sent.reference in page.content.decode()
    assert app.get(path, {"width": "70"}).status_code == 422


def test_a_refused_order_has_no_receipt(app, send, order, sandbox):
    sandbox.fault("status", "/v1/transactions/send_money", method="POST", code=422, message="No")
    told = send(order()).json()

    refused = app.get(f"transfers/{told['id']}/receipt", headers={"Accept": "text/html"})
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")


def test_events_bring_each_change_once_and_in_order(app, sent, maria):
    first = app.get("events").json()
    assert [one["number"] for one in first["items"]] == sorted(one["number"] for one in first["items"])
    mine = [one for one in first["items"] if one["id"] == str(sent.public_id)]
    assert mine[-1]["version"] == Transfer.objects.get().version
    assert {"sender", "transfer"} == {one["noun"] for one in first["items"]}
    assert app.get("events", {"after": first["last"]}).json()["items"] == []

    one = app.get("events", {"limit": 1}).json()
    assert (len(one["items"]), one["more"]) == (1, True)
    assert app.get("events", {"after": -1}).status_code == 422
    app.patch(f"senders/{maria.public_id}", {"version": maria.version, "address": "New street 1"})
    later = app.get("events", {"after": first["last"]}).json()["items"]
    assert [(one["noun"], one["version"]) for one in later] == [("sender", maria.version + 1)]
