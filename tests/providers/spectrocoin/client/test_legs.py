"""What a send came to: which answer belongs to which order, and what it proves."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.providers.spectrocoin.client import AlreadySent, Outcome, OutcomeUnknown, Refused, SendOrder
from accounts.providers.spectrocoin.client.legs import matched, read_legs
from accounts.providers.spectrocoin.client.values import Undescribed

from .calls import BTC, NEM, SEND, SEND_XEM
from .stubs import answer, told

OTHER = "1M4bqMd471TTwNtUSeHPhSW5qQy1Y48p5b"
ORDERS = tuple(SendOrder("BTC", Decimal("0.3"), BTC, f"leg{n}") for n in range(3))


def of(order, **members):
    """What is told of a leg of this order, with these members besides or in place."""
    return {
        "paymentId": 205,
        "withdrawAmount": order.amount,
        "receiveAmount": order.amount,
        "currency": order.currency,
        "status": "PAID",
        "receiver": order.receiver,
        "refId": order.ref_id,
        **members,
    }


def failed(order, code=3005, **members):
    """A failed leg as the document's example has it: no id, no currency, no refId."""
    return {
        "withdrawAmount": order.amount,
        "receiveAmount": order.amount,
        "status": "FAILED",
        "receiver": order.receiver,
        "error": {"code": code, "message": "No"},
        **members,
    }


def leg(order, told_of_it):
    (only,) = read_legs((order,), {"sendCurrencyData": told_of_it})
    return only


def outcomes(orders, *told_of_them):
    return [one.outcome for one in read_legs(orders, {"sendCurrencyData": list(told_of_them)})]


@pytest.mark.parametrize("shape", [lambda one: one, lambda one: [one]], ids=["object", "list"])
def test_one_leg_is_read_from_an_object_or_a_list(shape):
    assert leg(SEND, shape(of(SEND))).outcome is Outcome.ACCEPTED


def test_the_obsolete_top_level_is_not_looked_at():
    payload = {**failed(SEND), "paymentId": "159", "currency": "BTC", "sendCurrencyData": of(SEND)}
    (only,) = read_legs((SEND,), payload)
    assert (only.payment_id, only.currency, only.outcome) == ("205", "EUR", Outcome.ACCEPTED)


@pytest.mark.parametrize("told_of_it", [None, [], [7], "x", [[]]], ids=str)
def test_without_any_leg_nothing_is_told(told_of_it):
    with pytest.raises(Undescribed):
        leg(SEND, told_of_it)
    with pytest.raises(Undescribed):
        read_legs((SEND,), {k: v for k, v in of(SEND).items() if k != "refId"})


@pytest.mark.parametrize(
    ("members", "outcome"),
    [
        ({"status": "NEW"}, Outcome.ACCEPTED),
        ({"status": "Pending"}, Outcome.ACCEPTED),
        ({"status": "Paid"}, Outcome.ACCEPTED),
        ({"status": "HELD"}, Outcome.ACCEPTED),
        ({"status": None}, Outcome.UNKNOWN),
        ({"status": ""}, Outcome.UNKNOWN),
        ({"status": "FAILED"}, Outcome.UNKNOWN),
        ({"status": "FAILED", "error": {"message": "No"}}, Outcome.UNKNOWN),
        ({"status": "FAILED", "error": "No"}, Outcome.UNKNOWN),
        ({"status": "FAILED", "error": {"code": 3005, "message": "No"}}, Outcome.REFUSED),
        ({"status": "failed", "error": {"code": "100"}}, Outcome.REFUSED),
        ({"status": "FAILED", "error": {"code": 3032, "message": "No"}}, Outcome.ALREADY_SENT),
        ({"status": None, "error": {"code": 3032, "message": "No"}}, Outcome.ALREADY_SENT),
        ({"status": "PAID", "error": {"code": 3032, "message": "No"}}, Outcome.UNKNOWN),
        ({"status": "PAID", "error": {"code": 3005, "message": "No"}}, Outcome.UNKNOWN),
        ({"status": None, "error": {"code": 3005, "message": "No"}}, Outcome.UNKNOWN),
        ({"status": "PAID", "error": "No"}, Outcome.UNKNOWN),
        ({"status": "PAID", "error": None}, Outcome.ACCEPTED),
        ({"paymentId": None}, Outcome.UNKNOWN),
        ({"paymentId": ""}, Outcome.UNKNOWN),
        ({"paymentId": "15x"}, Outcome.UNKNOWN),
        ({"paymentId": "153"}, Outcome.ACCEPTED),
    ],
    ids=str,
)
def test_status_and_error_make_the_outcome(members, outcome):
    assert leg(SEND, of(SEND, **members)).outcome is outcome


