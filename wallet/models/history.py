"""Everything that moved at a provider, as its own history tells it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, MoneyField, PublicId, Shop


class HistoryRow(PublicId):
    """One row of a login's history, a mirror: written only from the provider's answers, never deleted.

    `shop` empty: head office's. `created_at` is what the list is ordered by: the time told; for a day without
    a time (`told_on`) its first moment in UTC; and "first seen here" where none was told. `created_told` is
    the provider's own writing. `amount_raw` is its figure, in major units of `currency`, a transfer's
    destination's; `amount` is cut to 8 places beside it, only to sort and compare.
    This list masks `suspicious`: a status of a newer list goes before `status_code`. `counter_status` is the
    one that everybody may read.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="history")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True, related_name="+")
    remote_type = models.CharField(_("type"), max_length=64, blank=True)
    remote_id = models.CharField(_("id at the provider"), max_length=128)
    payment_type = models.CharField(_("what moved"), max_length=64, blank=True)
    account_id_told = models.CharField(_("account"), max_length=128, blank=True)
    amount_raw = models.CharField(_("amount"), max_length=64, blank=True)
    amount = MoneyField(_("amount"), null=True)
    currency = models.CharField(_("currency"), max_length=16, blank=True)
    status_code = models.CharField(_("status"), max_length=64, blank=True)
    counter_status = models.CharField(_("status for the counter"), max_length=64, blank=True)
    status_group = models.CharField(max_length=64, blank=True)
    status_message = models.CharField(max_length=300, blank=True)
    status_info = models.CharField(max_length=300, blank=True)
    basic_info = models.JSONField(default=dict)
    created_told = models.CharField(max_length=64, blank=True)
    told_on = models.DateField(null=True)  # a day without a time, never converted
    created_at = models.DateTimeField(_("created"))
    first_seen_at = models.DateTimeField(_("first seen here"))
    changed_at = models.DateTimeField(_("changed"))  # when we last read something else of it
    unread = models.JSONField(default=list)  # names of what could not be read
    raw = models.TextField(blank=True)

    class Meta:
        verbose_name = _("row of the history")
        verbose_name_plural = _("history")
        constraints = [
            models.UniqueConstraint(fields=["connection", "remote_type", "remote_id"], name="uq_history_row")
        ]
        indexes = [
            models.Index(fields=["shop", "created_at", "id"], name="ix_history_shop"),
            models.Index(fields=["connection", "created_at", "id"], name="ix_history_login"),
            models.Index(fields=["connection", "account_id_told", "created_at"], name="ix_history_account"),
        ]

    def __str__(self) -> str:
        return f"{self.payment_type} {self.remote_id}"
