"""Quotes and transfers: what we asked, what the provider says of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, MoneyField, PublicId, Shop
from wallet.models import MoneyCommand, State

from .catalogue import Destination
from .person import Recipient, Sender


class Quote(PublicId):
    """A price as it was at one moment; not reserved.

    `amount` arrives, in `currency` (the destination's). `figures` holds every figure of the answer as
    text; `total` is what leaves our account, in `account_currency`, cut up to 8 places. `customer_total`
    is what to take from the customer, in the shop's cash currency, or empty: no price.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="quotes")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="+")
    delivery_method = models.CharField(max_length=80, blank=True)
    provider = models.CharField(max_length=80, blank=True)
    province = models.CharField(max_length=80, blank=True)
    side = models.CharField(max_length=8, default="arrives")  # arrives | pays
    budget = MoneyField(null=True)  # side "pays": what the customer has in all
    left_over = MoneyField(null=True)  # side "pays": what is not used of it
    amount = MoneyField()
    currency = models.CharField(max_length=16)
    account_currency = models.CharField(max_length=16)
    version = models.CharField(max_length=2)  # v4, or v3 with limits unknown
    figures = models.JSONField(default=dict)
    total = MoneyField()
    fees = MoneyField(default=0)  # both fees, account currency
    other_charges = MoneyField(default=0)  # the unexplained rest, account currency
    rate = models.CharField(max_length=64, blank=True)  # destination units for one account unit, text
    limits_info = models.TextField(blank=True)
    customer_amount = MoneyField(null=True)  # total rounded up to what the cash can pay
    customer_charge = MoneyField(null=True)
    customer_total = MoneyField(null=True)
    cash_currency = models.CharField(max_length=16, blank=True)
    quoted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Transfer(PublicId):
    """One transfer, ours or only seen at Bitspark. One row, one public id, for ever.

    Columns under "asked" are what we asked for; columns under "told" hold the provider's own words and
    are written only from its answers. `shop` empty: not made here, head office's. `created_at` is
    "first seen here". `state` follows the command in the same transaction.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="transfers")
    command = models.OneToOneField(
        MoneyCommand, on_delete=models.PROTECT, null=True, blank=True, related_name="transfer"
    )
    reference = models.CharField(_("our reference"), max_length=32, blank=True)
    state = models.CharField(_("state"), max_length=24, choices=State.choices, default=State.ACCEPTED)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    # asked
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    destination = models.ForeignKey(
        Destination, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivery_method = models.CharField(max_length=80, blank=True)
    domestic_payment_id = models.CharField(max_length=128, blank=True)
    payout_provider = models.CharField(max_length=80, blank=True)
    province = models.CharField(max_length=80, blank=True)
    sender = models.ForeignKey(
        Sender, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    recipient_asked = models.JSONField(default=dict)
    sender_asked = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)  # the confirmed price, every figure as text
    # what the list is filtered and sorted by: asked until told
    amount = MoneyField(_("amount that arrives"), null=True)
    currency = models.CharField(_("currency"), max_length=16, blank=True)
    destination_name = models.CharField(_("destination"), max_length=120, blank=True)
    recipient_name = models.CharField(_("recipient"), max_length=380, blank=True)
    # told
    provider_id = models.CharField(max_length=128, blank=True)
    transaction_number = models.CharField(max_length=64, blank=True)
    amount_raw = models.CharField(max_length=64, blank=True)
    amount_to_send_raw = models.CharField(max_length=64, blank=True)
    account_currency = models.CharField(max_length=16, blank=True)
    exchange_rate_raw = models.CharField(max_length=64, blank=True)
    destination_country = models.CharField(max_length=120, blank=True)
    receipt_info = models.JSONField(default=dict)
    status_group = models.CharField(max_length=64, blank=True)
    status_code = models.CharField(_("status"), max_length=64, blank=True)
    status_message = models.TextField(blank=True)
    status_info = models.TextField(blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    tracking_number_possible = models.BooleanField(null=True)
    recipient_told = models.JSONField(null=True)  # null: not told
    provider_created_at = models.DateTimeField(null=True, blank=True)
    provider_created_on = models.DateField(null=True, blank=True)  # when only a date was told
    provider_updated_raw = models.CharField(max_length=40, blank=True)
    raw = models.JSONField(default=dict)
    # ours, about following it
    was_suspicious = models.BooleanField(default=False)
    counter_status = models.CharField(
        max_length=64, blank=True
    )  # the status, with suspicious as being processed
    anomaly = models.CharField(max_length=200, blank=True)
    status_changed_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)
    next_poll_at = models.DateTimeField(null=True, blank=True)
    poll_step = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("first seen here"))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "provider_id"], condition=~Q(provider_id=""), name="uq_transfer_remote"
            ),
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="uq_transfer_reference"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "created_at", "id"], name="ix_transfer_shop"),
            models.Index(fields=["created_at", "id"], name="ix_transfer_all"),
            models.Index(fields=["shop", "state", "created_at", "id"], name="ix_transfer_state"),
            models.Index(fields=["shop", "counter_status", "created_at", "id"], name="ix_transfer_status"),
            models.Index(fields=["maker", "created_at", "id"], name="ix_transfer_maker"),
            models.Index(fields=["sender", "created_at", "id"], name="ix_transfer_sender"),
            models.Index(fields=["recipient", "created_at", "id"], name="ix_transfer_recipient"),
            models.Index(fields=["transaction_number"], name="ix_transfer_number"),
            models.Index(fields=["tracking_number"], name="ix_transfer_tracking"),
            models.Index(fields=["next_poll_at"], name="ix_transfer_poll"),
            models.Index(fields=["shop", "updated_at", "id"], name="ix_transfer_updated"),
        ]

    def __str__(self) -> str:
        return self.reference or self.transaction_number or self.provider_id

    @property
    def made_here(self) -> bool:
        return self.command_id is not None


class FormerId(models.Model):
    """The public id of a mirrored row that was folded into an order of ours; it redirects."""

    public_id = models.UUIDField(unique=True)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="former_ids")

    def __str__(self) -> str:
        return str(self.public_id)


class FollowUp(PublicId):
    """Something a person still has to do about a transfer."""

    class Kind(models.TextChoices):
        TELL_CUSTOMER = "tell_customer", _("Tell the customer")
        PAY_BACK = "pay_back", _("Pay the customer back")
        NEEDS_PERSON = "needs_person", _("Needs a person")
        IN_DOUBT = "in_doubt", _("In doubt")

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True, related_name="follow_ups")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    why = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "kind"], condition=Q(done_at=None), name="uq_follow_up_open"
            )
        ]
        indexes = [models.Index(fields=["shop", "done_at", "opened_at"], name="ix_follow_up_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.transfer}"


class NotKept(models.Model):
    """A supervisor's recorded word that the provider did not keep the money of a bad transfer."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="not_kept")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.reason


class ReceiptPrint(models.Model):
    """One printing of a receipt; every one after the first is marked as a copy."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="receipt_prints")
    number = models.PositiveSmallIntegerField()
    width = models.CharField(max_length=4)
    heading = models.CharField(max_length=120)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "number"], name="uq_receipt_print")]

    def __str__(self) -> str:
        return f"{self.transfer} {self.number}"
