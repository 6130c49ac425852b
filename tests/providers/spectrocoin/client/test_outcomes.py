"""What each answer means: to a write, to a read, to a request for tokens."""

import json

import pytest

from accounts.providers.spectrocoin.client import (
    AlreadySent,
    MalformedReply,
    NotKnownHere,
    NotSent,
    OutcomeUnknown,
    RefreshExpired,
    Refused,
    Suspicious,
    TokenExpired,
    Unavailable,
)

from .calls import BUY, EVERY_CALL, READS, TOKENS, WRITES, client
from .stubs import ROOT, Stub, answer, documented, errors, raw, refusing, response, told

HTML = "<html>Something <b>went</b> wrong</html>"
SENT = json.loads(documented("sent"))


@pytest.fixture
def send(ask):
    return lambda act: ask(act, WRITES["send"])


@pytest.fixture
def read(ask):
    return lambda act: ask(act, READS["accounts"])


@pytest.fixture
def authenticate(ask):
    return lambda act: ask(act, TOKENS["authenticate"])


def test_the_tree_of_errors():
    assert issubclass(TokenExpired, Refused)
    assert issubclass(RefreshExpired, Refused)
    assert issubclass(NotKnownHere, Refused)
    assert issubclass(Suspicious, OutcomeUnknown)
    assert not issubclass(AlreadySent, (Refused, OutcomeUnknown))


@pytest.mark.parametrize("codes", [(1, 3001), (3001, 1003), (7010, 7009)])
def test_several_known_refusals_refuse(codes, send):
    with pytest.raises(Refused) as caught:
        send(refusing(*codes))
    assert type(caught.value) is Refused
    assert caught.value.error_codes == tuple(str(code) for code in codes)


@pytest.mark.parametrize("codes", [(3001, 100), (3001, 3032), (3032, 1003), (4711,), (3001, 4711)])
def test_a_list_with_anything_else_in_it_is_unknown(codes, send):
    with pytest.raises(OutcomeUnknown) as caught:
        send(refusing(*codes))
    assert caught.value.error_codes == tuple(str(code) for code in codes)


def test_already_sent_twice_over_is_already_sent(send):
    with pytest.raises(AlreadySent):
        send(refusing(3032, 3032))


def test_both_expiry_codes_together_are_an_expired_token(send, read):
    for call in (send, read):
        with pytest.raises(TokenExpired):
            call(refusing(1003, 1004))


def test_codes_are_read_as_digits_and_messages_may_be_missing(send):
    payload = [{"code": "3001"}, {"code": 1, "message": None, "more": {}}]
    with pytest.raises(Refused) as caught:
        send(answer(203, payload))
    assert (caught.value.error_codes, caught.value.messages) == (("3001", "1"), [])


@pytest.mark.parametrize("name", EVERY_CALL)
@pytest.mark.parametrize("payload", ["", HTML, errors(1), {"reason": "suspicious"}], ids=range(4))
def test_403_is_suspicious_whatever_stands_in_it(name, payload, ask):
    with pytest.raises(Suspicious) as caught:
        ask(answer(403, payload), EVERY_CALL[name])
    assert caught.value.http_status == 403


@pytest.mark.parametrize("name", WRITES)
def test_500_leaves_a_write_unknown_even_with_a_list_of_errors(name, ask):
    for payload in (HTML, errors(3001), ""):
        with pytest.raises(OutcomeUnknown) as caught:
            ask(answer(500, payload), WRITES[name])
        assert (type(caught.value), caught.value.http_status) == (OutcomeUnknown, 500)
        assert caught.value.error_codes == ()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_read_may_try_again_after_a_server_error(status, read):
    with pytest.raises(Unavailable):
        read(answer(status, HTML, "text/html"))


