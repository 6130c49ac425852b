"""What top-ups look like over REST, and what is asked of them."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from accounts.api.fields import Amount, Asked, Text, Told
from accounts.api.pagination import page_of
from accounts.models import Connection
from accounts.selectors import provider_links
from remittance.models import TopUp
from remittance.selectors import top_up_page, top_up_rows
from wallet.api.commands import OutcomeShape
from wallet.models import State

from .scope import text_of

VERSION: dict[str, Any] = {"min_value": 1, "max_value": 2**31 - 1, "help_text": "As it was shown."}


class TopUpRowShape(Told):
    """What a list shows. Text that was not told is empty, a figure that was not told is null."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Name it when you decide.")
    created_at = serializers.DateTimeField(help_text="When the desk first had it.")
    updated_at = serializers.DateTimeField()
    first_seen_at = serializers.DateTimeField(allow_null=True, help_text="First seen here, not made there.")
    reference = serializers.CharField(help_text="Ours, where we asked another shop.")
    transaction_number = serializers.CharField(help_text="The customer reads its last four out.")
    number_day = serializers.DateField(allow_null=True, help_text="The day that the number names.")
    asked_as = serializers.CharField(help_text="By which filter of Bitspark's: an open list.")
    provider_status = serializers.CharField(help_text="Theirs; an open list, empty until told.")
    status_word = serializers.CharField()
    pending = serializers.BooleanField()
    amount = serializers.CharField(allow_null=True, help_text="What is credited.")
    currency = serializers.CharField(help_text="Empty: not told, and then it cannot be approved.")
    fee = serializers.CharField(allow_null=True)
    bitspark_percentage = serializers.CharField(allow_null=True, help_text="Bitspark's share of the fee.")
    ours = serializers.BooleanField(help_text="It was asked of our shop.")
    may_decide = serializers.BooleanField()
    decision_state = serializers.CharField(help_text="Of our decision, while it is on its way; else empty.")
    flagged = serializers.BooleanField()


TOP_UP_PAGE = page_of(TopUpRowShape, "TopUpPage")


