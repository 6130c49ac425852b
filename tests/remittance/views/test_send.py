"""The counter over HTTP: who sends, the form, the review, the confirm; the sandbox's books are the truth."""

import threading

import pytest
from django.urls import reverse

from accounts.services import waiting
from remittance.models import Destination, Quote, Transfer
from tests.pages import form_at
from wallet.models import MoneyCommand, State

pytestmark = pytest.mark.django_db(transaction=True)
SEND, CONFIRM = "/send/", "/send/confirm/"
JUAN = {
    "recipient.first_name": "Juan",
    "recipient.last_name": "Cruz",
    "recipient.phone_number": "+639171234567",
    "recipient.bank_branch": "Makati",
    "recipient.beneficiary_name": "Juan Cruz",
    "recipient.bank_account_number": "001234567890",
    "recipient.address": "12 Ayala Avenue",
}


def choose(client, sender, country, **chosen):
    """The form for a destination and what is chosen of its route."""
    place = Destination.objects.get(name=country)
    query = {"sender": sender.public_id, "destination": place.public_id, **chosen}
    response = client.get(SEND, query)
    assert response.status_code == 200, response.content
    return form_at(response, SEND)


def route_to(client, sender, country, method):
    place = Destination.objects.get(name=country)
    chosen = {}
    if "province" in place.fields:
        chosen["province"] = next(p["code"] for p in place.provinces if method in p["delivery_methods"])
    chosen["delivery_method"] = method
    listed = next(m for m in place.delivery_methods if m["code"] == method)
    if "provider" in place.fields:
        chosen["provider"] = listed["providers"][0]
    return choose(client, sender, country, **chosen)


def filled(form, **more):
    values = {name: JUAN[name] for name in form if name in JUAN}
    return form | values | {"account_currency": "HKD"} | {k.replace("__", "."): v for k, v in more.items()}


@pytest.fixture
def counter(client_of, alice, open_counter, maria, harbour):
    return client_of(alice, harbour)


@pytest.fixture
def review(counter, maria):
    """The review page of 1,500 pesos to a bank in the Philippines, and what its form would post."""

    def show(**more):
        posted = filled(route_to(counter, maria, "Philippines", "bank"), amount="1500", **more)
        response = counter.post(SEND, posted)
        assert response.status_code == 200, response.content.decode()
        return response, form_at(response, CONFIRM)

    return show


def sent(sandbox):
    return sandbox.books()["transfers"]


def test_a_confirmed_order_is_sent_once_and_shown(counter, review, sandbox):
    page, posted = review()
    assert "Price now, not reserved" in page.content.decode()

    done = counter.post(CONFIRM, posted)

    transfer = Transfer.objects.get()
    assert done.status_code == 302
    assert done["Location"] == reverse("remittance:transfer", args=[transfer.public_id])
    assert transfer.state == State.ACCEPTED, transfer.command.refusal
    assert transfer.provider_id == sent(sandbox)[0]["id"]
    assert len(sent(sandbox)) == 1
    shown = counter.get(done["Location"])
    assert transfer.reference in shown.content.decode()
    assert transfer.transaction_number in shown.content.decode()


def test_the_same_confirm_again_is_the_same_transfer(counter, review, sandbox):
    _page, posted = review()
    first = counter.post(CONFIRM, posted)
    again = counter.post(CONFIRM, posted)

    assert first["Location"] == again["Location"]
    assert len(sent(sandbox)) == 1
    assert MoneyCommand.objects.count() == 1


def test_the_same_order_under_a_new_key_asks_whether_it_is_a_second_one(counter, review, sandbox):
    _page, posted = review()
    counter.post(CONFIRM, posted)
    _page, twin = review()

    asked = counter.post(CONFIRM, twin)

    assert asked.status_code == 409
    assert "Yes, a second transfer" in asked.content.decode()
    assert len(sent(sandbox)) == 1
    first = MoneyCommand.objects.get()
    confirmed = counter.post(CONFIRM, form_at(asked, CONFIRM) | {"confirms_twin": str(first.public_id)})
    assert confirmed.status_code == 302
    assert len(sent(sandbox)) == 2


def test_both_blocks_are_as_the_quote_says(review):
    page, posted = review()
    quote = Quote.objects.get(public_id=posted["quote"])

    text = page.content.decode()
    assert "Leaves our Bitspark account" in text
    assert "Take from the customer" in text
    assert quote.customer_total >= quote.total
    assert quote.customer_total - quote.total < 1


def test_a_moved_price_is_shown_beside_the_old_one_and_nothing_is_sent(counter, review, sandbox):
    _page, posted = review()
    sandbox.control("rates", currency="php", factor="0.95")

    asked = counter.post(CONFIRM, posted)

    text = asked.content.decode()
    assert asked.status_code == 409
    assert "As it was shown" in text
    assert "As it is now" in text
    assert sent(sandbox) == []
    assert counter.post(CONFIRM, form_at(asked, CONFIRM)).status_code == 302
    assert len(sent(sandbox)) == 1


