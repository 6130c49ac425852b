"""What every row has that people know a money command by: a deposit, a withdrawal, an exchange, a top-up."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, PublicId, Shop

from .command import MoneyCommand, State


class OrderRow(PublicId):
    """One row of ours per thing, made at intake or by the mirror (then without command and maker).

    `state` and `reference` are the command's, copied in the transaction that changes it. `version` grows with
    every change of the row and is what a page shows and a decision must name.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True, related_name="+")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    command = models.OneToOneField(MoneyCommand, on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(_("reference"), max_length=32, blank=True)
    state = models.CharField(_("state"), max_length=24, choices=State.choices, blank=True)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    provider_id = models.CharField(_("id at the provider"), max_length=128, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(auto_now=True)
    read_at = models.DateTimeField(null=True)  # when the provider's words below were true
    failed_at = models.DateTimeField(null=True)  # when it last could not be read
    failure = models.CharField(max_length=300, blank=True)
    raw = models.TextField(blank=True)  # as the provider told it last, redacted

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference or self.provider_id

    @property
    def made_here(self) -> bool:
        return self.command is not None
