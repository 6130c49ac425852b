"""One call to SpectroCoin: prepared, sent once, read to its end or its deadline.

A write goes out on a connection of its own, once. Reads share connections that are kept alive. Nothing is
ever repeated here, no redirect followed, no environment variable heard. There is no logging in this package.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from requests import PreparedRequest

from accounts.providers.calling.connections import GuardedAdapter
from accounts.providers.calling.deadline import Deadline
from accounts.providers.calling.exchanging import causes, checked_base_url, exchange, left_this_machine

from .answers import Reply, judge_read, judge_tokens, judge_write
from .errors import Evidence, NotSent, OutcomeUnknown, Unavailable, Unsendable
from .plain import json_body
from .redaction import Redaction

T = TypeVar("T")

Body = Mapping[str, Any] | Sequence[Any]

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
        self._base_url = checked_base_url(
            base_url, provider="SpectroCoin", over_http="the secret and the tokens"
        )
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
                reply = exchange(self._kept_alive, request, deadline, Reply)
        except Exception as error:
            raise Unavailable(f"{call}: no answer", Evidence(cause=causes(error))) from error
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
            return exchange(adapter, request, deadline, Reply)
    except Exception as error:
        evidence = Evidence(cause=causes(error))
        if left_this_machine(error):
            raise OutcomeUnknown(f"{call}: no answer", evidence) from error
        raise NotSent(f"{call}: not sent", evidence) from error
    finally:
        adapter.close()