class TopUpShape(Told):
    """One top-up. The customer's own balance is nowhere."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Name it when you decide.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    first_seen_at = serializers.DateTimeField(allow_null=True)
    read_at = serializers.DateTimeField(allow_null=True, help_text="When this was true at Bitspark.")
    mode = serializers.ChoiceField(Connection.Mode.choices)
    reference = serializers.CharField()
    maker = serializers.CharField(help_text="Who asked another shop for it; else empty.")
    transaction_number = serializers.CharField()
    number_day = serializers.DateField(allow_null=True)
    asked_as = serializers.CharField()
    provider_status = serializers.CharField()
    provider_message = serializers.CharField()
    status_word = serializers.CharField()
    pending = serializers.BooleanField()
    amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    fee = serializers.CharField(allow_null=True)
    bitspark_percentage = serializers.CharField(allow_null=True)
    performed_by_shop = serializers.BooleanField(allow_null=True)
    receipt_url = serializers.CharField(allow_null=True, help_text="Only where it leads to a listed host.")
    take_from_customer = serializers.CharField(allow_null=True, help_text="Amount and fee, by our reading.")
    leaves_our_account_about = serializers.CharField(allow_null=True)
    our_balance = serializers.CharField(allow_null=True)
    our_balance_at = serializers.DateTimeField(allow_null=True)
    beyond_balance = serializers.BooleanField(help_text="An approval takes more than we hold.")
    balance_before = serializers.CharField(allow_null=True, help_text="Read before an approval.")
    balance_after = serializers.CharField(allow_null=True, help_text="Read after an approval.")
    ours = serializers.BooleanField()
    may_decide = serializers.BooleanField()
    may_cancel = serializers.BooleanField()
    decline_reason = serializers.CharField(help_text="Ours; told to nobody there.")
    decision = serializers.UUIDField(allow_null=True, help_text="The newest command that decides it.")
    decision_kind = serializers.CharField()
    decision_state = serializers.CharField()
    decided_by = serializers.CharField()
    anomaly = serializers.CharField()


class TopUpTakenShape(OutcomeShape):
    """An order that was taken."""

    id = serializers.UUIDField(help_text="The top-up's, for ever.")
    version = serializers.IntegerField()
    command = serializers.UUIDField()
    reference = serializers.CharField()
    provider_status = serializers.CharField()


class TopUpApproveBody(Asked):
    version = serializers.IntegerField(**VERSION)
    cash_counted = serializers.BooleanField(help_text="The cash is counted: must be true.")
    beyond_balance = serializers.BooleanField(
        required=False, help_text="After `beyond-balance`: yes, although it takes more than we hold."
    )


class TopUpDeclineBody(Asked):
    version = serializers.IntegerField(**VERSION)
    reason = Text(max_length=500, help_text="Ours; it is not sent.")


class TopUpCancelBody(Asked):
    version = serializers.IntegerField(**VERSION)


class TopUpBody(Asked):
    shop_code = Text(max_length=64, help_text="From the other shop's QR code.")
    currency = Text(max_length=16)
    amount = Amount()
    confirms_twin = serializers.UUIDField(
        required=False, help_text="The command that `possible-duplicate` named: yes, a second one."
    )


def row_shown(row: top_up_rows.Row, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "version": row.version,
        "created_at": row.created_at,
        "updated_at": one["updated_at"],
        "first_seen_at": row.first_seen_at,
        "reference": row.reference,
        "transaction_number": row.number,
        "number_day": row.number_day,
        "asked_as": row.asked_as,
        "provider_status": one["status_code"],
        "status_word": str(row.word),
        "pending": row.pending,
        "amount": text_of(row.amount),
        "currency": row.currency,
        "fee": row.fee_raw or None,
        "bitspark_percentage": row.share_raw or None,
        "ours": row.ours,
        "may_decide": row.may_decide,
        "decision_state": one["decision_state"] if row.decision else "",
        "flagged": row.flagged,
    }


def top_up_shown(top_up: TopUp, shown: top_up_page.Page) -> dict[str, Any]:
    return {
        "id": top_up.public_id,
        "version": top_up.version,
        "created_at": top_up.created_at,
        "updated_at": top_up.updated_at,
        "first_seen_at": top_up.first_seen_at,
        "read_at": top_up.read_at,
        "mode": top_up.connection.mode,
        "reference": top_up.reference,
        "maker": str(top_up.maker or ""),
        "transaction_number": top_up.transaction_number,
        "number_day": top_up.number_day,
        "asked_as": top_up.asked_as,
        "provider_status": top_up.status_code,
        "provider_message": top_up.status_message,
        "status_word": str(shown.word),
        "amount": text_of(top_up.amount) or top_up.amount_raw or None,
        "currency": top_up.currency,
        "fee": top_up.fee_raw or None,
        "bitspark_percentage": top_up.bitspark_percentage_raw or None,
        "performed_by_shop": top_up.performed_by_shop,
        "receipt_url": provider_links.shown(top_up.receipt_url) or None,
        **_money_shown(top_up, shown),
        "pending": shown.pending,
        "ours": shown.ours,
        "may_decide": shown.may_decide,
        "may_cancel": shown.may_cancel,
        "decline_reason": top_up.decline_reason,
        "decision": top_up.decision.public_id if top_up.decision else None,
        "decision_kind": top_up.decision_kind,
        "decision_state": State(top_up.decision_state).value if top_up.decision_state else "",
        "decided_by": str(top_up.decision.created_by) if top_up.decision else "",
        "anomaly": top_up.anomaly,
    }


def _money_shown(top_up: TopUp, shown: top_up_page.Page) -> dict[str, Any]:
    blocks = shown.blocks
    return {
        "take_from_customer": text_of(blocks.take),
        "leaves_our_account_about": text_of(blocks.effect),
        "our_balance": blocks.balance_raw or None,
        "our_balance_at": blocks.balance_at,
        "beyond_balance": blocks.is_beyond,
        "balance_before": top_up.balance_before_raw or None,
        "balance_after": top_up.balance_after_raw or None,
    }
