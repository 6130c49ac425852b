"""The end of one call, whatever the other side does.

A read timeout starts again with each byte, so an answer that drips outlives it. Here a timer shuts the call's
socket down at the deadline, in whatever it is doing: handshake, sending, headers or body.
"""

import contextlib
import os
import socket
import threading
import time
from contextvars import ContextVar
from types import TracebackType

_current: ContextVar["Deadline | None"] = ContextVar("provider_deadline", default=None)


class Deadline:
    """A `with` block that lasts at most `seconds`; sockets opened in it are shut down when it ends.

    Looking up a name in DNS cannot be cut; after a lookup that was too slow nothing is opened.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._handles: list[socket.socket] = []
        self._cut_off = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._ends = time.monotonic() + self._seconds
        self._timer.start()
        self._token = _current.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _current.reset(self._token)
        self._timer.cancel()
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()

    @property
    def passed(self) -> bool:
        return self._cut_off or self.remaining() <= 0

    def remaining(self) -> float:
        """Seconds left, negative when passed."""
        return self._ends - time.monotonic()

    def watch(self, sock: socket.socket) -> None:
        """Shut this socket down too, when the time comes.

        A duplicate of its descriptor is kept, not the socket: TLS detaches the socket it wraps, and a number
        kept alone could by then belong to another call.
        """
        handle = socket.socket(fileno=os.dup(sock.fileno()))
        with self._lock:
            self._handles.append(handle)
            if self._cut_off:
                _shut(handle)

    def _cut(self) -> None:
        with self._lock:
            self._cut_off = True
            for handle in self._handles:
                _shut(handle)


def current() -> Deadline | None:
    """The deadline of the call that this thread is making."""
    return _current.get()


def _shut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it was closed from the other side already
        handle.shutdown(socket.SHUT_RDWR)
