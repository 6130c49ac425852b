"""What a person is in which shop."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .permission import Role
from .shop import Shop


class Membership(models.Model):
    """A role in one shop, or in all of them (`shop` empty: head office).

    Where a person has both, the shop's own membership decides there.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    shop = models.ForeignKey(
        Shop,
        on_delete=models.CASCADE,
        related_name="memberships",
        null=True,
        blank=True,
        verbose_name=_("shop"),
        help_text=_("Empty: all shops, as head office."),
    )
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "shop"], name="uq_membership_per_shop"),
            models.UniqueConstraint(fields=["user"], condition=Q(shop=None), name="uq_membership_of_all"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="ck_membership_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.shop or _('all shops')}"
