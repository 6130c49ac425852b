"""A price in its two blocks, ready to show: what leaves our account, and what the customer pays.

Figures come from `Transfer.terms`, where each is text as exact as it was told. What is shown is cut to what
people read, costs rounded up; the exact text stands beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Connection
from accounts.models.money import PLACES, plain
from remittance.models import Currency

from .statuses import Words

BEYOND = 2  # digits shown behind those of the currency, since fees are fractions of its smallest coin
RATE_DIGITS = 8


@dataclass(frozen=True)
class Figure:
    """One figure: `shown` with `currency`, and `exact` where more was told than is shown."""

    shown: str
    currency: str
    precision: int
    exact: str = ""


@dataclass(frozen=True)
class PriceLine:
    """One line of a block; two figures where both currencies are told."""

    label: Words
    figures: tuple[Figure, ...]
    total: bool = False


@dataclass(frozen=True)
class Blocks:
    """ours: leaves our Bitspark account. customers: take from the customer, () where there is no price."""

    ours: tuple[PriceLine, ...]
    customers: tuple[PriceLine, ...]
    rate: str
    account_currency: str
    currency: str
    cash_currency: str
    limits_info: str


def of(terms: Mapping[str, Any], connection: Connection) -> Blocks:
    """The blocks of `terms` (see services.transfers.terms_of). One query, for the currencies' precisions."""
    codes = [terms["account_currency"], terms["currency"], terms["cash_currency"]]
    listed = Currency.objects.filter(connection=connection, code__in=codes)
    precisions = dict(listed.values_list("code", "precision"))
    return _blocks(terms, {code: min(precisions.get(code, 2), PLACES) for code in codes})


def _blocks(terms: Mapping[str, Any], precisions: Mapping[str, int]) -> Blocks:
    here, there, cash = terms["account_currency"], terms["currency"], terms["cash_currency"]
    told: Mapping[str, Any] = terms.get("figures", {})

    def both(name: str) -> tuple[Figure, ...]:
        return (
            _figure(told.get(f"{name}_in_user_currency"), here, precisions),
            _figure(told.get(f"{name}_in_destination_currency"), there, precisions),
        )

    ours = [
        PriceLine(_("Arrives"), (_figure(terms["amount"], there, precisions),)),
        PriceLine(_("Transaction fee"), both("transaction_fee")),
        PriceLine(_("Payment service fee"), both("payment_service_fee")),
    ]
    if Decimal(terms.get("other_charges") or 0):
        other = (_figure(terms["other_charges"], here, precisions),)
        ours.append(PriceLine(_("Other charges (maybe shop commission)"), other))
    ours.append(PriceLine(_("In all"), (_figure(terms["total"], here, precisions),), total=True))
    return Blocks(
        ours=tuple(ours),
        customers=_customers(terms, cash, precisions),
        rate=shown_rate(terms.get("rate", "")),
        account_currency=here,
        currency=there,
        cash_currency=cash,
        limits_info=terms.get("limits_info", ""),
    )


def _customers(terms: Mapping[str, Any], cash: str, precisions: Mapping[str, int]) -> tuple[PriceLine, ...]:
    if not terms.get("customer_total"):
        return ()
    return (
        PriceLine(_("For the transfer"), (_figure(terms["customer_amount"], cash, precisions),)),
        PriceLine(_("Our charge"), (_figure(terms["customer_charge"], cash, precisions),)),
        PriceLine(_("In all"), (_figure(terms["customer_total"], cash, precisions),), total=True),
    )


def _figure(told: Any, currency: str, precisions: Mapping[str, int]) -> Figure:
    precision = precisions.get(currency, 2)
    try:
        exact = Decimal(str(told))
    except InvalidOperation:
        return Figure("", currency, precision)
    step = Decimal(1).scaleb(-min(precision + BEYOND, PLACES))
    shown = plain(exact.quantize(step, ROUND_CEILING))
    return Figure(shown, currency, precision, "" if Decimal(shown) == exact else plain(exact))


def shown_rate(text: str) -> str:
    """A rate in eight digits: it is worked out from Bitspark's doubles, and the rest is noise."""
    try:
        rate = Decimal(text)
    except InvalidOperation:
        return text
    digits = RATE_DIGITS - rate.adjusted() - 1
    return plain(round(rate, max(digits, 2)))
