"""Prices: judged before they are believed, asked from either side, and never over a budget."""

import json
from decimal import Decimal

import pytest

from accounts.services.errors import ProviderDown, Refused
from remittance.models import Destination, Quote
from remittance.services import quotes

pytestmark = pytest.mark.django_db


@pytest.fixture
def route(open_counter):
    place = Destination.objects.get(name="Philippines")
    return quotes.Route(place, "bank", "bdo_unibank", "metro_manila", "HKD")


@pytest.fixture
def priced(route, harbour, teller):
    return lambda amount="1500": quotes.price(route, Decimal(amount), shop=harbour, actor=teller)


def answer(**figures):
    """A V4 answer with these figures, as the document prints it."""
    told = {
        "total_amount_to_pay_in_user_currency": 205.0,
        "total_amount_to_pay_in_destination_currency": 1527.85125,
        "transaction_fee_in_user_currency": 1.008064516129,
        "transaction_fee_in_destination_currency": 7.5,
        "payment_service_fee_in_user_currency": 2.735383064516,
        "payment_service_fee_in_destination_currency": 20.35125,
        "destination_amount": 1500,
        "limits_info": "none",
    }
    attributes = told | figures
    return json.dumps({"data": {"id": "1", "type": "payment_data", "attributes": attributes}})


def test_a_price_keeps_every_figure_as_it_was_told(priced):
    quote = priced()

    assert quote.version == "v4"
    assert quote.limits_info
    assert set(quote.figures) >= {"total_amount_to_pay_in_user_currency", "destination_amount"}
    assert quote.total >= Decimal(quote.figures["total_amount_to_pay_in_user_currency"])
    assert quote.customer_total == quote.customer_amount + quote.customer_charge
    assert quote.other_charges == 0


def test_v3_answers_where_v4_is_not_known_and_says_nothing_of_limits(priced, sandbox):
    sandbox.fault("status", "/v4/*", code=404, error_code="not_found", times=0)

    quote = priced()

    assert (quote.version, quote.limits_info) == ("v3", "")


@pytest.mark.parametrize("code", [400, 401, 422, 500, 503])
def test_v3_is_no_way_out_of_any_other_trouble(priced, sandbox, code):
    sandbox.fault("status", "/v4/*", code=code, times=0)

    with pytest.raises((Refused, ProviderDown)):
        priced()

    assert not [path for _method, path in sandbox.seen if path.startswith("/v3")]
    assert Quote.objects.count() == 0


def test_a_shop_commission_is_a_line_of_its_own(priced, sandbox):
    sandbox.control("balance", login=0, currency="hkd", shop_commission="2")

    quote = priced()

    assert quote.other_charges > 0
    assert abs(quote.other_charges * 100 / quote.total - 2) < Decimal("0.1")


def test_a_rest_above_the_set_share_is_refused(priced, sandbox):
    sandbox.control("balance", login=0, currency="hkd", shop_commission="20")

    with pytest.raises(Refused, match="does not add up"):
        priced()


@pytest.mark.parametrize(
    "figures",
    [
        {"total_amount_to_pay_in_user_currency": 200.0},  # less than what arrives plus its fees
        {"destination_amount": 1501},
        {"total_amount_to_pay_in_user_currency": -1},
        {"total_amount_to_pay_in_user_currency": 0},
    ],
)
def test_an_answer_that_does_not_add_up_is_refused(priced, sandbox, figures):
    sandbox.fault("status", "/v4/*", code=200, body=answer(**figures))

    with pytest.raises((Refused, ProviderDown)):
        priced()

    assert Quote.objects.count() == 0


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity", "1e30"])
def test_an_amount_that_cannot_be_paid_is_never_asked_about(priced, sandbox, amount):
    with pytest.raises(Refused):
        priced(amount)

    assert not [path for _method, path in sandbox.seen if "amount_to_pay" in path]


@pytest.mark.parametrize("budget", ["100", "500.55", "7777.77", "20000"])
@pytest.mark.parametrize("charge", ["0", "15"])
def test_a_budget_is_never_exceeded_and_nearly_used_up(route, harbour, teller, sandbox, budget, charge):
    harbour.charge = Decimal(charge)

    quote = quotes.price_from_budget(route, Decimal(budget), shop=harbour, actor=teller)

    assert quote.customer_total <= Decimal(budget)
    assert quote.left_over == Decimal(budget) - quote.customer_total
    assert quote.left_over < Decimal("0.05")
    asked = [path for _method, path in sandbox.seen if "amount_to_pay" in path]
    assert len(asked) <= quotes.MOST_QUOTES


def test_a_budget_in_another_currency_than_the_accounts_has_no_price(route, harbour, teller):
    elsewhere = quotes.Route(route.destination, "bank", "bdo_unibank", "metro_manila", "USD")

    with pytest.raises(Refused) as refused:
        quotes.price_from_budget(elsewhere, Decimal(100), shop=harbour, actor=teller)

    assert refused.value.code == "no-price"
    assert quotes.price(elsewhere, Decimal(100), shop=harbour, actor=teller).customer_total is None


@pytest.mark.parametrize("budget", ["0", "14.99", "15"])
def test_a_budget_that_only_pays_our_charge_is_refused(route, harbour, teller, budget):
    harbour.charge = Decimal(15)

    with pytest.raises(Refused) as refused:
        quotes.price_from_budget(route, Decimal(budget), shop=harbour, actor=teller)

    assert refused.value.code == "budget-too-small"


@pytest.mark.parametrize(
    ("total", "moves"), [("100.49", False), ("100.51", True), ("99.4", True), ("100", False)]
)
def test_a_price_moves_when_it_leaves_the_tolerance_either_way(harbour, total, moves):
    assert quotes.moved(Quote(total=Decimal(100)), Quote(total=Decimal(total)), harbour) is moves
