"""Domestic transfers: off until a connection switches them on; then like others, under a payment id."""

import pytest

from remittance.models import Transfer
from remittance.services.transfer_kind import DOMESTIC
from tests.pages import form_at
from tests.remittance.views.test_send import CONFIRM, SEND, filled, route_to
from wallet.models import MoneyCommand

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/v1/transactions/send_domestic_money"


@pytest.fixture
def counter(client_of, alice, open_counter, maria, harbour):
    return client_of(alice, harbour)


@pytest.fixture
def domestic(open_counter):
    open_counter.domestic_enabled = True
    open_counter.save()
    return open_counter


@pytest.fixture
def review(counter, maria):
    def show(**more):
        posted = filled(route_to(counter, maria, "Philippines", "bank"), amount="1500", **more)
        response = counter.post(SEND, posted)
        assert response.status_code == 200, response.content.decode()
        return form_at(response, CONFIRM)

    return show


def test_a_domestic_transfer_goes_out_once_under_its_payment_id(domestic, counter, review, sandbox):
    posted = review(domestic_payment_id="DP-778")

    done = counter.post(CONFIRM, posted)
    counter.post(CONFIRM, posted)

    transfer = Transfer.objects.get()
    assert (transfer.state, transfer.domestic_payment_id) == ("accepted", "DP-778")
    assert transfer.command.kind == DOMESTIC
    assert sandbox.seen.count(("POST", PATH)) == 1
    assert ("POST", "/v1/transactions/send_money") not in sandbox.seen
    assert len(sandbox.books()["transfers"]) == 1
    assert b"DP-778" in counter.get(done["Location"]).content


def test_without_a_payment_id_it_is_an_ordinary_transfer(domestic, counter, review, sandbox):
    counter.post(CONFIRM, review())

    assert ("POST", PATH) not in sandbox.seen
    assert Transfer.objects.get().command.kind == "transfer"


def test_the_field_is_not_there_while_they_are_switched_off(counter, maria):
    assert "domestic_payment_id" not in route_to(counter, maria, "Philippines", "bank")


def test_a_payment_id_is_refused_beside_its_field_while_they_are_switched_off(counter, review, sandbox):
    posted = review() | {"domestic_payment_id": "DP-778"}

    asked = counter.post(CONFIRM, posted)

    assert asked.status_code == 422
    assert b"Domestic transfers are not switched on" in asked.content
    assert sandbox.books()["transfers"] == []
    assert not MoneyCommand.objects.exists()


def test_an_ordinary_twin_of_a_domestic_transfer_is_one(domestic, counter, review, sandbox):
    counter.post(CONFIRM, review(domestic_payment_id="DP-778"))

    asked = counter.post(CONFIRM, review())

    assert asked.status_code == 409
    assert b"Yes, a second transfer" in asked.content
    assert len(sandbox.books()["transfers"]) == 1


def test_a_lost_answer_leaves_it_in_doubt_and_it_is_not_sent_again(domestic, counter, review, sandbox):
    sandbox.fault("drop_after_commit", PATH, method="POST")
    posted = review(domestic_payment_id="DP-778")

    counter.post(CONFIRM, posted)
    counter.post(CONFIRM, posted)

    assert Transfer.objects.get().state == "unknown"
    assert len(sandbox.books()["transfers"]) == 1
    assert sandbox.seen.count(("POST", PATH)) == 1


@pytest.mark.parametrize("odd", ["DP 1", "DP~1", "ДП1"])
def test_an_id_that_cannot_be_signed_is_refused_beside_its_field(domestic, counter, maria, odd):
    posted = filled(route_to(counter, maria, "Philippines", "bank"), amount="1500", domestic_payment_id=odd)

    page = counter.post(SEND, posted)

    assert page.status_code == 422
    assert "domestic_payment_id" in page.context["beside"].errors
