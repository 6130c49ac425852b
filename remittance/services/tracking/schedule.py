"""When a transfer is asked about again."""

import random
from datetime import datetime, timedelta

FIRST = (10, 30, 60, 120, 300, 900)  # seconds
HOURLY_STEPS = 24
# After the last change: `proved` comes by itself after ten days, and may still turn to `insufficient_funds`.
FOLLOWED_FOR = timedelta(days=45)
LOOK_AGAIN_AFTER = timedelta(seconds=60)  # when a status went a way that is not documented
SEEN_LONG_ENOUGH = timedelta(seconds=45)  # between two sightings that count as two


def next_poll(step: int, now: datetime, changed_at: datetime) -> datetime | None:
    """When to ask again after `step` times without news; None when it has been still for 45 days.

    10 s, 30 s, 1, 2, 5, 15 minutes, then hourly for a day, then daily; a tenth more or less, so that a
    morning's transfers do not all come due together.
    """
    if now - changed_at > FOLLOWED_FOR:
        return None
    if step < len(FIRST):
        seconds = FIRST[step]
    elif step < len(FIRST) + HOURLY_STEPS:
        seconds = 3600
    else:
        seconds = 86400
    return now + timedelta(seconds=seconds * random.uniform(0.9, 1.1))  # noqa: S311  # spreads load, hides nothing


def first_poll(now: datetime, made_at: datetime | None) -> tuple[int, datetime | None]:
    """The step and time for a transfer that is seen for the first time, made then."""
    age = now - made_at if made_at else timedelta(0)
    if age < timedelta(hours=1):
        step = 0
    elif age < timedelta(days=2):
        step = len(FIRST)
    else:
        step = len(FIRST) + HOURLY_STEPS
    return step, next_poll(step, now, now - max(age, timedelta(0)))
