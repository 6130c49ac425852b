"""Following transfers: what Bitspark says of one is kept here, and it is asked again in time."""

from .observing import bind, observe
from .polling import poll_due, refresh_one

__all__ = ["bind", "observe", "poll_due", "refresh_one"]
