"""The virus scanner, where a deployment has one: a file is kept only after it said "clean".

`VIRUS_SCANNER` is `clamd:/path/to/socket`, `clamd://host:port`, or a command that reads the file from its
input and ends with 0 (clean) or 1 (not). Empty: nothing is scanned. One that is set and does not answer
closes the door: no file is taken.
"""

import shlex
import socket
import struct
import subprocess
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.services.errors import Refused

from .checking import refused

log = structlog.get_logger(__name__)
SECONDS = 30
_CHUNK = 64 * 1024


class _Down(Exception):
    """The scanner gave no answer that can be used."""


def must_be_clean(content: bytes) -> None:
    """Have the scanner look at a file, if there is one.

    Raises:
        Refused: `file-infected`; `scanner-down` (503), nothing is taken until it answers again.
    """
    scanner = settings.VIRUS_SCANNER
    if not scanner:
        return
    try:
        clean = _by_clamd(scanner, content) if scanner.startswith("clamd:") else _by_command(scanner, content)
    except (_Down, OSError, ValueError, subprocess.SubprocessError) as error:
        log.error("scanner-down", why=type(error).__name__)
        raise Refused(
            _("The virus scanner does not answer, so no file is taken now. Try again in a moment."),
            code="scanner-down",
            status=503,
            retry_after=30,
        ) from error
    if not clean:
        log.warning("file-infected")
        raise refused("file-infected", _("The virus scanner does not let this file in."))


def _by_command(command: str, content: bytes) -> bool:
    done = subprocess.run(  # noqa: S603 - the deployment's own command, no part of it is a person's
        shlex.split(command), input=content, capture_output=True, timeout=SECONDS, check=False
    )
    if done.returncode not in {0, 1}:
        raise _Down(str(done.returncode))
    return done.returncode == 0


def _by_clamd(address: str, content: bytes) -> bool:
    """INSTREAM of clamd's protocol: chunks with their length before them, an empty one at the end."""
    with _line(address) as line:
        line.settimeout(SECONDS)
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            line.sendall(struct.pack("!L", len(chunk)) + chunk)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < 4096 and (more := line.recv(4096)):
            answer += more
    words = answer.rstrip(b"\0\n").decode("ascii", "replace")
    if words.endswith(" OK"):
        return True
    if words.endswith(" FOUND"):
        return False
    raise _Down(words[:80])


def _line(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    try:
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line
