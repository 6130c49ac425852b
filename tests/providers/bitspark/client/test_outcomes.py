"""What each answer means: for a write, for a read."""

import json

import pytest

from accounts.providers.bitspark.client import (
    MalformedReply,
    NotSent,
    OutcomeUnknown,
    Refused,
    Unavailable,
    Unsendable,
)

from .orders import ORDER, client, sent
from .stubs import Stub, answer, documented, errors, raw, response

F = "ffffffff-ffff-ffff-ffff-ffffffffffff"
HTML = "<html>Something <b>went</b> wrong</html>"


def send(act):
    with Stub(act) as stub, client(stub.url) as bitspark:
        try:
            return bitspark.transfers.send(ORDER)
        finally:
            assert len(stub.visits) == 1  # whatever came back, it went out once


def read(act):
    with Stub(act) as stub, client(stub.url) as bitspark:
        return bitspark.transfers.page(1)


@pytest.mark.parametrize("status", [200, 201, 202])
def test_an_answer_with_an_id_is_a_sent_transfer(status):
    assert send(answer(status, sent())).id == F


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (401, "unauthorized"),
        (401, "request_unauthorized"),
        (403, "forbidden"),
        (403, "insufficient_permissions"),
        (404, "not_found"),
        (406, "not_acceptable"),
        (422, "unprocessable_entity"),
        (422, "unprocessable_request"),
        (400, "bad_request"),
    ],
)
def test_a_documented_refusal_refuses_write_and_read(status, word):
    payload = errors(status, word, ["No"])
    for call in (send, read):
        with pytest.raises(Refused) as caught:
            call(answer(status, payload))
        assert caught.value.http_status == status
        assert caught.value.error_code == word
        assert caught.value.messages == ["No"]


@pytest.mark.parametrize(
    ("message", "messages"),
    [
        ("Insufficient funds on account", ["Insufficient funds on account"]),
        (["One", "Two"], ["One", "Two"]),
        (None, []),
        ([], []),
        (["One", {"odd": 1}], ["One", '{"odd": 1}']),
    ],
)
def test_messages_are_a_list_whatever_they_came_as(message, messages):
    with pytest.raises(Refused) as caught:
        send(answer(422, errors(422, "unprocessable_entity", message)))
    assert caught.value.messages == messages


@pytest.mark.parametrize(
    "word",
    ["send_money_error", "send_domestic_money_error", "payment_withdraw_error", "money_exchange_error"],
)
def test_something_went_wrong_says_nothing_about_the_money(word):
    with pytest.raises(OutcomeUnknown) as caught:
        send(answer(400, errors(400, word, "Something went wrong")))
    assert caught.value.fast_path
    assert caught.value.error_code == word


@pytest.mark.parametrize("word", ["top_up_error", "payment_deposit_error", "payment_cancel_error", "new", ""])
def test_another_400_is_unknown_without_the_fast_path(word):
    with pytest.raises(OutcomeUnknown) as caught:
        send(answer(400, errors(400, word, "No")))
    assert not caught.value.fast_path


def test_one_doubtful_code_among_refusals_is_unknown():
    payload = {
        "errors": [
            *errors(400, "bad_request", "a")["errors"],
            *errors(400, "send_money_error", "b")["errors"],
        ]
    }
    with pytest.raises(OutcomeUnknown) as caught:
        send(answer(400, payload))
    assert caught.value.fast_path
    assert caught.value.messages == ["a", "b"]


UNDESCRIBED = {
    "203": answer(203, sent()),
    "204": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "206": answer(206, sent()),
    "301": answer(301, "", "text/html", "Location: /elsewhere"),
    "302 to itself": answer(302, "", "text/html", "Location: /bitspark/v1/transactions/send_money"),
    "304": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "307": answer(307, "", "text/html", "Location: /bitspark/v1/transactions/send_money"),
    "308": answer(308, "", "text/html", "Location: /bitspark/v1/transactions/send_money"),
    "402 with errors": answer(402, errors(402, "bad_request", "No")),
    "422 as HTML": answer(422, HTML, "text/html"),
    "422 JSON called HTML": answer(422, errors(422, "unprocessable_entity", "No"), "text/html"),
    "422 without errors": answer(422, {"message": "No"}),
    "422 with empty errors": answer(422, {"errors": []}),
    "422 that speaks of 500": answer(422, errors(500, "internal_server_error", "No")),
    "422 broken": answer(422, '{"errors": [{"code": 422,'),
    "200 without a body": answer(200, ""),
    "200 as HTML": answer(200, HTML, "text/html"),
    "200 JSON without a type": answer(200, sent(), ""),
    "200 with errors": answer(200, errors(422, "unprocessable_entity", "No")),
    "200 broken": answer(200, json.dumps(sent())[:-1]),
    "200 with NaN": answer(200, json.dumps(sent()).replace('"1.0"', "NaN")),
    "200 with a name twice": answer(200, json.dumps(sent()).replace('"id"', '"id": "x", "id"', 1)),
    "200 packed": answer(200, sent(), "application/json", "Content-Encoding: gzip"),
    "200 over 2 MB": answer(200, json.dumps(sent()) + " " * (2 * 1024 * 1024)),
}


