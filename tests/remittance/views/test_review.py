"""The page before money moves: what blocks it, what it leaves out, and what going back brings."""

import pytest
from django.utils import timezone

from remittance.models import Quote
from remittance.services.people import holds, recipients
from tests.pages import form_at
from tests.people import actor_of
from tests.remittance.views.test_send import CONFIRM, SEND, filled, route_to
from wallet.services import accounts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def counter(client_of, alice, open_counter, maria, harbour):
    return client_of(alice, harbour)


@pytest.fixture
def typed(counter, maria):
    """What the form to a bank in the Philippines would post, with these fields filled in too."""
    return lambda **more: filled(route_to(counter, maria, "Philippines", "bank"), **more)


def test_too_little_on_our_account_blocks_with_words_before_the_confirm(
    counter, typed, sandbox, open_counter
):
    sandbox.control("balance", login=0, currency="hkd", amount="1.5")
    accounts.refresh_currency(open_counter, "hkd")

    page = counter.post(SEND, typed(amount="1500"))

    text = page.content.decode()
    assert page.status_code == 422
    assert "Our HKD account holds 1.5" in text
    assert "Confirm and send" not in text


def test_an_account_that_was_filled_since_it_was_read_does_not_block(counter, typed, sandbox, open_counter):
    sandbox.control("balance", login=0, currency="hkd", amount="1.5")
    accounts.refresh_currency(open_counter, "hkd")
    sandbox.control("balance", login=0, currency="hkd", amount="9000")

    page = counter.post(SEND, typed(amount="1500"))

    assert page.status_code == 200
    assert "Confirm and send" in page.content.decode()
    assert page.context["account"].balance == 9000


def test_both_sides_of_the_price_at_once_are_asked_about(counter, typed):
    page = counter.post(SEND, typed(amount="1500", budget="500"))

    assert page.status_code == 422
    assert "not both" in page.content.decode()
    assert not Quote.objects.exists()


def test_going_back_from_a_budget_leaves_the_budget_alone_to_change(counter, typed):
    review = counter.post(SEND, typed(amount="", budget="500"))

    again = counter.post(CONFIRM, form_at(review, CONFIRM) | {"change": "1"})

    form = form_at(again, SEND)
    assert (form["amount"], form["budget"]) == ("", "500")


def test_the_amount_stands_in_the_price_alone(counter, typed):
    page = counter.post(SEND, typed(amount="1500"))

    assert page.status_code == 200
    assert "Amount that arrives" not in page.content.decode()


def test_a_recipient_the_sender_used_is_offered_while_serving_and_fills_the_form(
    counter, maria, harbour, open_counter
):
    fields = {"first_name": "Juan", "last_name": "Cruz", "phone_number": "+639171234567"}
    juan = recipients.once(fields, connection=open_counter, shop=harbour)
    recipients.note_use(maria, juan, timezone.now())
    offered = f"{SEND}?sender={maria.public_id}&amp;recipient={juan.public_id}"

    serving = counter.get(SEND, {"sender": maria.public_id})
    form = counter.get(SEND, {"sender": maria.public_id, "recipient": juan.public_id})

    assert offered in serving.content.decode()
    assert form_at(form, SEND)["recipient"] == str(juan.public_id)
    assert form_at(form, SEND)["recipient.first_name"] == "Juan"


def test_nobody_is_offered_for_a_sender_on_hold(counter, maria, harbour, open_counter, susan):
    juan = recipients.once({"first_name": "Juan", "last_name": "Cruz"}, connection=open_counter, shop=harbour)
    recipients.note_use(maria, juan, timezone.now())
    holds.place(maria, "Asked by the bank", actor=actor_of(susan, harbour))

    assert (
        f"&amp;recipient={juan.public_id}"
        not in counter.get(SEND, {"sender": maria.public_id}).content.decode()
    )
