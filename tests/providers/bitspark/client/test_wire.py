"""The client against the running sandbox, over HTTP: every call, and the faults that stand between."""

import threading
from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import (
    Bitspark,
    BitsparkError,
    MalformedReply,
    Order,
    OutcomeUnknown,
    Refused,
    Unavailable,
    reachable,
)
from tests.sandboxes import Sandbox

SEND = "/v1/transactions/send_money"


@pytest.fixture
def order(bitspark: Bitspark) -> Order:
    """Cash for a pickup in Manila."""
    destination = next(one for one in bitspark.catalogue.destinations() if one.code == "philippines")
    return Order(
        account_currency="usd",
        amount=Decimal("1500.50"),
        destination_id=destination.id,
        delivery_method="pickup",
        provider="palawan_pawnshop",
        province="metro_manila",
        recipient={"first_name": "José", "last_name": "Núñez Ibáñez", "phone_number": "+639171234567"},
        currency=destination.currency_name,
    )


def test_destinations_currencies_and_rules_are_read_whole(bitspark):
    destinations = bitspark.catalogue.destinations()
    assert len(destinations) >= 8
    assert all(one.info_told and not one.unread for one in destinations)
    currencies = bitspark.catalogue.currencies()
    assert {one.precision for one in currencies} == {0, 2, 8}
    assert not any(one.unread for one in currencies)
    rules = bitspark.catalogue.validation_rules()
    assert {one.level for one in rules} == {"destinations", "delivery_methods", "providers"}
    assert not any(one.unread for one in rules)
    fewer = bitspark.catalogue.validation_rules(
        destination=destinations[0].id, province="", delivery_method="bank", provider="bpi"
    )
    assert 0 < len(fewer) < len(rules)


def test_the_public_lists_carry_no_key(bitspark, sandbox):
    strange = Bitspark(sandbox.bitspark_url, "ff" * 20, "ee" * 20)
    assert strange.catalogue.currencies() == bitspark.catalogue.currencies()
    with pytest.raises(Refused) as caught:
        strange.profile.me()
    assert caught.value.http_status == 401
    strange.close()


def test_a_wrong_secret_is_refused(bitspark, sandbox, order):
    wrong = Bitspark(sandbox.bitspark_url, sandbox.keys()[0].key, "ee" * 20)
    for call in (wrong.profile.me, lambda: wrong.accounts.me("usd"), lambda: wrong.transfers.send(order)):
        with pytest.raises(Refused) as caught:
            call()
        assert (caught.value.http_status, caught.value.messages) == (401, ["Unauthorized"])
    assert sandbox.books()["transfers"] == []
    wrong.close()


def test_whose_key_it_is(bitspark, sandbox):
    profile = bitspark.profile.me()
    assert profile.company_name == sandbox.keys()[0].owner
    assert profile.active_account.currency.code == "hkd"
    assert profile.identity_document.approved is True
    assert profile.unread == ()


def test_an_account_keeps_every_digit(bitspark):
    account = bitspark.accounts.me("hkd")
    assert account.balance_text == "1987597.8195418990169122"
    assert account.balance == Decimal("1987597.8195418990169122")
    assert account.currency.code == "hkd"
    with pytest.raises(Refused) as caught:
        bitspark.accounts.me("xyz")
    assert caught.value.messages == ["Invalid Account Currency"]


@pytest.mark.parametrize("version", [3, 4])
def test_a_quote_adds_up(bitspark, order, version):
    ask = bitspark.quotes.amount_to_pay_v4 if version == 4 else bitspark.quotes.amount_to_pay_v3
    quote = ask(
        account_currency="usd",
        amount=order.amount,
        destination_id=order.destination_id,
        delivery_method=order.delivery_method,
        provider=order.provider,
        province=order.province,
    )
    assert quote.version == version
    assert quote.destination_amount == order.amount
    parts = (
        quote.destination_amount
        + quote.transaction_fee_in_destination_currency
        + quote.payment_service_fee_in_destination_currency
    )
    assert abs(quote.total_amount_to_pay_in_destination_currency - parts) < Decimal("0.001")
    assert (quote.limits_info is None) is (version == 3)


def test_a_quote_for_nowhere_is_refused(bitspark):
    with pytest.raises(Refused) as caught:
        bitspark.quotes.amount_to_pay_v4(account_currency="usd", amount=Decimal(1), destination_id="nowhere")
    assert caught.value.http_status in {400, 404, 422}


