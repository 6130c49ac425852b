"""Whether this desk lives, and whether it can serve; open to anyone, so it names nothing of the shops."""

from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.selectors import health

PROVIDER_LATE_AFTER = timedelta(minutes=15)

_migrated = False


@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers at all."""
    return _answer({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """503 when the database or its migrations are missing, and for nothing else.

    A silent worker or provider, or money that rests, is named in `parts` and takes nobody down: people still
    need their pages.
    """
    needed = {"database": _database(), "migrations": {"ok": False}}
    parts: dict[str, Any] = dict(needed)
    if needed["database"]["ok"]:
        parts["migrations"] = needed["migrations"] = _migrations()
    if needed["migrations"]["ok"]:
        parts["worker"] = _told(health.worker_seen_at(), health.WORKER_LATE_AFTER, "heartbeat_at")
        for provider, good_at in health.providers_good_at().items():
            parts[provider] = _told(good_at, PROVIDER_LATE_AFTER, "last_good_at")
        parts |= {name: told() for name, told in health.PARTS.items()}
    ready = all(part["ok"] for part in needed.values())
    return _answer({"status": "ok" if ready else "unavailable", "parts": parts}, 200 if ready else 503)


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"ok": False}
    return {"ok": True}


def _migrations() -> dict[str, Any]:
    """Whether every migration of this code is applied; once true it stays so for this process."""
    global _migrated  # noqa: PLW0603 - looking is slow, and it cannot become untrue
    if not _migrated:
        try:
            executor = MigrationExecutor(connection)
            _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            return {"ok": False}
    return {"ok": _migrated}


def _told(moment: datetime | None, late_after: timedelta, name: str) -> dict[str, Any]:
    if moment is None:
        return {"ok": False, name: None, "age_seconds": None}
    age = timezone.now() - moment
    return {"ok": age <= late_after, name: moment.isoformat(), "age_seconds": round(age.total_seconds())}


def _answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(body, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
