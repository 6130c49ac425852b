"""Background work: jobs that survive a killed worker, work that comes round, and the processes that do it.

A job is a function under `@task()` of django-tasks, enqueued in the transaction of the row it serves. This
layer adds what its database backend lacks: a dead worker's jobs are done again, failed ones are tried again
later, periodic ones come round once over all workers. Jobs carry ids and are safe to run twice.
"""

from .coming_round import PERIODIC, enqueue_due, forget_old, periodic
from .leases import MOST_TRIES, rearm, retry_failed
from .loops import LOOPS, WHEN_STOPPING, loop, when_stopping
from .processes import beat, boot_id, end, is_gone, process_kind, this_process

__all__ = [
    "LOOPS",
    "MOST_TRIES",
    "PERIODIC",
    "WHEN_STOPPING",
    "beat",
    "boot_id",
    "end",
    "enqueue_due",
    "forget_old",
    "is_gone",
    "loop",
    "periodic",
    "process_kind",
    "rearm",
    "retry_failed",
    "this_process",
    "when_stopping",
]