def test_a_recipient_from_first_to_last(bitspark, sandbox):
    fields = {
        "first_name": "Nguyễn",
        "last_name": "O'Brien (Sr.) & Sons*",
        "phone_number": "+84901234567",
        "address": "12/3 Lê Lợi, #4\r\n50% @ Q.1 [B+C]",
        "bank_account_number": "0011 2233",
    }
    made = bitspark.recipients.create(fields)
    assert {name: getattr(made, name) for name in fields} == fields
    assert bitspark.recipients.get(made.id) == made
    page = bitspark.recipients.list()
    assert [one.id for one in page.items] == [made.id]

    changed = bitspark.recipients.update(made.id, {**fields, "first_name": "Nguyen"})
    assert (changed.id, changed.first_name, changed.last_name) == (made.id, "Nguyen", fields["last_name"])

    bitspark.recipients.delete(made.id)
    for call in (bitspark.recipients.get, bitspark.recipients.delete):
        with pytest.raises(Refused) as caught:
            call(made.id)
        assert caught.value.http_status == 404
    assert bitspark.recipients.list().items == ()
    assert sandbox.books()["recipients"] == []


def test_a_recipient_without_a_name_is_refused_in_sentences(bitspark):
    with pytest.raises(Refused) as caught:
        bitspark.recipients.create({"first_name": "A"})
    assert caught.value.http_status == 422
    assert len(caught.value.messages) > 1


def test_a_transfer_is_sent_followed_and_listed(bitspark, sandbox, order):
    sent = bitspark.transfers.send(order)
    assert sent.differences == ()
    assert (sent.status.code, sent.amount, sent.exchange_rate) == ("unknown", order.amount, None)
    assert sent.receipt_info.landed_amount is None
    assert not sent.created_at.date_only
    assert sent.unread == ()
    (booked,) = sandbox.books()["transfers"]
    assert booked["id"] == sent.id

    seen = [sent.status.code]
    for _ in range(60):
        sandbox.advance(300)
        shown = bitspark.transfers.get(sent.id)
        assert shown.unread == ()
        if shown.status.code != seen[-1]:
            assert reachable(seen[-1], shown.status.code)
            seen.append(shown.status.code)
    assert seen[-1] == "proved"
    assert shown.recipient.last_name == "Núñez Ibáñez"
    assert shown.receipt_info.landed_amount is not None
    assert shown.exchange_rate > 0
    assert shown.tracking_number

    page = bitspark.transfers.page(1)
    (listed,) = page.items
    assert (listed.id, listed.status.code) == (sent.id, "proved")
    assert listed.created_at.date_only
    assert listed.recipient.first_name == "José"
    assert (page.paging_told, page.total_count, page.next_page) == (True, 1, None)


def test_a_sender_and_a_callback_address_go_with_it(bitspark, order, sandbox):
    full = replace(
        order,
        sender={"first_name": "Ada", "last_name": "Lovelace", "id_number": "A 12(3)"},
        callback_url="http://127.0.0.1:9/callbacks/x?y=[z]&w=%20",
    )
    sent = bitspark.transfers.send(full)
    assert sent.callback_url == full.callback_url
    assert sent.differences == ()


def test_pages_hold_everything_once(bitspark, sandbox):
    sandbox.control("transfers", login=0, count=7)
    pages = [bitspark.transfers.page(number, 3) for number in (1, 2, 3)]
    assert [len(page.items) for page in pages] == [3, 3, 1]
    assert len({one.id for page in pages for one in page.items}) == 7
    assert [page.next_page for page in pages] == [2, 3, None]
    assert [page.prev_page for page in pages] == [None, 1, 2]
    assert pages[0].total_count == 7
    assert all(one.recipient is not None for page in pages for one in page.items)


def test_the_first_version_masks_what_the_second_shows(bitspark, sandbox, order):
    sent = bitspark.transfers.send(order)
    sandbox.status(sent.id, "suspicious")
    assert bitspark.transfers.page(1).items[0].status.code == "suspicious"
    assert bitspark.transfers.get(sent.id).status.code == "payment_created_successfully"


def test_an_undocumented_status_is_told_as_it_is(bitspark, sandbox, order):
    sent = bitspark.transfers.send(order)
    sandbox.status(sent.id, "held_by_pigeons")
    assert bitspark.transfers.page(1).items[0].status.code == "held_by_pigeons"


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal("1")},
        {"account_currency": "sgd", "amount": Decimal(900_000)},
        {"recipient": {"first_name": "José"}},
        {"recipient": {"first_name": "José", "last_name": "X", "phone_number": "call me"}},
        {"provider": "nobody"},
        {"delivery_method": "pigeon"},
        {"province": ""},
        {"destination_id": "nowhere"},
        {"account_currency": "xyz"},
    ],
    ids="-".join,
)
def test_what_the_rules_forbid_is_refused_with_a_sentence(bitspark, sandbox, order, change):
    with pytest.raises(Refused) as caught:
        bitspark.transfers.send(replace(order, **change))
    assert caught.value.messages
    assert sandbox.books()["transfers"] == []


