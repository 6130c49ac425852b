"""What we send and to whom, in the admin site: masked, to look at, never to change.

Why somebody is held, what notes say and what only supervisors and compliance read of a status stay on the
desk's own pages.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.views.admin_records import Records, ShopFilter, actor_of, ending
from remittance.models import (
    Currency,
    Destination,
    Fee,
    FollowUp,
    FormerId,
    Hold,
    MirrorRead,
    MoneyShop,
    NotKept,
    Quote,
    ReceiptPrint,
    Recipient,
    Rule,
    RuleKindAcceptance,
    Sender,
    SenderRecipient,
    TopUp,
    Transfer,
)
from remittance.selectors import statuses
from remittance.selectors.people import digits


@admin.register(Currency)
class CurrencyAdmin(Records):
    """Currencies that Bitspark knows."""

    shop_path = "connection__shops"
    list_display = ("code", "name", "precision", "has_account", "currency_type", "connection", "last_seen_at")
    list_filter = ("has_account", "currency_type", ShopFilter)
    list_select_related = ("connection",)
    exact = ("code", "provider_id")
    ordering = ("code", "pk")


@admin.register(Fee)
class FeeAdmin(Records):
    """Fees as Bitspark lists them."""

    shop_path = "connection__shops"
    hidden = ("raw",)
    list_display = (
        *("currency", "model", "fee_type", "amount_raw", "lower_raw", "upper_raw", "active", "is_global"),
        *("connection", "last_seen_at", "gone_at"),
    )
    list_filter = ("model", "currency", "active", ShopFilter)
    list_select_related = ("connection",)
    exact = ("public_id", "provider_id")
    ordering = ("currency", "model", "pk")


@admin.register(MoneyShop)
class MoneyShopAdmin(Records):
    """Where cash can be brought to top up an account."""

    shop_path = "connection__shops"
    list_display = ("name", "address", "details_at", "connection", "last_seen_at", "gone_at")
    list_filter = (ShopFilter,)
    list_select_related = ("connection",)
    exact = ("public_id", "provider_id", "name")
    ordering = ("name", "pk")


@admin.register(Destination)
class DestinationAdmin(Records):
    """Countries that money can be sent to."""

    shop_path = "connection__shops"
    list_display = ("name", "code", "currency", "available", "told", "connection", "last_seen_at", "gone_at")
    list_filter = ("available", "told", "currency", ShopFilter)
    list_select_related = ("connection",)
    exact = ("public_id", "code", "name", "provider_id")
    ordering = ("name", "pk")


@admin.register(Rule)
class RuleAdmin(Records):
    """Validation rules, each as it was told."""

    shop_path = "connection__shops"
    list_display = ("level", "code", "object_type", "connection", "last_seen_at", "gone_at")
    list_filter = ("level", "object_type", ShopFilter)
    list_select_related = ("connection",)
    exact = ("code", "provider_id")
    ordering = ("level", "code", "pk")


@admin.register(RuleKindAcceptance)
class RuleKindAcceptanceAdmin(Records):
    """Rule kinds the desk does not know, passed over on a supervisor's word."""

    shop_path = "connection__shops"
    list_display = ("field", "kind", "value", "connection", "accepted_by", "accepted_at")
    list_filter = ("kind", ShopFilter)
    list_select_related = ("connection", "accepted_by")
    exact = ("field", "kind")
    ordering = ("-pk",)


@admin.register(MirrorRead)
class MirrorReadAdmin(Records):
    """When each list was last read whole."""

    shop_path = "connection__shops"
    list_display = ("connection", "noun", "good_at", "full_at", "failed_at", "pages", "rows", "complete")
    list_filter = ("noun", "complete", ShopFilter)
    list_select_related = ("connection",)
    ordering = ("connection__name", "noun")


_KEYS = ("name_key", "last_key", "phone_key", "alt_phone_key")


class PersonAdmin(Records):
    """Somebody at one end of a transfer; found by the whole number or the whole phone."""

    def search(self, term: str) -> Q:
        phone = digits(term)
        return super().search(term) | Q(phone_key=phone) if len(phone) > 5 else super().search(term)


@admin.register(Sender)
class SenderAdmin(PersonAdmin):
    """Customers who send money."""

    shop_path = "shop"
    hidden = (*_KEYS, "id_key", "birth_date", "address")
    masked = ("id_number", "phone_number", "alt_phone_number")
    list_display = ("__str__", "shop", "id_type", ending("id_number"), "id_expires_on", "created_at")
    list_filter = ("id_type", "id_expires_on", ShopFilter)
    list_select_related = ("shop",)
    exact = ("public_id",)
    ordering = ("-created_at", "-id")


@admin.register(Recipient)
class RecipientAdmin(PersonAdmin):
    """Who is paid, as Bitspark's book has them."""

    shop_path = "shop"
    hidden = (*_KEYS, "raw", "asked", "address", "email", "account_tail", "failure")
    masked = ("cnic", "iban", "bank_account_number", "phone_number", "alt_phone_number")
    list_display = ("__str__", "standing", "shop", "connection", ending("bank_account_number"), "created_at")
    list_filter = ("standing", ShopFilter)
    list_select_related = ("shop", "connection")
    exact = ("public_id", "provider_id", "account_tail")
    ordering = ("-created_at", "-id")


