"""The pages and endpoints of fees."""

from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import Proposal
from remittance.models import Fee
from remittance.services import mirror
from tests.api import app_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mirrored(open_counter):
    mirror.refresh_fees(open_counter)
    return open_counter


def text(page) -> str:
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_all_fees_are_listed_and_each_shows_what_was_told(mirrored, alice, client_of):
    browser = client_of(alice)

    page = browser.get("/fees/")

    assert len(page.context["rows"]) == Fee.objects.count()
    for fee in Fee.objects.all():
        assert fee.provider_id in text(browser.get(f"/fees/{fee.public_id}/"))


def test_an_upper_end_that_nothing_reaches_reads_and_more_with_its_figure_in_the_title(
    mirrored, alice, client_of
):
    Fee.objects.update(upper_raw="1000000000000000.0")
    assert '<span title="1000000000000000.0">and more</span>' in text(client_of(alice).get("/fees/"))

    Fee.objects.update(upper_raw="5000")
    assert "and more" not in text(client_of(alice).get("/fees/"))


def test_the_four_filters_narrow_and_are_sent_to_bitspark_as_well(mirrored, alice, client_of, sandbox):
    browser = client_of(alice)
    asked = {"currency": "HKD", "active": "true", "fee_model_type": "TopUp", "amount": "1000"}

    page = browser.get("/fees/", asked)
    browser.post("/fees/", asked)

    assert [fee.fee_type for fee in page.context["rows"]] == ["percentage"]
    query = sandbox.requests[-1]["query"]
    for part in ("active", "true", "TopUp", "1000", "currency"):
        assert part in query


def test_a_filter_that_cannot_be_read_is_said_beside_its_field_and_asks_nobody(
    mirrored, alice, client_of, sandbox
):
    browser, before = client_of(alice), len(sandbox.seen)

    page = browser.get("/fees/", {"amount": "1e3", "currency": "XXX"})
    browser.post("/fees/", {"amount": "1e3"})

    assert set(page.context["form"].errors) == {"amount", "currency"}
    assert len(sandbox.seen) == before


def test_what_bitspark_finds_and_we_do_not_is_said(mirrored, alice, client_of):
    theirs = Fee.objects.filter(currency="SGD").count()
    ghost = Fee.objects.filter(currency="SGD").first()
    ghost.pk, ghost.public_id, ghost.provider_id = None, uuid4(), "nowhere"
    ghost.save()

    page = client_of(alice).post("/fees/", {"currency": "SGD"}, follow=True)

    assert f"Bitspark names {theirs} fees for these filters, this desk finds {theirs + 1}." in text(page)


def test_never_read_and_could_not_be_loaded_do_not_look_like_none(open_counter, alice, client_of, sandbox):
    browser = client_of(alice)
    assert "Not read yet" in text(browser.get("/fees/"))
    sandbox.fault("status", "/v1/fees", code=503)

    browser.post("/fees/")

    assert "could not be loaded" in text(browser.get("/fees/"))


def test_an_administrator_proposes_a_fee_after_reading_that_it_is_for_ever(
    mirrored, ada, carla, harbour, client_of, sandbox
):
    browser = client_of(ada, harbour)
    assert "This cannot be undone." in text(browser.get("/fees/new/"))
    without = browser.post("/fees/new/", {"currency": "USD", "amount": "3.5"})
    assert list(without.context["form"].errors) == ["understood"]

    browser.post("/fees/new/", {"currency": "USD", "amount": "3.5", "understood": "on"})

    proposal = Proposal.objects.get()
    assert "A change waits for a second person" in text(browser.get("/fees/"))
    compliance = client_of(carla)
    inbox = text(compliance.get(f"/approvals/{proposal.public_id}/"))
    assert "3.5 USD" in inbox and "cannot be undone" in inbox
    compliance.post(f"/approvals/{proposal.public_id}/approve/", {"version": "1"})
    assert "3.5" in {row["amount"] for row in sandbox.books()["fees"]}
    assert Fee.objects.filter(amount_raw="3.5").exists()


def test_the_calculator_says_what_it_made_the_sum_of_and_that_it_is_an_estimate(mirrored, alice, client_of):
    browser = client_of(alice)
    asked = {"fee_model_type": "TopUp", "currency": "USD", "amount": "123.45", "share": ""}

    page = browser.get("/fees/calculator/", asked)

    found = page.context["found"]
    assert found.total == Decimal("2.5") + Decimal("123.45") * Decimal("1.5") / 100
    assert page.context["total"] == Decimal("4.35")
    assert "An estimate" in text(page) and "4.35175" in text(page)
    wrong = browser.get("/fees/calculator/", asked | {"amount": "-1", "share": "101"})
    assert set(wrong.context["form"].errors) == {"amount", "share"}


def test_another_shops_fee_is_a_404(mirrored, charlie, client_of):
    assert client_of(charlie).get(f"/fees/{Fee.objects.first().public_id}/").status_code == 404


def test_an_app_reads_proposes_and_calculates(mirrored, alice, ada, harbour):
    app, office = app_of(alice, harbour), app_of(ada, harbour)

    listed = app.get("fees?currency=usd&active=true&fee_model_type=TopUp&amount=100").json()
    one = app.get(f"fees/{listed['items'][0]['id']}").json()
    sum_ = app.get("fees/calculator?fee_model_type=TopUp&currency=USD&amount=100").json()

    assert {row["amount"] for row in listed["items"]} == {"1.5", "2.5"}
    assert one == listed["items"][0]
    assert (Decimal(sum_["total"]), sum_["is_estimate"]) == (Decimal("4.0"), True)
    assert app.get("fees?amount=x").status_code == 422
    body = {"currency": "USD", "amount": "3", "cannot_be_undone": True}
    assert app.post("fees", body).status_code == 403
    assert office.post("fees", body | {"cannot_be_undone": False}).status_code == 422
    assert office.post("fees", body).status_code == 202
    assert office.post("fees", body).status_code == 409