def test_a_transfer_that_is_not_there(bitspark):
    with pytest.raises(Refused) as caught:
        bitspark.transfers.get("ffffffff-ffff-ffff-ffff-ffffffffffff")
    assert (caught.value.http_status, caught.value.error_code) == (404, "not_found")


@pytest.mark.parametrize(
    ("fault", "spec", "booked"),
    [
        ("drop_before", {}, 0),
        ("drop_after_commit", {}, 1),
        ("status", {"code": 500, "after_commit": True}, 1),
        ("status", {"code": 500}, 0),
        ("status", {"code": 503}, 0),
        ("status", {"code": 429}, 0),
        ("html", {}, 1),
        ("malformed", {}, 1),
        ("truncate", {}, 1),
        ("delay", {"seconds": 1, "when": "after"}, 1),
        ("status", {"code": 400, "error_code": "send_money_error", "after_commit": True}, 1),
        ("status", {"code": 307, "body": "", "headers": {"Location": SEND}}, 0),
    ],
    ids=str,
)
def test_a_fault_in_sending_is_unknown_and_books_at_most_once(sandbox, order, fault, spec, booked):
    login = sandbox.keys()[0]
    sandbox.fault(fault, SEND, method="POST", **spec)
    patience = 0.5 if fault == "delay" else 40.0
    hurried = Bitspark(sandbox.bitspark_url, login.key, login.secret, write_deadline=patience)
    with hurried, pytest.raises(OutcomeUnknown) as caught:
        hurried.transfers.send(order)
    assert caught.value.fast_path is (spec.get("error_code") == "send_money_error")
    if fault == "delay":
        _wait_for_booking(sandbox)
    assert len(sandbox.books()["transfers"]) == booked
    assert [path for _, path in sandbox.seen].count(SEND) == 1


@pytest.mark.parametrize("message", ["Insufficient funds on account", ["One thing", "Another"]])
def test_a_refusal_as_string_or_list(bitspark, sandbox, order, message):
    sandbox.fault("status", SEND, code=422, error_code="unprocessable_request", message=message)
    with pytest.raises(Refused) as caught:
        bitspark.transfers.send(order)
    assert caught.value.messages == (message if isinstance(message, list) else [message])


@pytest.mark.parametrize(
    ("fault", "spec", "error"),
    [
        ("drop_before", {}, Unavailable),
        ("status", {"code": 500}, Unavailable),
        ("status", {"code": 503}, Unavailable),
        ("truncate", {}, Unavailable),
        ("html", {}, MalformedReply),
        ("malformed", {}, MalformedReply),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_fault_in_reading(bitspark, sandbox, fault, spec, error):
    sandbox.fault(fault, "/v2/transactions/remittances", **spec)
    with pytest.raises(error):
        bitspark.transfers.page(1)
    assert bitspark.transfers.page(1).items == ()  # the next one is well


def test_a_proxy_that_shows_bitspark_another_url(sandbox, order):
    login = sandbox.keys()[0]
    sandbox.control("base_url", url="https://api.example")
    plain = Bitspark(sandbox.bitspark_url, login.key, login.secret)
    proxied = Bitspark(sandbox.bitspark_url, login.key, login.secret, signing_base_url="https://api.example")
    with pytest.raises(Refused, match="401"):
        plain.accounts.me("usd")
    assert proxied.accounts.me("usd").currency.code == "usd"
    assert proxied.transfers.send(order).differences == ()
    plain.close()
    proxied.close()


def test_one_client_serves_many_threads(bitspark, sandbox, order):
    told: list[object] = []

    def work(number: int) -> None:
        try:
            told.append(bitspark.transfers.send(replace(order, amount=Decimal(1000 + number))))
            told.append(bitspark.transfers.page(1))
        except BitsparkError as error:
            told.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one for one in told if isinstance(one, Exception)] == []
    assert len(sandbox.books()["transfers"]) == 10


def _wait_for_booking(sandbox: Sandbox) -> None:
    for _ in range(50):
        if sandbox.books()["transfers"]:
            return
        threading.Event().wait(0.1)
