"""A whole desk of real processes for one run: sandbox, web server, worker, books of its own."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from tests.sandboxes import Sandbox

ROOT = Path(__file__).resolve().parents[2]
UP_WITHIN = 90  # seconds


def free_port() -> int:
    """A port that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """`url` is the desk's address, `sandbox` its provider's control door, `passwords` the demo logins.

    The sandbox's clock stands still; a test moves it with `sandbox.advance(seconds)`.
    """

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        web, sandbox = free_port(), free_port()
        self.url = f"http://localhost:{web}"
        self.sandbox = Sandbox(f"http://127.0.0.1:{sandbox}")
        self._ports = {"web": web, "sandbox": sandbox}
        self._parts: dict[str, subprocess.Popen[bytes]] = {}
        self._database = _new_database(database_url) if database_url.startswith("postgres") else ""
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "True",
            "DATABASE_URL": self._database or f"sqlite:///{folder / 'desk.sqlite3'}",
            "STATE_DIR": str(folder),
            "BITSPARK_URL": self.sandbox.bitspark_url,
            "BITSPARK_SIGNING_URL": "",
            "PUBLIC_URL": f"http://127.0.0.1:{web}",
            "EMAIL_URL": "dummymail://",
            "LOG_LEVEL": "WARNING",
        }

    @property
    def passwords(self) -> dict[str, str]:
        return dict(json.loads((self.folder / "demo-people.json").read_text()))

    def start(self) -> None:
        """Bring everything up, as `make run` does."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("createcachetable")
        self.start_sandbox()
        self.manage("demo")
        self.start_web()
        self.start_worker()

    def start_sandbox(self) -> None:
        port = str(self._ports["sandbox"])
        self._start(
            "sandbox", "manage.py", "sandbox", "--port", port, "--state-dir", str(self.folder), "--speed", "0"
        )
        self._wait_for("sandbox", f"{self.sandbox.url}/")

    def start_web(self) -> None:
        bind = f"127.0.0.1:{self._ports['web']}"
        self._start(
            *("web", "-m", "gunicorn", "config.wsgi", "--bind", bind, "--threads", "8"),
            *("--no-control-socket", "--log-level", "warning"),
            settings="tests.browser.settings",
        )
        self._wait_for("web", f"http://{bind}/livez")

    def start_worker(self) -> None:
        self._start("worker", "manage.py", "worker")

    def manage(self, *arguments: str) -> str:
        """Run one management command to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=UP_WITHIN,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def stop(self, part: str = "") -> None:
        """End one part, or all of them and the books."""
        for name in [part] if part else reversed(list(self._parts)):
            process = self._parts.pop(name)
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=5)
        if not part and self._database:
            _drop_database(self._database)

    def log(self, part: str) -> str:
        """What a part wrote so far."""
        return (self.folder / f"{part}.log").read_text(errors="replace")

    def _start(self, name: str, *arguments: str, settings: str = "config.settings") -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._parts[name] = subprocess.Popen(
                [sys.executable, *arguments],
                env={**self.environment, "DJANGO_SETTINGS_MODULE": settings},
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for(self, name: str, url: str) -> None:
        end = time.monotonic() + UP_WITHIN
        while time.monotonic() < end:
            if self._parts[name].poll() is not None:
                break
            try:
                with urlopen(url, timeout=5):  # noqa: S310 - a loopback address made above
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"{name} did not come up at {url}:\n{self.log(name)[-3000:]}")


def _new_database(url: str) -> str:
    """A database of its own on the server that `url` names."""
    import psycopg

    name = f"remitdesk_browser_{os.getpid()}_{secrets.token_hex(3)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _drop_database(url: str) -> None:
    import psycopg

    parts = urlsplit(url)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{parts.path[1:]}" WITH (FORCE)')
