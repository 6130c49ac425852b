"""What we saw at a provider: callbacks as they came, statuses as they were read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection

from .command import Attempt


class CallbackInbox(models.Model):
    """A callback, unparsed, stored before it is answered; only a hint to go and read."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="callbacks")
    body_sha256 = models.CharField(max_length=64)
    body_sealed = models.TextField()
    received_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    processed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        constraints = [models.UniqueConstraint(fields=["attempt", "body_sha256"], name="uq_callback_body")]
        indexes = [models.Index(fields=["processed_at", "id"], name="ix_callback_waiting")]

    def __str__(self) -> str:
        return f"{self.attempt} {self.received_at:%H:%M:%S}"


class RemoteEvent(models.Model):
    """One observation of one remote object. Append-only: triggers refuse UPDATE and DELETE."""

    class Source(models.TextChoices):
        SEND = "send", _("answer to sending")
        SHOW = "v1show", _("read alone")
        LIST = "v2list", _("read in the list")
        HISTORY = "history", _("read in the history")

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="remote_events")
    remote_type = models.CharField(max_length=32)
    remote_id = models.CharField(max_length=128)
    seq = models.PositiveIntegerField()
    status_group = models.CharField(max_length=64, blank=True)
    status_code = models.CharField(max_length=64)
    status_message = models.TextField(blank=True)
    status_info = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    observed_at = models.DateTimeField()
    shown = models.BooleanField(default=True)  # whether the shown status moved to this one
    anomaly = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("status seen")
        verbose_name_plural = _("statuses seen")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "remote_type", "remote_id", "seq"], name="uq_remote_seq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.remote_id} {self.status_code}"
