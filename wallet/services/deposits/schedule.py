"""When a deposit is asked about again."""

import random
from datetime import datetime, timedelta

FIRST = (10, 30, 60, 120, 300, 900)  # seconds
HOURLY_STEPS = 24
DAILY = len(FIRST) + HOURLY_STEPS  # the step from which on it is asked about once a day
FOLLOWED_FOR = timedelta(days=45)  # after the last change


def next_poll(step: int, now: datetime, changed_at: datetime) -> datetime | None:
    """When to ask again after `step` times without news; None when it has been still for 45 days.

    10 s, 30 s, 1, 2, 5, 15 minutes, then hourly for a day, then daily; a tenth more or less.
    """
    if now - changed_at > FOLLOWED_FOR:
        return None
    if step < len(FIRST):
        seconds = FIRST[step]
    else:
        seconds = 3600 if step < DAILY else 86400
    return now + timedelta(seconds=seconds * random.uniform(0.9, 1.1))  # noqa: S311  # spreads load, hides nothing
