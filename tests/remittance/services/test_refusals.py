"""Bitspark's sentences, placed at the fields they speak of."""

import pytest

from remittance.services.refusals import place

ASKED = (
    "amount",
    "recipient.first_name",
    "recipient.phone_number",
    "recipient.alt_phone_number",
    "recipient.bank_account_number",
    "recipient.cnic",
    "sender.first_name",
    "sender.phone_number",
    "sender.id_number",
)


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("Recipient phone number is invalid", {"recipient.phone_number"}),
        ("First name can't be blank", {"recipient.first_name", "sender.first_name"}),
        ("Phone number is invalid", {"recipient.phone_number", "sender.phone_number"}),
        ("Alt phone number is invalid", {"recipient.alt_phone_number"}),
        ("Sender id number can't be blank", {"sender.id_number"}),
        ("Amount must be greater than or equal to 500", {"amount"}),
        ("amount is not a number", {"amount"}),
        ("Transfer recipient cnic can't be blank", {"recipient.cnic"}),
        ("recipient.first_name is invalid", {"recipient.first_name"}),
        ("Bank account number can't be blank", {"recipient.bank_account_number"}),
        ("Amounts differ", set()),
        ("Sender address can't be blank", set()),
        ("Insufficient funds on account", set()),
        ("", set()),
    ],
)
def test_a_sentence_stands_at_the_fields_it_names_else_above(sentence, fields):
    by_field, above = place([sentence], ASKED)

    assert set(by_field) == fields
    assert above == ([] if fields else [sentence])


def test_each_field_keeps_all_that_was_said_of_it_in_the_providers_words():
    by_field, above = place(["Recipient cnic is invalid", "Cnic is too short", "No"], ASKED)

    assert [one.provider_message for one in by_field["recipient.cnic"]] == [
        "Recipient cnic is invalid",
        "Cnic is too short",
    ]
    assert {one.code for one in by_field["recipient.cnic"]} == {"refused-by-provider"}
    assert above == ["No"]
