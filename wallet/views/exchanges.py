"""The list of exchanges, one of them, and making one: amount, rate, confirm."""

import uuid
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.forms import refusals
from accounts.forms.note import NoteForm
from accounts.models import Permission
from accounts.models.money import plain
from accounts.selectors.notes import notes_about
from accounts.services.errors import ServiceError
from accounts.views import errors
from wallet.forms.payouts import ExchangeForm
from wallet.models import Exchange
from wallet.selectors import payouts
from wallet.selectors.accounts import filled, held, held_in, likeliest
from wallet.selectors.command_card import TONES, card_of
from wallet.services.exchanges import after, ordering, rates
from wallet.services.exchanges.ordering import RateMoved, Wish
from wallet.views.deposits import uuid_of
from wallet.views.payout_lists import PayoutList
from wallet.views.wallet_view import WalletView

WITH = ("command__created_by", "command__decided_by", "maker", "shop", "connection")
BESIDE = {"same-currency", "too-many-decimals", "balance-too-low"}  # said beside the form's own fields


class Exchanges(PayoutList):
    """Exchanges of the person's shops."""

    template_name: ClassVar[str] = "wallet/exchange_list.html"

    def seen(self) -> QuerySet[Any]:
        return payouts.exchanges(list(self.here))

    def shown(self, rows: Any) -> list[Any]:
        return [(one, one.get_state_display(), TONES[one.state]) for one in rows]


class NewExchange(WalletView):
    """GET: how much of what into what. POST: the rate for it now, and the last question."""

    http_method_names = ["get", "post"]
    may = Permission.EXCHANGE
    refills = True

    def get(self, request: HttpRequest) -> HttpResponse:
        accounts = list(held(self.connection))
        active = self.connection.active_currency
        source = likeliest(filled(accounts), request.GET.get("currency", ""), active)
        others = [one for one in accounts if one.currency != source]
        start = {"currency_from": source, "currency_to": likeliest(others, active)}
        return self.draw(self.form(self.typed, start))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid() or "change" in request.POST:
            return self.draw(form, status=422 if form.errors else 200)
        wish = wish_of(form)
        try:
            rate = ordering.review(wish, actor=self.actor)
        except ServiceError as refusal:
            refusals.place(form, refusal)
            return errors.say_when(self.draw(form, status=refusal.status), refusal)
        return self.review(wish, rate)

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> ExchangeForm:
        return ExchangeForm(data, accounts=list(held(self.connection)), initial=initial)

    def draw(self, form: ExchangeForm, status: int = 200) -> HttpResponse:
        accounts = list(form.by_currency.values())
        context = {
            "form": form,
            "connection": self.connection,
            "accounts": accounts,
            "filled": filled(accounts),
        }
        return render(self.request, "wallet/exchange_form.html", context, status=status)

    def review(
        self, wish: Wish, rate: rates.Rate | None, *, was: str = "", refusal: ServiceError | None = None
    ) -> HttpResponse:
        """The page before money moves; its key is the same one while the same order is asked again."""
        twin = refusal.detail if refusal and refusal.code == "possible-duplicate" else None
        context = {
            "wish": wish,
            "amount": plain(wish.amount),
            "rate": rate,
            "was": was,
            "refusal": refusal,
            "twin": twin,
            "source": held_in(self.connection, wish.source.currency),
            "target": held_in(self.connection, wish.target.currency),
            "form_key": self.request.POST.get("form_key") or str(uuid.uuid4()),
            "can_confirm": rate is not None and rate.is_pair_asked,
            "connection": self.connection,
        }
        response = render(
            self.request, "wallet/exchange_review.html", context, status=refusal.status if refusal else 200
        )
        return errors.say_when(response, refusal)


class ConfirmExchange(NewExchange):
    """POST: the order is taken and sent, or the page says what changed and asks again."""

    moves_money = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.typed is not None:
            return self.draw(self.form(self.typed))
        return redirect("wallet:exchange-new")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid() or "change" in request.POST:
            return self.draw(form, status=422 if form.errors else 200)
        wish, shown = wish_of(form), request.POST.get("rate", "")
        try:
            done = ordering.confirm(
                wish,
                shown=shown,
                key=f"form:{request.POST.get('form_key', '')}",
                actor=self.actor,
                shop=self.counter,
                confirms_twin=uuid_of(request.POST.get("confirms_twin")),
            )
        except RateMoved as moved:
            return self.review(wish, moved.now, was=shown, refusal=moved)
        except ServiceError as refusal:
            return self.refused(form, wish, refusal)
        return redirect("wallet:exchange", done.exchange.public_id)

    def refused(self, form: ExchangeForm, wish: Wish, refusal: ServiceError) -> HttpResponse:
        """Nothing was sent: the form again where it is about the form, else the review with what happened."""
        if refusal.code == "possible-duplicate":
            try:
                return self.review(wish, ordering.review(wish, actor=self.actor), refusal=refusal)
            except ServiceError as later:
                refusal = later
        if refusal.code in BESIDE:
            refusals.place(form, refusal)
            return self.draw(form, status=refusal.status)
        return self.review(wish, None, refusal=refusal)


class OfExchange(WalletView):
    """A view of one exchange of the person's shops; another shop's is a 404."""

    may = Permission.SEE_WALLET

    def exchange(self, public_id: UUID) -> Exchange:
        rows = Exchange.objects.filter(shop__in=list(self.shops)).select_related(*WITH)
        return get_object_or_404(rows, public_id=public_id)


class ExchangePage(OfExchange):
    """What was told, both balances before and after, and what a person must decide where nobody knows."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        exchange = self.exchange(public_id)
        card = card_of(exchange.command, self.actor)
        context = {
            "exchange": exchange,
            "card": card,
            "sides": payouts.sides(exchange),
            "accounts": [
                held_in(exchange.connection, one) for one in (exchange.currency_from, exchange.currency_to)
            ],
            "in_doubt": exchange.state in {"unknown", "unconfirmed", "sending"},
            "live": bool(card and card.live),
        }
        if request.htmx:  # type: ignore[attr-defined]  # django-htmx's
            return render(request, "wallet/_exchange_live.html", context)
        around = {"notes": notes_about("exchange", exchange.public_id), "note_form": NoteForm(self.typed)}
        return render(request, "wallet/exchange_detail.html", context | around)


class ReadBalances(OfExchange):
    """Read both balances now; those right after it stay as they were."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        exchange = self.exchange(public_id)
        with self.saying_why():
            after.read_now(exchange)
        return redirect("wallet:exchange", exchange.public_id)


def wish_of(form: ExchangeForm) -> Wish:
    """What a valid form asks for."""
    return Wish(form.source, form.target, form.cleaned_data["amount"])
