"""Who did what, when, to what: an append-only chain per shop."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .shop import Shop


class AuditChain(models.Model):
    """The head of a shop's chain (`shop` empty: the operator's own), locked last in a transaction."""

    shop = models.OneToOneField(Shop, on_delete=models.PROTECT, null=True, related_name="audit_chain")
    is_operators = models.BooleanField(null=True, unique=True)  # True on the one chain without a shop
    head_number = models.BigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return str(self.shop or _("Operator"))


class AuditEntry(models.Model):
    """One act. `number` runs per chain and also orders the API's `events`.

    `hash` = SHA-256 over the previous hash and this row's content, so that a row that was
    changed, removed or moved is found. Triggers refuse UPDATE and DELETE.
    """

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="entries")
    number = models.BigIntegerField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=150)
    role = models.CharField(max_length=16, blank=True)
    address = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=80)
    noun = models.CharField(max_length=32, blank=True)
    object_id = models.UUIDField(null=True)
    object_version = models.PositiveIntegerField(default=1)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="uq_audit_number")]
        indexes = [
            models.Index(fields=["noun", "object_id", "id"], name="ix_audit_object"),
            models.Index(fields=["actor", "id"], name="ix_audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
