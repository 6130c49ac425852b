"""The database's clock: every lease and deadline in the money engine is measured on it.

All processes share it, so a machine whose clock is wrong cannot break a lease that another one holds.
"""

from datetime import timedelta

from django.db.models import DateTimeField, Expression, ExpressionWrapper
from django.db.models.functions import Now


def now() -> Now:
    """The database's present moment, for a query."""
    return Now()


def in_seconds(seconds: float) -> Expression:
    """The database's present moment and so many seconds, for a query; a negative number is the past."""
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())
