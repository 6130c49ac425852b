"""Exchanges: the rate, the list, one of them, and making one."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Amount, Asked, Text, Told
from accounts.api.pagination import page, page_of
from accounts.api.schema import KEY
from accounts.models import Permission
from accounts.models.money import plain
from accounts.services.rates import Limit
from wallet.models import Exchange, State
from wallet.selectors import payouts
from wallet.services.exchanges import ordering
from wallet.services.exchanges.ordering import Wish
from wallet.services.exchanges.rates import Rate

from .commands import OutcomeShape, outcome_shown
from .withdrawals import PAYOUT_FILTERS, OwnWithdrawals, PayoutQuery, narrowing, taken

EXCHANGING = Limit("api-exchange", 30, 60)


class RateQuery(Asked):
    currency_from = Text(max_length=8)
    currency_to = Text(max_length=8)
    amount = Amount()


class RateShape(Told):
    """A rate now, not reserved. What commission is taken off is unknown until it is done."""

    rate = serializers.CharField(help_text="As Bitspark wrote it; name it when you exchange.")
    invoice_currency = serializers.CharField(help_text="As answered.")
    payment_currency = serializers.CharField(help_text="As answered.")
    is_pair_asked = serializers.BooleanField(help_text="Whether it is of what was asked for; else no use.")
    about = serializers.CharField(allow_null=True, help_text="About what arrives, before commission.")
    reserved = serializers.BooleanField(help_text="Never.")
    asked_at = serializers.DateTimeField()


class ExchangeBody(RateQuery):
    rate = Text(max_length=64, help_text="The one that was shown to the person.")
    confirms_twin = serializers.UUIDField(required=False)


class ExchangeRowShape(Told):
    id = serializers.UUIDField()
    reference = serializers.CharField()
    state = serializers.ChoiceField(State.choices, help_text="Ours; a closed list.")
    provider_status = serializers.CharField(help_text='Bitspark\'s word, an open list; "" is not told.')
    currency_from = serializers.CharField()
    currency_to = serializers.CharField()
    amount = serializers.CharField()
    quoted_amount = serializers.CharField(allow_null=True, help_text="What arrived, as told.")
    maker = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class SideShape(Told):
    currency = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)
    difference_read = serializers.CharField(allow_null=True)
    difference_told = serializers.CharField(allow_null=True)
    fits = serializers.BooleanField(allow_null=True, help_text="Null while not comparable.")


class ExchangeShape(ExchangeRowShape, OutcomeShape):
    command = serializers.UUIDField()
    command_version = serializers.IntegerField()
    rate_shown = serializers.CharField()
    rate_pair = serializers.CharField()
    rate = serializers.CharField(allow_null=True)
    fee = serializers.CharField(allow_null=True)
    commission = serializers.CharField(allow_null=True)
    base_amount = serializers.CharField(allow_null=True)
    accounts = SideShape(many=True, help_text="What left and what arrived, in this order.")


EXCHANGE_PAGE = page_of(ExchangeRowShape, "ExchangePage")


class OwnExchanges(OwnWithdrawals):
    """A device sees the exchanges of its own person in its shop."""

    @property
    def own_exchanges(self) -> QuerySet[Exchange]:
        return payouts.exchanges([self.shop]).filter(maker=self.person).select_related("command")

    def wish(self, asked: dict[str, Any]) -> Wish:
        source = self.account(asked["currency_from"], "currency_from")
        return Wish(source, self.account(asked["currency_to"], "currency_to"), asked["amount"])


class ExchangeRate(OwnExchanges):
    """The rate for one exchange, asked now."""

    may: ClassVar[Any] = Permission.EXCHANGE
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"GET": (409, 503)}

    @extend_schema(
        operation_id="exchanges_rate",
        tags=["exchanges"],
        summary="The rate now, never a cached one",
        parameters=[
            OpenApiParameter("currency_from", str, required=True),
            OpenApiParameter("currency_to", str, required=True),
            OpenApiParameter("amount", str, required=True),
        ],
        responses=RateShape,
    )
    def get(self, request: Any) -> Response:
        wish = self.wish(self.query(RateQuery))
        return Response(_rate(ordering.review(wish, actor=self.actor)))


class Exchanges(OwnExchanges):
    """The person's own exchanges, and one more."""

    may: ClassVar[Any] = {"GET": Permission.SEE_WALLET, "POST": Permission.EXCHANGE}
    limits: ClassVar[dict[str, Limit]] = {"POST": EXCHANGING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409, 503)}

    @extend_schema(
        operation_id="exchanges_list",
        tags=["exchanges"],
        summary="The person's exchanges, newest first",
        parameters=PAYOUT_FILTERS,
        responses=EXCHANGE_PAGE,
    )
    def get(self, request: Any) -> Response:
        rows = payouts.narrowed(self.own_exchanges, **narrowing(self.query(PayoutQuery)))
        return Response(page(request, rows, _rows))

    @extend_schema(
        operation_id="exchanges_make",
        tags=["exchanges"],
        summary="Exchange money between our accounts",
        description="Taken once for its key and sent. 409 `rate-moved` (`rate`, `pair`: as it is now), "
        "`rate-of-another-pair`, `exchange-in-doubt` (one may have been done and nobody knows; a person "
        "decides), `possible-duplicate` (`twin`), `twin-in-doubt`, `connection-paused`. 422 "
        "`balance-too-low`, `too-many-decimals`, `same-currency`, `no-rate`, `key-reused`.",
        parameters=[KEY],
        request=ExchangeBody,
        responses={202: ExchangeShape},
    )
    def post(self, request: Any) -> Response:
        key, asked = self.key, self.body(ExchangeBody)
        done = ordering.confirm(
            self.wish(asked),
            shown=asked["rate"],
            key=key,
            actor=self.actor,
            shop=self.shop,
            confirms_twin=asked.get("confirms_twin"),
        )
        shown = exchange_shown(self.own_exchanges.get(pk=done.exchange.pk))
        return taken(request, shown, replayed=done.replayed)


