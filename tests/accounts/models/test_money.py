"""Amounts stand in both databases as they were typed, or are refused."""

from decimal import Decimal

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db.models import F, Sum, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Shop
from accounts.models.money import LARGEST, MoneyField, plain, scaled

pytestmark = pytest.mark.django_db

amounts = (
    st.integers(0, 8)
    .flatmap(lambda places: st.integers(-(10**18), 10**18).map(lambda whole: Decimal(whole).scaleb(-places)))
    .filter(lambda amount: abs(amount) <= LARGEST)
)


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(code="M1", name="Money", cash_currency="HKD")


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the row is overwritten each time
)
@given(amount=amounts)
def test_what_goes_in_comes_out(shop, amount):
    Shop.objects.filter(pk=shop.pk).update(charge=amount)

    assert Shop.objects.get(pk=shop.pk).charge == amount
    assert Shop.objects.filter(pk=shop.pk, charge=amount).exists()


@pytest.mark.parametrize("text", ["10000000.00000001", "1234567890.12345678", "0.00000001", "-0.5", "0"])
def test_digits_that_a_float_would_lose_are_kept(shop, text):
    shop.charge = text
    shop.save()
    shop.refresh_from_db()

    assert plain(shop.charge) == text


def test_sums_and_comparisons_are_exact(shop):
    for number in range(3):
        Shop.objects.create(code=f"S{number}", name="x", cash_currency="HKD", charge=Decimal("0.10000001"))

    assert Shop.objects.filter(code__startswith="S").aggregate(s=Sum("charge"))["s"] == Decimal("0.30000003")
    assert Shop.objects.filter(charge__gt=Decimal("0.10000000")).count() == 3
    Shop.objects.filter(code="S0").update(charge=F("charge") + Value(Decimal("1.5"), MoneyField()))
    assert Shop.objects.get(code="S0").charge == Decimal("1.60000001")


def test_an_unscaled_number_cannot_be_added_in_the_database(shop):
    with pytest.raises(FieldError):
        list(Shop.objects.annotate(more=F("charge") + Decimal("1.5")))


@pytest.mark.parametrize("value", [0.1, float("nan"), "0.000000001", "1e400", "NaN", "Infinity", "ten", True])
def test_what_is_not_exact_is_refused(value):
    with pytest.raises(ValidationError):
        MoneyField().get_prep_value(value)


def test_too_large_is_refused_rather_than_wrapped():
    with pytest.raises(ValidationError):
        scaled(LARGEST + Decimal("0.00000001"))


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1E-8", "0.00000001"), ("1E+3", "1000"), ("1.50", "1.5"), ("100", "100"), ("0.00", "0")],
)
def test_plain_digits(amount, text):
    assert plain(Decimal(amount)) == text
