"""The fees that Bitspark and we put on deposits, withdrawals and top-ups."""

from decimal import Decimal, InvalidOperation

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, PublicId

BEYOND_ALL = Decimal(10) ** 12  # an upper end from here on is Bitspark's way to say "and more"


class Fee(PublicId):
    """One fee as Bitspark lists it; empty is "not told". A fee is never changed or deleted through this desk.

    `model`: TopUp, Deposit or Withdraw, as the list's filter calls what `type_told` says in its own way.
    Figures stand as they were written: `amount_raw` is money of the currency, or a percentage; the fee holds
    for amounts from `lower_raw` to below `upper_raw`. `is_global` is set by Bitspark; whose a fee is must not
    be judged by `user_told`, which is empty even for one's own.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="fees")
    provider_id = models.CharField(_("id at Bitspark"), max_length=128)
    type_told = models.CharField(_("type"), max_length=64, blank=True)
    model = models.CharField(_("for"), max_length=16, blank=True)
    fee_type = models.CharField(_("kind"), max_length=32, blank=True)
    amount_raw = models.CharField(_("amount"), max_length=64, blank=True)
    lower_raw = models.CharField(_("from"), max_length=64, blank=True)
    upper_raw = models.CharField(_("to"), max_length=64, blank=True)
    active = models.BooleanField(_("active"), null=True)
    is_global = models.BooleanField(_("global"), null=True)
    currency_told = models.CharField(max_length=128, blank=True)  # the currency's id
    currency = models.CharField(_("currency"), max_length=16, blank=True)  # of our list of currencies
    user_told = models.CharField(max_length=128, blank=True)
    created_told = models.CharField(_("created"), max_length=64, blank=True)
    updated_told = models.CharField(_("updated"), max_length=64, blank=True)
    unread = models.JSONField(default=list)  # names of what could not be read
    raw = models.JSONField(default=dict)
    first_seen_at = models.DateTimeField(_("first seen here"), auto_now_add=True)
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ["currency", "model", "provider_id"]
        constraints = [models.UniqueConstraint(fields=["connection", "provider_id"], name="uq_fee")]

    @property
    def is_open_ended(self) -> bool:
        """Whether the upper end is so high that no transaction comes near it."""
        try:
            return Decimal(self.upper_raw) >= BEYOND_ALL
        except InvalidOperation:
            return False

    def __str__(self) -> str:
        return f"{self.model} {self.currency} {self.amount_raw}"
