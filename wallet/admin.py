"""Balances, money commands and what was seen at a provider: to look at, never to change."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.views.admin_records import Records, ShopFilter, actor_of
from wallet.models import (
    Account,
    Attempt,
    BankDetail,
    CallbackInbox,
    DayNumber,
    Deposit,
    DepositAddress,
    DepositProof,
    Exchange,
    HistoryRow,
    Limit,
    ListRead,
    MemoAccount,
    MoneyCommand,
    RemoteEvent,
    Withdrawal,
)


@admin.register(Account)
class AccountAdmin(Records):
    """Balances as the provider last said them."""

    shop_path = "connection__shops"
    hidden = ("raw",)
    list_display = ("connection", "currency", "balance_raw", "read_at", "failed_at")
    list_filter = ("currency", ShopFilter)
    list_select_related = ("connection",)
    exact = ("public_id", "remote_id", "currency")
    ordering = ("connection__name", "currency")


@admin.register(Limit)
class LimitAdmin(Records):
    """Up to how much a role may move without a second person; changed by two people on the desk's pages."""

    shop_path = "shop"
    list_display = ("role", "kind", "currency", "per_order", "per_day", "shop", "created_at", "ended_at")
    list_filter = ("role", "kind", "currency", ShopFilter)
    list_select_related = ("shop",)
    exact = ("public_id",)
    ordering = ("-created_at", "-pk")


@admin.register(HistoryRow)
class HistoryRowAdmin(Records):
    """What moved at a provider, as its history tells it; whom it was for stands on the desk's own page."""

    shop_path = "shop"
    hidden = ("raw", "basic_info")
    discreet = ("status_code", "status_group", "status_message", "status_info")
    instead: ClassVar[dict[str, str]] = {"status_code": "counter_status"}
    list_display = (
        "created_at",
        "payment_type",
        "amount_raw",
        "currency",
        "status_code",
        "shop",
        "remote_id",
    )
    list_filter = ("payment_type", "currency", ShopFilter, "created_at")
    list_select_related = ("shop",)
    exact = ("public_id", "remote_id")
    ordering = ("-pk",)


@admin.register(MoneyCommand)
class MoneyCommandAdmin(Records):
    """Intentions to move money. What was ordered is sealed; the desk's own pages show it."""

    shop_path = "shop"
    hidden = ("params_sealed", "request_hash", "twin_fp", "idem_key", "idem_principal", "refusal")
    discreet = ("remote_status", "anomaly")
    list_display = (
        *("reference", "shop", "kind", "amount", "currency", "state", "outcome_code"),
        *("needs_person", "created_by", "created_at", "sent_at"),
    )
    list_filter = ("state", "needs_person", ShopFilter, "created_at")
    list_select_related = ("shop", "created_by")
    exact = ("public_id", "reference", "remote_id")
    ordering = ("-pk",)


@admin.register(Attempt)
class AttemptAdmin(Records):
    """Tries to send; the answers are sealed, for compliance on the transfer's page."""

    shop_path = "command__shop"
    hidden = ("response_sealed", "callback_url", "body_sha256")
    list_display = ("command", "n", "outcome", "http_status", "claimed_at", "sender_done_at", "error")
    list_filter = (ShopFilter, "claimed_at")
    list_select_related = ("command",)
    exact = ("public_id",)
    ordering = ("-pk",)


@admin.register(CallbackInbox)
class CallbackInboxAdmin(Records):
    """Callbacks as they came; their bodies are sealed."""

    shop_path = "attempt__command__shop"
    hidden = ("body_sealed", "body_sha256")
    list_display = ("attempt", "received_at", "times", "processed_at", "result")
    list_filter = (ShopFilter, "received_at", "processed_at")
    list_select_related = ("attempt__command",)
    ordering = ("-pk",)


@admin.register(RemoteEvent)
class RemoteEventAdmin(Records):
    """Statuses as they were read; some only for supervisors and compliance."""

    shop_path = "connection__shops"
    discreet = ("status_message", "status_info", "anomaly", "status_group")
    list_display = ("remote_type", "remote_id", "seq", "status_code", "source", "observed_at", "shown")
    list_filter = ("source", "shown", "observed_at")
    exact = ("remote_id",)
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RemoteEvent]:
        rows: QuerySet[RemoteEvent] = super().get_queryset(request)
        return (
            rows if actor_of(request).reads_suspicious else rows.exclude(status_code__icontains="suspicious")
        )


