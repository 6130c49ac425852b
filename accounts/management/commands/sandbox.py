"""`manage.py sandbox`: the providers' sandboxes on one port of this machine."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts.providers.sandbox import serve


class Command(BaseCommand):
    help = "Serve the providers' sandboxes until interrupted. docs/sandbox.md says what they invent."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--state-dir", type=Path, default=None)
        parser.add_argument("--speed", type=float, default=None, help="sandbox seconds per real second")

    def handle(self, *args: Any, **options: Any) -> None:
        state_dir = options["state_dir"] or Path(getattr(settings, "STATE_DIR", "var"))
        speed = options["speed"]
        if speed is None:
            speed = float(getattr(settings, "SANDBOX_SPEED", 60))
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.stdout.write(f"Sandboxes at http://{options['host']}:{options['port']}/, speed {speed:g}")
        serve(options["host"], options["port"], state_dir, speed)
