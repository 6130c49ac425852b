"""Connections that go only where they may: public addresses, or this machine when it was named.

The address is judged after DNS and then connected to by number, so that a name that answers differently the
second time gains nothing.
"""

import http.client
import ipaddress
import socket
import time
from typing import Any, TypeAlias

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from . import deadline

CONNECT_SECONDS = 5.0

Target: TypeAlias = tuple[socket.AddressFamily, Any]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_TUNNELS = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))


class AddressRefused(NewConnectionError):
    """The name leads to an address that we do not call; nothing was opened."""


def is_loopback(host: str) -> bool:
    """Whether this host, as written in a base URL, is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def may_be_called(address: str, *, loopback: bool) -> bool:
    """Whether an address that DNS gave may be connected to.

    With `loopback` only this machine; otherwise only public addresses: no private, link-local, shared,
    multicast or reserved one, nor one hidden in an IPv6 mapping or tunnel.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if any(parsed in network for network in _TUNNELS):
            return False
        if parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        elif parsed in _NAT64:
            parsed = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    if loopback:
        return parsed.is_loopback
    return parsed.is_global and not parsed.is_multicast


class _Lines:
    """The stream that a response's head is read from; remembers the last line."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.last = stream, b""

    def readline(self, limit: int = -1) -> bytes:
        self.last = self.stream.readline(limit)
        return self.last

    def close(self) -> None:
        self.stream.close()


class _WholeHead(http.client.HTTPResponse):
    """A response whose head came to its end; the standard one takes one that breaks off for whole."""

    def begin(self) -> None:
        """Read the head. Raises: IncompleteRead when the empty line at its end never came."""
        lines = _Lines(self.fp)
        self.fp = lines  # type: ignore[assignment]  # only readline is used here
        try:
            super().begin()
        finally:
            if self.fp is not None:  # it was closed over a line that is no status
                self.fp = lines.stream
        if lines.last not in {b"\r\n", b"\n"}:
            raise http.client.IncompleteRead(lines.last)


class _Guarded(HTTPConnection):
    """Resolves, judges and connects by number; shows its socket to the call's deadline."""

    response_class = _WholeHead

    def _new_conn(self) -> socket.socket:
        targets = self._targets()
        budget = self.timeout if isinstance(self.timeout, (int, float)) else CONNECT_SECONDS
        call = deadline.current()
        if call is not None:
            budget = min(budget, call.remaining())
        sock = self._connect(targets, time.monotonic() + budget)
        if call is not None:
            call.watch(sock)
        return sock

    def putrequest(
        self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False
    ) -> None:
        """Begin a request; a socket kept alive from an earlier call gets this call's deadline."""
        call = deadline.current()
        if call is not None and self.sock is not None:
            call.watch(self.sock)
        super().putrequest(method, url, skip_host=skip_host, skip_accept_encoding=skip_accept_encoding)

    def _targets(self) -> list[Target]:
        """Family and socket address of every place the name leads to; all of them may be called."""
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except UnicodeError as error:
            raise NewConnectionError(self, "The host name cannot be looked up.") from error
        loopback = is_loopback(self._dns_host)
        targets: list[Target] = [(entry[0], entry[4]) for entry in found]
        if not targets or not all(may_be_called(str(end[0]), loopback=loopback) for _, end in targets):
            raise AddressRefused(self, "The host's address is not one that may be called.")
        return targets

    def _connect(self, targets: list[Target], ends: float) -> socket.socket:
        failure: OSError | None = None
        for family, end in targets:
            left = ends - time.monotonic()
            if left <= 0:
                break
            try:
                return self._connected(family, end, left)
            except OSError as error:
                failure = error
        if failure is None or isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, "No connection in time.") from failure
        raise NewConnectionError(self, f"No connection: {failure}") from failure

    def _connected(self, family: socket.AddressFamily, end: Any, seconds: float) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            for option in self.socket_options or ():
                sock.setsockopt(*option)
            sock.settimeout(seconds)
            sock.connect(end)
        except BaseException:
            sock.close()
            raise
        return sock


class _GuardedTLS(_Guarded, HTTPSConnection):
    """The same over TLS 1.2 or later, the certificate verified against the host's name."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _PoolTLS(HTTPSConnectionPool):
    ConnectionCls = _GuardedTLS


class GuardedAdapter(HTTPAdapter):
    """What carries the calls: guarded connections, no retries, no proxies.

    It is used without a Session: no redirect is followed or even read, and no cookie, netrc file or
    environment variable has a say.
    """

    def __init__(self) -> None:
        super().__init__(pool_connections=1, pool_maxsize=32, max_retries=0)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any
    ) -> None:
        """Make the pool manager with our pools in it; requests calls this."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}
