"""One call to Bitspark: prepared, signed, sent once, read to its end or its deadline.

A write goes out on a connection of its own, once. Reads share connections that are kept alive. Nothing is
ever repeated here, no redirect followed, no environment variable heard. There is no logging in this package.
"""

import re
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from requests import PreparedRequest, RequestException, Response
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError
from urllib3.exceptions import SSLError as BrokenTLS

from accounts.providers.calling.connections import CONNECT_SECONDS, GuardedAdapter, is_loopback
from accounts.providers.calling.deadline import Deadline

from .answers import Reply, judge_read, judge_write
from .documents import Document
from .errors import Evidence, NotSent, OutcomeUnknown, Unavailable, Unsendable
from .redaction import Redaction, hidden_values
from .signing import Form, Signed, encode
from .uploads import File, multipart_body

T = TypeVar("T")

MAX_BODY = 2 * 1024 * 1024
_CHUNK = 64 * 1024
# 406 is "not matches Json-API", so that is asked for first. [guess]
_HEADERS = {
    "Accept": "application/vnd.api+json, application/json;q=0.9",
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
    "User-Agent": "Remitdesk",
}
_FORM_TYPE = "application/x-www-form-urlencoded"
_SEGMENT = re.compile(r"[!-~]+")


class Transport:
    """Makes calls for one key and secret at one base URL. Safe to share between threads."""

    def __init__(
        self,
        base_url: str,
        key: str,
        secret: str,
        *,
        signing_base_url: str | None = None,
        read_deadline: float = 8.0,
        write_deadline: float = 40.0,
    ) -> None:
        self._base_url = checked_base_url(base_url)
        self._auth = Signed(
            key, secret, base_url=self._base_url, signing_base_url=(signing_base_url or "").rstrip("/")
        )
        self._hidden = (key, secret)
        self._read_deadline = read_deadline
        self._write_deadline = write_deadline
        self._kept_alive = GuardedAdapter()

    def close(self) -> None:
        """Close the connections that reads kept alive."""
        self._kept_alive.close()

    def read(
        self,
        path: str,
        query: Iterable[tuple[str, str]] = (),
        *,
        take: Callable[[Document], T],
        signed: bool = True,
        hide: Iterable[str] = (),
    ) -> T:
        """GET this path; `take` makes the result. Errors as `answers.judge_read`; silence is Unavailable.

        hide: members of the answer that its evidence must not hold.
        """
        request = self._prepare("GET", path, query, None, signed=signed)
        call = f"GET {path}"
        try:
            with Deadline(self._read_deadline) as deadline:
                reply = _exchange(self._kept_alive, request, deadline)
        except Exception as error:
            raise Unavailable(f"{call}: no answer", Evidence(cause=_causes(error))) from error
        return judge_read(call, reply, self._redaction(request, {}, hide), take)

    def write(
        self,
        method: str,
        path: str,
        form: Form,
        *,
        take: Callable[[Document | None], T],
        query: Iterable[tuple[str, str]] = (),
        file: tuple[str, File] | None = None,
        deletes: bool = False,
        acknowledges: bool = False,
        hide: Iterable[str] = (),
    ) -> T:
        """Send this form once, on a fresh connection; `take` makes the result from the answer.

        file: a form field's name and what goes into it; the body is multipart then.
        deletes, acknowledges: what is documented as the answer; see `answers.judge_write`.
        hide: members of the answer that its evidence must not hold.

        Raises:
            Unsendable: the form cannot be sent; nothing was opened.
            NotSent: nothing left this machine.
            Refused, OutcomeUnknown: as `answers.judge_write`; silence is OutcomeUnknown.
        """
        request = self._prepare(method, path, query, form, file, signed=True)
        call = f"{method} {path}"
        adapter = GuardedAdapter()
        try:
            with Deadline(self._write_deadline) as deadline:
                reply = _exchange(adapter, request, deadline)
        except Exception as error:
            evidence = Evidence(cause=_causes(error))
            if left_this_machine(error):
                raise OutcomeUnknown(f"{call}: no answer", evidence) from error
            raise NotSent(f"{call}: not sent", evidence) from error
        finally:
            adapter.close()
        redaction = self._redaction(request, form, hide)
        return judge_write(call, reply, redaction, take, deletes=deletes, acknowledges=acknowledges)

    def _prepare(
        self,
        method: str,
        path: str,
        query: Iterable[tuple[str, str]],
        form: Form | None,
        file: tuple[str, File] | None = None,
        *,
        signed: bool,
    ) -> PreparedRequest:
        """The request as it will stand on the wire, signed last."""
        url = self._base_url + path + canonical_query(query)
        headers = dict(_HEADERS)
        if file is None:
            body, content_type = encoded_body(form or {}), _FORM_TYPE
        else:
            body, content_type = multipart_body(form or {}, *file)
        if body:
            headers["Content-Type"] = content_type
        request = PreparedRequest()
        request.prepare(method=method, url=url, headers=headers, data=body or None)
        if request.url != url:
            raise Unsendable("This URL would be rewritten on its way out.")
        return self._auth(request) if signed else request

    def _redaction(self, request: PreparedRequest, form: Mapping[str, Any], hide: Iterable[str]) -> Redaction:
        return Redaction([*self._hidden, request.headers.get("Sign", ""), *hidden_values(form)], hide)


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
        raise ValueError("Bitspark's base URL is an https URL.")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("Over http the key and a repeatable signature can be read: https only.")
    if "@" in parts.netloc or "?" in url or "#" in url:
        raise ValueError("Bitspark's base URL holds no user, query or fragment.")
    prepared = PreparedRequest()
    prepared.prepare(method="GET", url=f"{url}/x")
    if prepared.url != f"{url}/x":
        raise ValueError(
            "Write Bitspark's base URL in its plain form: lower case, no escapes, no default port."
        )
    return url


def canonical_query(query: Iterable[tuple[str, str]]) -> str:
    """A query string that no library rewrites: all is escaped but commas, which lists of includes need.

    Raises:
        Unsendable: it holds half a surrogate pair.
    """
    try:
        pairs = [f"{quote(name, safe='')}={quote(value, safe=',')}" for name, value in query]
    except UnicodeEncodeError as error:
        raise Unsendable("The query holds a character that cannot be sent.") from error
    return f"?{'&'.join(pairs)}" if pairs else ""


def segment(text: str) -> str:
    """An id fit to stand in a path, unchanged.

    Raises:
        Unsendable: it could lead to another path.
    """
    if not _SEGMENT.fullmatch(text) or ".." in text or text == "." or set(text) & set("/?#%\\"):
        raise Unsendable("This id cannot stand in a path.")
    if quote(text, safe="!$&'()*+,;=:@~") != text:
        raise Unsendable("This id cannot stand in a path.")
    return text


def encoded_body(form: Form) -> bytes:
    """The form as the bytes that are signed and sent.

    Raises:
        Unsendable: it holds `~`, whose signature depends on Bitspark's Ruby, or half a surrogate pair.
    """
    try:
        body = encode(form)
    except UnicodeEncodeError as error:
        raise Unsendable("The form holds a character that cannot be sent.") from error
    if "~" in body:
        raise Unsendable('Bitspark cannot be sent the character "~".')
    return body.encode("ascii")


def _exchange(adapter: GuardedAdapter, request: PreparedRequest, deadline: Deadline) -> Reply:
    """Send and read; raises only while no status line has come."""
    try:
        response = adapter.send(
            request, stream=True, timeout=(CONNECT_SECONDS, deadline.remaining()), verify=True, proxies={}
        )
    except RequestException as error:
        error.request = None  # it holds the signature, and exceptions travel far
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
