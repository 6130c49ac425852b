"""Where withdrawals may go: the list, one of them, proposing one and retiring one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.forms import refusals
from accounts.forms.note import NoteForm
from accounts.models import Permission
from accounts.selectors.notes import notes_about
from accounts.selectors.proposals import waiting_on
from accounts.services.errors import ServiceError
from accounts.views import errors
from wallet.forms.payouts import DetailForm
from wallet.models import BankDetail
from wallet.selectors import payouts
from wallet.services import bank_details
from wallet.views.wallet_view import WalletView


class OfDetail(WalletView):
    """A view of one place of the person's shops; another shop's is a 404."""

    may = Permission.SEE_WALLET

    def detail(self, public_id: UUID) -> BankDetail:
        return get_object_or_404(payouts.details(list(self.shops)), public_id=public_id)


class BankDetails(WalletView):
    """All places, newest first, with the end of each number alone."""

    http_method_names = ["get"]
    may = Permission.SEE_WALLET

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(payouts.details(list(self.here)).order_by("-created_at", "-pk")[:500])
        states = payouts.states_of(rows)
        shown = [(one, *payouts.DETAIL_WORDS[states[one.public_id]]) for one in rows]
        context = {"rows": shown, "several_shops": self.shop is None}
        return render(request, "wallet/bank_detail_list.html", context)


class BankDetailPage(OfDetail):
    """One place; whole for those who propose, accept or use it."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        detail = self.detail(public_id)
        word, tone = payouts.DETAIL_WORDS[payouts.states_of([detail])[detail.public_id]]
        context = {
            "detail": detail,
            "word": word,
            "tone": tone,
            "facts": bank_details.facts_of(detail),
            "whole": payouts.reads_whole_numbers(self.actor),
            "waiting": waiting_on(detail.public_id),
            "notes": notes_about("bank-detail", detail.public_id),
            "note_form": NoteForm(self.typed),
        }
        return render(request, "wallet/bank_detail_detail.html", context)


class ProposeBankDetail(WalletView):
    """Propose a place; it waits for a second person."""

    http_method_names = ["get", "post"]
    may = Permission.PROPOSE_DETAILS
    refills = True

    def get(self, request: HttpRequest) -> HttpResponse:
        assert self.counter
        return self.draw(DetailForm(self.typed, initial={"kind": "bank"}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DetailForm(request.POST)
        if not form.is_valid():
            return self.draw(form, status=422)
        said: dict[str, Any] = form.cleaned_data
        try:
            detail = bank_details.propose(
                said["kind"],
                said,
                label=said["label"],
                why=said["why"],
                actor=self.actor,
                shop=self.counter,
            )
        except ServiceError as refusal:
            refusals.place(form, refusal)
            return errors.say_when(self.draw(form, status=refusal.status), refusal)
        messages.success(request, _("Proposed. It can be used once somebody else has accepted it."))
        return redirect("wallet:bank-detail", detail.public_id)

    def draw(self, form: DetailForm, status: int = 200) -> HttpResponse:
        return render(self.request, "wallet/bank_detail_form.html", {"form": form}, status=status)


class RetireBankDetail(OfDetail):
    """Let nothing more go there, at once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        detail = self.detail(public_id)
        if not (self.actor.may(Permission.PROPOSE_DETAILS) or self.actor.may(Permission.ACCEPT_DETAILS)):
            return self.refuse(Permission.PROPOSE_DETAILS)
        with self.saying_why():
            bank_details.retire(detail, version=self.version, actor=self.actor)
            messages.success(request, _("Nothing more may be withdrawn to it."))
        return redirect("wallet:bank-detail", detail.public_id)
