"""What we hold at a provider, per currency, as it last said."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, MoneyField, PublicId


class Account(PublicId):
    """One balance at a provider. `balance_raw` is the provider's own figure; `balance` is cut to 8 places
    beside it, only to sort and compare, and empty when it does not fit."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="accounts")
    currency = models.CharField(_("currency"), max_length=8)
    code = models.CharField(max_length=16, blank=True)  # as the provider lists it, which calls are sent
    precision = models.PositiveSmallIntegerField(null=True)  # decimals; empty while not told
    is_crypto = models.BooleanField(default=False)
    remote_id = models.CharField(max_length=128, blank=True)
    balance_raw = models.CharField(max_length=64, blank=True)
    balance = MoneyField(_("balance"), null=True)
    shop_commission_raw = models.CharField(max_length=64, blank=True)
    balance_threshold_raw = models.CharField(max_length=64, blank=True)
    raw = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True)  # when the figure was true
    failed_at = models.DateTimeField(null=True)  # when it last could not be read
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(fields=["connection", "currency"], name="uq_account")]

    def __str__(self) -> str:
        return f"{self.connection} {self.currency}"

    @property
    def listed(self) -> str:
        """The code that calls to the provider are sent."""
        return self.code or self.currency.lower()

    @property
    def threshold(self) -> Decimal | None:
        """Below what its balance is low, in major units; None when not told."""
        return Decimal(self.balance_threshold_raw) if self.balance_threshold_raw else None

    @property
    def is_low(self) -> bool:
        """Whether the balance last told is below the threshold; one of 0 is switched off."""
        threshold = self.threshold
        return bool(threshold is not None and self.balance is not None and self.balance < threshold)

    @property
    def is_told(self) -> bool:
        """Whether the provider ever told a figure, and it could be read the last time."""
        return self.read_at is not None and (self.failed_at is None or self.failed_at < self.read_at)
