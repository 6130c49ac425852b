"""The list of deposits, the Bitcoin ones that wait, and announcing one."""

import uuid
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import refusals
from accounts.models import Permission
from accounts.selectors import keyset
from accounts.services.errors import ServiceError
from accounts.views import errors
from wallet.forms.deposit import DepositFilter, DepositForm
from wallet.selectors import addresses, deposits
from wallet.selectors.accounts import likeliest
from wallet.services.deposits import ordering, polling
from wallet.views.wallet_view import WalletView

PAGE = 50


class Deposits(WalletView):
    """Deposits, newest first; what they are narrowed to stays in the address bar."""

    http_method_names = ["get"]
    may = Permission.SEE_WALLET

    def get(self, request: HttpRequest) -> HttpResponse:
        form = DepositFilter(request.GET)
        seen = deposits.visible(list(self.here), head_office=self.shop is None)
        narrowed = deposits.narrowed(seen, form.wanted(self.zone))
        context = {"form": form, "narrowing": form.is_narrowing, **self.listed(narrowed)}
        template = "wallet/_deposit_rows.html" if request.htmx else "wallet/deposit_list.html"  # type: ignore[attr-defined]  # django-htmx's
        return render(request, template, context)

    def listed(self, rows: Any) -> dict[str, Any]:
        """One page of these rows, as the templates need it."""
        try:
            page = keyset.page(deposits.rows_of(rows), self.request.GET.get("at", ""), PAGE)
        except keyset.BadCursor:
            raise BadRequest("at") from None
        count, more = keyset.counted(rows)
        return {
            "rows": deposits.shown(page.rows),
            "count": count,
            "more": more,
            "newer_url": self.at(page.newer),
            "older_url": self.at(page.older),
            "several_shops": self.shop is None,
        }


class PendingBitcoin(Deposits):
    """Every Bitcoin deposit that waits for coins at Bitspark, whoever made it, and how old that list is.

    POST reads it again.
    """

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        seen = deposits.visible(list(self.here), head_office=self.shop is None)
        reads = addresses.reads_of(self.logins)
        ages = [(login, reads.get((login.pk, polling.PENDING_BITCOIN))) for login in self.logins]
        context = {"ages": ages, **self.listed(deposits.waiting_for_coins(seen))}
        return render(request, "wallet/deposit_bitcoin.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        for login in self.logins:
            with self.saying_why():
                polling.refresh_pending_bitcoin(login)
        return redirect("wallet:deposits-bitcoin")


class NewDeposit(WalletView):
    """Which account, how much: the order is taken and sent, or the form says what is in the way."""

    http_method_names = ["get", "post"]
    may = Permission.DEPOSIT
    refills = True
    moves_money = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.typed is not None:
            return self.draw(self.form(self.typed))
        accounts = deposits.depositable(self.connection)
        start = {
            "currency": likeliest(accounts, request.GET.get("currency", ""), self.connection.active_currency)
        }
        return self.draw(self.form(initial=start))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.draw(form, status=422)
        try:
            taken = ordering.create(
                form.account,
                form.cleaned_data["amount"],
                new_address=bool(form.cleaned_data.get("generate_new_address")),
                key=f"form:{request.POST.get('form_key', '')}",
                actor=self.actor,
                shop=self.counter,
                confirms_twin=uuid_of(request.POST.get("confirms_twin")),
            )
        except ServiceError as refusal:
            refusals.place(form, refusal)
            return errors.say_when(self.draw(form, status=refusal.status, refusal=refusal), refusal)
        return redirect("wallet:deposit", taken.deposit.public_id)

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> DepositForm:
        accounts = deposits.depositable(self.connection)
        return DepositForm(data, accounts=accounts, initial=initial)

    def draw(self, form: DepositForm, status: int = 200, refusal: ServiceError | None = None) -> HttpResponse:
        """The form; its key is fresh, or the same one while the same order is asked again."""
        context = {
            "form": form,
            "form_key": self.request.POST.get("form_key") or str(uuid.uuid4()),
            "connection": self.connection,
            "twin": refusal.detail if refusal and refusal.code == "possible-duplicate" else None,
            "waiting": refusal.detail if refusal and refusal.code == "deposit-waits" else None,
        }
        return render(self.request, "wallet/deposit_form.html", context, status=status)


def uuid_of(text: Any) -> uuid.UUID | None:
    """The id that was named, None where it is none."""
    try:
        return uuid.UUID(str(text)) if text else None
    except ValueError:
        return None
