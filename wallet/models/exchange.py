"""Money changed between two of our own accounts at a provider."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import MoneyField

from .order import OrderRow


class Exchange(OrderRow):
    """One exchange that was ordered here: `amount` of `currency_from` into `currency_to`, upper case.

    It has no id that lasts at the provider and no row in any history: both balances, read just before it is
    sent and again after, are all that shows what became of it. All figures of the provider's are kept as it
    wrote them (`..._raw`, "" while not told).
    """

    currency_from = models.CharField(_("from"), max_length=8)
    currency_to = models.CharField(_("to"), max_length=8)
    amount = MoneyField(_("amount"))
    rate_shown_raw = models.CharField(max_length=64, blank=True)  # what the person confirmed
    rate_pair = models.CharField(max_length=40, blank=True)  # its two names as answered
    rate_asked_at = models.DateTimeField(null=True)
    before_from_raw = models.CharField(max_length=64, blank=True)
    before_to_raw = models.CharField(max_length=64, blank=True)
    before_at = models.DateTimeField(null=True)
    after_from_raw = models.CharField(max_length=64, blank=True)
    after_to_raw = models.CharField(max_length=64, blank=True)
    after_at = models.DateTimeField(null=True)
    after_tries = models.PositiveSmallIntegerField(default=0)
    status_code = models.CharField(_("status"), max_length=64, blank=True)  # "" is "not told"
    created_told = models.CharField(max_length=40, blank=True)
    rate_raw = models.CharField(_("rate"), max_length=64, blank=True)
    fee_raw = models.CharField(_("fee"), max_length=64, blank=True)
    commission_raw = models.CharField(_("commission"), max_length=64, blank=True)
    base_amount_raw = models.CharField(max_length=64, blank=True)
    quoted_amount_raw = models.CharField(max_length=64, blank=True)
    told_at = models.DateTimeField(null=True)  # when the answer to the exchange came

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        indexes = [
            models.Index(fields=["shop", "created_at", "id"], name="ix_exchange_shop"),
            models.Index(fields=["created_at", "id"], name="ix_exchange_newest"),
            models.Index(fields=["state", "after_at", "id"], name="ix_exchange_after"),
        ]
