"""A server that answers as told, byte for byte, and records what it got. For what the sandbox cannot do."""

import json
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

Act = Callable[["Visit"], bool]

DOCUMENTED = Path(__file__).parent / "documented"
JSON_API = "application/vnd.api+json; charset=utf-8"


class Visit:
    """One request as it arrived, and the socket to answer on."""

    def __init__(self, sock: socket.socket, stub: "Stub", received: bytes) -> None:
        self.sock, self.stub, self.received = sock, stub, received

    @property
    def head(self) -> str:
        return self.received.partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def target(self) -> str:
        return self.head.split("\r\n")[0].split(" ")[1]

    @property
    def method(self) -> str:
        return self.head.split(" ")[0]

    @property
    def headers(self) -> dict[str, str]:
        lines = self.head.split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    @property
    def body(self) -> bytes:
        return self.received.partition(b"\r\n\r\n")[2]


class Stub:
    """Serves on a loopback port; `act` decides what becomes of each request. True keeps the connection."""

    def __init__(self, act: Act, *, reads: bool = True, wrap: Callable[..., Any] | None = None) -> None:
        self.act, self.reads, self.wrap = act, reads, wrap
        self.visits: list[Visit] = []
        self.connections = 0
        self.over = threading.Event()
        self.closed = threading.Semaphore(0)  # one more for each connection closed
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/bitspark"

    def __enter__(self) -> "Stub":
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._acceptor.join()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                sock, _ = self._listener.accept()
            except TimeoutError:
                continue
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(sock,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        try:
            if self.wrap:
                sock = self.wrap(sock)
            with sock:
                sock.settimeout(0.05)
                while True:
                    received = self._request(sock) if self.reads else b""
                    if received is None:
                        return
                    visit = Visit(sock, self, received)
                    if self.reads:
                        self.visits.append(visit)
                    sock.settimeout(5)
                    if not self.act(visit):
                        return
                    sock.settimeout(0.05)
        except OSError:
            sock.close()  # the client went away, which is its right
        finally:
            self.closed.release()

    def _request(self, sock: socket.socket) -> bytes | None:
        received = b""
        while not self.over.is_set():
            head, end, body = received.partition(b"\r\n\r\n")
            if end and len(body) >= _length(head):
                return received
            try:
                more = sock.recv(65536)
            except TimeoutError:
                continue
            if not more:
                return None
            received += more
        return None


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def response(status: int, body: bytes, content_type: str = JSON_API, *headers: str) -> bytes:
    """The bytes of a whole answer."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answer(status: int, payload: Any, content_type: str = JSON_API, *headers: str) -> Act:
    """Answer with this; text and bytes as they are, anything else as JSON."""
    body = payload.encode() if isinstance(payload, str) else payload
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()

    def act(visit: Visit) -> bool:
        visit.sock.sendall(response(status, body, content_type, *headers))
        return True

    return act


def raw(data: bytes) -> Act:
    """Send these bytes and close."""

    def act(visit: Visit) -> bool:
        visit.sock.sendall(data)
        return False

    return act


def hang(visit: Visit) -> bool:
    """Say nothing until the test is over; if that takes long, the client has no deadline."""
    assert visit.stub.over.wait(10)
    return False


def close(visit: Visit) -> bool:
    """Close without a word."""
    return False


def reset(visit: Visit) -> bool:
    """Close so that the other side gets a reset."""
    visit.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def drip(start: bytes, drop: bytes = b" ", every: float = 0.02) -> Act:
    """Send the start, then a drop at a time for as long as anyone listens."""

    def act(visit: Visit) -> bool:
        visit.sock.sendall(start)
        while not visit.stub.over.wait(every):
            visit.sock.sendall(drop)
        return False

    return act


def documented(name: str) -> bytes:
    """An example of the provider's document."""
    return (DOCUMENTED / f"{name}.json").read_bytes()


def errors(code: int, word: str, message: Any) -> dict[str, Any]:
    """An error answer as the document shows them."""
    return {"errors": [{"code": code, "error_code": word, "message": message}]}
