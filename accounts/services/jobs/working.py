"""A worker process from start to end: its threads, its heart, and a clean stop."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from django.db import close_old_connections, connection
from django_tasks.signals import task_finished
from django_tasks_db.management.commands.db_worker import Worker as TaskThread

from .coming_round import enqueue_due, forget_old
from .leases import rearm, retry_failed
from .loops import LOOPS, WHEN_STOPPING
from .processes import beat, end, process_kind, this_process

log = structlog.get_logger(__name__)

BEAT_S = 2.0
FORGET_EVERY_S = 3600.0
STOP_WITHIN_S = 50.0  # a call to a provider lasts 40 s at most


class WorkerProcess:
    """Runs jobs in `threads` threads and every loop in one of its own, until `stop`."""

    def __init__(self, threads: int = 2, interval: float = 0.5) -> None:
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._threads = threads
        self._interval = interval
        self._task_threads: list[Any] = []
        self._running: list[threading.Thread] = []
        self._forgot_at = time.monotonic()

    def stop(self) -> None:
        """Ask everything to end after what it has in hand; returns at once."""
        self._stopping.set()
        for tasks in self._task_threads:
            tasks.running = False

    def run(self) -> None:
        """Work until `stop` is called, then end cleanly."""
        process_kind("worker")
        name = this_process().incarnation.hex
        task_finished.connect(retry_failed, dispatch_uid="retry-failed")
        self._task_threads = [self._task_thread(f"{name}:{number}") for number in range(self._threads)]
        for number, tasks in enumerate(self._task_threads):
            self._start(f"jobs-{number}", tasks.run, rounds_of=1.0)
        # It beats to the very end: what is still in hand is nobody else's.
        heart = self._start("heart", self._heart, rounds_of=BEAT_S, until=self._ended)
        for loop in LOOPS.values():
            self._start(loop.name, loop.work, rounds_of=loop.seconds)
        log.info("worker-started", process=name, loops=len(LOOPS), threads=self._threads)
        self._stopping.wait()
        self._finish()
        self._ended.set()
        heart.join()
        end()
        log.info("worker-stopped")
        connection.close()

    def _task_thread(self, worker_id: str) -> Any:
        return TaskThread(
            queue_names=["*"],
            interval=self._interval,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )

    def _start(
        self,
        name: str,
        work: Callable[[], object],
        *,
        rounds_of: float,
        until: threading.Event | None = None,
    ) -> threading.Thread:
        asked = (name, work, rounds_of, until or self._stopping)
        thread = threading.Thread(target=self._rounds, args=asked, name=name, daemon=True)
        if until is None:
            self._running.append(thread)
        thread.start()
        return thread

    def _rounds(self, name: str, work: Callable[[], object], seconds: float, until: threading.Event) -> None:
        """Call `work` round and round; an error is told of and the next round tries again."""
        while not until.is_set():
            try:
                close_old_connections()
                work()
            except Exception:  # the database may be away; the loop must outlive that
                log.exception("round-failed", loop=name)
                connection.close()
            until.wait(seconds)
        connection.close()

    def _heart(self) -> None:
        """Say that this process lives, take over from those that do not, and enqueue what comes round."""
        if not beat():
            this_process()
        if self._stopping.is_set():
            return
        rearm()
        enqueue_due()
        if time.monotonic() - self._forgot_at > FORGET_EVERY_S:
            self._forgot_at = time.monotonic()
            forget_old()

    def _finish(self) -> None:
        """Wait for what is in hand, as long as a call to a provider may last."""
        until = time.monotonic() + STOP_WITHIN_S
        for work in WHEN_STOPPING:
            with suppress(Exception):
                work()
        for thread in self._running:
            thread.join(max(0.0, until - time.monotonic()))
