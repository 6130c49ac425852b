"""Our own references: a shop, a day, a number and a check digit, such as HK1-261120-0042-K.

They exist before any provider's number does, are printed on every slip, and a slip of the pen in one
is noticed (ISO 7064 MOD 37,36).
"""

import re
from datetime import datetime

from django.db.models import F
from stdnum.iso7064 import mod_37_36

from accounts.models import Shop
from wallet.models import DayNumber

SHAPE = re.compile(r"([A-Z][A-Z0-9]{1,5})-(\d{6})-(\d{4,})-([A-Z0-9])")


def next_reference(shop: Shop, now: datetime) -> str:
    """The next reference of this shop on the day it is there at `now`; call it inside a transaction.

    A rolled-back transaction gives its number back. On PostgreSQL the row stays locked until the end.
    """
    day = now.astimezone(shop.zone).date()
    row = DayNumber.objects.filter(shop=shop, day=day)
    if not row.update(last=F("last") + 1):
        DayNumber.objects.bulk_create([DayNumber(shop=shop, day=day)], ignore_conflicts=True)
        row.update(last=F("last") + 1)
    head = f"{shop.code}-{day:%y%m%d}-{row.get().last:04d}"
    return f"{head}-{check_digit(head)}"


def check_digit(head: str) -> str:
    """The character that ends a reference beginning with `head`."""
    return str(mod_37_36.calc_check_digit(head.replace("-", "")))


def is_reference(text: str) -> bool:
    """Whether this is a reference that one of our shops can have given out."""
    found = SHAPE.fullmatch(text.strip().upper())
    return found is not None and check_digit(found.group(0).rpartition("-")[0]) == found.group(4)
