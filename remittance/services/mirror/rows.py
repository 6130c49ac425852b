"""Bringing the rows of one table to what a whole list told: read first, write only what changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from accounts.models import Connection

M = TypeVar("M", bound=models.Model)
Columns = Mapping[str, Any]
BATCH = 500


def bring(
    model: type[M], connection: Connection, told: Mapping[str, Columns], now: datetime, *, whole: bool = True
) -> int:
    """Make the rows of this connection say what was told, by the provider's id; how many were written.

    A row that was not told stays and is marked gone (where the model can say so), if the list was `whole`.
    """
    can_go = any(field.name == "gone_at" for field in model._meta.fields)
    rows = model._default_manager.filter(connection=connection)
    with transaction.atomic():
        kept = {row.provider_id: row for row in rows}  # type: ignore[attr-defined]  # every mirrored model has one
        new = [
            model(connection=connection, provider_id=provider_id, last_seen_at=now, **columns)
            for provider_id, columns in told.items()
            if provider_id not in kept
        ]
        changed = [
            kept[key] for key, columns in told.items() if key in kept and _set(kept[key], columns, can_go)
        ]
        model._default_manager.bulk_create(new, batch_size=BATCH)
        if changed:
            names = [*next(iter(told.values())), *(["gone_at"] if can_go else [])]
            model._default_manager.bulk_update(changed, names, batch_size=BATCH)
        rows.filter(provider_id__in=list(told)).update(last_seen_at=now)
        if can_go and whole:
            rows.filter(gone_at=None).exclude(provider_id__in=list(told)).update(gone_at=now)
    return len(new) + len(changed)


def _set(row: models.Model, columns: Columns, can_go: bool) -> bool:
    """Put these values on a row; whether it differed."""
    wanted = dict(columns) | ({"gone_at": None} if can_go else {})
    differs = any(getattr(row, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(row, name, value)
    return differs
