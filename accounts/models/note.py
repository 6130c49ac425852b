"""Remarks that people leave on things for each other."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .identity import PublicId
from .shop import Shop


class Note(PublicId):
    """A remark on one thing of some noun that an app registered (`accounts.services.notes`).

    Append-only: triggers refuse UPDATE and DELETE. `shop` is that of the thing, None for a thing of none.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True, related_name="+")
    noun = models.CharField(max_length=16)
    object_id = models.UUIDField()
    text = models.TextField(_("note"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "remittance_note"  # where it was made; what only grows is not copied about
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["noun", "object_id", "id"], name="ix_note_object")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.public_id}"
