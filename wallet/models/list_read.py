"""When a provider's list was last read whole."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection


class ListRead(models.Model):
    """How old what we keep of one list of a login is, and what went wrong since. `noun` names the list:
    addresses, memos, pending-btc-deposits."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="list_reads")
    noun = models.CharField(max_length=32)
    good_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("reading of a list")
        verbose_name_plural = _("readings of lists")
        constraints = [models.UniqueConstraint(fields=["connection", "noun"], name="uq_list_read")]

    def __str__(self) -> str:
        return f"{self.connection} {self.noun}"

    @property
    def could_not_load(self) -> bool:
        """Whether the last try failed."""
        return self.failed_at is not None and (self.good_at is None or self.failed_at > self.good_at)
