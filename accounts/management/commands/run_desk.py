"""`manage.py run_desk`: the whole desk on one machine, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

UP_WITHIN = 60  # seconds until a part that does not answer is given up


class Command(BaseCommand):
    help = "Start both sandboxes, the web server and a worker, load demo people, and print the logins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--sandbox-port", type=int, default=8001)

    def handle(self, *args: Any, port: int, sandbox_port: int, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "run_desk is for trying the desk out: it needs DEBUG=True. See docs/operations.md."
            )
        self.parts: list[subprocess.Popen[bytes]] = []
        signal.signal(signal.SIGTERM, _as_interrupt)
        self.environment = _environment(port, sandbox_port)
        try:
            self.bring_up(port, sandbox_port)
            self.watch()
        except KeyboardInterrupt:
            self.stdout.write("\nStopping.")
        finally:
            self.stop()

    def bring_up(self, port: int, sandbox_port: int) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if settings.BITSPARK_URL and "BITSPARK_URL" not in os.environ:
            self.stdout.write("BITSPARK_URL of .env is used instead of the sandbox started here.")
        self.start("manage.py", "sandbox", "--port", str(sandbox_port))
        self.wait_for(f"http://127.0.0.1:{sandbox_port}/")
        subprocess.run([sys.executable, "manage.py", "demo"], check=True, env=self.environment)
        self.start("manage.py", "worker")
        self.start(
            *("-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "8"),
            *("--no-control-socket", "--log-level", "warning"),
        )
        self.wait_for(f"http://127.0.0.1:{port}/livez")
        self.stdout.write(
            self.style.SUCCESS(f"\nRemitdesk is up at http://localhost:{port} (Ctrl-C stops it)")
        )

    def start(self, *arguments: str) -> None:
        # a group of its own: Ctrl-C reaches this process, which then stops the parts in order
        command = [sys.executable, *arguments]
        self.parts.append(subprocess.Popen(command, env=self.environment, start_new_session=True))  # noqa: S603 - our own commands

    def wait_for(self, url: str) -> None:
        end = time.monotonic() + UP_WITHIN
        while time.monotonic() < end:
            self.fail_if_ended()
            try:
                with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - a loopback address made above
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise CommandError(f"{url} did not answer within {UP_WITHIN} s.")

    def watch(self) -> None:
        while True:
            self.fail_if_ended()
            time.sleep(0.5)

    def fail_if_ended(self) -> None:
        for part in self.parts:
            if part.poll() is not None:
                words = " ".join(map(str, part.args[1:]))  # type: ignore[index]  # started with a list
                raise CommandError(
                    f"`{words}` ended with {part.returncode}; is its port taken? Stopping the rest."
                )

    def stop(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):  # a second Ctrl-C must not leave parts behind
            signal.signal(number, signal.SIG_IGN)
        for part in reversed(self.parts):
            if part.poll() is None:
                part.terminate()
        for part in self.parts:
            try:
                part.wait(timeout=15)
            except subprocess.TimeoutExpired:
                part.kill()


def _environment(port: int, sandbox_port: int) -> dict[str, str]:
    sandbox = f"http://127.0.0.1:{sandbox_port}"
    defaults = {
        "BITSPARK_URL": settings.BITSPARK_URL or f"{sandbox}/bitspark",
        "SPECTROCOIN_URL": settings.SPECTROCOIN_URL or f"{sandbox}/spectrocoin",
        "PUBLIC_URL": settings.PUBLIC_URL or f"http://127.0.0.1:{port}",
    }
    return {**os.environ, **defaults}


def _as_interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
