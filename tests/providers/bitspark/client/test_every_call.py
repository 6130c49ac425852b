"""What holds for every call of the document: its errors, its silence, its one request."""

import contextlib
import csv
import re

import pytest

from accounts.providers.bitspark.client import (
    Bitspark,
    BitsparkError,
    MalformedReply,
    NotSent,
    OutcomeUnknown,
    Refused,
    Unavailable,
)
from accounts.providers.bitspark.client.errors import FAST_PATH_CODES_OF_400

from .calls import C, F, path, signature
from .every_call import ACKNOWLEDGED, EVERY_CALL, READS, WRITES
from .orders import KEY, SECRET, client
from .stubs import DOCUMENTED, Stub, answer, close, documented, errors

PUBLIC = {
    "money_shops",
    "money_shop",
    "destinations",
    "currencies",
    "validation_rules",
    "quote_v1",
    "rate",
}
# "Errors" of the document, each code once.
REFUSALS = [
    (401, "unauthorized"),
    (403, "forbidden"),
    (403, "insufficient_permissions"),
    (404, "not_found"),
    (406, "not_acceptable"),
    (422, "unprocessable_entity"),
    (400, "bad_request"),
]
DOUBTS = [
    (400, "money_exchange_error"),
    (400, "payment_cancel_error"),
    (400, "payment_deposit_error"),
    (400, "payment_withdraw_error"),
    (400, "top_up_error"),
    (400, "send_money_error"),
    (400, "send_domestic_money_error"),
    (500, "internal_server_error"),
    (501, "invalid_logger_error"),
    (501, "not_specified_error"),
]


@pytest.fixture(scope="module")
def server():
    """One server and one client for all of these calls, which are many."""
    with Stub(close) as stub, client(stub.url) as bitspark:
        yield stub, bitspark


@pytest.fixture
def told(server):
    """Make this call and have it answered so. It goes out once, rightly signed if at all."""
    stub, bitspark = server

    def ask(act, call):
        stub.act = act
        stub.visits.clear()
        try:
            return call(bitspark)
        finally:
            (visit,) = stub.visits
            assert visit.headers.get("sign") == signature(visit)

    return ask


@pytest.mark.parametrize("name", EVERY_CALL)
def test_the_documented_refusals_are_refusals(name, told):
    for status, word in REFUSALS:
        for message in ("No", ["No"]):
            with pytest.raises(Refused) as caught:
                told(answer(status, errors(status, word, message)), EVERY_CALL[name])
            assert (caught.value.http_status, caught.value.error_code) == (status, word)
            assert caught.value.messages == ["No"]


@pytest.mark.parametrize("name", WRITES)
def test_the_documented_doubts_leave_a_write_unknown(name, told):
    for status, word in DOUBTS:
        with pytest.raises(OutcomeUnknown) as caught:
            told(answer(status, errors(status, word, ["Something went wrong."])), WRITES[name])
        assert caught.value.error_code in {word, ""}
        assert caught.value.fast_path is (word in FAST_PATH_CODES_OF_400)


@pytest.mark.parametrize("name", READS)
def test_the_documented_doubts_of_a_read_change_nothing(name, told):
    for status, word in DOUBTS:
        with pytest.raises(Unavailable if status >= 500 else Refused):
            told(answer(status, errors(status, word, ["Something went wrong."])), READS[name])


@pytest.mark.parametrize("name", WRITES)
def test_silence_after_a_write_is_unknown(name, told):
    with pytest.raises(OutcomeUnknown):
        told(close, WRITES[name])


@pytest.mark.parametrize("name", WRITES)
def test_a_write_that_finds_nobody_was_not_sent(name):
    with Bitspark("http://127.0.0.1:9/bitspark", KEY, SECRET) as bitspark, pytest.raises(NotSent):
        WRITES[name](bitspark)


@pytest.mark.parametrize("name", READS)
def test_silence_after_a_read_is_no_answer(name, told):
    with pytest.raises(Unavailable):
        told(close, READS[name])


@pytest.mark.parametrize("name", EVERY_CALL)
def test_an_answer_that_is_not_described_is_not_taken(name, told):
    odd = MalformedReply if name in READS else OutcomeUnknown
    for act in (
        answer(200, "<html>ok</html>", "text/html"),
        answer(200, '{"data": '),
        answer(200, {"Success": "200 OK", "errors": []}),
        answer(203, documented("success")),
    ):
        with pytest.raises(odd):
            told(act, EVERY_CALL[name])


@pytest.mark.parametrize("name", EVERY_CALL)
def test_only_what_is_public_goes_without_a_key(name, told, server):
    with contextlib.suppress(BitsparkError):
        told(answer(200, {"data": []}), EVERY_CALL[name])
    (visit,) = server[0].visits
    assert ("key" not in visit.headers) is (name in PUBLIC)
    assert ("sign" not in visit.headers) is (name in PUBLIC)
    assert "secret" not in visit.headers
    assert SECRET not in visit.received.decode("latin-1")
    assert visit.headers["accept"].startswith("application/vnd.api+json")


def test_the_calls_are_the_endpoints_of_the_document(told, server):
    table = (DOCUMENTED.parent.parent / "endpoints.csv").read_text().splitlines()
    endpoints = {(row["method"], re.sub(r":\w+", "*", row["path"])) for row in csv.DictReader(table)}
    seen = set()
    for call in EVERY_CALL.values():
        with contextlib.suppress(BitsparkError):
            told(answer(200, {"data": []}), call)
        method, called = path(server[0].visits[0])
        seen.add((method, re.sub(rf"{F}|{C}", "*", called)))
    assert seen == endpoints


@pytest.mark.parametrize("name", sorted(ACKNOWLEDGED))
@pytest.mark.parametrize(
    "said",
    [
        {"data": {"id": "x", "type": "top_ups"}},
        {"Success": "500"},
        {"Success": True},
        {"success": "200 OK"},
        ["Success"],
        "",
    ],
    ids=str,
)
def test_only_the_documented_success_is_one(name, said, told):
    with pytest.raises(OutcomeUnknown):
        told(answer(200, said), WRITES[name])


@pytest.mark.parametrize("name", sorted(set(WRITES) - ACKNOWLEDGED - {"recipient_delete"}))
def test_a_bare_success_is_none_where_an_object_is_documented(name, told):
    with pytest.raises(OutcomeUnknown):
        told(answer(200, documented("success")), WRITES[name])
