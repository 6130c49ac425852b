"""How often something was asked for lately."""

from django.db import models


class RateCount(models.Model):
    """A counter of one fixed window of time: `count` acts under `key` until `ends_at`."""

    key = models.CharField(max_length=120, unique=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
