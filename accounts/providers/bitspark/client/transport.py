"""One call to Bitspark: prepared, signed, sent once, read to its end or its deadline.

A write goes out on a connection of its own, once. Reads share connections that are kept alive. Nothing is
ever repeated here, no redirect followed, no environment variable heard. There is no logging in this package.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from requests import PreparedRequest

from accounts.providers.calling.connections import GuardedAdapter
from accounts.providers.calling.deadline import Deadline
from accounts.providers.calling.exchanging import causes, checked_base_url, exchange, left_this_machine

from .answers import Reply, judge_read, judge_write
from .documents import Document
from .errors import Evidence, NotSent, OutcomeUnknown, Unavailable, Unsendable
from .redaction import Redaction, hidden_values
from .signing import Form, Signed, encode
from .uploads import File, multipart_body

T = TypeVar("T")

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
        self._base_url = checked_base_url(
            base_url, provider="Bitspark", over_http="the key and a repeatable signature"
        )
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
                reply = exchange(self._kept_alive, request, deadline, Reply)
        except Exception as error:
            raise Unavailable(f"{call}: no answer", Evidence(cause=causes(error))) from error
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
                reply = exchange(adapter, request, deadline, Reply)
        except Exception as error:
            evidence = Evidence(cause=causes(error))
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