@pytest.mark.parametrize("name", UNDESCRIBED)
def test_any_other_answer_to_a_write_is_unknown(name):
    with pytest.raises(OutcomeUnknown) as caught:
        send(UNDESCRIBED[name])
    assert caught.value.http_status == int(name[:3])
    assert not caught.value.fast_path


@pytest.mark.parametrize("name", sorted(UNDESCRIBED.keys() - {"402 with errors"}))
def test_any_other_answer_to_a_read_is_malformed(name):
    with pytest.raises(MalformedReply) as caught:
        read(UNDESCRIBED[name])
    assert caught.value.http_status == int(name[:3])


@pytest.mark.parametrize("status", [409, 410, 413, 418, 451])
def test_a_4xx_that_is_not_documented_refuses_a_read_but_not_a_write(status):
    act = answer(status, errors(status, "whatever", "No"))
    with pytest.raises(Refused):
        read(act)
    with pytest.raises(OutcomeUnknown):
        send(act)


@pytest.mark.parametrize("status", [429, 500, 501, 502, 503, 504, 599])
@pytest.mark.parametrize("html", [True, False])
def test_a_server_error_says_nothing_about_a_write_and_a_read_may_try_again(status, html):
    payload = errors(status, "internal_server_error", "Later")
    act = answer(status, HTML, "text/html") if html else answer(status, payload)
    with pytest.raises(OutcomeUnknown) as caught:
        send(act)
    assert caught.value.http_status == status
    assert caught.value.body == (HTML if html else json.dumps(payload))
    with pytest.raises(Unavailable):
        read(act)


WRONG_SHAPES = [
    {},
    [],
    "x",
    None,
    {"data": None},
    {"data": []},
    {"data": [sent()["data"]]},
    {"data": {"type": "transfers"}},
    {"data": {**sent()["data"], "id": ""}},
    {"data": {**sent()["data"], "id": 7}},
    {"data": {**sent()["data"], "id": None}},
    {"data": {**sent()["data"], "id": "x" * 256}},
    {"data": {**sent()["data"], "type": "payments"}},
    {"data": {**sent()["data"], "attributes": []}},
    {**sent(), "included": {}},
    {**sent(), "included": ["..."]},
    {**sent(), "meta": 1},
    {**sent(), "errors": []},
]


@pytest.mark.parametrize("payload", WRONG_SHAPES, ids=range(len(WRONG_SHAPES)))
def test_an_answer_of_another_shape_does_not_prove_a_sending(payload):
    with pytest.raises(OutcomeUnknown):
        send(answer(200, payload))


@pytest.mark.parametrize(
    ("attributes", "differences"),
    [
        ({"amount": "1.01"}, ("amount",)),
        ({"amount": None}, ("amount",)),
        ({"amount": "one"}, ("amount",)),
        ({"amount": 1}, ()),
        ({"amount": "1.000"}, ()),
        ({"currency": "PHP"}, ("currency",)),
        ({"currency": "idr"}, ()),
        ({"account_currency": "HKD"}, ("account_currency",)),
        ({"account_currency": None}, ("account_currency",)),
        ({"callback_url": "https://elsewhere.example"}, ("callback_url",)),
        ({"callback_url": None}, ()),
    ],
)
def test_what_is_answered_otherwise_than_asked_is_named(attributes, differences):
    assert send(answer(200, sent(**attributes))).differences == differences


def test_another_recipient_in_the_answer_is_named_field_by_field():
    payload = sent()
    payload["included"][0]["attributes"] |= {"last_name": "else", "bank_account_number": None}
    assert send(answer(200, payload)).differences == (
        "recipient.last_name",
        "recipient.bank_account_number",
    )


def test_a_recipient_that_was_not_told_is_no_difference():
    payload = sent()
    del payload["included"]
    told = send(answer(200, payload))
    assert (told.recipient, told.differences) == (None, ())


def test_unknown_words_and_fields_are_kept():
    odd = {
        "status": {"code": "brand_new", "group": 7},
        "receipt_info": [],
        "tracking_number_possible": "true",
        "created_at": "yesterday",
        "novel": {"deep": [1.10]},
    }
    told = send(answer(200, json.dumps(sent(**odd)).replace("1.1]", "1.10]")))

    assert told.status.code == "brand_new"
    assert told.tracking_number_possible is True
    assert (told.created_at.value, told.created_at.text) == (None, "yesterday")
    assert set(told.unread) == {"receipt_info", "created_at"}
    assert str(told.raw["attributes"]["novel"]["deep"][0]) == "1.10"


