"""Where files are kept: a folder of their own that no web server serves, under names that say nothing."""

import os
import re
import secrets
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{64}")


def keep(content: bytes) -> str:
    """Write a file to the disk, for our own user alone, and return the name it is kept under."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(32)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return name


def read(name: str) -> bytes:
    """The file kept under this name.

    Raises:
        FileNotFoundError: there is none, or this is no name of ours.
    """
    return _path(name).read_bytes()


def drop(name: str) -> None:
    """Remove a file that nothing refers to; twice is once."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return _folder() / name


def _folder() -> Path:
    return Path(settings.STATE_DIR) / "files"
