"""Bitspark's money shops: where cash can be brought to top up an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, PublicId


class MoneyShop(PublicId):
    """One shop as Bitspark lists it. `commissions` are its top-up fees per currency, as text; they are told
    by its details alone, read at `details_at` (empty: not told yet). Coordinates are as they were written."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="money_shops")
    provider_id = models.CharField(max_length=128)
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=400, blank=True)
    latitude = models.CharField(max_length=32, blank=True)
    longitude = models.CharField(max_length=32, blank=True)
    image_url = models.CharField(max_length=500, blank=True)
    commissions = models.JSONField(default=list)
    details_at = models.DateTimeField(null=True)
    raw = models.JSONField(default=dict)
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("money shop")
        verbose_name_plural = _("money shops")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["connection", "provider_id"], name="uq_money_shop")]

    def __str__(self) -> str:
        return self.name
