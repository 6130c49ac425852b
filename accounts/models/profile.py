"""Who a provider says that we are."""

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .connection import Connection
from .identity import PublicId
from .sealing import seal, unseal


class Profile(PublicId):
    """The profile behind one login as it was last told, sealed: it holds an identity number, phone and
    address. A failed reading keeps it and says so."""

    connection = models.OneToOneField(Connection, on_delete=models.PROTECT, related_name="profile")
    told_sealed = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with every reading that brought something new
    read_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("profile at a provider")
        verbose_name_plural = _("profiles at providers")

    def __str__(self) -> str:
        return str(self.connection)

    @property
    def bound_to(self) -> str:
        return f"profile:{self.public_id}:told"

    def keep(self, told: dict[str, Any]) -> None:
        """Put what was told into this row, sealed; `save` it afterwards."""
        self.told_sealed = seal(json.dumps(told, ensure_ascii=False), self.bound_to)

    @property
    def told(self) -> dict[str, Any]:
        """What was told, by the provider's field names; empty before the first reading. None: not told."""
        return json.loads(unseal(self.told_sealed, self.bound_to)) if self.told_sealed else {}

    @property
    def could_not_load(self) -> bool:
        return self.failed_at is not None and (self.read_at is None or self.failed_at > self.read_at)
