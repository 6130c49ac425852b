"""Jobs whose worker died are done again, and failed jobs are tried again later.

A worker that was stopped and wakes up may still do its job a second time, so jobs are safe to run twice.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import Worker

from .processes import DEAD_AFTER_S

MOST_TRIES = 4
# A job that failed is put back by the signal at once; this much later the signal was lost with its process.
SIGNAL_LOST_AFTER = timedelta(seconds=30)


def back_off(tries: int) -> timedelta:
    """How long after so many tries the next one is: 2, 4, 8 seconds, at most 5 minutes."""
    return timedelta(seconds=min(2**tries, 300))


def rearm() -> int:
    """Give the jobs of dead workers, and failed ones whose retry was lost, to whoever lives; how many."""
    alive = _alive()
    count = 0
    for job in DBTaskResult.objects.running().only("pk", "status", "started_at", "worker_ids"):
        if not job.worker_ids or _process_of(job) not in alive:
            count += _again(job, lost=True)
    forgotten = DBTaskResult.objects.failed().filter(
        finished_at__lt=timezone.now() - SIGNAL_LOST_AFTER,
        finished_at__gt=timezone.now() - timedelta(days=1),
    )
    for job in forgotten.only("pk", "status", "started_at", "worker_ids"):
        if len(job.worker_ids) < MOST_TRIES:
            count += _again(job, lost=False)
    return count


def retry_failed(sender: object, task_result: Any, **kwargs: object) -> None:
    """Receive django-tasks' `task_finished`: a failed job waits and is tried again."""
    if task_result.status != TaskResultStatus.FAILED:
        return
    job = DBTaskResult.objects.filter(pk=task_result.id).first()
    if job is not None and len(job.worker_ids) < MOST_TRIES:
        _again(job, lost=False)


def _again(job: "DBTaskResult[Any, Any]", *, lost: bool) -> int:
    """Put one job back, guarded by how it was read; after the last try it stays failed."""
    tries = len(job.worker_ids)
    rows = DBTaskResult.objects.filter(pk=job.pk, status=job.status, started_at=job.started_at)
    if tries >= MOST_TRIES:
        return rows.update(
            status=TaskResultStatus.FAILED,
            finished_at=Now(),
            exception_class_path="WorkerLost" if lost else "",
        )
    return rows.update(status=TaskResultStatus.READY, run_after=timezone.now() + back_off(tries))


def _alive() -> set[str]:
    since = Now() - timedelta(seconds=DEAD_AFTER_S)
    rows = Worker.objects.filter(heartbeat_at__gte=since, ended_at=None)
    return {UUID(str(pk)).hex for pk in rows.values_list("pk", flat=True)}


def _process_of(job: "DBTaskResult[Any, Any]") -> str:
    """The process in the name of the thread that took the job: `<incarnation>:<number>`."""
    return str(job.worker_ids[-1]).partition(":")[0]
