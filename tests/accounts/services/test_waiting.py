"""Half of a web process's threads may wait for a provider, each in one place."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from accounts.services import jobs, waiting
from accounts.services.errors import ProviderDown

ROOT = Path(__file__).resolve().parents[3]
PLACES = waiting._room._initial_value


def test_half_of_the_threads_that_the_desk_is_started_with_may_wait() -> None:
    started = (ROOT / "accounts/management/commands/run_desk.py").read_text("utf-8")
    told = (ROOT / "docs/operations.md").read_text("utf-8")

    assert f'"--threads", "{waiting.THREADS}"' in started
    assert f"--threads {waiting.THREADS} " in told
    assert waiting.THREADS // 2 == PLACES


@pytest.fixture(autouse=True)
def two_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_room", threading.BoundedSemaphore(2))


def has_room() -> bool:
    with waiting.provider_room() as room:
        return room


def test_a_thread_has_one_place_however_much_it_asks() -> None:
    with ThreadPoolExecutor(1) as another, waiting.in_provider_room(), waiting.in_provider_room():
        with waiting.provider_room() as inner:
            assert inner
        assert another.submit(has_room).result(), "the second place is still free"
    assert waiting._room.acquire(blocking=False), "both were given back"
    assert waiting._room.acquire(blocking=False)


def test_no_third_thread_waits_and_it_is_told_when_to_come_back() -> None:
    with waiting._room, waiting._room:
        with pytest.raises(ProviderDown) as refusal, waiting.in_provider_room():
            pytest.fail("it must not come in")
        assert not has_room()

    assert refusal.value.code == "busy"
    assert refusal.value.detail["retry_after"] > 0
    assert has_room()


def test_a_place_is_given_back_after_an_error() -> None:
    for _ in range(5):
        with pytest.raises(RuntimeError), waiting.in_provider_room():
            raise RuntimeError

    assert has_room()


def test_a_worker_always_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "process_kind", lambda: "worker")
    assert jobs.process_kind() == "web"

    with waiting._room, waiting._room:
        assert has_room()