def test_a_move_within_the_tolerance_is_the_shops(counter, review, sandbox):
    _page, posted = review()
    sandbox.control("rates", currency="php", factor="0.998")

    counter.post(CONFIRM, posted)

    terms = Transfer.objects.get().terms
    assert terms["total_at_confirm"] > terms["total"]
    assert terms["customer_total"] == str(Quote.objects.get(public_id=terms["quote"]).customer_total)


def test_what_the_customer_has_becomes_the_most_that_can_arrive(counter, maria, sandbox):
    posted = filled(route_to(counter, maria, "Philippines", "bank"), amount="", budget="500")

    page = counter.post(SEND, posted)

    assert page.status_code == 200, page.content.decode()
    quote = Quote.objects.latest("id")
    assert quote.side == "pays"
    assert quote.customer_total <= 500
    assert quote.left_over == 500 - quote.customer_total
    assert quote.left_over < 1
    quoted = [one for one in sandbox.seen if "amount_to_pay" in one[1]]
    assert len(quoted) <= 4


@pytest.mark.parametrize("amount", ["", "0", "-5", "1e3", "1.234", "ten", "NaN"])
def test_an_amount_that_cannot_be_sent_stays_typed_with_the_reason_beside_it(counter, maria, amount):
    posted = filled(route_to(counter, maria, "Philippines", "bank"), amount=amount)

    page = counter.post(SEND, posted)

    assert page.status_code == 422
    assert 'id="id_amount_errors"' in page.content.decode()
    assert form_at(page, SEND)["recipient.first_name"] == "Juan"
    assert form_at(page, SEND)["amount"] == amount


def test_change_goes_back_with_everything_typed(counter, review):
    _page, posted = review()

    page = counter.post(CONFIRM, posted | {"change": "1"})

    form = form_at(page, SEND)
    assert form["amount"] == "1500"
    assert form["recipient.bank_account_number"] == "001234567890"


def test_a_refusal_reopens_the_form_with_bitsparks_sentence_beside_the_field(counter, review, sandbox):
    _page, posted = review()
    sandbox.fault(
        "status",
        "/v1/transactions/send_money",
        method="POST",
        code=422,
        message=["Recipient phone number is invalid"],
    )

    done = counter.post(CONFIRM, posted)
    transfer = Transfer.objects.get()
    page = counter.get(SEND, {"again": transfer.public_id})

    assert transfer.state == State.REJECTED
    assert "Recipient phone number is invalid" in counter.get(done["Location"]).content.decode()
    assert "Recipient phone number is invalid" in page.content.decode()
    form = form_at(page, SEND) | {"account_currency": "HKD"}
    assert form["recipient.last_name"] == "Cruz"
    corrected = counter.post(SEND, form | {"recipient.phone_number": "+639170000000"})
    counter.post(CONFIRM, form_at(corrected, CONFIRM))
    assert MoneyCommand.objects.latest("id").replaces == transfer.command
    assert len(sent(sandbox)) == 1


def test_a_form_that_changed_meanwhile_is_shown_again(counter, review, sandbox):
    _page, posted = review()
    rule = {
        "id": "new",
        "attributes": {
            "object_type": "transfer",
            "level": "destinations",
            "code": "",
            "dependency_levels": [
                {"destinations": [Destination.objects.get(name="Philippines").provider_id]}
            ],
            "lower_levels": [],
            "fields_info": {
                "validation_rules": [{"field": "recipient.email", "data": {"required": True, "email": True}}],
                "possible_fields": ["recipient.email"],
                "required_fields": ["recipient.email"],
            },
        },
    }
    sandbox.control("rules", rule=rule)

    page = counter.post(CONFIRM, posted)

    assert page.status_code == 409
    assert sent(sandbox) == []
    assert form_at(page, SEND)["recipient.first_name"] == "Juan"


def test_too_little_on_the_account_blocks_with_words(counter, review, sandbox):
    _page, posted = review()
    sandbox.control("balance", login=0, currency="hkd", amount="1.00")

    page = counter.post(CONFIRM, posted)

    assert page.status_code == 422
    assert "account holds" in page.content.decode()
    assert sent(sandbox) == []
    assert MoneyCommand.objects.count() == 0


def test_bitspark_down_says_so_and_sends_nothing(counter, review, sandbox):
    _page, posted = review()
    sandbox.fault("status", "/v4/*", code=503, times=0)

    page = counter.post(CONFIRM, posted)

    assert page.status_code == 503
    assert "Nothing was sent" in page.content.decode()
    assert MoneyCommand.objects.count() == 0


