"""A phone or tablet that speaks to the API for one person in one shop."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from .identity import PublicId
from .shop import Shop


class Device(PublicId, AbstractAuthToken):  # type: ignore[misc]  # knox has no types
    """A token for one person, one device and one shop: hashed, 30 days, revocable, kept as history."""

    name = models.CharField(_("device name"), max_length=80)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="devices")
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return self.name
