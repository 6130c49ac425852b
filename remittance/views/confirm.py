"""Confirming: the order is taken and sent, or the page says what changed and asks again."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.services.errors import ServiceError
from remittance.forms.transfer_form import TransferForm, form_for
from remittance.models import Quote
from remittance.services import transfers
from remittance.services.transfers import Order
from remittance.views.counter import Counter, Serving, uuid_of
from remittance.views.review import draw_review


class Confirm(Counter):
    """POST: the order is taken and sent, or the page says what changed and asks again."""

    http_method_names = ["get", "post"]
    refills = True
    moves_money = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.typed is not None:
            return self.draw_typed(self.typed)
        return redirect("remittance:send")

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST
        if "change" in typed:
            return self.draw_typed(typed)
        serving = self.serving(typed)
        quote = self.quote(typed.get("quote", ""))
        if serving is None:
            return redirect("remittance:send")
        form = form_for(self.connection, self.counter, typed, judge=True)
        if not form.is_valid() or form.spec is None:
            return self.draw_typed(typed, status=422)
        order = Order(
            quote=quote,
            values=form.values,
            sender=serving.sender,
            recipient=serving.recipient,
            fingerprint=typed.get("form_fingerprint", ""),
            repeats=serving.repeats,
            replaces=serving.replaces,
            domestic_payment_id=typed.get("domestic_payment_id", "").strip(),
        )
        return self.confirmed(order, serving, form)

    def confirmed(self, order: Order, serving: Serving, form: TransferForm) -> HttpResponse:
        typed = self.request.POST
        try:
            done = transfers.confirm(
                order,
                key=f"form:{typed.get('form_key', '')}",
                actor=self.actor,
                shop=self.counter,
                confirms_twin=uuid_of(typed.get("confirms_twin")),
            )
        except ServiceError as refusal:
            return self.refused(refusal, order, serving, form)
        return redirect("remittance:transfer", done.transfer.public_id)

    def refused(
        self, refusal: ServiceError, order: Order, serving: Serving, form: TransferForm
    ) -> HttpResponse:
        """Nothing was sent: the form again where it is about the form, else the review with what happened."""
        if refusal.code in {"form-changed", "invalid", "domestic-off"}:
            return self.draw_typed(self.request.POST, refusal, status=refusal.status)
        quote = order.quote
        if refusal.code == "quote-moved":
            quote = self.quote(str(refusal.detail["quote"]))
        was = order.quote if quote != order.quote else None
        return draw_review(self, serving, form, quote, was=was, refusal=refusal)

    def quote(self, public_id: str) -> Quote:
        rows = Quote.objects.filter(shop=self.counter).select_related(
            "destination__connection", "shop", "connection"
        )
        return get_object_or_404(rows, public_id=uuid_of(public_id) or uuid.UUID(int=0))