@admin.register(DayNumber)
class DayNumberAdmin(Records):
    """The last number given out per shop and day."""

    shop_path = "shop"
    list_display = ("shop", "day", "last")
    list_filter = (ShopFilter,)
    list_select_related = ("shop",)
    ordering = ("-day", "shop__name")


@admin.register(Deposit)
class DepositAdmin(Records):
    """Deposits, as announced and as told."""

    shop_path = "shop"
    hidden = ("raw",)
    list_display = (
        *("reference", "shop", "account_currency", "amount", "amount_told_raw", "state", "status_code"),
        *("maker", "created_at", "read_at"),
    )
    list_filter = ("state", "account_currency", ShopFilter, "created_at")
    list_select_related = ("shop", "maker")
    exact = ("public_id", "reference", "provider_id", "txid")
    ordering = ("-pk",)


@admin.register(DepositProof)
class DepositProofAdmin(Records):
    """Files that were handed in as proofs; the files themselves are on the deposit's page."""

    shop_path = "shop"
    hidden = ("kept_as", "sha256")
    list_display = ("deposit", "name", "media_type", "size", "state", "uploaded_by", "created_at", "sent_at")
    list_filter = ("state", ShopFilter, "created_at")
    list_select_related = ("deposit", "uploaded_by")
    exact = ("public_id",)
    ordering = ("-pk",)


@admin.register(DepositAddress)
class DepositAddressAdmin(Records):
    """Addresses and memos as they were last read."""

    shop_path = "connection__shops"
    hidden = ("raw",)
    list_display = ("connection", "kind", "currency", "code", "is_used", "created_at", "read_at")
    list_filter = ("kind", "currency", "is_used", ShopFilter)
    list_select_related = ("connection",)
    exact = ("public_id", "provider_id", "code")
    ordering = ("-pk",)


@admin.register(MemoAccount)
class MemoAccountAdmin(Records):
    """The account names that memos are written for; the newest of a connection holds."""

    shop_path = "connection__shops"
    list_display = ("connection", "name", "created_at")
    list_filter = (ShopFilter,)
    list_select_related = ("connection",)
    exact = ("public_id",)
    ordering = ("-pk",)


@admin.register(ListRead)
class ListReadAdmin(Records):
    """When each list of a login was last read whole."""

    shop_path = "connection__shops"
    list_display = ("connection", "noun", "good_at", "failed_at", "failure")
    list_filter = ("noun", ShopFilter)
    list_select_related = ("connection",)
    ordering = ("connection__name", "noun")


@admin.register(BankDetail)
class BankDetailAdmin(Records):
    """Where withdrawals may go; the numbers stand on the desk's own pages."""

    shop_path = "shop"
    hidden = ("account_number", "wallet_address")
    list_display = ("label", "kind", "shop", "proposed_by", "accepted_by", "accepted_at", "retired_at")
    list_filter = ("kind", ShopFilter, "created_at")
    list_select_related = ("shop", "proposed_by", "accepted_by")
    exact = ("public_id",)
    ordering = ("-pk",)


@admin.register(Withdrawal)
class WithdrawalAdmin(Records):
    """Money on its way out; what the provider answered stands on the desk's own page."""

    shop_path = "shop"
    hidden = ("raw", "bank_detail_told", "wallet_address_told")
    discreet = ("anomaly",)
    list_display = (
        *("reference", "shop", "account_currency", "amount", "state", "status_code", "detail"),
        *("maker", "created_at"),
    )
    list_filter = ("state", "account_currency", ShopFilter, "created_at")
    list_select_related = ("shop", "maker", "detail")
    exact = ("public_id", "reference", "txid", "provider_id")
    ordering = ("-pk",)


@admin.register(Exchange)
class ExchangeAdmin(Records):
    """Money changed between our own accounts, with both balances before and after."""

    shop_path = "shop"
    hidden = ("raw",)
    list_display = (
        *("reference", "shop", "amount", "currency_from", "currency_to", "state", "status_code"),
        *("quoted_amount_raw", "maker", "created_at"),
    )
    list_filter = ("state", ShopFilter, "created_at")
    list_select_related = ("shop", "maker")
    exact = ("public_id", "reference")
    ordering = ("-pk",)
