"""What a transfer costs right now: asked at Bitspark, judged, and kept as it was shown.

A quote is never reserved: it is asked again at confirm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, Context, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Shop
from accounts.models.money import LARGEST, PLACES, plain
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections
from accounts.services.errors import ProviderDown, Refused
from accounts.services.waiting import in_provider_room
from remittance.models import Currency, Destination, Quote

NOISE = Decimal("1e-9")  # Bitspark computes in doubles: a difference below this share is none
MOST_QUOTES = 4  # for one budget
EIGHT_PLACES = Decimal(1).scaleb(-PLACES)
RATE = Context(prec=15)  # what a double can hold; further digits are noise of the division


@dataclass(frozen=True)
class Route:
    """The way money takes: where to, how, through whom, and which account of ours pays."""

    destination: Destination
    delivery_method: str
    provider: str
    province: str
    account_currency: str


@in_provider_room()
def price(route: Route, amount: Decimal, *, shop: Shop, actor: Actor) -> Quote:
    """Ask what it costs that `amount` (destination currency, major units) arrives, and keep the answer.

    One call to Bitspark (two where V4 is unknown there). Moves nothing.

    Raises:
        Refused: `amount` is not payable in its currency, or the answer does not add up, or Bitspark refused.
        ProviderDown: no answer, or `busy`; a price is needed before anything is sent.
    """
    return _kept(route, ask(route, amount), shop=shop, actor=actor)


@in_provider_room()
def price_from_budget(route: Route, budget: Decimal, *, shop: Shop, actor: Actor) -> Quote:
    """Find the most that can arrive when the customer has `budget` in all (cash currency, major units).

    At most four quotes on the destination amount; never over the budget; what is left over is kept.

    Raises:
        Refused: the shop's cash is not the account's currency, or the budget does not cover the charges.
        ProviderDown: no answer.
    """
    if shop.cash_currency != route.account_currency:
        raise Refused(
            _("The customer pays %(cash)s and the account is in %(account)s: type what arrives instead.")
            % {"cash": shop.cash_currency, "account": route.account_currency},
            code="no-price",
        )
    best = _most_within(route, budget - shop.charge)
    if best is None:
        raise Refused(_("This does not cover the charges."), code="budget-too-small")
    quote = _unsaved(route, best, shop=shop, actor=actor)
    quote.side, quote.budget = "pays", budget
    quote.left_over = None if quote.customer_total is None else budget - quote.customer_total
    quote.save()
    return quote


def reprice(quote: Quote, *, actor: Actor) -> Quote:
    """Ask the price of the same transfer again, as a new quote beside the one that was shown."""
    return price(route_of(quote), quote.amount, shop=quote.shop, actor=actor)


def moved(shown: Quote, now: Quote, shop: Shop) -> bool:
    """Whether the price left the shop's tolerance, in either direction."""
    return left_tolerance(shown.total, now.total, shop)


def left_tolerance(shown: Decimal, now: Decimal, shop: Shop) -> bool:
    """Whether a total moved by more than the shop takes on itself."""
    return abs(now - shown) * 100 > shown * shop.tolerance_percent


def route_of(quote: Quote) -> Route:
    return Route(
        destination=quote.destination,
        delivery_method=quote.delivery_method,
        provider=quote.provider,
        province=quote.province,
        account_currency=quote.account_currency,
    )


# --- asking --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """An answer that adds up. `rate`: destination units for one account unit; money in account currency."""

    answer: bitspark.Quote
    amount: Decimal
    rate: Decimal
    fees: Decimal
    other_charges: Decimal

    @property
    def total(self) -> Decimal:
        return self.answer.total_amount_to_pay_in_user_currency


