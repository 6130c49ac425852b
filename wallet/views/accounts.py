"""What we hold at Bitspark, account by account."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Connection, Permission
from accounts.selectors import proposals
from accounts.views.pages import FormPage
from wallet.forms.account_terms import AccountTermsForm
from wallet.models import Account
from wallet.selectors.accounts import held_by
from wallet.services import account_terms, accounts
from wallet.views.wallet_view import WalletView


class Accounts(WalletView):
    """The accounts of every login that serves these shops, by currency."""

    http_method_names = ["get"]
    may = Permission.SEE_WALLET

    def get(self, request: HttpRequest) -> HttpResponse:
        held = held_by(self.logins)
        parts = [(login, held[login.pk]) for login in self.logins]
        return render(request, "wallet/account_list.html", {"parts": parts})


class OfAccount(WalletView):
    """What the pages of one account share."""

    may = Permission.SEE_WALLET

    @cached_property
    def account(self) -> Account:
        """The account of the address, of a login of these shops; another's is a 404."""
        mine = Connection.objects.filter(shops__in=self.shops, retired_at=None)
        rows = Account.objects.filter(connection__in=mine).select_related("connection")
        found = rows.filter(public_id=self.kwargs["public_id"]).first()
        if found is None:
            raise Http404
        return found


class AccountPage(OfAccount):
    """One account, with every digit that was told."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        context = {
            "account": self.account,
            "proposal": proposals.waiting_on(self.account.public_id),
            "last": proposals.last_decided(self.account.public_id),
        }
        return render(request, "wallet/account_detail.html", context)


class RefreshAccount(OfAccount):
    """Ask Bitspark for this account now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            read = accounts.refresh_currency(self.account.connection, self.account.listed)
            if read.is_told:
                messages.success(request, _("Read again just now."))
            else:
                messages.error(request, _("It could not be loaded: %(why)s") % {"why": read.failure})
        return redirect("wallet:account", public_id)


class ProposeTerms(OfAccount, FormPage):
    """Other terms of an account, for a second person to accept."""

    http_method_names = ["get", "post"]
    may = Permission.PROPOSE_TERMS
    button = gettext_lazy("Propose it")
    done = gettext_lazy("Proposed. It holds once a second person accepted it.")

    @property
    def heading(self) -> str:  # type: ignore[override]  # the account's currency is in it
        return _("Terms of the %(currency)s account") % {"currency": self.account.currency}

    def form(self, data: Any = None) -> AccountTermsForm:
        now = account_terms.terms_of(self.account)
        initial = {name: _plain(figure) for name, figure in now.items()}
        return AccountTermsForm(data, account=self.account, initial=initial)

    def save(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        account_terms.propose(self.account, said, actor=self.actor, why=said["why"])
        return redirect("wallet:account", self.account.public_id)

    def back(self) -> str:
        return reverse("wallet:account", args=[self.account.public_id])


def _plain(figure: Decimal | None) -> str:
    return "" if figure is None else format(figure, "f")
