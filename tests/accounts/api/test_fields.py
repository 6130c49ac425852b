"""Amounts and texts as requests may hold them."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from accounts.api.fields import Amount, Text, Values

PLAIN = st.decimals(min_value=Decimal("0.00000001"), max_value=10**9, places=8).map(
    lambda one: format(one, "f")
)
ANYTHING = st.text() | st.from_regex(r"[-+]?[0-9.,e_ ]{1,30}", fullmatch=True)


@given(PLAIN)
def test_an_amount_in_plain_digits_comes_in_exactly(text):
    assert format(Amount().run_validation(text), "f") == text


@given(ANYTHING)
@example("1_000")
@example("٣")
@example("+1")
@example("1.")
@example(".5")
@example(" 1")
@example("0x1")
@example("1e1")
@example("00000000000000000000000000001")
def test_any_other_text_is_an_amount_exactly_or_refused(text):
    try:
        amount = Amount().run_validation(text)
    except ValidationError:
        return
    assert amount > 0
    assert text.isascii()
    assert not set(text) - set("0123456789.")
    assert amount == Decimal(text)


@pytest.mark.parametrize("value", [1, 1.5, True, None, [], {}, Decimal(1)])
def test_an_amount_is_text(value):
    with pytest.raises(ValidationError):
        Amount().run_validation(value)


@pytest.mark.parametrize("value", [1, True, [], {}, "a\x00b", "a" * 301])
def test_text_is_text(value):
    with pytest.raises(ValidationError):
        Text().run_validation(value)


@pytest.mark.parametrize(
    "value", [[], "x", {"a": 1}, {"a": None}, {"a" * 81: "x"}, {"a": "\x00"}, {str(n): "" for n in range(61)}]
)
def test_values_are_texts_by_name(value):
    with pytest.raises(ValidationError):
        Values().run_validation(value)
