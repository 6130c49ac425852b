"""Work that each worker process does by itself, round and round: too frequent or too local for a queue."""

from collections.abc import Callable
from dataclasses import dataclass

Round = Callable[[], object]


@dataclass(frozen=True)
class Loop:
    """`work` is called every `seconds`, in a thread of its own, for as long as the worker lives."""

    name: str
    seconds: float
    work: Round


LOOPS: dict[str, Loop] = {}


def loop(*, seconds: float) -> Callable[[Round], Round]:
    """Let every worker process call this again and again, so many seconds after it last returned."""

    def register(work: Round) -> Round:
        name = f"{work.__module__}.{getattr(work, '__qualname__', work)}"
        LOOPS[name] = Loop(name, seconds, work)
        return work

    return register


WHEN_STOPPING: list[Round] = []


def when_stopping(work: Round) -> Round:
    """Let a worker process call this once, after its loops have ended."""
    WHEN_STOPPING.append(work)
    return work
