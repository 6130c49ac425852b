"""Processes that work, and jobs that come round."""

import uuid

from django.db import models


class Worker(models.Model):
    """One life of one process that may hold a job or a money command: a worker, or a web process.

    A row whose heartbeat stopped is taken for dead; `boot_id` tells a reboot from a long pause.
    """

    incarnation = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=8, choices=[("worker", "worker"), ("web", "web")])
    task_worker_id = models.CharField(max_length=64, blank=True)  # django-tasks-db's name for it
    host = models.CharField(max_length=128)
    pid = models.PositiveIntegerField()
    boot_id = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.host}:{self.pid}"


class Periodic(models.Model):
    """When a job that comes round is due again; moved on by compare-and-swap."""

    name = models.CharField(max_length=120, unique=True)
    next_run_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
