"""Jobs that come round: enqueued once per period, whatever number of workers looks at the clock."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import Periodic

AnyTask = Task[Any, Any]
KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=30)

PERIODIC: dict[str, tuple[float, AnyTask]] = {}


def periodic(*, seconds: float) -> Callable[[AnyTask], AnyTask]:
    """Let a job without arguments come round every so many seconds; put it above `@task()`."""

    def register(job: AnyTask) -> AnyTask:
        PERIODIC[job.module_path] = (seconds, job)
        return job

    return register


def enqueue_due() -> int:
    """Enqueue what is due and not already waiting or running; how many."""
    return sum(_enqueue_if_due(name, seconds, job) for name, (seconds, job) in PERIODIC.items())


def _enqueue_if_due(name: str, seconds: float, job: AnyTask) -> bool:
    now = timezone.now()
    if not Periodic.objects.filter(name=name).exists():
        Periodic.objects.bulk_create([Periodic(name=name, next_run_at=now)], ignore_conflicts=True)
    if not Periodic.objects.filter(name=name, next_run_at__lte=now).exists():
        return False
    with transaction.atomic():
        # compare-and-swap: of all who saw it due, one moves it on
        mine = Periodic.objects.filter(name=name, next_run_at__lte=now).update(
            next_run_at=now + timedelta(seconds=seconds)
        )
        if not mine or _pending(name):
            return False
        job.enqueue()
    return True


def _pending(path: str) -> bool:
    waiting = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    return DBTaskResult.objects.filter(task_path=path, status__in=waiting).exists()


def forget_old() -> int:
    """Remove the rows of jobs done a day ago or failed a month ago; how many."""
    now = timezone.now()
    done = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_DONE
    ).delete()[0]
    return (
        done
        + DBTaskResult.objects.filter(
            status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED
        ).delete()[0]
    )
