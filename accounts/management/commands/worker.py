"""`manage.py worker`: does what waits, sends what the web processes left, and keeps the mirror fresh."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services.jobs.working import WorkerProcess


class Command(BaseCommand):
    help = (
        "Run background jobs and the money loops until SIGTERM or Ctrl-C; what is in hand is finished first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=2, help="jobs that run at the same time")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = WorkerProcess(threads=options["threads"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        self.stdout.write("Worker started.")
        worker.run()
        self.stdout.write("Worker stopped.")
