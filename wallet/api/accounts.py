"""Our accounts for the apps, and what moved on one of them."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import AmountOrZero, Asked, Text, Told
from accounts.api.pagination import page_of, whole
from accounts.models import Permission
from wallet.models import Account
from wallet.selectors.accounts import held
from wallet.services import account_terms

from .history import FILTERS, HISTORY_PAGE, OfHistory
from .scope import InWallet

READINGS = ("told", "failed", "not-read")


class AccountShape(Told):
    """One account. Figures are the provider's own, with every digit; null is "not told"."""

    id = serializers.UUIDField()
    currency = serializers.CharField()
    balance = serializers.CharField(allow_null=True, help_text="Every digit, as the provider wrote it.")
    reading = serializers.ChoiceField(
        [(one, one) for one in READINGS],
        help_text="`told`: the last reading gave it. `failed`: it could not be loaded at `failed_at`; a "
        "balance beside it is as old as `read_at`. `not-read`: nobody asked yet.",
    )
    read_at = serializers.DateTimeField(allow_null=True)
    failed_at = serializers.DateTimeField(allow_null=True)
    failure = serializers.CharField(allow_blank=True)
    shop_commission = serializers.CharField(allow_null=True)
    balance_threshold = serializers.CharField(allow_null=True, help_text='"0" switches it off.')
    low = serializers.BooleanField(help_text="Whether the balance last told is below the threshold.")
    precision = serializers.IntegerField(allow_null=True, help_text="Decimals, for display and input.")


ACCOUNT_PAGE = page_of(AccountShape, "AccountPage")


class Accounts(InWallet):
    """The accounts of the shop's login."""

    may = Permission.SEE_WALLET

    @extend_schema(
        operation_id="accounts_list",
        tags=["accounts"],
        summary="Our accounts, by currency",
        responses=ACCOUNT_PAGE,
    )
    def get(self, request: Any) -> Response:
        return Response(whole(account_shown(one) for one in held(self.connection)))


class OfAccount(InWallet):
    """What the endpoints of one account share."""

    may = Permission.SEE_WALLET

    def account(self, public_id: UUID) -> Account:
        found = Account.objects.filter(connection__shops=self.shop, connection__retired_at=None)
        account = found.filter(public_id=public_id).first()
        if account is None:
            raise Http404
        return account


class AccountById(OfAccount):
    """One account."""

    @extend_schema(
        operation_id="accounts_show", tags=["accounts"], summary="One of our accounts", responses=AccountShape
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        return Response(account_shown(self.account(public_id)))


class TermsBody(Asked):
    """What is left out stays as it is."""

    shop_commission = AmountOrZero(required=False)
    balance_threshold = AmountOrZero(required=False, help_text='"0" switches it off.')
    why = Text(max_length=500, required=False, allow_blank=True)


class TermsProposalShape(Told):
    id = serializers.UUIDField(help_text="Of the proposal; it waits under `approvals`.")
    state = serializers.CharField()
    title = serializers.CharField()


class AccountTerms(OfAccount):
    """Commission and threshold of one account."""

    may = Permission.PROPOSE_TERMS
    problems = {"POST": (404, 409)}

    @extend_schema(
        operation_id="accounts_propose_terms",
        tags=["accounts"],
        summary="Propose a commission and a threshold",
        description="A second person accepts them under `approvals`; Bitspark is told then, once. 409 "
        "`waits-already`: other terms of this account wait.",
        request=TermsBody,
        responses={202: TermsProposalShape},
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        account = self.account(public_id)
        said = self.body(TermsBody)
        asked = {name: said[name] for name in account_terms.NAMES if name in said}
        proposal = account_terms.propose(account, asked, actor=self.actor, why=said.get("why", ""))
        shown = {"id": proposal.public_id, "state": proposal.state, "title": proposal.title}
        return Response(shown, status=202)


class AccountHistory(OfAccount, OfHistory):
    """What moved on one account."""

    @extend_schema(
        operation_id="accounts_history",
        tags=["accounts"],
        summary="What moved on one account, newest first",
        description="The shop's rows of the history that name this account; with the filters of `history`.",
        parameters=FILTERS,
        responses=HISTORY_PAGE,
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        account = self.account(public_id)
        return Response(self.page_of(request, account.remote_id or "-"))


def account_shown(account: Account) -> dict[str, Any]:
    """One account as JSON."""
    return {
        "id": account.public_id,
        "currency": account.currency,
        "balance": account.balance_raw or None,
        "reading": "told" if account.is_told else "failed" if account.failed_at else "not-read",
        "read_at": account.read_at,
        "failed_at": account.failed_at,
        "failure": account.failure,
        "shop_commission": account.shop_commission_raw or None,
        "balance_threshold": account.balance_threshold_raw or None,
        "low": account.is_low,
        "precision": account.precision,
    }
