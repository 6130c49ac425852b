"""A call against a stub: what it made of the answer, and what went over the wire, its signature proved."""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from accounts.providers.bitspark.client import Bitspark

from .orders import SECRET, client
from .stubs import Act, Stub, Visit, answer, documented

F, E, D, C, B = ("-".join(letter * many for many in (8, 4, 4, 4, 12)) for letter in "fedcb")

Call = Callable[[Bitspark], Any]


def asked(name: str, call: Call, status: int = 200) -> tuple[Any, Visit]:
    """What a call makes of a documented answer, and the request it made."""
    return told(answer(status, documented(name)), call)


def told(act: Act, call: Call) -> tuple[Any, Visit]:
    """The same of any answer. The call went out once, and its signature, if any, is the document's."""
    with Stub(act) as stub, client(stub.url) as bitspark:
        try:
            result = call(bitspark)
        finally:
            assert len(stub.visits) <= 1
            for visit in stub.visits:
                assert visit.headers.get("sign") == signature(visit)
    return result, stub.visits[0]


def signature(visit: Visit) -> str | None:
    """What Sign must be: the form, unless it is multipart, then the URL; None when no key was sent."""
    if "key" not in visit.headers:
        return None
    url = f"http://{visit.headers['host']}{visit.target}".encode()
    multipart = visit.headers.get("content-type", "").startswith("multipart/")
    message = url if multipart else visit.body + url
    return hmac.new(SECRET.encode(), message, hashlib.sha512).hexdigest()


def path(visit: Visit) -> tuple[str, str]:
    """Method and path, without the stub's prefix and the query."""
    return visit.method, visit.target.partition("?")[0].removeprefix("/bitspark")


def query(visit: Visit) -> list[tuple[str, str]]:
    return parse_qsl(visit.target.partition("?")[2], keep_blank_values=True)


def form(visit: Visit) -> dict[str, str]:
    """The body as names and values; every name once."""
    pairs = list(parts(visit)) if "multipart" in visit.headers.get("content-type", "") else _pairs(visit)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def _pairs(visit: Visit) -> list[tuple[str, str]]:
    return parse_qsl(visit.body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(visit.body))


def parts(visit: Visit) -> Iterator[tuple[str, str]]:
    """The parts of a multipart body, by what stands in the quotes of their names."""
    boundary = b"--" + visit.headers["content-type"].partition("boundary=")[2].encode()
    for part in visit.body.split(boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        yield head.decode().split('name="')[1].split('"')[0], content[:-2].decode("latin-1")
