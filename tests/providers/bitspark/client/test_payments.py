"""Deposits and withdrawals: what is asked, what is read, and what is compared."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import (
    BANK_DETAIL_FIELDS,
    DepositOrder,
    MalformedReply,
    OutcomeUnknown,
    Refused,
    Unsendable,
    WithdrawalOrder,
    encoded_body,
)

from .calls import D, E, F, asked, form, path, query, told
from .every_call import BANK, BANK_WITHDRAWAL, DEPOSIT, TOKEN, WALLET, WALLET_WITHDRAWAL
from .stubs import answer, documented, errors

ADDRESS = "1KYjqpDx6LnyuQFQ5591iTMJgASUdju5uM"


def changed(name, **attributes):
    payload = json.loads(documented(name))
    payload["data"]["attributes"].update(attributes)
    return answer(200, payload)


def test_a_deposit_is_announced_with_its_currency_among_the_attributes():
    made, visit = asked("deposit_v3", lambda b: b.payments.deposit(DEPOSIT))

    assert path(visit) == ("POST", "/v3/payments/deposit")
    assert query(visit) == []
    assert form(visit) == {
        "data[type]": "deposit",
        "data[attributes][amount]": "1.0",
        "data[attributes][currency]": "usd",
        "data[attributes][callback_url]": "https://desk.example/c/1",
    }
    assert visit.body == encoded_body(DEPOSIT.form())
    assert (made.id, made.type, made.amount, made.txid) == (F, "bank_deposits", Decimal("1.0"), "123")
    assert (made.status_code, made.status_message) == ("pending", "Pending")
    assert (made.deposit_credentials["reference"], made.deposit_credentials["account_number"]) == (
        "999999999",
        "",
    )
    assert (made.account_id, made.account) == (F, None)
    # The example echoes another callback URL than anybody asked for.
    assert made.differences == ("callback_url",)
    assert "example.co" not in repr(made)
    assert "999999999" not in repr(made)


def test_the_older_version_has_its_currency_outside_and_another_type():
    order = replace(DEPOSIT, callback_url="example.com")
    made, visit = asked("deposit_v2_usd", lambda b: b.payments.deposit_v2(order))

    assert path(visit) == ("POST", "/v2/payments/deposit")
    assert form(visit) == {
        "account_currency": "usd",
        "data[type]": "deposits",
        "data[attributes][amount]": "1.0",
        "data[attributes][callback_url]": "example.com",
    }
    assert visit.body == encoded_body(order.form_v2())
    assert made.account.balance_text == "87497.8195418990169122"
    assert made.account.currency.code == "usd"
    assert made.differences == ()


@pytest.mark.parametrize(("asks", "said"), [(True, "true"), (False, "false"), (None, None)])
def test_a_new_address_is_asked_for_in_words(asks, said):
    order = DepositOrder(Decimal(100), "btc", generate_new_address=asks)
    made, visit = asked("deposit_v2_btc", lambda b: b.payments.deposit_v2(order))

    assert form(visit).get("data[attributes][generate_new_address]") == said
    assert (made.type, made.bitcoin_address) == ("deposits", "1q2W3e4R5t6Y7u8I9o0P1q2W3e4R5t6Y7u")
    assert (made.status_code, made.status_message, made.deposit_credentials) == ("", None, {})
    assert made.unread == ()
    assert made.differences == ("callback_url",)


def test_a_failed_deposit_is_tried_by_no_other_version():
    with pytest.raises(OutcomeUnknown):  # `told` asserts that one request went out
        told(answer(404, "<html>", "text/html"), lambda b: b.payments.deposit(DEPOSIT))


@pytest.mark.parametrize(
    ("attributes", "differences"),
    [
        ({"amount": "2.0"}, ("amount",)),
        ({"amount": None, "callback_url": None}, ()),
        ({"amount": "1.00", "callback_url": None}, ()),
        ({"callback_url": "https://elsewhere.example"}, ("callback_url",)),
    ],
)
def test_what_a_deposit_answers_otherwise_is_named(attributes, differences):
    act = changed("deposit_v3", **{"callback_url": DEPOSIT.callback_url, **attributes})
    made, _ = told(act, lambda b: b.payments.deposit(DEPOSIT))
    assert made.differences == differences


def test_a_deposit_to_an_account_of_another_currency_is_a_difference():
    order = DepositOrder(Decimal("1.0"), "hkd", callback_url="example.com")
    made, _ = asked("deposit_v2_usd", lambda b: b.payments.deposit_v2(order))
    assert made.differences == ("currency",)


def test_a_withdrawal_to_a_bank():
    made, visit = asked("withdrawal_usd", lambda b: b.payments.withdraw(BANK_WITHDRAWAL))

    assert path(visit) == ("POST", "/v2/payments/withdraw")
    detail = "data[relationships][bank_detail][data]"
    assert form(visit) == {
        "account_currency": "usd",
        "data[type]": "withdraw",
        "data[attributes][txid]": "12335352",
        "data[attributes][amount]": "100",
        "data[attributes][callback_url]": "example.com",
        "data[attributes][gauth_token]": TOKEN,
        f"{detail}[type]": "bank_details",
        **{f"{detail}[attributes][{name}]": value for name, value in BANK.items()},
    }
    assert (made.type, made.amount, made.txid) == ("withdraws", Decimal("100.0"), "12335352")
    assert (made.status_code, made.bank_detail, made.account_id) == ("pending", BANK, D)
    assert made.account.balance_text == "87597.8195418990169122"
    assert made.differences == ()
    assert "123123123" not in repr(made)


def test_a_withdrawal_to_a_wallet_never_says_bitcoin_address():
    made, visit = asked("withdrawal_btc", lambda b: b.payments.withdraw(WALLET_WITHDRAWAL))

    assert form(visit) == {
        "account_currency": "btc",
        "data[type]": "withdraw",
        "data[attributes][txid]": "our-1",
        "data[attributes][amount]": "100",
        "data[attributes][wallet_address]": WALLET,
    }
    assert (made.wallet_address, made.status_code, made.txid) == (WALLET, "", None)
    assert (made.account_id, made.account.currency.code) == (E, "btc")
    assert made.differences == ()


def test_no_token_is_no_field():
    for order in (BANK_WITHDRAWAL, WALLET_WITHDRAWAL):
        assert b"gauth_token" not in encoded_body(replace(order, gauth_token="").form())


def test_the_token_and_the_detail_show_in_no_repr():
    shown = repr(BANK_WITHDRAWAL)
    assert not [secret for secret in (TOKEN, *BANK.values(), "example.com") if secret in shown]


@pytest.mark.parametrize(
    ("attributes", "differences"),
    [
        ({"wallet_address": "3OtherAddress"}, ("wallet_address",)),
        ({"wallet_address": WALLET.lower()}, ("wallet_address",)),
        ({"wallet_address": None}, ("wallet_address",)),
        ({"txid": "somebody's"}, ("txid",)),
        ({"txid": "our-1"}, ()),
        ({"amount": "100.00000001"}, ("amount",)),
        ({"amount": "ten"}, ("amount",)),
        ({"callback_url": "example.com"}, ("callback_url",)),
    ],
    ids=str,
)
def test_what_a_withdrawal_answers_otherwise_is_named(attributes, differences):
    made, _ = told(changed("withdrawal_btc", **attributes), lambda b: b.payments.withdraw(WALLET_WITHDRAWAL))
    assert made.differences == differences


def test_another_bank_detail_or_account_is_a_difference():
    payload = json.loads(documented("withdrawal_usd"))
    payload["included"][0]["attributes"].update(
        account_number="9", address="85  Albert Embankment", swift_code=" 1234321", name="hsbc"
    )
    payload["included"][2]["attributes"]["code"] = "hkd"
    made, _ = told(answer(200, payload), lambda b: b.payments.withdraw(BANK_WITHDRAWAL))
    assert made.differences == ("account_currency", "bank_detail.account_number", "bank_detail.address")


@pytest.mark.parametrize(
    "change",
    [
        {"txid": ""},
        {"account_currency": ""},
        {"amount": Decimal(0)},
        {"wallet_address": None},
        {"bank_detail": BANK},
        {"wallet_address": None, "bank_detail": {**BANK, "swift_code": ""}},
        {"wallet_address": None, "bank_detail": {**BANK, "iban": "X"}},
        {"txid": "tilde~"},
    ],
    ids=str,
)
def test_a_withdrawal_that_cannot_be_said_is_not(change):
    with pytest.raises(Unsendable):
        encoded_body(replace(WALLET_WITHDRAWAL, **change).form())


def test_the_fields_of_a_bank_detail_are_the_documents():
    assert set(BANK_DETAIL_FIELDS) == set(BANK)
    with pytest.raises(TypeError):
        WithdrawalOrder("usd", 1.5, "t", wallet_address="w").form()


@pytest.mark.parametrize(
    ("version", "get", "where"),
    [
        (1, lambda b: b.payments.get_v1(F), f"/v1/transactions/payments/{F}"),
        (2, lambda b: b.payments.get(F), f"/v2/payments/{F}"),
    ],
)
def test_one_payment(version, get, where):
    payment, visit = asked(f"payment_v{version}", get)

    assert path(visit) == ("GET", where)
    assert (payment.id, payment.type, payment.amount, payment.txid) == (
        F,
        "bank_deposits",
        Decimal("1.0"),
        "123",
    )
    assert payment.deposit_credentials["beneficiary_name"] == "Valoris HK Limited"
    assert (payment.account_id, payment.callback_url) == (F, "example.com")
    assert payment.unread == ()


@pytest.mark.parametrize("get", [lambda b: b.payments.get_v1(E), lambda b: b.payments.get(E)])
def test_another_payment_than_asked_is_not_taken(get):
    with pytest.raises(MalformedReply, match="another payment"):
        asked("payment_v2", get)


def test_pending_btc_deposits():
    page, visit = asked("pending_btc_deposits", lambda b: b.payments.pending_btc_deposits(3, 20))

    assert path(visit) == ("GET", "/v2/payments/pending_btc_deposits")
    assert query(visit) == [("pagination[offset]", "3"), ("pagination[limit]", "20")]
    (payment,) = page.items
    assert (payment.type, payment.amount, payment.txid, payment.callback_url) == (
        "btc_deposits",
        None,
        None,
        None,
    )
    assert (payment.bitcoin_address, payment.address, payment.addresses_differ) == (ADDRESS, ADDRESS, False)
    assert payment.status_code == "unknown"


def test_two_addresses_that_are_not_one_are_seen():
    payload = json.loads(documented("pending_btc_deposits"))
    payload["data"][0]["attributes"]["address"] = ADDRESS.lower()
    page, _ = told(answer(200, payload), lambda b: b.payments.pending_btc_deposits(1))
    assert page.items[0].addresses_differ


@pytest.mark.parametrize(
    ("attributes", "code", "unread"),
    [
        ({"status": "pending"}, "pending", ()),
        ({"status": None}, "", ()),
        ({"status": ["pending"]}, "", ("status",)),
        ({"status": {"code": 7, "message": {}}}, "7", ("status",)),
        ({"deposit_credentials": {"iban": "I", "account_number": None}}, "pending", ()),
        ({"deposit_credentials": {"iban": ["I"]}}, "pending", ("deposit_credentials",)),
        ({"deposit_credentials": "none"}, "pending", ("deposit_credentials",)),
    ],
    ids=str,
)
def test_what_is_odd_is_told_and_not_made_up(attributes, code, unread):
    payment, _ = told(changed("payment_v2", **attributes), lambda b: b.payments.get(F))
    assert (payment.status_code, payment.unread) == (code, unread)


def test_a_proof_goes_as_multipart_under_the_documents_name_signed_over_the_url_alone():
    content = b"%PDF-1.4\r\n--boundary\x00\xff"
    result, visit = asked(
        "success",
        lambda b: b.payments.upload_proof(F, "proof of José.pdf", content, "application/pdf"),
    )

    assert path(visit) == ("PUT", f"/v2/payments/{F}/upload")
    assert query(visit) == []
    assert visit.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert form(visit) == {"data[attributes][data_proof_attributes][proof]": content.decode("latin-1")}
    assert b"Content-Type: application/pdf" in visit.body
    assert 'filename="proof of José.pdf"'.encode() in visit.body
    assert result is None


@pytest.mark.parametrize("filename", ["", " ", 'a".pdf', "a\r\nb.pdf", "../a.pdf", "a\\b.pdf", "\ud800.pdf"])
def test_a_file_name_that_would_break_out_is_not_sent(filename):
    with pytest.raises(Unsendable), _nobody() as bitspark:
        bitspark.payments.upload_proof(F, filename, b"x", "application/pdf")


@pytest.mark.parametrize("content_type", ["", "pdf", "application/pdf\r\nX: y"])
def test_a_media_type_that_is_none_is_not_sent(content_type):
    with pytest.raises(Unsendable), _nobody() as bitspark:
        bitspark.payments.upload_proof(F, "a.pdf", b"x", content_type)


def _nobody():
    from .orders import client

    return client("http://127.0.0.1:9/bitspark")


def test_a_refused_proof_says_why():
    with pytest.raises(Refused) as caught:
        asked(
            "proof_not_uploaded",
            lambda b: b.payments.upload_proof(F, "x.log", b"", "text/plain"),
            status=422,
        )
    assert "BTC deposits has no proofs to be uploaded" in caught.value.messages


def test_a_deposit_is_cancelled_and_its_answer_tells_no_state():
    result, visit = asked("success", lambda b: b.payments.cancel(F))
    assert path(visit) == ("PUT", f"/v2/payments/{F}/cancel")
    assert (visit.body, result) == (b"", None)


@pytest.mark.parametrize(
    ("word", "call", "fast"),
    [
        ("payment_deposit_error", lambda b: b.payments.deposit(DEPOSIT), False),
        ("payment_cancel_error", lambda b: b.payments.cancel(F), False),
        ("payment_withdraw_error", lambda b: b.payments.withdraw(BANK_WITHDRAWAL), True),
    ],
)
def test_something_went_wrong_says_nothing_about_the_money(word, call, fast):
    with pytest.raises(OutcomeUnknown) as caught:
        told(answer(400, errors(400, word, "Something went wrong.")), call)
    assert (caught.value.error_code, caught.value.fast_path) == (word, fast)