def ask(route: Route, amount: Decimal) -> Told:
    """One price, judged but not kept; see `price`."""
    _payable(route, amount)
    connection = route.destination.connection
    try:
        answer = _answer(connection, route, amount)
    except bitspark.Refused as refusal:
        connections.note_good(connection)  # it answered, though with a no
        raise Refused(
            _("Bitspark gives no price: %(why)s") % {"why": " ".join(refusal.messages) or refusal.error_code},
            code="no-quote",
        ) from refusal
    except (bitspark.Unavailable, bitspark.MalformedReply) as trouble:
        connections.note_failure(connection, str(trouble))
        raise ProviderDown(
            _("Bitspark gives no price now. Nothing was sent; try again in a minute."),
            code="provider-down",
            retry_after=60,
        ) from trouble
    except bitspark.Unsendable as unsendable:
        raise Refused(str(unsendable), code="unsendable") from unsendable
    connections.note_good(connection)
    return _judged(answer, amount)


def _answer(connection: Connection, route: Route, amount: Decimal) -> bitspark.Quote:
    client = connections.client_for(connection)
    asked: dict[str, Any] = {
        "account_currency": as_listed(connection, route.account_currency),
        "amount": amount,
        "destination_id": route.destination.provider_id,
        "delivery_method": route.delivery_method,
        "provider": route.provider,
        "province": route.province,
    }
    try:
        return client.quotes.amount_to_pay_v4(**asked)
    except bitspark.Refused as refusal:
        if refusal.http_status != 404:
            raise
        return client.quotes.amount_to_pay_v3(**asked)  # no V4 there: the same price, limits unknown


def as_listed(connection: Connection, code: str) -> str:
    """The currency's code as Bitspark lists it: lower case in its examples."""
    row = Currency.objects.filter(connection=connection, code=code).first()
    told = (row.raw.get("attributes") or row.raw).get("code") if row else None
    return told if isinstance(told, str) and told else code.lower()


def _payable(route: Route, amount: Decimal) -> None:
    currency = Currency.objects.filter(
        connection=route.destination.connection, code=route.destination.currency
    ).first()
    precision = min(currency.precision, PLACES) if currency else 2
    if not amount.is_finite() or amount <= 0 or amount > LARGEST:
        raise Refused(_("Type an amount above zero."), code="amount-invalid")
    if amount != amount.quantize(Decimal(1).scaleb(-precision)):
        raise Refused(
            _("%(currency)s has at most %(count)d decimals.")
            % {"currency": route.destination.currency, "count": precision},
            code="too-many-decimals",
        )


def _judged(answer: bitspark.Quote, amount: Decimal) -> Told:
    """Refuse an answer about another amount, or one that is less than what arrives plus its fees."""
    if answer.destination_amount != amount:
        raise _wrong(_("it is about another amount"))
    fees_there = (
        answer.transaction_fee_in_destination_currency + answer.payment_service_fee_in_destination_currency
    )
    fees_here = answer.transaction_fee_in_user_currency + answer.payment_service_fee_in_user_currency
    total = answer.total_amount_to_pay_in_user_currency
    there = answer.total_amount_to_pay_in_destination_currency
    # The fees' two sides give the rate; a free transfer has only its totals.
    if fees_here > 0 and fees_there > 0:
        rate = fees_there / fees_here
    elif total > 0 and there > 0:
        rate = there / total
    else:
        raise _wrong(_("it names no rate"))
    rest = total - (amount + fees_there) / rate
    if rest < -NOISE * total or total <= 0 or fees_here < 0:
        raise _wrong(_("its total is less than what arrives plus its fees"))
    return Told(answer, amount, rate, fees_here, rest if rest > NOISE * total else Decimal(0))


def _wrong(why: str) -> Refused:
    return Refused(_("Bitspark's price does not add up: %(why)s.") % {"why": why}, code="quote-refused")


# --- a budget ------------------------------------------------------------------------------------


