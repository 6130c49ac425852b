"""Prices: asked now, kept as they were shown, never reserved."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.response import Response

from accounts.api.fields import Amount, Asked, Text, Told
from accounts.api.problems import Invalid
from accounts.models import Connection, Permission
from accounts.models.money import plain
from accounts.services.errors import FieldProblem
from accounts.services.rates import Limit
from remittance.models import Currency, Quote
from remittance.selectors import counter, form_spec
from remittance.selectors.form_spec import ROUTE, Choice
from remittance.services import transfers
from remittance.services.quotes import Route

from .scope import InShop, text_of

ASKING = Limit("api-quote", 60, 60)


class QuoteBody(Asked):
    destination = serializers.UUIDField()
    province = Text(max_length=80, required=False, allow_blank=True)
    delivery_method = Text(max_length=80, required=False, allow_blank=True)
    provider = Text(max_length=80, required=False, allow_blank=True)
    account_currency = Text(
        max_length=16, required=False, help_text="The account of ours that pays; else the active one."
    )
    amount = Amount(required=False, help_text="What arrives, in the destination's currency.")
    budget = Amount(required=False, help_text="Instead of `amount`: what the customer has in all, in cash.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("amount" in attrs) == ("budget" in attrs):
            raise serializers.ValidationError(
                {"amount": [ErrorDetail(str(_("Give amount or budget, one of them.")), "one-of")]}
            )
        return attrs


class CustomerShape(Told):
    """What to take from the customer."""

    amount = serializers.CharField(help_text="The total, rounded up to what the currency can pay.")
    charge = serializers.CharField(help_text="The shop's own.")
    total = serializers.CharField()
    currency = serializers.CharField()


class OurAccountShape(Told):
    """What leaves our Bitspark account: the provider's figures, in the account's currency."""

    total = serializers.CharField()
    fees = serializers.CharField()
    other_charges = serializers.CharField(help_text="What nothing explains; maybe the shop's commission.")
    currency = serializers.CharField()
    figures = serializers.DictField(
        child=serializers.CharField(), help_text="Every figure of the answer, by the provider's own name."
    )


class QuoteShape(Told):
    id = serializers.UUIDField()
    destination = serializers.UUIDField()
    destination_name = serializers.CharField()
    province = serializers.CharField()
    delivery_method = serializers.CharField()
    provider = serializers.CharField()
    amount = serializers.CharField(help_text="What arrives.")
    currency = serializers.CharField(help_text="The destination's.")
    rate = serializers.CharField(help_text="Destination units for one unit of the account.")
    limits_info = serializers.CharField(
        allow_null=True, help_text="The provider's words; null: limits unknown."
    )
    leaves_our_account = OurAccountShape()
    take_from_customer = CustomerShape(
        allow_null=True, help_text="Null: no price, the shop's cash is another currency than the account's."
    )
    budget = serializers.CharField(allow_null=True)
    left_over = serializers.CharField(allow_null=True, help_text="Of the budget, what is not used.")
    reserved = serializers.BooleanField(help_text="Always false: it is asked again at confirm.")
    quoted_at = serializers.DateTimeField()


class OfQuotes(InShop):
    """What the endpoints of quotes share."""

    may = Permission.SEND_MONEY

    @property
    def quotes(self) -> QuerySet[Quote]:
        rows = Quote.objects.filter(shop=self.shop)
        return rows.select_related("destination__connection", "shop", "connection")


class Quotes(OfQuotes):
    """Asking the price."""

    limits: ClassVar[dict[str, Limit]] = {"POST": ASKING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (503,)}

    @extend_schema(
        operation_id="quotes_ask",
        tags=["quotes"],
        summary="The price now, not reserved",
        description="From either side: `amount` arrives, or the customer has `budget` in all. At most 60 a "
        "minute for one person. 422 `no-price`, `quote-refused`, `no-quote`, `budget-too-small`.",
        request=QuoteBody,
        responses={201: QuoteShape},
    )
    def post(self, request: Any) -> Response:
        asked = self.body(QuoteBody)
        route = _route(self, asked)
        quote = transfers.price(
            route, asked.get("amount"), asked.get("budget"), shop=self.shop, actor=self.actor
        )
        return Response(quote_shown(quote), status=201)


class QuoteById(OfQuotes):
    """A price as it was shown."""

    @extend_schema(
        operation_id="quotes_show", tags=["quotes"], summary="A price as it was shown", responses=QuoteShape
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        return Response(quote_shown(get_object_or_404(self.quotes, public_id=public_id)))


def quote_shown(quote: Quote) -> dict[str, Any]:
    """A quote; its destination must have come along."""
    customer = None
    if quote.customer_total is not None:
        customer = {
            "amount": text_of(quote.customer_amount),
            "charge": text_of(quote.customer_charge),
            "total": text_of(quote.customer_total),
            "currency": quote.cash_currency,
        }
    return {
        "id": quote.public_id,
        "destination": quote.destination.public_id,
        "destination_name": quote.destination.name,
        **{name: getattr(quote, name) for name in ROUTE},
        "amount": plain(quote.amount),
        "currency": quote.currency,
        "rate": quote.rate,
        "limits_info": quote.limits_info or None,
        "leaves_our_account": {
            "total": plain(quote.total),
            "fees": plain(quote.fees),
            "other_charges": plain(quote.other_charges),
            "currency": quote.account_currency,
            "figures": quote.figures,
        },
        "take_from_customer": customer,
        "budget": text_of(quote.budget),
        "left_over": text_of(quote.left_over),
        "reserved": False,
        "quoted_at": quote.quoted_at,
    }


def _route(view: InShop, asked: dict[str, Any]) -> Route:
    """The way that was asked for, complete and offered today.

    Raises:
        Invalid: `choice` or `required`, by the field's name.
    """
    connection = view.connection
    destination = form_spec.destination_offered(connection, str(asked["destination"]))
    if destination is None:
        raise Invalid({"destination": [FieldProblem("choice", _("Choose one of those offered."))]})
    choice = Choice.of(asked)
    spec = form_spec.spec_for(connection, destination, choice, shop=view.shop)
    wrong = {}
    for name in ROUTE:
        field = spec.by_name.get(name)
        if choice.picked(name) and spec.choice.picked(name) != choice.picked(name):
            wrong[name] = [FieldProblem("choice", _("Choose one of those listed."))]
        elif field is not None and field.required and not field.chosen:
            wrong[name] = [FieldProblem("required", _("Fill this in."))]
    currency = _account_currency(connection, view.shop.cash_currency, asked.get("account_currency", ""))
    if not currency:
        wrong["account_currency"] = [FieldProblem("choice", _("Choose one of our accounts."))]
    if wrong:
        raise Invalid(wrong)
    chosen = {name: spec.choice.picked(name) for name in ROUTE}
    return Route(destination=destination, account_currency=currency, **chosen)


def _account_currency(connection: Connection, cash: str, asked: str) -> str:
    """The account asked for, or the one the counter would begin with; "" for one we cannot have."""
    if not asked:
        offered = counter.accounts_to_pay_from(connection, cash)
        return offered[0].currency if offered else ""
    listed = Currency.objects.filter(connection=connection, has_account=True, code=asked.upper())
    return asked.upper() if listed.exists() else ""
