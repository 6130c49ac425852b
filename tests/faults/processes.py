"""Real processes of the desk on the test's own database: web servers and workers that can be killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
UP_WITHIN_S = 90  # a machine that runs other tests as well is slow


def wait_for(fact: Callable[[], Any], seconds: float = UP_WITHIN_S) -> Any:
    """The first true answer of `fact`; an assertion fails when none comes in time."""
    until, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < until:
        found = fact()
        if found:
            return found
        pause.wait(0.05)
    raise AssertionError(f"it did not come true in {seconds} s")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def database_url() -> str:
    """The test's own database, as another process names it."""
    asked = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{asked['NAME']}"
    password = f":{asked['PASSWORD']}" if asked["PASSWORD"] else ""
    return f"postgres://{asked['USER']}{password}@{asked['HOST']}:{asked['PORT']}/{asked['NAME']}"


class Process:
    """One process and its children, in a group of its own."""

    def __init__(self, *command: str, log: Path, **environment: str) -> None:
        self.log = log
        with log.open("ab") as output:
            self._run = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=os.environ | environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def is_up(self) -> bool:
        return self._run.poll() is None

    def signal(self, number: int) -> None:
        """To the process and its children alike."""
        os.killpg(self._run.pid, number)

    def kill(self) -> None:
        """kill -9, and gone when this returns."""
        if self.is_up:
            self.signal(signal.SIGKILL)
        self._run.wait(10)

    def terminate(self, seconds: float = 60) -> int:
        """SIGTERM to the process alone; its exit code."""
        self._run.terminate()
        return self._run.wait(seconds)


class Desk:
    """The desk's processes on one database and one state directory."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._all: list[Process] = []
        self._environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "STATE_DIR": str(settings.STATE_DIR),
            "BITSPARK_URL": settings.BITSPARK_URL,
            "LOG_LEVEL": "INFO",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "default",
        }

    def worker(self) -> Process:
        """A worker; it is up when its heart has been heard."""
        return self._start("worker", "manage.py", "worker")

    def web(self) -> tuple[Process, str]:
        """A web server of one process and eight threads, and its address."""
        return self.webs(1)[0]

    def webs(self, count: int) -> list[tuple[Process, str]]:
        """So many web servers, started together and all up."""
        servers = [self._web() for _ in range(count)]
        for web, url in servers:
            wait_for(partial(self._answers, web, url))
        return servers

    def _web(self) -> tuple[Process, str]:
        port = free_port()
        web = self._start(
            "web",
            *("-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "8"),
            *("--no-control-socket", "--timeout", "60"),
        )
        return web, f"http://127.0.0.1:{port}"

    def end(self) -> None:
        for process in self._all:
            process.kill()

    def _start(self, name: str, *command: str) -> Process:
        log = self._place / f"{name}-{len(self._all)}.log"
        process = Process(*command, log=log, **self._environment)
        self._all.append(process)
        return process

    def _answers(self, web: Process, url: str) -> bool:
        assert web.is_up, web.log.read_text()
        try:
            return requests.get(f"{url}/livez", timeout=5).status_code == 200
        except requests.RequestException:  # not up yet, or still importing the first page's code
            return False
