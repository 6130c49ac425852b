"""The list of withdrawals, one of them, and asking for one."""

import uuid
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.forms import refusals
from accounts.forms.note import NoteForm
from accounts.models import Permission
from accounts.selectors.notes import notes_about
from accounts.services.errors import ServiceError
from accounts.views import errors
from wallet.forms.payouts import WithdrawalForm
from wallet.models import Withdrawal
from wallet.selectors import payouts
from wallet.selectors.accounts import filled, likeliest
from wallet.selectors.command_card import card_of
from wallet.services import bank_details
from wallet.services.withdrawals import ordering, polling
from wallet.views.deposits import uuid_of
from wallet.views.payout_lists import PayoutList
from wallet.views.wallet_view import WalletView

WITH = ("command__created_by", "command__decided_by", "detail", "maker", "shop", "connection")


class Withdrawals(PayoutList):
    """Withdrawals of the person's shops."""

    template_name: ClassVar[str] = "wallet/withdrawal_list.html"

    def seen(self) -> QuerySet[Any]:
        return payouts.withdrawals(list(self.here))

    def shown(self, rows: Any) -> list[Any]:
        return [(one, *payouts.word_of(one)) for one in rows]


class NewWithdrawal(WalletView):
    """From which account, how much, where to; it then waits for a second person."""

    http_method_names = ["get", "post"]
    may = Permission.WITHDRAW
    refills = True
    moves_money = True

    def get(self, request: HttpRequest) -> HttpResponse:
        start = {
            "currency": likeliest(
                payouts.withdrawable(self.connection),
                request.GET.get("currency", ""),
                self.connection.active_currency,
            ),
            "detail": request.GET.get("detail", ""),
        }
        return self.draw(self.form(self.typed, start))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.draw(form, status=422)
        try:
            asked = ordering.ask(
                form.account,
                form.cleaned_data["amount"],
                form.place,
                key=f"form:{request.POST.get('form_key', '')}",
                actor=self.actor,
                shop=self.counter,
                confirms_twin=uuid_of(request.POST.get("confirms_twin")),
            )
        except ServiceError as refusal:
            refusals.place(form, refusal)
            return errors.say_when(self.draw(form, status=refusal.status, refusal=refusal), refusal)
        return redirect("wallet:withdrawal", asked.withdrawal.public_id)

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> WithdrawalForm:
        return WithdrawalForm(
            data,
            accounts=payouts.withdrawable(self.connection),
            details=payouts.usable_details(self.counter),
            initial=initial,
        )

    def draw(
        self, form: WithdrawalForm, status: int = 200, refusal: ServiceError | None = None
    ) -> HttpResponse:
        """The form; its key is fresh, or the same one while the same order is asked again."""
        context = {
            "form": form,
            "form_key": self.request.POST.get("form_key") or str(uuid.uuid4()),
            "connection": self.connection,
            "accounts": list(form.by_currency.values()),
            "filled": filled(form.by_currency.values()),
            "twin": refusal.detail if refusal and refusal.code == "possible-duplicate" else None,
        }
        return render(self.request, "wallet/withdrawal_form.html", context, status=status)


class OfWithdrawal(WalletView):
    """A view of one withdrawal of the person's shops; another shop's is a 404."""

    may = Permission.SEE_WALLET

    def withdrawal(self, public_id: UUID) -> Withdrawal:
        rows = Withdrawal.objects.filter(shop__in=list(self.shops)).select_related(*WITH)
        return get_object_or_404(rows, public_id=public_id)


class WithdrawalPage(OfWithdrawal):
    """Where the money is. Asked again by the page itself while it moves."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        withdrawal = self.withdrawal(public_id)
        if request.htmx:  # type: ignore[attr-defined]  # django-htmx's
            return render(request, "wallet/_withdrawal_live.html", self.live(withdrawal))
        around = {
            "facts": bank_details.facts_of(withdrawal.detail),
            "whole": payouts.reads_whole_numbers(self.actor),
            "notes": notes_about("withdrawal", withdrawal.public_id),
            "note_form": NoteForm(self.typed),
        }
        return render(request, "wallet/withdrawal_detail.html", self.live(withdrawal) | around)

    def live(self, withdrawal: Withdrawal) -> dict[str, Any]:
        word, tone = payouts.word_of(withdrawal)
        card = card_of(withdrawal.command, self.actor)
        return {
            "withdrawal": withdrawal,
            "word": word,
            "tone": tone,
            "card": card,
            "live": bool(card and card.live) or withdrawal.state == "accepted",
            "called_back": bool(settings.PUBLIC_URL),
        }


class RefreshWithdrawal(OfWithdrawal):
    """Ask Bitspark about this one now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        withdrawal = self.withdrawal(public_id)
        with self.saying_why():
            polling.refresh_one(withdrawal)
        return redirect("wallet:withdrawal", withdrawal.public_id)