BROKEN = [
    HTML,
    "",
    "[]",
    "{}",
    "null",
    '"no"',
    json.dumps([{"message": "No"}]),
    json.dumps([{"code": None, "message": "No"}]),
    json.dumps([{"code": True, "message": "No"}]),
    json.dumps([{"code": "x", "message": "No"}]),
    json.dumps([{"code": -1, "message": "No"}]),
    json.dumps([{"code": 1, "message": ["No"]}]),
    json.dumps([*errors(1), "x"]),
    json.dumps({"errors": errors(1)}),
    json.dumps(errors(1))[:-1],
    json.dumps(errors(1)).replace("]", ",]"),
]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_a_203_without_the_documented_list_refuses_nothing(body, send, read, authenticate):
    with pytest.raises(OutcomeUnknown):
        send(answer(203, body))
    with pytest.raises(MalformedReply):
        read(answer(203, body))
    with pytest.raises(OutcomeUnknown):
        authenticate(answer(203, body))


def test_a_203_with_the_shape_of_a_success_is_none(send, read, authenticate):
    with pytest.raises(OutcomeUnknown):
        send(answer(203, SENT))
    with pytest.raises(MalformedReply):
        read(answer(203, documented("accounts")))
    with pytest.raises(OutcomeUnknown):
        authenticate(answer(203, documented("authenticated")))


def test_a_200_with_a_list_of_errors_is_an_error(send, read, authenticate):
    with pytest.raises(OutcomeUnknown) as caught:  # it contradicts itself, so it refuses nothing
        send(answer(200, errors(3001)))
    assert caught.value.error_codes == ("3001",)
    with pytest.raises(Refused):
        read(answer(200, errors(1)))
    with pytest.raises(TokenExpired):
        read(answer(200, errors(1004)))
    with pytest.raises(Refused):
        authenticate(answer(200, errors(2001)))


UNDESCRIBED = {
    "201": answer(201, SENT),
    "202": answer(202, SENT),
    "204": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "206": answer(206, SENT),
    "301": answer(301, "", "text/html", "Location: /elsewhere"),
    "302 to itself": answer(302, "", "text/html", f"Location: {ROOT}/wallet/send/EUR"),
    "304": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "307": answer(307, "", "text/html", f"Location: {ROOT}/wallet/send/EUR"),
    "308": answer(308, "", "text/html", f"Location: {ROOT}/wallet/send/EUR"),
    "400 with errors": answer(400, errors(1)),
    "401": answer(401, errors(1003)),
    "404": answer(404, HTML, "text/html"),
    "203 as HTML": answer(203, errors(3001), "text/html"),
    "203 broken": answer(203, json.dumps(errors(3001))[:-1]),
    "203 packed": answer(203, errors(3001), "application/json", "Content-Encoding: gzip"),
    "200 without a body": answer(200, ""),
    "200 as HTML": answer(200, HTML, "text/html"),
    "200 JSON without a type": answer(200, SENT, ""),
    "200 broken": answer(200, json.dumps(SENT)[:-1]),
    "200 with NaN": answer(200, json.dumps(SENT).replace("13.19", "NaN")),
    "200 with a name twice": answer(200, '{"a": 1, ' + json.dumps(SENT)[1:].replace("}}", '}, "a": 2}')),
    "200 packed": answer(200, SENT, "application/json", "Content-Encoding: gzip"),
    "200 over 2 MB": answer(200, json.dumps(SENT) + " " * (2 * 1024 * 1024)),
}


@pytest.mark.parametrize("name", UNDESCRIBED)
def test_any_other_answer_is_unknown_to_a_write_and_malformed_to_a_read(name, send, read, authenticate):
    for call in (send, authenticate):
        with pytest.raises(OutcomeUnknown) as caught:
            call(UNDESCRIBED[name])
        assert type(caught.value) is OutcomeUnknown
        assert caught.value.http_status == int(name[:3])
    with pytest.raises(MalformedReply) as malformed:
        read(UNDESCRIBED[name])
    assert malformed.value.http_status == int(name[:3])


WRONG_SHAPES = ["{}", "null", '"x"', "7", "[]", "[[]]", '{"data": []}', '{"accounts": {}}']


@pytest.mark.parametrize("body", WRONG_SHAPES)
@pytest.mark.parametrize("name", EVERY_CALL)
def test_a_success_of_another_shape_is_none(name, body, ask):
    if name == "accounts" and body == "[]":
        return  # the text calls the answer an array: none at all is one
    expected = MalformedReply if name in READS else OutcomeUnknown
    with pytest.raises(expected):
        ask(answer(200, body), EVERY_CALL[name])


