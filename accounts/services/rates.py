"""Rate limits that hold when many ask at once: a counter moves by one guarded UPDATE or not at all."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RateCount
from accounts.services.errors import ServiceError

FORGOTTEN_AFTER = timedelta(hours=1)
SWEPT_AT_ONCE = 100


@dataclass(frozen=True)
class Limit:
    """At most `most` acts in any window of `seconds`."""

    name: str
    most: int
    seconds: int


class TooMany(ServiceError):
    """Asked too often; `detail["retry_after"]` in seconds."""

    status = 429


def take(limit: Limit, *who: str) -> None:
    """Count one act of these (a person, an address ...).

    Raises:
        TooMany: `rate-limited`; nothing was counted, and `retry_after` says when the window ends.
    """
    key = _key(limit, who)
    now = timezone.now()
    if _counted(key, limit, now) or _opened(key, limit, now) or _counted(key, limit, now):
        return
    row = RateCount.objects.filter(key=key).first()
    wait = max(1, ceil((row.ends_at - now).total_seconds())) if row else 1
    raise TooMany(
        _("Too many requests. Wait %(seconds)d seconds.") % {"seconds": wait},
        code="rate-limited",
        retry_after=wait,
    )


def _counted(key: str, limit: Limit, now: datetime) -> bool:
    rows = RateCount.objects.filter(key=key, ends_at__gt=now, count__lt=limit.most)
    return bool(rows.update(count=F("count") + 1))


def _opened(key: str, limit: Limit, now: datetime) -> bool:
    """Open a new window with this act in it, unless somebody else did or the old one is not over."""
    ends_at = now + timedelta(seconds=limit.seconds)
    if RateCount.objects.filter(key=key, ends_at__lte=now).update(count=1, ends_at=ends_at):
        return True
    if RateCount.objects.filter(key=key).exists():
        return False
    _sweep(now)
    try:
        with transaction.atomic():
            RateCount.objects.create(key=key, count=1, ends_at=ends_at)
    except IntegrityError:
        return False
    return True


def _sweep(now: datetime) -> None:
    """Forget windows long over, some at a time: keys come from outside and would pile up."""
    over = RateCount.objects.filter(ends_at__lt=now - FORGOTTEN_AFTER).values_list("pk", flat=True)
    RateCount.objects.filter(pk__in=list(over[:SWEPT_AT_ONCE])).delete()


def _key(limit: Limit, who: tuple[str, ...]) -> str:
    """Hashed: a name that somebody typed has any length and any signs."""
    text = "\x00".join(who)
    return f"{limit.name}:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"
