"""The form that an order becomes, and what no order may be."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import Unsendable, encode

from .orders import ORDER


def test_the_form_is_the_documents():
    order = replace(
        ORDER,
        amount=Decimal(100),
        delivery_method="delivery_method_code",
        provider="province_code",
        destination_id="ffffffff-ffff-ffff-ffffffffffff",
        recipient={
            name: name
            for name in ("bank_account_number", "beneficiary_name", "first_name", "last_name", "phone_number")
        },
        sender={
            name: name
            for name in (
                "first_name", "middle_name", "last_name", "id_number", "address", "phone_number",
                "alt_phone_number",
            )
        },
        callback_url=None,
    )  # fmt: skip

    # The pairs of the document's curl example, in the order in which they are signed.
    relation = "data%5Brelationships%5D%5B{}%5D%5Bdata%5D%5B{}%5D"
    example = [
        "account_currency=usd",
        "data%5Btype%5D=transfers",
        "data%5Battributes%5D%5Bamount%5D=100",
        "data%5Battributes%5D%5Bdelivery_method%5D=delivery_method_code",
        "data%5Battributes%5D%5Bprovider%5D=province_code",
        relation.format("destination", "type") + "=destinations",
        relation.format("destination", "attributes") + "%5Bid%5D=ffffffff-ffff-ffff-ffffffffffff",
        relation.format("recipient", "type") + "=recipients",
        relation.format("sender", "type") + "=senders",
    ]
    for who, names in (("recipient", order.recipient), ("sender", order.sender)):
        example += [f"{relation.format(who, 'attributes')}%5B{name}%5D={name}" for name in names]
    assert encode(order.form()).split("&") == sorted(example)


def test_what_is_empty_is_left_out():
    order = replace(
        ORDER,
        province="",
        sender={"first_name": ""},
        callback_url=None,
        recipient={"first_name": "A", "iban": ""},
    )
    form = encode(order.form())
    assert not any(word in form for word in ("province", "sender", "callback", "iban"))


@pytest.mark.parametrize(
    ("amount", "text"),
    [("100.00", "100.00"), ("1E+3", "1000"), ("1E-8", "0.00000001"), ("15000000", "15000000")],
)
def test_amounts_are_written_plainly(amount, text):
    assert replace(ORDER, amount=Decimal(amount)).form()["data"]["attributes"]["amount"] == text


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "1E+999", "1E-999", "-0"])
def test_no_such_amount_is_sent(amount):
    with pytest.raises(Unsendable):
        replace(ORDER, amount=Decimal(amount)).form()


@pytest.mark.parametrize("amount", [1.5, 1, "1", None])
def test_an_amount_is_a_decimal(amount):
    with pytest.raises(TypeError):
        replace(ORDER, amount=amount).form()


@pytest.mark.parametrize(
    "change",
    [{"account_currency": ""}, {"destination_id": ""}, {"recipient": {}}, {"recipient": {"iban": ""}}],
)
def test_an_order_names_account_destination_and_recipient(change):
    with pytest.raises(Unsendable):
        replace(ORDER, **change).form()


def test_a_field_is_text_and_its_name_cannot_reach_another_field():
    with pytest.raises(TypeError):
        replace(ORDER, recipient={"first_name": 1}).form()
    with pytest.raises(TypeError):
        replace(ORDER, sender={"first_name": None}).form()
    with pytest.raises(Unsendable):
        replace(ORDER, recipient={"first_name": "A", "x][y": "B"}).form()


def test_nothing_of_a_person_is_in_an_orders_repr():
    text = repr(ORDER)
    for secret in (*ORDER.recipient.values(), *ORDER.sender.values(), ORDER.callback_url):
        if len(secret) > 1:
            assert secret not in text