class ExchangeById(OwnExchanges):
    """One of the person's own exchanges."""

    @extend_schema(
        operation_id="exchanges_show", tags=["exchanges"], summary="One exchange", responses=ExchangeShape
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        return Response(exchange_shown(get_object_or_404(self.own_exchanges, public_id=public_id)))


def row_shown(exchange: Exchange) -> dict[str, Any]:
    return {
        "id": exchange.public_id,
        "reference": exchange.reference,
        "state": exchange.state,
        "provider_status": exchange.status_code,
        "currency_from": exchange.currency_from,
        "currency_to": exchange.currency_to,
        "amount": plain(exchange.amount),
        "quoted_amount": exchange.quoted_amount_raw or None,
        "maker": str(exchange.maker or ""),
        "version": exchange.version,
        "created_at": exchange.created_at,
        "updated_at": exchange.updated_at,
    }


def exchange_shown(exchange: Exchange) -> dict[str, Any]:
    """One exchange; its command must have come along."""
    assert exchange.command is not None  # every one was ordered here
    return {
        **outcome_shown(exchange.command),
        **row_shown(exchange),
        "command": exchange.command.public_id,
        "command_version": exchange.command.version,
        "rate_shown": exchange.rate_shown_raw,
        "rate_pair": exchange.rate_pair,
        "rate": exchange.rate_raw or None,
        "fee": exchange.fee_raw or None,
        "commission": exchange.commission_raw or None,
        "base_amount": exchange.base_amount_raw or None,
        "accounts": [_side(one) for one in payouts.sides(exchange)],
    }


def _side(side: payouts.Side) -> dict[str, Any]:
    return {
        "currency": side.currency,
        "before": side.before or None,
        "after": side.after or None,
        "difference_read": None if side.moved is None else plain(side.moved),
        "difference_told": None if side.told is None else plain(side.told),
        "fits": side.fits,
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "rate": rate.rate,
        "invoice_currency": rate.invoice,
        "payment_currency": rate.payment,
        "is_pair_asked": rate.is_pair_asked,
        "about": None if rate.about is None else plain(rate.about),
        "reserved": False,
        "asked_at": rate.asked_at,
    }


def _rows(rows: Iterable[Exchange]) -> Iterable[dict[str, Any]]:
    return map(row_shown, rows)
