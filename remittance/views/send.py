"""The counter: who sends, what is sent, and its price."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models.money import plain
from accounts.services.errors import ServiceError
from accounts.views import errors
from remittance.forms.counter import CARRIED, CounterForm
from remittance.forms.transfer_form import TransferForm, form_for
from remittance.models import Quote
from remittance.selectors import counter, people
from remittance.selectors.form_spec import ROUTE
from remittance.services import quotes, refusals, sendable, transfers
from remittance.services.people import senders
from remittance.views.counter import Counter, Serving
from remittance.views.review import draw_review

AMOUNT_CODES = {"amount-invalid", "too-many-decimals", "budget-too-small", "no-price", "amount-missing"}


class Send(Counter):
    """GET: who sends, then the form. POST: the review with its price."""

    http_method_names = ["get", "post"]
    refills = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.typed is not None:
            return self.draw_typed(self.typed)
        serving = self.serving(request.GET)
        if serving is None:
            return self.draw_start()
        start = self.start(serving)
        typed = start.values | {name: text for name, text in request.GET.items() if name not in CARRIED}
        form = form_for(self.connection, self.counter, typed)
        if serving.again is not None and "amount" in form.fields:
            form.fields["amount"].widget.attrs["autofocus"] = True
        if serving.replaces is not None and form.spec is not None:
            form.refuse(*refusals.place([str(one) for one in serving.replaces.refusal], form.spec))
        beside = self.counter_form(initial=self.beside(serving, start.account_currency))
        return self.draw_form(serving, form, beside)

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST.copy()
        if "redraw" in typed or "change" in typed:
            return self.draw_typed(typed)
        serving = self.serving(typed)
        if serving is None:
            return redirect("remittance:send")
        beside = self.counter_form(typed)
        if typed.get("amount", "").strip() and typed.get("budget", "").strip():
            beside.add_error("budget", _("Type what arrives, or what the customer has: not both."))
        quote = self.priced(typed, beside) if beside.is_valid() and beside.cleaned_data["budget"] else None
        if quote is not None:
            typed["amount"] = plain(quote.amount)
        form = form_for(self.connection, self.counter, typed, judge=True)
        if not form.is_valid() or not beside.is_valid() or form.spec is None or form.blocked:
            return self.draw_form(serving, form, beside, status=422)
        if self.why is None:
            with self.saying_why():
                sendable.refuse_people(serving.sender, serving.recipient, serving.repeats)
                quote = quote or self.price(form, beside)
        if quote is None or self.why is not None:
            return self.draw_refused(serving, form, beside)
        return draw_review(self, serving, form, quote, refusal=self.uncovered(quote))

    def uncovered(self, quote: Quote) -> ServiceError | None:
        """Too little on our account, as last read; it is read again before that is said."""
        account = next((one for one in self.accounts if one.currency == quote.account_currency), None)
        if (
            account is None
            or not account.is_told
            or account.balance is None
            or account.balance >= quote.total
        ):
            return None
        try:
            sendable.refuse_uncovered(quote)
        except ServiceError as refusal:
            return refusal
        finally:
            del self.accounts  # the review shows what was just read
        return None

    def draw_start(self) -> HttpResponse:
        """Who sends: found by name, phone or id, or somebody new."""
        scope = people.Scope(shops=self.shops, shop=self.counter)
        text = self.request.GET.get("q", "")
        found = people.find_senders(scope, text, country=self.counter.country) if text else None
        context = {
            "q": text,
            "found": found,
            "recent": [] if text else counter.recently_served(self.counter),
            "connection": self.connection,
        }
        return render(self.request, "remittance/send_start.html", context)

    def start(self, serving: Serving) -> counter.Start:
        fields = senders.fields_to_send(serving.sender)
        if serving.again is not None:
            return counter.start_again(serving.again, fields)
        last = counter.last_to(serving.sender, serving.recipient) if serving.recipient else None
        return counter.start_with(serving.recipient, last, fields)

    def beside(self, serving: Serving, account_currency: str) -> dict[str, Any]:
        again = serving.again
        recipient = serving.recipient or (again.recipient if again else None)
        return {
            "sender": serving.sender.public_id,
            "recipient": recipient.public_id if recipient else None,
            "again": again.public_id if again else None,
            "account_currency": account_currency or (self.accounts[0].currency if self.accounts else ""),
        }

    def priced(self, typed: Mapping[str, Any], beside: CounterForm) -> Quote | None:
        """The price from the customer's side, which says what the amount is; None where there is none yet."""
        form = form_for(self.connection, self.counter, typed)
        if form.spec is None or not form.spec.complete:
            return None
        quote = None
        with self.saying_why():
            quote = self.price(form, beside)
        return quote  # noqa: RET504 - still None where the price was refused

    def price(self, form: TransferForm, beside: CounterForm) -> Quote:
        route = route_of(form, beside.cleaned_data["account_currency"])
        budget = beside.cleaned_data["budget"]
        amount = quotes.as_amount(form.values.get("amount", "")) if budget is None else None
        return transfers.price(route, amount, budget, shop=self.counter, actor=self.actor)

    def draw_refused(self, serving: Serving, form: TransferForm, beside: CounterForm) -> HttpResponse:
        """A refusal to price it, said beside the amount where it is about that."""
        why = self.why
        if why is not None and why.code in AMOUNT_CODES:
            name = "budget" if beside.cleaned_data.get("budget") else "amount"
            target: Any = beside if name == "budget" else form
            target.add_error(name, str(why.message))
        response = self.draw_form(serving, form, beside, status=why.status if why else 422)
        return errors.say_when(response, why)


def route_of(form: TransferForm, account_currency: str) -> quotes.Route:
    """The way that a complete form names."""
    assert form.destination is not None and form.spec is not None
    chosen = {name: form.spec.choice.picked(name) for name in ROUTE}
    return quotes.Route(destination=form.destination, account_currency=account_currency, **chosen)
