"""Final figures: a currency is named only where it is known, and a difference is never passed over."""

import pytest

from remittance.models import Transfer
from remittance.selectors import receipts

TERMS = {
    "account_currency": "HKD",
    "figures": {
        "destination_amount": "1500",
        "total_amount_to_pay_in_user_currency": "205.35635",
        "total_amount_to_pay_in_destination_currency": "1527.85125",
        "transaction_fee_in_user_currency": "1.008",
        "transaction_fee_in_destination_currency": "7.5",
    },
}


def line(name, told, terms=TERMS):
    transfer = Transfer(currency="PHP", terms=terms, receipt_info={name: told})
    (found,) = receipts.final_figures(transfer)
    return found


@pytest.mark.parametrize(
    ("name", "told", "currency", "differs"),
    [
        ("landed_amount", "1500.0", "PHP", False),
        ("landed_amount", "1499", "PHP", True),
        ("amount_due", "205.35635", "HKD", False),
        ("amount_due", "1527.85125", "PHP", False),
        ("amount_due", "205.3563500000001", "HKD", False),
        ("amount_due", "300", "", True),
        ("cable_charge", "7.5", "PHP", False),
        ("principal", "201.6", "", False),
        ("pickup_fee", "2", "", False),
    ],
)
def test_a_final_figure_stands_beside_what_was_quoted(name, told, currency, differs):
    found = line(name, told)

    assert (found.value, found.currency, found.differs) == (told, currency, differs)
    assert bool(found.quoted) is differs


def test_without_a_quote_only_what_lands_has_a_currency():
    assert line("landed_amount", "3000.0", {}).currency == "PHP"
    assert line("amount_due", "545.0", {}).currency == ""


@pytest.mark.parametrize("told", ["soon", "NaN", "1e400", "<b>"])
def test_what_is_no_figure_is_shown_as_it_came_and_marked(told):
    found = line("amount_due", told)

    assert (found.value, found.shown, found.differs) == (told, told, True)