@admin.register(SenderRecipient)
class SenderRecipientAdmin(Records):
    """Who used whom."""

    shop_path = "sender__shop"
    list_display = ("sender", "recipient", "last_used_at")
    list_select_related = ("sender", "recipient")
    ordering = ("-pk",)


@admin.register(Hold)
class HoldAdmin(Records):
    """That somebody is held, and by whom; never why."""

    shop_path = "shop"
    hidden = ("reason", "lifted_reason")
    list_display = (
        "public_id",
        "sender",
        "recipient",
        "shop",
        "placed_by",
        "placed_at",
        "lifted_by",
        "lifted_at",
    )
    list_filter = (ShopFilter, "lifted_at")
    list_select_related = ("sender", "recipient", "shop", "placed_by", "lifted_by")
    exact = ("public_id",)
    ordering = ("-pk",)


class StatusFilter(admin.SimpleListFilter):
    """A documented status, as the person may read it."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        told = actor_of(request).reads_suspicious
        known = [one for one in statuses.DOCUMENTED.values() if told or not statuses.is_suspicious(one.code)]
        return [(one.code, str(one.word)) for one in known]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Transfer]) -> QuerySet[Transfer]:
        if not self.value():
            return queryset
        column = "status_code" if actor_of(request).reads_suspicious else "counter_status"
        return queryset.filter(**{column: self.value()})


@admin.register(Quote)
class QuoteAdmin(Records):
    """Prices as they were at one moment."""

    shop_path = "shop"
    list_display = (
        "public_id",
        "shop",
        "amount",
        "currency",
        "total",
        "account_currency",
        "version",
        "quoted_at",
    )
    list_filter = (ShopFilter, "quoted_at")
    list_select_related = ("shop",)
    exact = ("public_id",)
    ordering = ("-pk",)


@admin.register(Transfer)
class TransferAdmin(Records):
    """Transfers, ours and those only seen at Bitspark; people's data are on the desk's own pages."""

    shop_path = "shop"
    hidden = (
        *("raw", "recipient_asked", "sender_asked", "recipient_told", "receipt_info"),
        *("terms", "provider_updated_raw"),
    )
    discreet = (
        *("status_code", "status_group", "status_message", "status_info", "was_suspicious", "anomaly"),
        *("status_changed_at", "poll_step", "next_poll_at"),
    )
    instead = {"status_code": "counter_status"}
    list_display = (
        *("reference", "transaction_number", "shop", "state", "status_code", "amount", "currency"),
        *("destination_name", "recipient_name", "maker", "created_at"),
    )
    list_filter = ("state", StatusFilter, ShopFilter, "created_at")
    list_select_related = ("shop", "maker")
    exact = ("public_id", "reference", "transaction_number", "tracking_number", "provider_id")
    ordering = ("-created_at", "-id")


@admin.register(TopUp)
class TopUpAdmin(Records):
    """Top-ups, asked of us and asked for by us."""

    shop_path = "shop"
    hidden = ("raw", "decline_reason")
    list_display = (
        *("transaction_number", "reference", "shop", "status_code", "decision_state", "amount", "currency"),
        *("fee", "asked_as", "maker", "first_seen_at"),
    )
    list_filter = ("status_code", "asked_as", "currency", ShopFilter, "created_at")
    list_select_related = ("shop", "maker")
    exact = ("public_id", "reference", "transaction_number", "number_tail", "provider_id")
    ordering = ("-created_at", "-id")


@admin.register(FormerId)
class FormerIdAdmin(Records):
    """Ids that lead to another row since two were found to be one."""

    shop_path = "transfer__shop"
    list_display = ("public_id", "transfer")
    list_select_related = ("transfer",)
    exact = ("public_id",)
    ordering = ("-pk",)


@admin.register(FollowUp)
class FollowUpAdmin(Records):
    """What a person still has to do about a transfer."""

    shop_path = "shop"
    discreet = ("why", "note")
    list_display = ("transfer", "kind", "shop", "owner", "opened_at", "done_by", "done_at")
    list_filter = ("kind", ShopFilter, "done_at")
    list_select_related = ("transfer", "shop", "owner", "done_by")
    exact = ("public_id",)
    ordering = ("-pk",)


@admin.register(NotKept)
class NotKeptAdmin(Records):
    """Supervisors' words that the provider did not keep the money."""

    shop_path = "transfer__shop"
    list_display = ("transfer", "said_by", "reason", "at")
    list_select_related = ("transfer", "said_by")
    ordering = ("-pk",)


@admin.register(ReceiptPrint)
class ReceiptPrintAdmin(Records):
    """Printings of receipts."""

    shop_path = "transfer__shop"
    list_display = ("transfer", "number", "width", "heading", "printed_by", "at")
    list_filter = ("width",)
    list_select_related = ("transfer", "printed_by")
    ordering = ("-pk",)
