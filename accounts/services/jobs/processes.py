"""Which process does what: one row for each life of a process that may hold a job or a money command."""

import os
import socket
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.db.models.functions import Now

from accounts.models import Worker

ProcessKind = Literal["web", "worker"]
DEAD_AFTER_S = 10  # without a heartbeat a worker's jobs are given to others

_kind: ProcessKind = "web"


def process_kind(kind: ProcessKind | None = None) -> ProcessKind:
    """What this process is; `manage.py worker` says "worker", everything else is a web process."""
    global _kind  # noqa: PLW0603 - a fact about the process, set once at its start
    if kind is not None:
        _kind = kind
    return _kind


def this_process() -> Worker:
    """The row of this life of this process, made when it is first needed; its heart beats by this, too."""
    mine = _incarnation(os.getpid())
    if not beat():
        row = Worker(
            incarnation=mine,
            kind=process_kind(),
            task_worker_id=mine.hex,
            host=socket.gethostname()[:128],
            pid=os.getpid(),
            boot_id=boot_id(),
            heartbeat_at=Now(),
        )
        Worker.objects.bulk_create([row], ignore_conflicts=True)  # another thread may be at the same
    return Worker.objects.get(pk=mine)


def beat() -> bool:
    """Say that this process lives; False when it has no row yet."""
    return bool(Worker.objects.filter(pk=_incarnation(os.getpid())).update(heartbeat_at=Now()))


def end() -> None:
    """Say that this process has finished all it held."""
    Worker.objects.filter(pk=_incarnation(os.getpid())).update(ended_at=Now())


def is_gone(worker: Worker) -> bool:
    """Whether this process is proven to have ended: it said so, or this machine rebooted or has no such pid.

    False means only that nothing is proven: it may be on another machine, or its pid may be another's now.
    """
    if worker.ended_at is not None:
        return True
    if worker.host != socket.gethostname() or not worker.boot_id:
        return False
    return worker.boot_id != boot_id() or not Path(f"/proc/{worker.pid}").exists()


@lru_cache(maxsize=1)
def boot_id() -> str:
    """What tells one start of this machine from another; "" where nothing does."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


_incarnations: dict[int, uuid.UUID] = {}


def _incarnation(pid: int) -> uuid.UUID:
    """A forked child has another pid, and so a life of its own; all threads of one agree."""
    return _incarnations.setdefault(pid, uuid.uuid4())
