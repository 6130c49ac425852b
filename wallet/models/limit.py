"""Up to how much a role may move by itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import MoneyField, PublicId, Role, Shop


class Limit(PublicId):
    """What one person of a role may move without a second one: by one order, and in 24 hours.

    Amounts are in major units of `currency`. `shop` None: all shops that have none of their own for it.
    Empty amounts do not limit. A row that no longer holds has `ended_at`; rows are never changed.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True, blank=True, related_name="limits")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    kind = models.CharField(_("kind"), max_length=32)
    currency = models.CharField(_("currency"), max_length=8)
    per_order = MoneyField(_("by one order"), null=True, blank=True)
    per_day = MoneyField(_("in 24 hours"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "role", "kind", "currency"],
                condition=Q(ended_at=None) & Q(shop__isnull=False),
                name="uq_limit",
            ),
            models.UniqueConstraint(
                fields=["role", "kind", "currency"],
                condition=Q(ended_at=None) & Q(shop__isnull=True),
                name="uq_limit_all_shops",
            ),
            models.CheckConstraint(
                condition=Q(per_order__isnull=False) | Q(per_day__isnull=False),
                name="ck_limit_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.kind} {self.currency}"
