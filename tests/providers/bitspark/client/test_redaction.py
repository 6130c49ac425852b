"""Keys, signatures, callback paths and people's numbers are in no evidence, text or repr."""

import html
import json
import traceback
from dataclasses import replace
from urllib.parse import quote_plus

import pytest

from accounts.providers.bitspark.client import Bitspark, BitsparkError, Refused
from accounts.providers.bitspark.client.redaction import MAX_EXCERPT, SECRET_NAMES, Redaction, without

from .every_call import BANK_WITHDRAWAL, PASSWORD, TOKEN, WRITES
from .orders import KEY, ORDER, SECRET, client, sent
from .stubs import Stub, answer, close, documented, errors

CANARIES = {
    "id_number": "CANARY-ID/77",
    "iban": "PK36SCBL0000001123456702",
    "cnic": "42101-1234567-1",
    "bank_account_number": "00998877665544",
    "callback": "https://desk.example/callbacks/4711/c4n4ry",
}
SECRETIVE = replace(
    ORDER,
    recipient={
        "first_name": "Ada",
        **{name: CANARIES[name] for name in ("iban", "cnic", "bank_account_number")},
    },
    sender={"id_number": CANARIES["id_number"]},
    callback_url=CANARIES["callback"],
)


def echo(status, content_type):
    """A server that says back all that it was told, in every writing."""

    def act(visit):
        told = [visit.received.decode(), *CANARIES.values(), visit.headers["sign"]]
        told += [quote_plus(text) for text in told] + [html.escape(text) for text in told]
        payload = errors(status, visit.headers["sign"], told)
        payload["form"] = {"iban": "GB00OTHER", "id_number": 77665544, "cnic": 'with "quotes"'}
        return answer(status, payload, content_type)(visit)

    return act


def everything(error: BitsparkError) -> str:
    trace = "".join(traceback.format_exception(error))
    return "\n".join(
        [str(error), repr(error), trace, error.body, *error.messages, *error.error_codes, error.cause]
    )


@pytest.mark.parametrize(
    ("status", "content_type"), [(422, "application/json"), (500, "text/html"), (200, "text/html")]
)
def test_an_echoing_server_leaves_no_secret_behind(status, content_type):
    with Stub(echo(status, content_type)) as stub, client(stub.url) as bitspark:
        with pytest.raises(BitsparkError) as caught:
            bitspark.transfers.send(SECRETIVE)
        sign = stub.visits[0].headers["sign"]
    said = everything(caught.value)
    for canary in (KEY, SECRET, sign, "GB00OTHER", "77665544,", "with", *CANARIES.values()):
        assert canary not in said.replace("With statement", ""), canary
        assert quote_plus(canary) not in said
        assert html.escape(canary) not in said
    assert "Ada" in caught.value.body
    assert "[masked]" in caught.value.body


def test_silence_leaves_no_secret_behind():
    with Stub(close) as stub, client(stub.url) as bitspark:
        with pytest.raises(BitsparkError) as caught:
            bitspark.transfers.send(SECRETIVE)
        sign = stub.visits[0].headers["sign"]
    assert caught.value.__cause__.request is None
    for canary in (KEY, SECRET, sign, *CANARIES.values()):
        assert canary not in everything(caught.value)


def test_no_repr_holds_a_secret():
    payload = sent(callback_url=CANARIES["callback"])
    payload["included"][0]["attributes"]["iban"] = CANARIES["iban"]
    with Stub(answer(200, payload)) as stub:
        bitspark = Bitspark(stub.url, KEY, SECRET)
        told = bitspark.transfers.send(replace(SECRETIVE, recipient={"first_name": "qwe"}))
        bitspark.close()
    for thing in (bitspark, bitspark.transfers, bitspark._transport, told, SECRETIVE):
        for canary in (KEY, SECRET, *CANARIES.values()):
            assert canary not in repr(thing)


@pytest.mark.parametrize(("status", "content_type"), [(422, "application/json"), (500, "text/html")])
@pytest.mark.parametrize(
    ("name", "secrets"),
    [("withdraw", (TOKEN, BANK_WITHDRAWAL.bank_detail["account_number"])), ("profile_update", (PASSWORD,))],
)
def test_what_was_typed_for_one_call_is_left_nowhere(name, secrets, status, content_type):
    def act(visit):
        said = visit.body.decode()
        return answer(status, errors(status, secrets[0], [said, *secrets]), content_type)(visit)

    with Stub(act) as stub, client(stub.url) as bitspark, pytest.raises(BitsparkError) as caught:
        WRITES[name](bitspark)
    assert "[masked]" in caught.value.body
    for secret in secrets:
        assert secret not in everything(caught.value)


@pytest.mark.parametrize("name", [*SECRET_NAMES, "account_number"])
def test_a_member_of_a_hidden_name_is_masked_whatever_it_holds(name):
    for value in ('"x"', "471147", '"with \\"quotes\\""'):
        assert Redaction([]).text(f'{{"{name}": {value}}}') == f'{{"{name}": "[masked]"}}'


def test_a_call_can_hide_more_names():
    text = '{"balance": "12.5", "amount": "1"}'
    assert Redaction([]).text(text) == text
    assert Redaction([], ("balance",)).text(text) == '{"balance": "[masked]", "amount": "1"}'


def test_members_are_left_out_at_any_depth():
    value = {"a": 1, "balance": 2, "b": [{"balance": 3, "c": 4}, "balance"]}
    assert without(("balance",), value) == {"a": 1, "b": [{"c": 4}, "balance"]}


def test_a_secret_in_the_answer_to_a_withdrawal_is_not_kept():
    payload = json.loads(documented("withdrawal_usd"))
    payload["data"]["attributes"]["gauth_token"] = TOKEN
    with Stub(answer(200, payload)) as stub, client(stub.url) as bitspark:
        made = bitspark.payments.withdraw(BANK_WITHDRAWAL)
    assert "gauth_token" not in made.raw["attributes"]
    assert TOKEN not in repr(made) + repr(made.raw)


def test_an_excerpt_is_64_kb_of_text_that_any_database_holds():
    excerpt = Redaction([]).excerpt(b"\x00\xff" + "é".encode() * MAX_EXCERPT)
    assert len(excerpt.encode()) <= MAX_EXCERPT
    assert "\x00" not in excerpt
    excerpt.encode("utf-8")


def test_a_value_that_lies_over_the_end_of_an_excerpt_is_masked():
    body = b"x" * (MAX_EXCERPT - 5) + b"CANARY-CANARY"
    assert "CANARY" not in Redaction(["CANARY-CANARY"]).excerpt(body)


def test_an_answer_with_nul_can_be_stored_and_proves_nothing():
    act = answer(422, errors(422, "unprocessable_entity", ["a\u0000b"]))
    with Stub(act) as stub, client(stub.url) as bitspark, pytest.raises(BitsparkError) as caught:
        bitspark.transfers.send(ORDER)
    assert not isinstance(caught.value, Refused)  # NUL in JSON is refused, so this refusal proves nothing
    assert json.loads(json.dumps(caught.value.body))