def _most_within(route: Route, budget: Decimal) -> Told | None:
    """The dearest of at most four answers whose rounded total is within `budget`, or None."""
    if budget <= 0:
        return None
    step, precision = _smallest(route), _precision(route, route.account_currency)
    seen: list[Told] = []
    guess = _floor(budget * _last_rate(route), step)
    while guess > 0 and len(seen) < MOST_QUOTES:
        seen.append(ask(route, guess))
        guess = _floor(_next_guess(seen, budget), step)
        if any(told.amount == guess for told in seen):
            break
    within = [told for told in seen if _rounded_up(told.total, precision) <= budget]
    return max(within, key=lambda told: told.amount, default=None)


def _next_guess(seen: list[Told], budget: Decimal) -> Decimal:
    """Where the line through the last two answers (or through zero) meets the budget."""
    last = seen[-1]
    if len(seen) == 1:
        return last.amount * budget / last.total
    before = seen[-2]
    slope = (last.total - before.total) / (last.amount - before.amount)
    if slope <= 0:
        return last.amount
    meets = last.amount + (budget - last.total) / slope
    # an answer just over the budget: step a hair further below, so that rounding cannot bring it back
    return meets * (1 - NOISE)


def _last_rate(route: Route) -> Decimal:
    """The last rate seen on this route's pair, only to begin with a good guess."""
    last = (
        Quote.objects.filter(destination=route.destination, account_currency=route.account_currency)
        .order_by("-id")
        .values_list("rate", flat=True)
        .first()
    )
    return Decimal(last) if last else Decimal(1)


def _smallest(route: Route) -> Decimal:
    return Decimal(1).scaleb(-_precision(route, route.destination.currency))


def _precision(route: Route, code: str) -> int:
    return precision_of(route.destination.connection, code)


def precision_of(connection: Connection, code: str) -> int:
    """How many decimals people write in this currency; 2 where Bitspark does not list it."""
    row = Currency.objects.filter(connection=connection, code=code).first()
    return min(row.precision, PLACES) if row else 2


def _floor(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).to_integral_value(ROUND_DOWN) * step


def _rounded_up(amount: Decimal, precision: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-precision), ROUND_CEILING)


# --- keeping -------------------------------------------------------------------------------------


def _kept(route: Route, told: Told, *, shop: Shop, actor: Actor) -> Quote:
    quote = _unsaved(route, told, shop=shop, actor=actor)
    quote.save()
    return quote


def _unsaved(route: Route, told: Told, *, shop: Shop, actor: Actor) -> Quote:
    share = told.other_charges * 100 / told.total
    if share > shop.other_charges_percent:
        raise _wrong(_("%(share)s %% of it is explained by nothing") % {"share": plain(round(share, 2))})
    connection = route.destination.connection
    precision = precision_of(connection, route.account_currency)
    has_price = shop.cash_currency == route.account_currency
    customer_amount = _rounded_up(told.total, precision) if has_price else None
    return Quote(
        shop=shop,
        connection=connection,
        asked_by=actor.user,
        destination=route.destination,
        delivery_method=route.delivery_method,
        provider=route.provider,
        province=route.province,
        amount=told.amount,
        currency=route.destination.currency,
        account_currency=route.account_currency,
        version=f"v{told.answer.version}",
        figures=_as_text(told.answer),
        total=told.total.quantize(EIGHT_PLACES, ROUND_CEILING),
        fees=told.fees.quantize(EIGHT_PLACES, ROUND_CEILING),
        other_charges=told.other_charges.quantize(EIGHT_PLACES, ROUND_CEILING),
        rate=plain(RATE.plus(told.rate)),
        limits_info=told.answer.limits_info or "",
        customer_amount=customer_amount,
        customer_charge=shop.charge if has_price else None,
        customer_total=customer_amount + shop.charge if customer_amount is not None else None,
        cash_currency=shop.cash_currency,
        quoted_at=timezone.now(),
    )


def _as_text(answer: bitspark.Quote) -> Mapping[str, str]:
    names = [
        name
        for name in answer.__dataclass_fields__
        if name.endswith("_currency") or name == "destination_amount"
    ]
    return {name: plain(getattr(answer, name)) for name in names}


def as_amount(text: str) -> Decimal | None:
    """An amount in plain digits, None for anything else."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
