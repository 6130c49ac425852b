"""Tokens, the client's id and its secret are in no evidence, text, repr or raw answer."""

import base64
import html
import json
import traceback
from urllib.parse import quote_plus

import pytest

from accounts.providers.spectrocoin.client import Redaction, SpectroCoinError
from accounts.providers.spectrocoin.client.redaction import HIDDEN_NAMES, MAX_EXCERPT

from .calls import ACCESS, CLIENT_ID, EVERY_CALL, REFRESH, SECRET, TOKENS, client, example
from .stubs import Stub, answer, close, documented, response

# Marks that a URL, JSON and HTML each write in their own way.
CANARIES = {
    "access": ACCESS,
    "odd": "t0ken/+=<canary>'&\"x",
    "refresh": REFRESH,
    "secret": SECRET,
    "id": CLIENT_ID,
}
NEW = ("n3w-acc3ss-canary", "n3w-r3fresh-canary")


def everything(error: SpectroCoinError) -> str:
    trace = "".join(traceback.format_exception(error))
    return "\n".join(
        [str(error), repr(error), repr(error.evidence), trace, error.body, *error.messages, error.cause]
    )


def echo(status, content_type):
    """A server that says back all that it was told, in every writing."""

    def act(visit):
        told = [visit.received.decode(), visit.headers.get("authorization", "")]
        told += [quote_plus(text) for text in told] + [html.escape(text) for text in told]
        payload = [
            {"code": 1, "message": text, "access_token": NEW[0], "refresh_token": NEW[1]} for text in told
        ]
        return answer(status, payload, content_type)(visit)

    return act


ANSWERS = [(203, "application/json"), (200, "application/json"), (500, "text/html"), (403, "text/plain")]


@pytest.mark.parametrize(("status", "content_type"), ANSWERS)
@pytest.mark.parametrize("access", [CANARIES["access"], CANARIES["odd"]])
@pytest.mark.parametrize("name", ["accounts", "send", "buy", "fresh_btc", *TOKENS])
def test_an_echoing_server_leaves_no_secret_behind(name, access, status, content_type):
    with Stub(echo(status, content_type)) as stub, client(stub, bearer=lambda: access) as spectrocoin:
        with pytest.raises(SpectroCoinError) as caught:
            EVERY_CALL[name](spectrocoin)
        assert len(stub.visits) == 1
    said = everything(caught.value)
    for canary in (access, REFRESH, SECRET, CLIENT_ID, *NEW):
        for written in (canary, quote_plus(canary), html.escape(canary), json.dumps(canary)[1:-1]):
            assert written not in said
    if name in TOKENS:
        assert caught.value.body == ""
    else:
        assert "[masked]" in caught.value.body


@pytest.mark.parametrize("name", EVERY_CALL)
def test_silence_leaves_no_secret_behind(name):
    with Stub(close) as stub, client(stub) as spectrocoin, pytest.raises(SpectroCoinError) as caught:
        EVERY_CALL[name](spectrocoin)
    assert caught.value.__cause__.request is None
    for canary in CANARIES.values():
        assert canary not in everything(caught.value)


def test_an_answer_broken_off_after_new_tokens_leaves_none_of_them():
    body = json.dumps({"access_token": NEW[0], "refresh_token": NEW[1]}).encode()
    for act in (answer(200, body[:-3]), lambda visit: visit.sock.sendall(response(200, body)[:-3]) or False):
        with Stub(act) as stub, client(stub) as spectrocoin, pytest.raises(SpectroCoinError) as caught:
            spectrocoin.tokens.refresh(REFRESH)
        assert not any(canary in everything(caught.value) for canary in NEW)


def test_a_success_that_says_secrets_back_is_kept_without_them(ask):
    def act(visit):
        row = {
            "transactionNo": "SC1",
            "description": f"by {CLIENT_ID} with {visit.headers['authorization']}",
            "deep": [{"refresh_token": REFRESH, "x": ACCESS}],
            ACCESS: 1,
        }
        return answer(200, {"totalCount": 1, "history": [row]})(visit)

    page = ask(act, EVERY_CALL["history"])
    (row,) = page.items
    assert row.description == "by [masked] with Bearer [masked]"
    assert row.raw["deep"] == [{"refresh_token": "[masked]", "x": "[masked]"}]
    for canary in CANARIES.values():
        assert canary not in f"{row!r}{row.raw!r}{page!r}"


def test_no_repr_holds_a_secret():
    token = example("authenticated", TOKENS["authenticate"])
    with client("http://127.0.0.1:9/api/r", bearer=token) as spectrocoin:
        things = [token, spectrocoin, spectrocoin.tokens, spectrocoin.sends, spectrocoin._transport]
        for thing in things:
            for canary in (token.access, token.refresh, SECRET, CLIENT_ID):
                assert canary not in repr(thing)
                assert canary not in str(thing)


def test_no_repr_holds_a_receiver_or_a_raw_answer():
    payment = example("payment", EVERY_CALL["status"])
    assert payment.raw["receiver"] == payment.receiver
    assert payment.receiver not in repr(payment)


@pytest.mark.parametrize("name", [*HIDDEN_NAMES, "Access_Token"])
def test_a_member_of_a_hidden_name_is_masked_whatever_it_holds(name):
    for value in ('"x"', "471147", '"with \\"quotes\\""', '"cut off'):
        assert Redaction([]).text(f'{{"{name}": {value}').startswith(f'{{"{name}": "[masked]"')
    assert Redaction([]).value({name: {"deep": 1}}) == {name: "[masked]"}


def test_a_bearer_is_masked_whosever_it_is():
    told = f"Authorization: Bearer {base64.b64encode(b'somebody else').decode()}"
    assert Redaction([]).text(told) == "Authorization: Bearer [masked]"


def test_an_excerpt_is_64_kb_of_text_that_any_database_holds():
    excerpt = Redaction([]).excerpt(b"\x00\xff" + "é".encode() * MAX_EXCERPT)
    assert len(excerpt.encode()) <= MAX_EXCERPT
    assert "\x00" not in excerpt


def test_a_value_that_lies_over_the_end_of_an_excerpt_is_masked():
    body = b"x" * (MAX_EXCERPT - 5) + b"CANARY-CANARY"
    assert "CANARY" not in Redaction(["CANARY-CANARY"]).excerpt(body)


def test_an_ordinary_answer_is_kept_whole():
    text = documented("accounts").decode()
    assert Redaction([ACCESS, SECRET]).text(text) == text
    assert Redaction([ACCESS]).value(json.loads(text)) == json.loads(text)