DELETED = {
    "204": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "200 without a body": answer(200, "", ""),
    "200 with an empty hash": answer(200, {}),
    "200 with null": answer(200, "null"),
    "200 with the record": answer(200, documented("recipient")),
}


@pytest.mark.parametrize("name", DELETED)
def test_deleting_is_done_by_200_or_204(name):
    with Stub(DELETED[name]) as stub, client(stub.url) as bitspark:
        assert bitspark.recipients.delete(F) is None
    assert (stub.visits[0].method, stub.visits[0].body) == ("DELETE", b"")


@pytest.mark.parametrize(
    "act",
    [
        answer(200, HTML, "text/html"),
        answer(200, "{"),
        answer(200, errors(422, "unprocessable_entity", "No")),
        answer(200, "", "application/json", "Content-Encoding: gzip"),
    ],
)
def test_deleting_is_unknown_by_a_200_that_is_not_json_or_is_an_error(act):
    with Stub(act) as stub, client(stub.url) as bitspark, pytest.raises(OutcomeUnknown):
        bitspark.recipients.delete(F)


@pytest.mark.parametrize("status", [201, 202, 203, 500])
def test_deleting_is_unknown_by_anything_else(status):
    with Stub(answer(status, "")) as stub, client(stub.url) as bitspark, pytest.raises(OutcomeUnknown):
        bitspark.recipients.delete(F)


def test_changing_one_recipient_and_reading_of_another_is_unknown():
    other = answer(200, documented("recipient_updated"))
    with Stub(other) as stub, client(stub.url) as bitspark, pytest.raises(OutcomeUnknown, match="another"):
        bitspark.recipients.update("eeeeeeee", {"first_name": "A"})


@pytest.mark.parametrize(
    "word", ["a/b", "a?b", "a#b", "%2e", "..", "a..b", "", ".", "a b", "a\\b", "é", "a\nb", "<a>"]
)
def test_an_id_that_leads_elsewhere_never_leaves(word):
    with Stub(answer(200, {})) as stub, client(stub.url) as bitspark:
        for call in (bitspark.transfers.get, bitspark.recipients.get, bitspark.recipients.delete):
            with pytest.raises(Unsendable):
                call(word)
    assert stub.connections == 0


@pytest.mark.parametrize("name", ["José~", "\ud800", "~"])
def test_a_character_that_cannot_be_signed_never_leaves(name):
    with Stub(answer(200, {})) as stub, client(stub.url) as bitspark, pytest.raises(Unsendable):
        bitspark.recipients.create({"first_name": name})
    assert stub.connections == 0


def test_a_query_that_cannot_be_sent_never_leaves():
    with Stub(answer(200, {})) as stub, client(stub.url) as bitspark, pytest.raises(Unsendable):
        bitspark.accounts.me("\ud800")
    assert stub.connections == 0


def test_a_url_that_would_be_rewritten_after_it_is_signed_never_leaves(monkeypatch):
    monkeypatch.setattr(
        "accounts.providers.bitspark.client.transport.canonical_query", lambda _: "?filter[currency]=usd"
    )
    with Stub(answer(200, {})) as stub, client(stub.url) as bitspark, pytest.raises(Unsendable):
        bitspark.catalogue.currencies()
    assert stub.connections == 0


def test_a_bug_in_reading_the_answer_of_a_write_is_unknown(monkeypatch):
    monkeypatch.setattr("accounts.providers.bitspark.client.transfers.Recipient.read", None)
    with pytest.raises(OutcomeUnknown, match="not understood"):
        send(answer(200, sent()))


def test_no_byte_left_when_nobody_listens():
    with Stub(answer(200, {})) as stub:
        url = stub.url
    with client(url) as bitspark:
        with pytest.raises(NotSent) as caught:
            bitspark.transfers.send(ORDER)
        assert "NewConnectionError" in caught.value.cause
        with pytest.raises(Unavailable):
            bitspark.transfers.page(1)


def test_a_body_of_exactly_2_mb_is_read():
    body = json.dumps(sent()).encode()
    padded = body + b" " * (2 * 1024 * 1024 - len(body))
    assert send(raw(response(200, padded))).id == F


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 204", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"]
)
def test_a_head_that_breaks_off_deletes_nothing(head):
    with Stub(raw(head)) as stub, client(stub.url) as bitspark, pytest.raises(OutcomeUnknown):
        bitspark.recipients.delete(F)
