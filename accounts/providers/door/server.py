"""The door on a real socket: a thread per request, and one that lets the clock tick."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from accounts.providers.door.dispatch import Door
from accounts.providers.door.store import Store

TICK = 0.25  # real seconds between two looks at what is due


class Handler(WSGIRequestHandler):
    """Keeps the request target as received, which is what a client signs; writes no log."""

    protocol_version = "HTTP/1.1"

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        environ["sandbox.target"] = self.path.encode("latin-1")
        return environ

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: a request line may carry people's names."""


class DoorServer:
    """Serve `door` on `host`:`port` (0: any free one) until closed.

    A context manager for tests: entering starts the threads, leaving stops them and
    closes the file, which keeps the state for the next start.
    """

    def __init__(self, door: Door, store: Store, host: str, port: int, speed: float) -> None:
        self._door = door
        self._store = store
        self._speed = speed
        self._stop = threading.Event()
        self._server = ThreadedWSGIServer(host, port, door, Handler)
        self._threads = [threading.Thread(target=self._server.serve_forever, daemon=True, name="sandbox")]
        if speed > 0:
            self._threads.append(threading.Thread(target=self._tick, daemon=True, name="sandbox-clock"))
        self.host = host
        self.port = self._server.server_port
        self.url = f"http://{host}:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Until someone closes it."""
        self._stop.wait()

    def close(self) -> None:
        self._stop.set()
        self._server.shutdown()
        for thread in self._threads:
            thread.join(timeout=10)
        self._server.server_close()
        self._store.close()

    def _tick(self) -> None:
        while not self._stop.wait(TICK):
            self._door.catch_up()


def state_file(state_dir: Path) -> Path:
    return Path(state_dir) / "sandbox.sqlite3"