def test_a_lost_answer_is_shown_as_what_it_is_and_never_offers_to_send_again(counter, review, sandbox):
    _page, posted = review()
    sandbox.fault("drop_after_commit", "/v1/transactions/send_money", method="POST")

    done = counter.post(CONFIRM, posted)

    text = counter.get(done["Location"]).content.decode()
    assert Transfer.objects.get().state == State.UNKNOWN
    assert "We may have sent it. Do not send it again." in text
    assert "We will know by" in text
    assert "again=" not in text
    assert len(sent(sandbox)) == 1
    _page, twin = review()
    refused = counter.post(CONFIRM, twin)
    assert refused.status_code == 409
    assert "may have been sent" in refused.content.decode()
    assert "Confirm and send" not in refused.content.decode()
    assert len(sent(sandbox)) == 1


def test_charlie_cannot_serve_alices_sender(
    client_of, charlie, lantern, lantern_connection, open_counter, maria
):
    assert client_of(charlie, lantern).get(SEND, {"sender": maria.public_id}).status_code == 404


def test_a_held_sender_is_not_served(counter, maria, susan, harbour):
    from remittance.services.people import holds
    from tests.people import actor_of

    holds.place(maria, "looks odd to me", actor=actor_of(susan, harbour))

    page = counter.post(SEND, filled(route_to(counter, maria, "Philippines", "bank"), amount="100"))

    assert "Call your supervisor" in page.content.decode()
    assert "odd" not in page.content.decode()
    assert Quote.objects.count() == 0


@pytest.fixture
def room(monkeypatch):
    """The one place of this process to wait for a provider in."""
    one = threading.BoundedSemaphore(1)
    monkeypatch.setattr(waiting, "_room", one)
    return one


def test_a_busy_desk_prices_nothing_and_keeps_what_was_typed(counter, maria, sandbox, room):
    posted = filled(route_to(counter, maria, "Philippines", "bank"), amount="1500")
    asked = len(sandbox.seen)

    with room:
        page = counter.post(SEND, posted)

    assert page.status_code == 503
    assert int(page["Retry-After"]) > 0
    assert "Too many people wait for Bitspark" in page.content.decode()
    assert form_at(page, SEND)["recipient.first_name"] == "Juan"
    assert len(sandbox.seen) == asked
    assert counter.post(SEND, posted).status_code == 200


def test_a_busy_desk_confirms_nothing_and_the_same_button_works_after(counter, review, sandbox, room):
    _page, posted = review()
    asked = len(sandbox.seen)

    with room:
        page = counter.post(CONFIRM, posted)

    assert page.status_code == 503
    assert int(page["Retry-After"]) > 0
    assert "Too many people wait for Bitspark" in page.content.decode()
    assert len(sandbox.seen) == asked
    assert MoneyCommand.objects.count() == 0
    assert counter.post(CONFIRM, form_at(page, CONFIRM)).status_code == 302
    assert len(sent(sandbox)) == 1
    with room:
        again = counter.post(CONFIRM, posted)
    assert again.status_code == 302, "what was taken before is found without asking anybody"


def test_rules_that_cannot_be_read_send_nothing_and_the_same_button_works_after(counter, review, sandbox):
    _page, posted = review()
    sandbox.fault("status", "/v1/static/validation_rules", code=503, times=1)

    page = counter.post(CONFIRM, posted)

    assert page.status_code == 503
    assert "Nothing was sent" in page.content.decode()
    assert counter.post(CONFIRM, form_at(page, CONFIRM)).status_code == 302
    assert len(sent(sandbox)) == 1


def test_the_page_says_how_its_statuses_come(counter, review, settings):
    _page, posted = review()
    here = counter.post(CONFIRM, posted)["Location"]

    assert "· by polling" in counter.get(here).content.decode()
    settings.PUBLIC_URL = "https://desk.example"
    assert "Bitspark calls us, and by polling" in counter.get(here).content.decode()


def test_a_bad_end_needs_the_supervisors_word_also_when_it_is_typed_anew(
    counter, review, sandbox, susan, harbour
):
    from remittance.services import repeats
    from tests.people import actor_of

    _page, posted = review()
    counter.post(CONFIRM, posted)
    Transfer.objects.update(status_code="declined", counter_status="declined")
    first = Transfer.objects.get()
    second = {"confirms_twin": str(first.command.public_id)}

    refused = counter.post(CONFIRM, review()[1] | second)

    assert refused.status_code == 422
    assert "a supervisor records" in refused.content.decode()
    assert len(sent(sandbox)) == 1
    repeats.say_not_kept(first, "Bitspark's mail of today", actor=actor_of(susan, harbour))
    assert counter.post(CONFIRM, review()[1] | second).status_code == 302
    assert len(sent(sandbox)) == 2
