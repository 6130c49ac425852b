"""The operator: the company whose shops these are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .identity import PublicId


class Operator(PublicId):
    """The one company a deployment serves."""

    name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")

    def __str__(self) -> str:
        return self.name