def test_a_status_nobody_knows_is_pending_and_marked():
    held = leg(SEND, of(SEND, status="held"))
    assert (held.status, held.has_known_status) == ("HELD", False)


@pytest.mark.parametrize(
    ("members", "differences"),
    [
        ({"currency": "BTC"}, ("currency",)),
        ({"currency": None}, ("currency",)),
        ({"currency": "eur"}, ()),
        ({"receiver": "other@spectrocoin.com"}, ("receiver",)),
        ({"receiver": "Test@SpectroCoin.com"}, ()),
        ({"receiver": None}, ("receiver",)),
        ({"receiveAmount": Decimal("13.20")}, ("receive_amount",)),
        ({"receiveAmount": 0}, ("receive_amount",)),
        ({"receiveAmount": None}, ("receive_amount",)),
        ({"withdrawAmount": Decimal("13.18")}, ("withdraw_amount",)),
        ({"withdrawAmount": None}, ("withdraw_amount",)),
        ({"withdrawAmount": Decimal("13.50")}, ()),
        ({"receiveAmount": Decimal("13.190")}, ()),
        ({"receiveAmount": "13.19"}, ()),
    ],
    ids=str,
)
def test_what_is_told_otherwise_than_asked_is_unknown(members, differences):
    told_leg = leg(SEND, of(SEND, **members))
    assert told_leg.differences == differences
    assert told_leg.outcome is (Outcome.UNKNOWN if differences else Outcome.ACCEPTED)


def test_a_fee_taken_out_of_the_amount_is_no_contradiction_but_shown():
    assert leg(SEND, of(SEND)).taken_out is None
    cut = leg(SEND, of(SEND, receiveAmount=Decimal("13.00")))
    assert (cut.outcome, cut.taken_out) == (Outcome.ACCEPTED, Decimal("0.19"))


@pytest.mark.parametrize(
    ("asked", "told_receiver", "same"),
    [
        (BTC, BTC.lower(), False),
        (BTC, f" {BTC}", True),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ", True),
        (
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "0x52908400098527886e0f7030069857d2e4169ee7",
            True,
        ),
        (NEM, "TAVISI-7ETMVM-S2C7CN-6V2X6A-UUGZQY-VJ7GLZ-YP5O", True),
        (NEM, NEM[:-1] + "P", False),
    ],
)
def test_receivers_are_compared_as_each_kind_is_written(asked, told_receiver, same):
    order = SendOrder("BTC", Decimal(1), asked, "ours")
    assert (leg(order, of(order, receiver=told_receiver)).outcome is Outcome.ACCEPTED) is same


def test_another_message_of_xem_is_a_contradiction_and_none_told_is_not():
    assert leg(SEND_XEM, of(SEND_XEM, message="zZnXgCoN")).outcome is Outcome.ACCEPTED
    assert leg(SEND_XEM, of(SEND_XEM)).outcome is Outcome.ACCEPTED
    assert leg(SEND_XEM, of(SEND_XEM, message="other")).differences == ("message",)


def test_a_failed_leg_need_not_tell_much_but_must_not_be_of_another():
    assert leg(SEND, failed(SEND)).outcome is Outcome.REFUSED
    bare = {"status": "FAILED", "error": {"code": 3005}}
    assert leg(SEND, bare).outcome is Outcome.REFUSED
    assert leg(SEND, failed(SEND, receiver="other@x.example")).outcome is Outcome.UNKNOWN
    assert leg(SEND, failed(SEND, currency="BTC")).outcome is Outcome.UNKNOWN


def test_a_single_send_that_failed_is_refused_and_says_why(ask):
    with pytest.raises(Refused, match="200 3005") as caught:
        ask(answer(200, {"sendCurrencyData": jsonable(failed(SEND))}), lambda s: s.sends.send(SEND))
    assert (caught.value.error_codes, caught.value.messages) == (("3005",), ["No"])


def test_a_single_send_that_was_sent_before_says_so(ask):
    with pytest.raises(AlreadySent) as caught:
        ask(answer(200, {"sendCurrencyData": jsonable(failed(SEND, 3032))}), lambda s: s.sends.send(SEND))
    assert caught.value.http_status == 200


def test_a_failed_leg_with_an_expiry_code_asks_for_no_new_token(ask):
    with pytest.raises(Refused) as caught:
        ask(answer(200, {"sendCurrencyData": jsonable(failed(SEND, 1003))}), lambda s: s.sends.send(SEND))
    assert type(caught.value) is Refused


