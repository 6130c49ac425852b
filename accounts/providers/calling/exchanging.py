"""One request to a provider and what came back of it, read to its end or its deadline.

Nothing is repeated here, no redirect followed, no environment variable heard.
"""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from requests import PreparedRequest, RequestException, Response
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError
from urllib3.exceptions import SSLError as BrokenTLS

from .connections import CONNECT_SECONDS, GuardedAdapter, is_loopback
from .deadline import Deadline

R = TypeVar("R")

MAX_BODY = 2 * 1024 * 1024
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Reply:
    """What came back: status, media type and body bytes.

    cut: the body broke off, by their doing or at our deadline.
    overlong: it is longer than we read, or packed; `body` is the part that was read.
    """

    status: int
    media_type: str
    body: bytes = field(repr=False)
    cut: bool = False
    overlong: bool = False
    cause: str = ""


def left_this_machine(exception: BaseException) -> bool:
    """Whether a byte of the request may have left. True, unless the exception proves that none did.

    Proof is the innermost urllib3 exception: no address, no connection, no connection in time, or a
    certificate that does not verify. Anything else may come after bytes left, other TLS failures too.
    """
    seen: set[int] = set()
    inner: object = exception
    while isinstance(inner, BaseException) and id(inner) not in seen:
        seen.add(id(inner))
        if isinstance(inner, ConnectTimeoutError):  # with its children: NewConnection, NameResolution
            return False
        if isinstance(inner, BrokenTLS) and _untrusted(inner):
            return False
        inner = inner.reason if isinstance(inner, MaxRetryError) else (inner.args[0] if inner.args else None)
    return True


def _untrusted(error: BrokenTLS) -> bool:
    return any(isinstance(part, ssl.SSLCertVerificationError) for part in (*error.args, error.__cause__))


def checked_base_url(base_url: str, *, provider: str, over_http: str) -> str:
    """This base URL of `provider` without a slash at its end; `over_http` says what anybody could read there.

    Raises:
        ValueError: it is not https (http is for this machine alone), or holds a user, query or fragment.
    """
    url = base_url.rstrip("/")
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"https", "http"} or not host:
        raise ValueError(f"{provider}'s base URL is an https URL.")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError(f"Over http {over_http} can be read: https only.")
    if "@" in parts.netloc or "?" in url or "#" in url:
        raise ValueError(f"{provider}'s base URL holds no user, query or fragment.")
    prepared = PreparedRequest()
    prepared.prepare(method="GET", url=f"{url}/x")
    if prepared.url != f"{url}/x":
        raise ValueError(
            f"Write {provider}'s base URL in its plain form: lower case, no escapes, no default port."
        )
    return url


def exchange(
    adapter: GuardedAdapter, request: PreparedRequest, deadline: Deadline, make: Callable[..., R]
) -> R:
    """Send and read; `make` makes the reply, with the fields of `Reply`. Raises only while no status line
    has come."""
    try:
        response = adapter.send(
            request, stream=True, timeout=(CONNECT_SECONDS, deadline.remaining()), verify=True, proxies={}
        )
    except RequestException as error:
        error.request = None  # it holds the signature or token, and exceptions travel far
        raise
    try:
        return _reply(response, deadline, make)
    finally:
        response.close()


def _reply(response: Response, deadline: Deadline, make: Callable[..., R]) -> R:
    media_type = str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
    body, cut, overlong, cause = bytearray(), False, False, ""
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        overlong = True  # packed, which we did not ask for: a small body can unfold to gigabytes
    else:
        try:
            for chunk in _chunks(response):
                body += chunk
                if len(body) > MAX_BODY:
                    overlong = True
                    break
        except Exception as error:  # the status is evidence, whatever became of the body
            cut, cause = True, causes(error)
    return make(response.status_code, media_type, bytes(body), cut or deadline.passed, overlong, cause)


def _chunks(response: Response) -> Iterator[bytes]:
    yield from response.iter_content(_CHUNK)


def causes(error: BaseException) -> str:
    """The class names of an exception and what it came from; their texts may hold too much to keep."""
    names: list[str] = []
    inner: object = error
    while isinstance(inner, BaseException) and len(names) < 8:
        names.append(type(inner).__name__)
        reason = inner.reason if isinstance(inner, MaxRetryError) else None
        inner = reason or inner.__cause__ or (inner.args[0] if inner.args else None)
    return " < ".join(names)
