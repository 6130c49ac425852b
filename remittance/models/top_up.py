"""Top-ups: a customer hands cash to a shop and is credited at Bitspark."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import MoneyField
from wallet.models import MoneyCommand, OrderRow, State


class TopUp(OrderRow):
    """One top-up: asked of us by a customer, or asked for by us at another shop.

    `command` is the order that asked another shop (None: not made here), `decision` the newest one that
    approves, declines or cancels it. What Bitspark told stands in its own words; "" and None are "not told".
    `amount` is what the customer receives, in major units of `currency` (upper case); the raw texts are the
    figures as told. The customer's balance is in no column, and not in `raw` either.
    """

    class AskedAs(models.TextChoices):
        """By which of Bitspark's two filters it was listed; the document explains neither."""

        REQUESTED = "requested", _("Requested")
        OWNED = "owned", _("Owned")
        BOTH = "both", _("Both")

    asked_as = models.CharField(_("listed as"), max_length=16, choices=AskedAs.choices, blank=True)
    status_code = models.CharField(_("status"), max_length=64, blank=True)
    status_message = models.CharField(max_length=300, blank=True)
    status_changed_at = models.DateTimeField(null=True)
    amount = MoneyField(_("amount"), null=True)
    amount_raw = models.CharField(max_length=64, blank=True)
    currency = models.CharField(_("currency"), max_length=16, blank=True)
    fee = MoneyField(_("fee"), null=True)
    fee_raw = models.CharField(max_length=64, blank=True)
    bitspark_percentage_raw = models.CharField(max_length=64, blank=True)  # Bitspark's share of the fee
    transaction_number = models.CharField(_("number"), max_length=64, blank=True)
    number_tail = models.CharField(max_length=4, blank=True)  # its last four, upper case
    number_day = models.DateField(null=True)  # the day in its number
    remote_shop_id = models.CharField(max_length=128, blank=True)
    shop_account_id = models.CharField(max_length=128, blank=True)
    user_account_id = models.CharField(max_length=128, blank=True)
    performed_by_shop = models.BooleanField(null=True)
    receipt_url = models.CharField(max_length=2000, blank=True)
    first_seen_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)

    asked_shop_code = models.CharField(max_length=64, blank=True)  # of the other shop, as we typed it
    decision = models.OneToOneField(MoneyCommand, on_delete=models.PROTECT, null=True, related_name="+")
    decision_kind = models.CharField(max_length=32, blank=True)
    decision_state = models.CharField(max_length=24, choices=State.choices, blank=True)
    decline_reason = models.CharField(max_length=500, blank=True)  # ours, told to nobody there
    balance_before_raw = models.CharField(max_length=64, blank=True)  # ours, as read before an approval
    balance_before_at = models.DateTimeField(null=True)
    balance_after_raw = models.CharField(max_length=64, blank=True)
    balance_after_at = models.DateTimeField(null=True)
    anomaly = models.CharField(max_length=300, blank=True)
    folded_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="folded"
    )  # the row of ours that this one turned out to be

    class Meta:
        verbose_name = _("top-up")
        verbose_name_plural = _("top-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "provider_id"], condition=~Q(provider_id=""), name="uq_top_up_remote"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "created_at", "id"], name="ix_top_up_shop"),
            models.Index(fields=["created_at", "id"], name="ix_top_up_newest"),
            models.Index(fields=["shop", "status_code", "created_at", "id"], name="ix_top_up_status"),
            models.Index(fields=["number_tail"], name="ix_top_up_tail"),
            models.Index(fields=["transaction_number"], name="ix_top_up_number"),
        ]

    def __str__(self) -> str:
        return self.transaction_number or self.reference or self.provider_id
