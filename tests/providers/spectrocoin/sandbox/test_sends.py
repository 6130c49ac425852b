"""Sending: what is answered, what it costs, where the money goes, and how a payment lives on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from tests.providers.spectrocoin.sandbox.caller import BTC, DASH, EMAIL, ETH, XEM, Caller, to
from tests.providers.spectrocoin.sandbox.conftest import Bent

SELF, OTHER = "wallet@harbour-money.example", "wallet@lantern-exchange.example"


def test_a_send_to_an_email_address_is_paid_and_answered_as_printed(desk: Caller) -> None:
    answer = desk.send("EUR", to(EMAIL, 13.19))
    [entry] = answer.json["sendCurrencyData"]
    assert list(answer.json) == ["sendCurrencyData"]
    assert list(entry) == ["paymentId", "withdrawAmount", "receiveAmount", "currency", "status", "receiver"]
    assert isinstance(entry.pop("paymentId"), int)
    assert entry == {
        "withdrawAmount": Decimal("13.19"),
        "receiveAmount": Decimal("13.19"),
        "currency": "EUR",
        "status": "PAID",
        "receiver": EMAIL,
    }
    assert desk.balance("EUR") == Decimal("18663.92")
    assert desk.history("EUR")[0]["amount"] == Decimal("-13.19")


@pytest.mark.parametrize(
    ("currency", "receiver", "amount"),
    [("BTC", BTC, 0.2), ("DASH", DASH, 1.5), ("ETH", ETH, 0.4), ("ETH", ETH.lower(), 0.4), ("XEM", XEM, 2)],
)
def test_a_send_to_an_address_costs_a_fee_on_top_and_takes_its_time(
    bent: Bent, desk: Caller, currency: str, receiver: str, amount: float
) -> None:
    before = desk.balance(currency)
    [entry] = desk.sent(currency, to(receiver, amount, refId="ours1"))
    assert (entry["status"], entry["refId"]) == ("NEW", "ours1")
    assert entry["receiveAmount"] == Decimal(str(amount)) < entry["withdrawAmount"]
    held = desk.account(currency)
    assert (held["balance"], held["reservedAmount"]) == (before, entry["withdrawAmount"])
    assert held["availableBalance"] == before - entry["withdrawAmount"]
    assert desk.history(currency)[0]["status"] == "PENDING"

    bent.advance(60)
    assert desk.status(entry["paymentId"])["status"] == "PENDING"
    assert desk.balance(currency) == before - entry["withdrawAmount"]
    assert desk.account(currency)["reservedAmount"] == 0

    desk.auth()
    bent.advance(600)
    desk.auth()
    assert desk.status(entry["paymentId"])["status"] == "PAID"
    assert desk.history(currency)[0]["status"] == "PROCESSED"


def test_the_status_is_answered_as_printed(desk: Caller) -> None:
    [entry] = desk.sent("XEM", to(XEM, 2, message="cGkSx732", refId="testRandomStringX$#@!"))
    status = desk.status(entry["paymentId"])
    assert list(status) == [
        "paymentId", "status", "transactionId", "withdrawAmount", "receiver", "message", "refId",
        "receiveAmount", "currency",
    ]  # fmt: skip
    assert (status["paymentId"], status["message"]) == (entry["paymentId"], "cGkSx732")
    assert isinstance(status["transactionId"], str)


def test_a_message_is_kept_for_xem_alone(desk: Caller) -> None:
    assert desk.sent("XEM", to(XEM, 2, message="hello"))[0]["message"] == "hello"
    assert "message" not in desk.sent("XEM", to(XEM, 2, message=None))[0]
    assert "message" not in desk.sent("EUR", to(EMAIL, 2, message="hello"))[0]


def test_the_fee_comes_out_of_the_amount_when_the_balance_does_not_cover_it(bent: Bent, desk: Caller) -> None:
    bent("balance", login=0, currency="BTC", amount="0.2")
    [entry] = desk.sent("BTC", to(BTC, 0.2))
    assert entry["withdrawAmount"] == Decimal("0.2")
    assert entry["receiveAmount"] == Decimal("0.19995")
    assert desk.account("BTC")["availableBalance"] == 0


def test_explicit_nulls_and_exponents_are_taken(desk: Caller, bent: Bent) -> None:
    body = '[{"amount":1E-6,"receiver":"someone@elsewhere.example","message":null,"refId":"ref-1"}]'
    assert desk("POST", "/wallet/send/BTC", body).json["sendCurrencyData"][0]["withdrawAmount"] == Decimal(
        "0.000001"
    )
    body = '[{"refId":null,"receiver":"someone@elsewhere.example","message":null,"amount":1.5e1}]'
    assert desk("POST", "/wallet/send/EUR", body).json["sendCurrencyData"][0]["withdrawAmount"] == 15
    assert [one["body"] for one in bent.books["posts"]][-1] == body


@pytest.mark.parametrize("amount", ["0.00000101", "0.12345678", "1.00000001", "3.70000000"])
def test_amounts_are_kept_to_the_last_digit(bent: Bent, desk: Caller, amount: str) -> None:
    desk("POST", "/wallet/send/BTC", f'[{{"amount": {amount}, "receiver": "{EMAIL}"}}]')
    assert Decimal(bent.books["sends"][-1]["withdrawAmount"]) == Decimal(amount)
    assert desk.balance("BTC") == Decimal("3.76161379") - Decimal(amount)


@pytest.mark.parametrize("receiver", [OTHER, OTHER.upper()])
def test_a_send_to_the_other_wallet_arrives_there(desk: Caller, other_desk: Caller, receiver: str) -> None:
    before = other_desk.balance("EUR")
    desk.sent("EUR", to(receiver, 7))
    assert other_desk.balance("EUR") == before + 7
    assert other_desk.history("EUR")[0]["amount"] == 7


def test_coins_to_the_other_wallets_address_arrive_when_paid(
    bent: Bent, desk: Caller, other_desk: Caller
) -> None:
    address = other_desk.get("/wallet/deposit/XEM/last")
    desk.sent("XEM", to(address["cryptoAddress"], 5, message=address["message"]))
    assert other_desk.balance("XEM") == 120
    bent.advance(661)
    other_desk.auth()
    assert other_desk.balance("XEM") == 125


def test_a_bulk_send_says_of_each_receiver_what_became_of_it(bent: Bent, desk: Caller) -> None:
    entries = desk.sent("BTC", to(BTC, 0.3), to(EMAIL, 0.3, refId="b"), to(SELF, 0.003, refId="c"))
    assert [entry["status"] for entry in entries] == ["NEW", "PAID", "FAILED"]
    assert entries[2] == {
        "withdrawAmount": Decimal("0.003"),
        "receiveAmount": Decimal("0.003"),
        "status": "FAILED",
        "receiver": SELF,
        "error": {"code": 3005, "message": "Sender and receiver should be different"},
    }
    assert [(one["paymentId"] is None, one["request"]["entry"]) for one in bent.books["sends"]] == [
        (False, 0), (False, 1), (True, 2),
    ]  # fmt: skip


def test_one_address_twice_in_a_bulk_is_two_payments_in_one_line_of_the_history(desk: Caller) -> None:
    entries = desk.sent("BTC", to(BTC, 0.2), to(BTC, 0.3))
    assert len({entry["paymentId"] for entry in entries}) == 2
    assert desk.history("BTC")[0]["amount"] == Decimal("-0.5001")
    assert len({desk.status(entry["paymentId"])["transactionId"] for entry in entries}) == 1


def test_or_in_a_line_each(bent: Bent, desk: Caller) -> None:
    bent.set(bulk_history="each")
    desk.sent("BTC", to(BTC, 0.2), to(BTC, 0.3))
    assert [line["amount"] for line in desk.history("BTC")[:2]] == [Decimal("-0.30005"), Decimal("-0.20005")]


def test_the_second_of_a_bulk_meets_what_the_first_left(bent: Bent, desk: Caller) -> None:
    bent("balance", login=0, currency="BTC", amount="1")
    entries = desk.sent("BTC", to(EMAIL, 0.6), to(EMAIL, 0.6), to(EMAIL, 0.4))
    assert [entry.get("error", {}).get("code") for entry in entries] == [None, 3001, None]
    assert desk.balance("BTC") == 0


def test_a_bulk_may_be_refused_as_a_whole(bent: Bent, desk: Caller) -> None:
    bent.set(bulk_errors="request")
    assert desk.send("BTC", to(EMAIL, 0.3), to(SELF, 0.3)).codes == [3005]
    assert bent.books["sends"] == []


def test_a_repeated_reference_is_refused_for_ever(desk: Caller) -> None:
    desk.sent("EUR", to(EMAIL, 1, refId="once"))
    assert desk.send("EUR", to("else@elsewhere.example", 2, refId="once")).codes == [3032]
    assert desk.send("BTC", to(BTC, 0.2, refId="once")).codes == [3032]
    entries = desk.sent("EUR", to(EMAIL, 1, refId="new"), to(EMAIL, 1, refId="new"))
    assert [entry.get("error", {}).get("code") for entry in entries] == [None, 3032]


def test_a_reference_is_each_users_own(desk: Caller, other_desk: Caller) -> None:
    desk.sent("EUR", to(EMAIL, 1, refId="once"))
    other_desk.sent("EUR", to(EMAIL, 1, refId="once"))


def test_a_reference_of_a_failed_entry_is_spent_unless_it_is_set_free(bent: Bent, desk: Caller) -> None:
    bent("fail_sends", ref_ids=["r"], code=3027)
    [entry] = desk.sent("EUR", to(EMAIL, 1, refId="r"))
    assert (entry["status"], entry["error"]["code"]) == ("FAILED", 3027)
    bent("fail_sends")
    assert desk.send("EUR", to(EMAIL, 1, refId="r")).codes == [3032]
    bent.set(failed_ref_ids="free")
    assert desk.sent("EUR", to(EMAIL, 1, refId="r"))[0]["status"] == "PAID"


def test_a_refused_single_send_leaves_its_reference_free(desk: Caller) -> None:
    assert desk.send("EUR", to(SELF, 1, refId="r")).codes == [3005]
    assert desk.sent("EUR", to(EMAIL, 1, refId="r"))[0]["status"] == "PAID"


def test_references_may_be_ignored(bent: Bent, desk: Caller) -> None:
    bent.set(ref_ids="ignored")
    first, second = (desk.sent("EUR", to(EMAIL, 1, refId="r"))[0]["paymentId"] for _ in range(2))
    assert first != second


def test_of_twenty_sends_of_one_reference_at_once_one_pays(bent: Bent, desk: Caller) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: desk.send("EUR", to(EMAIL, 100, refId="same")), range(20)))
    assert sorted(answer.status for answer in answers) == [200] + [203] * 19
    assert [answer.codes for answer in answers if answer.status == 203] == [[3032]] * 19
    assert len(bent.books["sends"]) == 1
    assert desk.balance("EUR") == Decimal("18577.11")


def test_twenty_sends_at_once_take_no_more_than_there_is(bent: Bent, desk: Caller) -> None:
    bent("balance", login=0, currency="EUR", amount="10")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: desk.send("EUR", to(EMAIL, 1)), range(20)))
    assert sorted(answer.status for answer in answers) == [200] * 10 + [203] * 10
    assert desk.balance("EUR") == 0


def test_entries_fail_where_it_was_planned(bent: Bent, desk: Caller) -> None:
    bent("fail_sends", legs=[1, 4])
    statuses = [entry["status"] for _ in range(2) for entry in desk.sent("EUR", *[to(EMAIL, 1)] * 3)]
    assert statuses == ["PAID", "FAILED", "PAID", "PAID", "FAILED", "PAID"]
    assert desk.balance("EUR") == Decimal("18673.11")


def test_the_object_of_the_examples(bent: Bent, desk: Caller) -> None:
    bent.set(send_data="object", payment_ids="text")
    answer = desk.send("EUR", to(EMAIL, 13.19)).json
    entry = answer.pop("sendCurrencyData")
    assert answer == entry
    assert isinstance(entry["paymentId"], str)


def test_the_example_whose_levels_contradict_each_other(bent: Bent, desk: Caller) -> None:
    bent.set(send_data="contradicting")
    answer = desk.send("BTC", to(BTC, 0.002, refId="r")).json
    inner = answer["sendCurrencyData"]
    assert (answer["currency"], inner["currency"]) == ("BTC", "EUR")
    assert str(answer["paymentId"]) != inner["paymentId"]
    assert "refId" not in answer


@pytest.mark.parametrize(
    ("setting", "shown"), [({"send_status": "missing"}, None), ({"status_words": "title"}, "Paid")]
)
def test_a_status_that_is_missing_or_written_otherwise(
    bent: Bent, desk: Caller, setting: dict[str, str], shown: str | None
) -> None:
    bent.set(**setting)
    assert desk.sent("EUR", to(EMAIL, 1))[0].get("status") == shown


def test_entries_may_come_back_in_another_order(bent: Bent, desk: Caller) -> None:
    bent.set(leg_order="reversed")
    entries = desk.sent("EUR", *[to(EMAIL, 1, refId=ref) for ref in "abc"])
    assert [entry["refId"] for entry in entries] == ["c", "b", "a"]


def test_small_numbers_may_be_printed_with_an_exponent(bent: Bent, desk: Caller) -> None:
    bent.set(numbers="exponent")
    bent("balance", login=0, currency="BTC", amount="0.00000012")
    told = desk("GET", "/wallet/accounts").text
    assert '"balance":1.2E-7,' in told
    assert '"balance":18677.11,' in told


def test_a_payment_put_into_failed_gives_the_money_back_once(bent: Bent, desk: Caller) -> None:
    before = desk.account("BTC")
    [entry] = desk.sent("BTC", to(BTC, 0.2))
    bent.advance(60)
    for _ in range(2):
        bent("status", id=entry["paymentId"], code="FAILED")
    assert desk.account("BTC") == before
    assert desk.status(entry["paymentId"])["status"] == "FAILED"
    assert desk.history("BTC")[0]["status"] == "FAILED"
    bent.advance(3600)
    desk.auth()
    assert desk.status(entry["paymentId"])["status"] == "FAILED"


def test_one_of_a_joint_line_that_fails_comes_back_in_a_line_of_its_own(bent: Bent, desk: Caller) -> None:
    before = desk.balance("BTC")
    first, _ = desk.sent("BTC", to(BTC, 0.2), to(BTC, 0.3))
    bent.advance(60)
    bent("status", id=first["paymentId"], code="FAILED")
    desk.auth()
    assert desk.balance("BTC") == before - Decimal("0.30005")
    assert [line["amount"] for line in desk.history("BTC")[:2]] == [Decimal("0.20005"), Decimal("-0.5001")]


def test_any_word_may_be_a_status_and_it_stays(bent: Bent, desk: Caller) -> None:
    [entry] = desk.sent("BTC", to(BTC, 0.2))
    bent("status", id=entry["paymentId"], code="ON_HOLD")
    bent.advance(3600)
    desk.auth()
    assert desk.status(entry["paymentId"])["status"] == "ON_HOLD"


def sums(bent: Bent) -> tuple[Decimal, Decimal]:
    """What left the accounts, and the sum of the legs that took it."""
    taken: Any = [one for one in bent.books["sends"] if one["money"] in ("reserved", "charged")]
    legs = sum((Decimal(one["withdrawAmount"]) for one in taken), Decimal(0))
    held = next(one for one in bent.books["accounts"] if one["id"] == 2503)
    return Decimal("3.76161379") - Decimal(held["balance"]) + Decimal(held["reserved"]), legs


def test_the_debit_is_the_sum_of_the_legs(bent: Bent, desk: Caller) -> None:
    bent("fail_sends", legs=[3, 17, 41])
    for _ in range(2):
        desk.sent("BTC", *[to(BTC if n % 2 else EMAIL, round(0.001 + n / 10**6, 8)) for n in range(30)])
    bent.advance(60)
    debit, legs = sums(bent)
    assert debit == legs > 0
