"""Outcomes that the database would not take, on disk until it does.

A file holds one outcome, sealed, and is on the disk itself (fsync) before anything else happens. It lies in
STATE_DIR, which should be another disk than the database's; the worker of the same machine replays it.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings

from accounts.models.sealing import Unreadable, seal, unseal

from .results import Result

log = structlog.get_logger(__name__)


def keep(attempt_id: UUID, result: Result) -> Path:
    """Put one outcome on the disk; it survives a power cut when this returns."""
    place = _place()
    final, draft = place / f"{attempt_id}.sealed", place / f".{attempt_id}.{os.getpid()}"
    with draft.open("w") as file:
        file.write(seal(result.to_json(), _bound(attempt_id)))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(final)
    _sync(place)
    log.error("outcome-spooled", attempt=str(attempt_id), outcome=result.outcome)
    return final


def kept() -> Iterator[tuple[Path, UUID, Result]]:
    """Every outcome that waits, oldest first; one that cannot be read is set aside and told of."""
    files = [file for file in _place().glob("*.sealed") if file.is_file()]
    for path in sorted(files, key=lambda file: file.stat().st_mtime):
        try:
            attempt_id = UUID(path.stem)
            yield path, attempt_id, Result.from_json(unseal(path.read_text(), _bound(attempt_id)))
        except (ValueError, TypeError, Unreadable):
            set_aside(path, "unreadable")
        except FileNotFoundError:  # another process replayed it
            continue


def done(path: Path) -> None:
    """Forget an outcome that the database holds now."""
    path.unlink(missing_ok=True)


def set_aside(path: Path, why: str) -> None:
    """Keep a file for a person, out of the way of the others."""
    log.error("spool-set-aside", file=path.name, why=why)
    path.replace(path.with_suffix(f".{why}"))


def _place() -> Path:
    place: Path = settings.STATE_DIR / "spool"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def _bound(attempt_id: UUID) -> str:
    return f"spool:{attempt_id}"


def _sync(place: Path) -> None:
    folder = os.open(place, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
