"""One call to SpectroCoin: prepared, sent once, read to its end or its deadline.

A write goes out on a connection of its own, once. Reads share connections that are kept alive. Nothing is
ever repeated here, no redirect followed, no environment variable heard. There is no logging in this package.
"""

import re
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from requests import PreparedRequest, RequestException, Response
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError
from urllib3.exceptions import SSLError as BrokenTLS

from accounts.providers.calling.connections import CONNECT_SECONDS, GuardedAdapter, is_loopback
from accounts.providers.calling.deadline import Deadline

from .answers import Reply, judge_read, judge_tokens, judge_write
from .errors import Evidence, NotSent, OutcomeUnknown, Unavailable, Unsendable
from .plain import json_body
from .redaction import Redaction

T = TypeVar("T")

Body = Mapping[str, Any] | Sequence[Any]

MAX_BODY = 2 * 1024 * 1024
_CHUNK = 64 * 1024
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
    "User-Agent": "Remitdesk",
}
# A token stands in a header: nothing in it may end one.
_TOKEN = re.compile(r"[!-~]{1,4096}")


class Transport:
    """Makes calls at one base URL. Safe to share between threads.

    bearer: gives the access token for a call, asked once for each; None when there is none yet.
    hidden: what no evidence may show besides tokens.
    """

    def __init__(
        self,
        base_url: str,
        bearer: Callable[[], str] | None,
        *,
        hidden: Iterable[str] = (),
        read_deadline: float = 8.0,
        write_deadline: float = 40.0,
    ) -> None:
        self._base_url = checked_base_url(base_url)
        self._bearer = bearer
        self._hidden = tuple(hidden)
        self._read_deadline = read_deadline
        self._write_deadline = write_deadline
        self._kept_alive = GuardedAdapter()

    def close(self) -> None:
        """Close the connections that reads kept alive."""
        self._kept_alive.close()

    def read(self, path: str, query: Iterable[tuple[str, str]] = (), *, take: Callable[[Any], T]) -> T:
        """GET this path; `take` makes the result. Errors as `answers.judge_read`; silence is Unavailable."""
        token = self._token()
        request = self._prepare("GET", path, query, None, token)
        call = f"GET {path}"
        try:
            with Deadline(self._read_deadline) as deadline:
                reply = _exchange(self._kept_alive, request, deadline)
        except Exception as error:
            raise Unavailable(f"{call}: no answer", Evidence(cause=_causes(error))) from error
        return judge_read(call, reply, Redaction([*self._hidden, token]), take)

    def write(self, method: str, path: str, body: Body | None = None, *, take: Callable[[Any], T]) -> T:
        """Send this once, on a fresh connection; `take` makes the result from the answer.

        Raises:
            Unsendable: it cannot be sent; nothing was opened.
            NotSent: nothing left this machine.
            Refused, AlreadySent, Suspicious, OutcomeUnknown: as `answers.judge_write`; silence is the last.
        """
        token = self._token()
        request = self._prepare(method, path, (), body, token)
        reply = _once(f"{method} {path}", request, self._write_deadline)
        return judge_write(f"{method} {path}", reply, Redaction([*self._hidden, token]), take)

    def obtain(self, path: str, body: Body, *, take: Callable[[Any], T], hide: Iterable[str] = ()) -> T:
        """POST a request for tokens, without one; `take` makes them from the answer, which is kept nowhere.

        hide: what else no evidence may show.

        Raises:
            NotSent, Unsendable.
            Refused, Suspicious, OutcomeUnknown: as `answers.judge_tokens`; silence is the last.
        """
        request = self._prepare("POST", path, (), body, None)
        reply = _once(f"POST {path}", request, self._read_deadline)
        return judge_tokens(f"POST {path}", reply, Redaction([*self._hidden, *hide]), take)

    def _token(self) -> str:
        if self._bearer is None:
            raise Unsendable("This call needs an access token, and there is none.")
        token = self._bearer()
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise Unsendable("An access token is one row of printable characters.")
        return token

    def _prepare(
        self, method: str, path: str, query: Iterable[tuple[str, str]], body: Body | None, token: str | None
    ) -> PreparedRequest:
        """The request as it will stand on the wire."""
        url = self._base_url + path + canonical_query(query)
        headers = dict(_HEADERS)
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        data = None
        if body is not None:
            data = json_body(body)
            headers["Content-Type"] = "application/json"
        request = PreparedRequest()
        request.prepare(method=method, url=url, headers=headers, data=data)
        if request.url != url:
            raise Unsendable("This URL would be rewritten on its way out.")
        return request


def is_token(text: object) -> bool:
    """Whether this can stand as a bearer token in a header."""
    return isinstance(text, str) and _TOKEN.fullmatch(text) is not None


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


def checked_base_url(base_url: str) -> str:
    """This base URL without a slash at its end.

    Raises:
        ValueError: it is not https (http is for this machine alone), or holds a user, query or fragment.
    """
    url = base_url.rstrip("/")
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"https", "http"} or not host:
        raise ValueError("SpectroCoin's base URL is an https URL.")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("Over http the secret and the tokens can be read: https only.")
    if "@" in parts.netloc or "?" in url or "#" in url:
        raise ValueError("SpectroCoin's base URL holds no user, query or fragment.")
    prepared = PreparedRequest()
    prepared.prepare(method="GET", url=f"{url}/x")
    if prepared.url != f"{url}/x":
        raise ValueError(
            "Write SpectroCoin's base URL in its plain form: lower case, no escapes, no default port."
        )
    return url


def canonical_query(query: Iterable[tuple[str, str]]) -> str:
    """A query string that no library rewrites."""
    pairs = [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query]
    return f"?{'&'.join(pairs)}" if pairs else ""


def _once(call: str, request: PreparedRequest, seconds: float) -> Reply:
    """Send on a fresh connection and read.

    Raises:
        NotSent: nothing left this machine.
        OutcomeUnknown: something may have left, and no status line came.
    """
    adapter = GuardedAdapter()
    try:
        with Deadline(seconds) as deadline:
            return _exchange(adapter, request, deadline)
    except Exception as error:
        evidence = Evidence(cause=_causes(error))
        if left_this_machine(error):
            raise OutcomeUnknown(f"{call}: no answer", evidence) from error
        raise NotSent(f"{call}: not sent", evidence) from error
    finally:
        adapter.close()


def _exchange(adapter: GuardedAdapter, request: PreparedRequest, deadline: Deadline) -> Reply:
    """Send and read; raises only while no status line has come."""
    try:
        response = adapter.send(
            request, stream=True, timeout=(CONNECT_SECONDS, deadline.remaining()), verify=True, proxies={}
        )
    except RequestException as error:
        error.request = None  # it holds the token, and exceptions travel far
        raise
    try:
        return _reply(response, deadline)
    finally:
        response.close()


def _reply(response: Response, deadline: Deadline) -> Reply:
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
            cut, cause = True, _causes(error)
    return Reply(response.status_code, media_type, bytes(body), cut or deadline.passed, overlong, cause)


def _chunks(response: Response) -> Iterator[bytes]:
    yield from response.iter_content(_CHUNK)


def _causes(error: BaseException) -> str:
    """The class names of an exception and what it came from; their texts may hold too much to keep."""
    names: list[str] = []
    inner: object = error
    while isinstance(inner, BaseException) and len(names) < 8:
        names.append(type(inner).__name__)
        reason = inner.reason if isinstance(inner, MaxRetryError) else None
        inner = reason or inner.__cause__ or (inner.args[0] if inner.args else None)
    return " < ".join(names)