@pytest.mark.parametrize(
    "members",
    [
        {"exchangeId": None},
        {"exchangeId": "x"},
        {"payAmount": None},
        {"payAmount": "a lot"},
        {"payAmount": 0},
        {"receiveAmount": None},
        {"receiveAmount": 3.02},
        {"receiveCurrency": "EUR"},
        {"payCurrency": "GBP"},
        {"payCurrency": None},
    ],
    ids=str,
)
def test_an_exchange_that_is_not_told_as_asked_is_unknown(members, ask):
    with pytest.raises(OutcomeUnknown):
        ask(answer(200, told("bought", **members)), lambda s: s.exchange.buy(BUY))


def test_a_sale_of_another_amount_is_unknown(ask):
    with pytest.raises(OutcomeUnknown, match="another amount"):
        ask(answer(200, told("sold", payAmount=1.16)), WRITES["sell"])


@pytest.mark.parametrize("members", [{"payAmount": None}, {"payAmount": -1}, {"payCurrency": "USD"}], ids=str)
def test_a_calculation_that_is_not_told_as_asked_is_malformed(members, ask):
    with pytest.raises(MalformedReply):
        ask(answer(200, told("calculated_buy", **members)), READS["calculate_buy"])


@pytest.mark.parametrize(
    "members",
    [{"message": None}, {"message": ""}, {"cryptoAddress": ""}, {"cryptoAddress": None}, {"currency": "BTC"}],
    ids=str,
)
def test_an_xem_address_that_would_lose_money_is_never_given(members, ask):
    with pytest.raises(MalformedReply):
        ask(answer(200, told("last_xem", **members)), READS["last_xem"])
    with pytest.raises(OutcomeUnknown):
        ask(answer(200, told("fresh_xem", **members)), WRITES["fresh_xem"])


def test_the_obsolete_address_stands_for_nothing(ask):
    act = answer(200, {"btcAddress": "19ewwHxeppY74bnT1wrT6kM1ymCWdJLkVG", "currency": "BTC"})
    with pytest.raises(MalformedReply, match="address is missing"):
        ask(act, READS["last_btc"])


def test_the_status_of_another_payment_is_malformed(ask):
    for other in (189, None, "188x"):
        with pytest.raises(MalformedReply, match="not the payment"):
            ask(answer(200, told("payment", paymentId=other)), READS["status"])


def test_a_row_that_is_no_row_is_malformed(ask):
    for rows in ([7], {}, "x"):
        with pytest.raises(MalformedReply):
            ask(answer(200, {"totalCount": 1, "history": rows}), READS["history"])


def test_a_bug_in_reading_the_answer_of_a_write_is_unknown(monkeypatch, send):
    monkeypatch.setattr("accounts.providers.spectrocoin.client.legs.Leg.read", None)
    with pytest.raises(OutcomeUnknown, match="not understood"):
        send(answer(200, SENT))


def test_a_body_of_exactly_2_mb_is_read(send):
    body = json.dumps(SENT).encode()
    assert send(raw(response(200, body + b" " * (2 * 1024 * 1024 - len(body))))).payment_id == "153"


@pytest.mark.parametrize("name", EVERY_CALL)
def test_a_call_that_finds_nobody_was_not_sent(name):
    expected = Unavailable if name in READS else NotSent
    with client("http://127.0.0.1:9/api/r") as spectrocoin, pytest.raises(expected):
        EVERY_CALL[name](spectrocoin)


def test_a_url_that_would_be_rewritten_never_leaves(monkeypatch):
    monkeypatch.setattr("accounts.providers.spectrocoin.client.transport.canonical_query", lambda _: "?a=[b]")
    with (
        Stub(answer(200, {})) as stub,
        client(stub) as spectrocoin,
        pytest.raises(ValueError, match="rewritten"),
    ):
        spectrocoin.accounts.list()
    assert stub.connections == 0
