"""The fees at Bitspark: the list, one of them, a new one, and what they come to."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Connection, Permission
from accounts.services import connections
from accounts.services.errors import Refused
from accounts.views.base import ShopView
from accounts.views.pages import FormPage
from remittance.forms.fees import FeeCalculator, FeeFilter, NewFee
from remittance.models import Fee
from remittance.selectors import fee_sum, fees, freshness
from remittance.services import fee_changes, mirror


class OfFees(ShopView):
    """What the pages of fees share."""

    may = Permission.SEE_WALLET

    @cached_property
    def connection(self) -> Connection | None:
        """The active shop's login; for head office over all shops, the first one's that has any."""
        for shop in [self.shop] if self.shop else self.shops.order_by("name"):
            try:
                return connections.serving(shop)
            except Refused:
                continue
        return None

    @cached_property
    def codes(self) -> dict[str, int]:
        """The currencies of accounts with their decimals."""
        return (
            {one.code: one.precision for one in fees.currencies(self.connection)} if self.connection else {}
        )

    def login(self) -> Connection:
        """The login; nothing can be done without one."""
        if self.connection is None:
            raise Http404
        return self.connection


class Fees(OfFees):
    """The list, narrowed by the four filters that Bitspark documents."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = FeeFilter(request.GET, currencies=self.codes)
        login = self.connection
        context = {
            "form": form,
            "rows": fees.listed(login, form.wanted) if login else [],
            "connection": login,
            "freshness": freshness.of(login, "fees"),
            "narrowed_freshness": freshness.of(login, "fees-narrowed"),
            "waiting": fees.waiting(login) if login else [],
            "told_last": fees.told_last(login) if login else None,
            "narrowing": form.is_narrowing,
            "models": fees.MODEL_WORDS,
            "for_ever": fee_changes.FOR_EVER,
        }
        return render(request, "remittance/fee_list.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask Bitspark with these filters now, and say when it names other fees than this desk does."""
        form = FeeFilter(request.POST, currencies=self.codes)
        wanted, login = form.wanted, self.login()
        asked = {name: request.POST[name] for name in form.fields if request.POST.get(name)}
        if not form.errors:
            with self.saying_why():
                told = mirror.refresh_fees(login, wanted)
                ours = {fee.provider_id for fee in fees.listed(login, wanted)}
                if told.whole and ours != told.ids:
                    sentence = _(
                        "Bitspark names %(theirs)d fees for these filters, this desk finds %(ours)d."
                    )
                    messages.warning(request, sentence % {"theirs": len(told.ids), "ours": len(ours)})
                else:
                    messages.success(request, _("Read again just now."))
        return redirect(f"{reverse('remittance:fees')}?{urlencode(asked)}" if asked else "remittance:fees")


class FeePage(OfFees):
    """One fee, with all that was told of it."""

    http_method_names = ["get", "post"]

    def fee(self, public_id: UUID) -> Fee:
        logins = Connection.objects.filter(shops__in=self.shops).distinct()
        try:
            return fees.one(list(logins), public_id)
        except Fee.DoesNotExist:
            raise Http404 from None

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        fee = self.fee(public_id)
        context = {
            "fee": fee,
            "for_what": fees.MODEL_WORDS.get(fee.model, fee.type_told),
            "freshness": freshness.of(fee.connection, "fee"),
        }
        return render(request, "remittance/fee_detail.html", context)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Ask Bitspark for this fee now."""
        fee = self.fee(public_id)
        with self.saying_why():
            mirror.refresh_fee(fee)
            messages.success(request, _("Read again just now."))
        return redirect("remittance:fee", fee.public_id)


class ProposeFee(OfFees, FormPage):
    """A new fee on top-ups, for a second person to accept."""

    http_method_names = ["get", "post"]
    may = Permission.PROPOSE_TERMS
    template_name = "remittance/fee_form.html"
    heading = gettext_lazy("A new fee on top-ups")
    button = gettext_lazy("Propose it")
    done = gettext_lazy("Proposed. Bitspark is told once a second person accepted it.")

    def form(self, data: Any = None) -> NewFee:
        return NewFee(data, currencies=self.codes)

    def save(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        login = self.login()
        fee_changes.propose(login, said["currency"], said["amount"], actor=self.actor, why=said["why"])
        return redirect("remittance:fees")

    def back(self) -> str:
        return reverse("remittance:fees")

    def more(self) -> dict[str, Any]:
        return {"for_ever": fee_changes.FOR_EVER, "connection": self.connection}


class Calculator(OfFees):
    """What the fees come to, by the documented formula; an estimate."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = bool(request.GET)
        form = FeeCalculator(request.GET if asked else None, currencies=self.codes)
        context: dict[str, Any] = {"form": form, "connection": self.connection}
        if asked and self.connection and form.is_valid():
            said = form.cleaned_data
            places = self.codes[said["currency"]]
            found = fee_sum.estimate(
                fees.listed(self.connection, fees.Wanted()),
                model=said["fee_model_type"],
                currency=said["currency"],
                amount=said["amount"],
                share=said["share"],
            )
            context |= {
                "found": found,
                "currency": said["currency"],
                "places": places,
                "total": fee_sum.rounded(found.total, places),
                "to_bitspark": fee_sum.rounded(found.to_bitspark, places),
                "to_us": fee_sum.rounded(found.to_us, places),
                "freshness": freshness.of(self.connection, "fees"),
            }
        return render(request, "remittance/fee_calculator.html", context)
