"""The documented formula of fees, at its edges and in full precision."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remittance.selectors.fee_sum import covers, estimate, rounded

LAST = "1000000000000000.0"  # as the document prints the end of a range


@dataclass
class Told:
    """A fee as told."""

    amount_raw: str = "10"
    fee_type: str = "static"
    lower_raw: str = "0.0"
    upper_raw: str = LAST
    active: bool | None = True
    model: str = "TopUp"
    currency: str = "USD"


def total(*fees, amount="100", **more):
    return estimate(fees, **{"model": "TopUp", "currency": "USD", "amount": Decimal(amount)} | more).total


def test_all_active_fees_are_summed_static_and_percentage():
    assert total(Told("2.5"), Told("1.5", "percentage"), amount="200") == Decimal("5.5")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("99.99999999", "0"), ("100", "10"), ("999.99999999", "10"), ("1000", "0"), ("1000.00000001", "0")],
)
def test_trap_33_a_range_holds_from_its_start_to_below_its_end(amount, expected):
    assert total(Told(lower_raw="100.0", upper_raw="1000.0"), amount=amount) == Decimal(expected)


@pytest.mark.parametrize(
    "other",
    [
        Told(active=False),
        Told(model="Deposit"),
        Told(currency="HKD"),
        Told(lower_raw="100.00000001"),
    ],
)
def test_what_does_not_apply_is_left_out(other):
    found = estimate([other], model="TopUp", currency="usd", amount=Decimal(100))

    assert (found.total, found.lines, found.unclear) == (0, (), ())


@pytest.mark.parametrize(
    "odd",
    [Told(""), Told(fee_type="tiered"), Told(active=None), Told(lower_raw=""), Told(upper_raw="")],
)
def test_what_cannot_be_computed_is_named_and_never_taken_for_nothing(odd):
    found = estimate([odd, Told("3")], model="TopUp", currency="USD", amount=Decimal(100))

    assert found.total == 3
    assert [line.fee for line in found.unclear] == [odd]


def test_an_end_that_is_told_still_rules_a_fee_out():
    assert covers(Told(lower_raw="", upper_raw="50"), Decimal(50)) is False


def test_the_commission_is_split_half_and_half_unless_told():
    found = estimate([Told("5")], model="TopUp", currency="USD", amount=Decimal(100))
    third = estimate([Told("5")], model="TopUp", currency="USD", amount=Decimal(100), share=Decimal(30))

    assert (found.to_bitspark, found.to_us) == (Decimal("2.5"), Decimal("2.5"))
    assert (third.to_bitspark, third.to_us) == (Decimal("1.5"), Decimal("3.5"))


@pytest.mark.parametrize(
    ("figure", "expected"),
    [("0.125", "0.12"), ("0.135", "0.14"), ("0.125000001", "0.13"), ("2.5", "2.50")],
)
def test_rounding_is_half_to_even_and_for_the_eye_alone(figure, expected):
    assert str(rounded(Decimal(figure), 2)) == expected


AMOUNTS = st.decimals(0, 10**10, places=8)


@given(AMOUNTS, st.lists(st.tuples(AMOUNTS, st.booleans()), max_size=8), st.decimals(0, 100, places=8))
def test_nothing_is_lost_on_the_way(amount, fees, share):
    """Against fractions, which know no rounding."""
    from fractions import Fraction

    told = [Told(format(figure, "f"), "percentage" if pct else "static") for figure, pct in fees]
    found = estimate(told, model="TopUp", currency="USD", amount=amount, share=share)

    exact = sum(
        (Fraction(figure) * Fraction(amount) / 100 if pct else Fraction(figure) for figure, pct in fees),
        Fraction(0),
    )
    assert Fraction(found.total) == exact
    assert Fraction(found.to_bitspark) == exact * Fraction(share) / 100
    assert Fraction(found.to_bitspark) + Fraction(found.to_us) == exact
