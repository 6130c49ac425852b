"""The public id that every table of ours shows instead of its key."""

import uuid

from django.db import models


class PublicId(models.Model):
    """A row with an integer key inside and a random UUID outside, the only one ever shown."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