@pytest.mark.parametrize(
    ("members", "payment_id", "said"),
    [
        ({"status": None}, "205", "status"),
        ({"currency": "USD"}, "205", "currency"),
        ({"receiveAmount": 99}, "205", "receive_amount"),
        ({"paymentId": "x"}, "", "paymentId"),
        ({"refId": "another"}, "", "status"),
    ],
    ids=str,
)
def test_a_single_send_in_doubt_gives_the_payment_to_ask_about(ask, members, payment_id, said):
    payload = {"sendCurrencyData": jsonable(of(SEND, **members))}
    with pytest.raises(OutcomeUnknown, match=said) as caught:
        ask(answer(200, payload), lambda s: s.sends.send(SEND))
    assert caught.value.payment_id == payment_id


def test_the_documents_second_example_contradicts_what_was_asked(ask):
    order = SendOrder("BTC", Decimal("0.002"), BTC, "testRandomStringX")
    payload = told("sent_otherwise")
    payload["sendCurrencyData"]["refId"] = order.ref_id
    with pytest.raises(OutcomeUnknown, match="currency") as caught:  # BTC was asked for, EUR is told
        ask(answer(200, payload), lambda s: s.sends.send(order))
    assert caught.value.payment_id == "153"  # never the obsolete 159


def jsonable(value):
    return {k: float(v) if isinstance(v, Decimal) else v for k, v in value.items()}


# --- which answer belongs to which order --------------------------------------------------------------


def bare(order, **members):
    """A leg without its refId."""
    return {name: value for name, value in of(order, **members).items() if name != "refId"}


def test_legs_are_matched_by_their_reference_in_whatever_order():
    a, b, c = ORDERS
    legs = read_legs(
        ORDERS,
        {"sendCurrencyData": [of(c, paymentId=3), of(a, paymentId=1), failed(b, refId=b.ref_id)]},
    )
    assert [(one.ref_id, one.payment_id) for one in legs] == [("leg0", "1"), ("leg1", ""), ("leg2", "3")]
    assert [one.outcome for one in legs] == [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ACCEPTED]


def test_without_references_the_place_decides_when_there_are_as_many():
    a, b, c = ORDERS
    told_of_them = (bare(a), failed(b), of(c))
    assert outcomes(ORDERS, *told_of_them) == [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ACCEPTED]


def test_without_references_and_with_another_count_nothing_is_known():
    a, b, _ = ORDERS
    assert outcomes(ORDERS, bare(a), bare(b)) == [Outcome.UNKNOWN] * 3
    assert outcomes(ORDERS, *[bare(a)] * 4) == [Outcome.UNKNOWN] * 3


def test_a_reference_out_of_its_place_takes_the_places_trust():
    a, b, c = ORDERS
    assert outcomes(ORDERS, of(b), failed(a), of(c)) == [Outcome.UNKNOWN, Outcome.ACCEPTED, Outcome.ACCEPTED]


def test_what_was_not_told_and_what_was_not_asked_is_unknown():
    a, _, c = ORDERS
    stray = of(a, refId="notOurs")
    assert outcomes(ORDERS, of(c)) == [Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.ACCEPTED]
    assert outcomes(ORDERS, stray, of(a), of(c)) == [Outcome.ACCEPTED, Outcome.UNKNOWN, Outcome.ACCEPTED]


def test_a_reference_that_is_told_twice_belongs_to_nobody():
    a, b, c = ORDERS
    assert outcomes(ORDERS, of(a), of(a, status="FAILED"), of(c))[0] is Outcome.UNKNOWN
    assert outcomes(ORDERS, of(a), of(a), of(b), of(c))[0] is Outcome.UNKNOWN


def test_addresses_decide_nothing():
    a, b = (
        SendOrder("BTC", Decimal(1), address, ref_id) for address, ref_id in ((BTC, "legA"), (OTHER, "legB"))
    )
    # as many, no references, in the other order: by address they would fit
    assert outcomes((a, b), bare(b), bare(a)) == [Outcome.UNKNOWN, Outcome.UNKNOWN]


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_any_shuffle_with_references_is_put_right(count, rng: random.Random):
    orders = tuple(SendOrder("BTC", Decimal(1), BTC, f"leg{n}") for n in range(count))
    told_of_them = [of(order, paymentId=n) for n, order in enumerate(orders)]
    rng.shuffle(told_of_them)
    legs = read_legs(orders, {"sendCurrencyData": told_of_them})
    assert [one.payment_id for one in legs] == [str(n) for n in range(count)]


@given(st.lists(st.sampled_from(["", "leg0", "leg1", "leg2", "other"]), max_size=6))
def test_no_answer_is_given_to_two_orders_and_no_reference_to_another(ref_ids):
    told_of_them = [{"refId": ref_id} for ref_id in ref_ids]
    found = matched(ORDERS, told_of_them)
    assert len({id(one) for one in found.values()}) == len(found)
    for ref_id, one in found.items():
        assert one["refId"] in {ref_id, ""}
    if len(told_of_them) != len(ORDERS):
        assert all(one["refId"] for one in found.values())
