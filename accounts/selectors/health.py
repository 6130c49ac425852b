"""When the desk's parts were last heard of."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from accounts.models import Connection, Worker

WORKER_LATE_AFTER = timedelta(seconds=30)
Part = Callable[[], dict[str, Any]]
PARTS: dict[str, Part] = {}  # what the apps above add to our own parts


def part(name: str) -> Callable[[Part], Part]:
    """Register what `/readyz` says of one part of the desk: `ok`, and more that names nobody."""

    def register(told: Part) -> Part:
        PARTS[name] = told
        return told

    return register


def worker_is_silent() -> bool:
    """Whether no worker was heard of lately: nothing that waits is done then."""
    seen = worker_seen_at()
    return seen is None or timezone.now() - seen > WORKER_LATE_AFTER


def worker_seen_at() -> datetime | None:
    """The last heartbeat of any worker that has not ended."""
    rows = Worker.objects.filter(kind="worker", ended_at=None).order_by("-heartbeat_at")
    return rows.values_list("heartbeat_at", flat=True).first()


def providers_good_at() -> dict[str, datetime | None]:
    """Per provider that we have a login at, when it last gave a good answer."""
    rows = Connection.objects.filter(retired_at=None).values("provider").order_by("provider")
    return {row["provider"]: row["at"] for row in rows.annotate(at=Max("last_good_at"))}
