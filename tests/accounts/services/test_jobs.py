"""Jobs that outlive their workers, come round once, and a worker process from start to end."""

import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import Periodic, Worker
from accounts.services import jobs
from accounts.services.jobs import coming_round, leases, loops, processes
from accounts.services.jobs.working import WorkerProcess

pytestmark = pytest.mark.django_db

done: list[str] = []


@task()
def remember(word: str) -> None:
    done.append(word)


@task()
def fail() -> None:
    raise RuntimeError("as asked")


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    done.clear()
    yield
    processes.process_kind("web")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this test's loops and jobs that come round."""
    monkeypatch.setattr(loops, "LOOPS", {})
    monkeypatch.setattr("accounts.services.jobs.working.LOOPS", {})
    monkeypatch.setattr("accounts.services.jobs.working.WHEN_STOPPING", [])
    monkeypatch.setattr(coming_round, "PERIODIC", {})


def held_by(worker: str, *, tries: int = 1) -> DBTaskResult:
    """A job that a worker has in hand."""
    result = remember.enqueue("held")
    rows = DBTaskResult.objects.filter(pk=result.id)
    rows.update(
        status=TaskResultStatus.RUNNING,
        started_at=timezone.now(),
        worker_ids=[f"{worker}:{n}" for n in range(tries)],
    )
    return rows.get()


def status_of(job: DBTaskResult) -> str:
    return str(DBTaskResult.objects.get(pk=job.pk).status)


def test_a_living_workers_job_is_left_alone() -> None:
    job = held_by(jobs.this_process().incarnation.hex)

    assert leases.rearm() == 0
    assert status_of(job) == "RUNNING"


def test_a_silent_workers_job_is_given_to_others() -> None:
    process = jobs.this_process()
    job = held_by(process.incarnation.hex)
    Worker.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=11))

    assert leases.rearm() == 1
    assert leases.rearm() == 0

    again = DBTaskResult.objects.get(pk=job.pk)
    assert again.status == "READY"
    assert again.run_after > timezone.now()


def test_a_job_that_kills_its_workers_is_given_up_at_last() -> None:
    job = held_by(uuid.uuid4().hex, tries=leases.MOST_TRIES)

    leases.rearm()

    assert status_of(job) == "FAILED"
    assert DBTaskResult.objects.get(pk=job.pk).exception_class_path == "WorkerLost"


def test_a_failed_job_whose_retry_was_lost_is_tried_again() -> None:
    job = held_by(uuid.uuid4().hex)
    DBTaskResult.objects.filter(pk=job.pk).update(
        status=TaskResultStatus.FAILED, finished_at=timezone.now() - timedelta(seconds=31)
    )

    assert leases.rearm() == 1
    assert status_of(job) == "READY"


def test_what_comes_round_is_enqueued_once_per_period(alone: None) -> None:
    coming_round.periodic(seconds=60)(remember)

    assert coming_round.enqueue_due() == 1
    assert coming_round.enqueue_due() == 0
    Periodic.objects.update(next_run_at=timezone.now() - timedelta(seconds=1))
    assert coming_round.enqueue_due() == 0, "the last one is still waiting"
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)
    Periodic.objects.update(next_run_at=timezone.now() - timedelta(seconds=1))
    assert coming_round.enqueue_due() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_enqueues(alone: None) -> None:
    coming_round.periodic(seconds=60)(remember)
    counts: list[int] = []

    def look() -> None:
        counts.append(coming_round.enqueue_due())
        database.close()

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == DBTaskResult.objects.count() == 1


def test_old_rows_are_forgotten() -> None:
    new, old = held_by("w"), held_by("w")
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=2))

    assert coming_round.forget_old() == 1
    assert DBTaskResult.objects.get() == new


def test_a_process_has_one_row() -> None:
    process = jobs.this_process()

    assert jobs.this_process() == process
    assert (process.kind, processes.is_gone(process)) == ("web", False)
    jobs.end()
    assert processes.is_gone(jobs.this_process())


@pytest.mark.django_db(transaction=True)
def test_threads_that_start_together_are_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_incarnations", {})
    together, rows = threading.Barrier(8), []

    def start() -> None:
        together.wait()
        rows.append(jobs.this_process())
        database.close()

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rows) == 8
    assert set(rows) == {Worker.objects.get()}


def test_a_process_that_ended_is_gone() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    process = jobs.this_process()
    process.pid = ended.pid

    assert processes.is_gone(process)


def test_another_boot_of_this_machine_is_gone_and_another_machine_unproven() -> None:
    process = jobs.this_process()
    process.boot_id = "before"
    assert processes.is_gone(process)
    process.host = "elsewhere"
    assert not processes.is_gone(process)


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_jobs_and_rounds_and_stops_cleanly(
    alone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = threading.Event()
    stopped: list[str] = []
    both_failed = threading.Event()
    failures: list[Any] = []

    def round_that_fails_first() -> None:
        failures.append(1)
        if len(failures) == 1:
            raise RuntimeError("the first round fails")
        rounds.set()

    def on_failed(**_: Any) -> None:
        both_failed.set()

    monkeypatch.setitem(
        sys.modules["accounts.services.jobs.working"].LOOPS,
        "test",
        loops.Loop("test", 0.05, round_that_fails_first),
    )
    sys.modules["accounts.services.jobs.working"].WHEN_STOPPING.append(lambda: stopped.append("asked"))
    coming_round.PERIODIC[tick.module_path] = (3600, tick)
    failed = fail.enqueue()
    remember.enqueue("once")
    worker = WorkerProcess(threads=2, interval=0.05)
    life = threading.Thread(target=worker.run)
    life.start()
    try:
        assert rounds.wait(60)
        assert ticked.wait(60)
        assert wait_for(lambda: len(DBTaskResult.objects.get(pk=failed.id).worker_ids) == 1)
        assert wait_for(lambda: DBTaskResult.objects.get(pk=failed.id).status == "READY")
    finally:
        worker.stop()
        life.join(20)

    assert not life.is_alive()
    assert done == ["once"]
    assert stopped == ["asked"]
    assert Worker.objects.get(kind="worker").ended_at


ticked = threading.Event()


@task()
def tick() -> None:
    ticked.set()


def wait_for(fact: Any, seconds: float = 10) -> bool:
    """Whether this becomes true in time."""
    until = timezone.now() + timedelta(seconds=seconds)
    pause = threading.Event()
    while timezone.now() < until:
        if fact():
            return True
        pause.wait(0.05)
    return False
