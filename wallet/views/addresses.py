"""Addresses and memos that others can pay us in to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import Permission
from accounts.selectors import keyset
from wallet.forms.addresses import AddressFilter, GenerateForm, MemoAccountForm
from wallet.selectors import addresses
from wallet.services import deposit_addresses
from wallet.views.wallet_view import WalletView

PAGE = 50


class Addresses(WalletView):
    """What was read of them last, newest first, with its age; nothing is asked of Bitspark by looking."""

    http_method_names = ["get"]
    may = Permission.SEE_WALLET

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AddressFilter(request.GET)
        keys = [login.pk for login in self.logins]
        rows = addresses.of_connections(keys, form.wanted())
        try:
            page = keyset.page(rows, request.GET.get("at", ""), PAGE)
        except keyset.BadCursor:
            raise BadRequest("at") from None
        count, more = keyset.counted(rows)
        context = {
            "form": form,
            "narrowing": form.is_narrowing,
            "rows": addresses.shown(page.rows),
            "count": count,
            "more": more,
            "newer_url": self.at(page.newer),
            "older_url": self.at(page.older),
            "logins": self.ages(),
            "generate_form": GenerateForm() if self.shop and self.actor.may(Permission.DEPOSIT) else None,
        }
        return render(request, "wallet/address_list.html", context)

    def ages(self) -> list[dict[str, Any]]:
        """How old each login's lists are, and whose memos they are. Two queries."""
        reads = addresses.reads_of(self.logins)
        names = addresses.memo_accounts([login.pk for login in self.logins])
        return [
            {
                "login": login,
                "addresses": reads.get((login.pk, addresses.ADDRESSES)),
                "memos": reads.get((login.pk, addresses.MEMOS)),
                "memo_account": names.get(login.pk, ""),
                "memo_form": MemoAccountForm(auto_id=f"id_{login.public_id}_%s"),
            }
            for login in self.logins
        ]


class RefreshAddresses(WalletView):
    """Read the lists of every login on the page again."""

    http_method_names = ["post"]
    may = Permission.SEE_WALLET

    def post(self, request: HttpRequest) -> HttpResponse:
        for login in self.logins:
            with self.saying_why():
                deposit_addresses.refresh(login)
        return redirect("wallet:addresses")


class GenerateAddress(WalletView):
    """Make one more, by a click and only by a click."""

    http_method_names = ["post"]
    may = Permission.DEPOSIT

    def post(self, request: HttpRequest) -> HttpResponse:
        form = GenerateForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose what to make."))
            return redirect("wallet:addresses")
        with self.saying_why():
            deposit_addresses.generate(self.connection, **form.asked, actor=self.actor, shop=self.counter)
            messages.success(request, _("Bitspark made it; it stands first in the list."))
        return redirect("wallet:addresses")


class NameMemoAccount(WalletView):
    """Say which account name a login's memos are written for."""

    http_method_names = ["post"]
    may = Permission.EDIT_CONNECTIONS

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        login = self.login(public_id)
        with self.saying_why():
            deposit_addresses.name_memo_account(login, request.POST.get("name", ""), actor=self.actor)
        return redirect("wallet:addresses")
