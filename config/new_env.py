"""Write `.env` with fresh random keys, for a first `make run`. Needs nothing but Python.

Usage: python3 config/new_env.py
"""

import base64
import os
import secrets
from pathlib import Path

LINES = f"""\
# Made by `make run` on this machine; git ignores it. `.env.example` says what each line means.
DEBUG=True
SECRET_KEY={secrets.token_urlsafe(50)}
FIELD_ENCRYPTION_KEYS={base64.urlsafe_b64encode(os.urandom(32)).decode()}
CALLBACK_KEYS={secrets.token_urlsafe(32)}
"""


def write() -> None:
    """Write the file, readable by its owner alone; an existing one is never touched."""
    path = Path(__file__).resolve().parent.parent / ".env"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(LINES)


if __name__ == "__main__":
    write()
