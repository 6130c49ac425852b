"""Money on its way out of our account at a provider, to a bank or a Bitcoin address."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import MoneyField

from .bank_detail import BankDetail
from .order import OrderRow


class Withdrawal(OrderRow):
    """One withdrawal that was asked for here.

    `amount` in major units of `account_currency`; `txid` is our own reference, made before the call and sent
    with it. What the provider told stands in the columns `..._told` and is written only from its answers.
    """

    detail = models.ForeignKey(BankDetail, on_delete=models.PROTECT, related_name="withdrawals")
    account_currency = models.CharField(_("currency"), max_length=8)
    amount = MoneyField(_("amount"))
    txid = models.CharField(_("our reference there"), max_length=64)
    amount_told_raw = models.CharField(_("amount told"), max_length=64, blank=True)
    txid_told = models.CharField(max_length=128, blank=True)
    wallet_address_told = models.CharField(max_length=128, blank=True)
    bank_detail_told = models.JSONField(default=dict)
    type_told = models.CharField(max_length=64, blank=True)
    remote_account_id = models.CharField(max_length=128, blank=True)
    calls_us = models.BooleanField(null=True)  # whether the callback URL told is one of ours; empty: not told
    status_code = models.CharField(_("status"), max_length=64, blank=True)  # "" is "not told"
    status_message = models.CharField(max_length=300, blank=True)
    status_changed_at = models.DateTimeField(null=True)
    anomaly = models.CharField(max_length=300, blank=True)
    next_poll_at = models.DateTimeField(null=True)
    poll_step = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            models.UniqueConstraint(fields=["connection", "txid"], name="uq_withdrawal_txid"),
            models.UniqueConstraint(
                fields=["connection", "provider_id"],
                condition=~Q(provider_id=""),
                name="uq_withdrawal_remote",
            ),
            models.CheckConstraint(condition=~Q(txid=""), name="ck_withdrawal_txid"),
        ]
        indexes = [
            models.Index(fields=["shop", "created_at", "id"], name="ix_withdrawal_shop"),
            models.Index(fields=["created_at", "id"], name="ix_withdrawal_newest"),
            models.Index(fields=["next_poll_at"], name="ix_withdrawal_poll"),
        ]
