"""The signature that Bitspark asks for with every authenticated call.

Source: Bitspark API, "Signature". The two digests printed there do not follow from the inputs printed above
them; the vectors in the tests were made by running the Ruby program that is printed.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote_plus

from requests import PreparedRequest
from requests.auth import AuthBase

Form: TypeAlias = Mapping[str, "str | Form"]

_HEADER_VALUE = re.compile(r"[!-~]+")


def encode(form: Form) -> str:
    """The form data as Bitspark signs it: escaped pairs, sorted bytewise at each level, joined by `&`.

    Nested mappings of strings; a nested name is `a[b]`. An empty mapping (or list) as a value is left out;
    one that holds only empty ones leaves an empty string behind, as in the document's Ruby.

    Raises:
        TypeError: a key or value is neither text nor a mapping; convert it before signing.
    """
    return _pairs(form, None)


def _pairs(form: Mapping[Any, Any], namespace: str | None) -> str:
    pairs = []
    for key, value in form.items():
        if not isinstance(key, str):
            raise TypeError(f"A form's names are text, not {type(key).__name__}.")
        name = key if namespace is None else f"{namespace}[{key}]"
        if isinstance(value, str):
            pairs.append(f"{quote_plus(name)}={quote_plus(value)}")
        elif isinstance(value, Mapping):
            if value:
                pairs.append(_pairs(value, name))
        elif value != []:
            # The value is not shown: it may be somebody's number.
            raise TypeError(f"A form holds text and mappings of text; {name} is {type(value).__name__}.")
    return "&".join(sorted(pairs))


def pairs(form: Form) -> list[tuple[str, str]]:
    """The form as names and values, unescaped and in its own order, for a multipart body."""
    return list(_flat(form, None))


def _flat(form: Mapping[str, Any], namespace: str | None) -> Iterator[tuple[str, str]]:
    for key, value in form.items():
        name = key if namespace is None else f"{namespace}[{key}]"
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, Mapping):
            yield from _flat(value, name)
        else:
            raise TypeError(f"A form holds text and mappings of text; {name} is {type(value).__name__}.")


def signed_part(request: PreparedRequest) -> bytes:
    """The form data of a prepared request, as signed: its body; nothing when that is multipart. [guess]"""
    if str(request.headers.get("Content-Type", "")).startswith("multipart/"):
        return b""
    body = request.body
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes):
        return body
    raise TypeError("A streamed body cannot be signed.")


class Signed(AuthBase):
    """Put Key and Sign on a request: hex HMAC-SHA512 of the form data, then the URL.

    Source: Bitspark API, "Signature": form then URL, the first of the two orders it allows. Both are read
    from the prepared request, so what is signed is what is sent; nothing is encoded a second time.

    `signing_base_url` takes the place of `base_url` (scheme, host and prefix) in the signed text, for a proxy
    that makes Bitspark see another URL than the one called. No `Secret` header is ever sent, although the
    document's Postman script reads one.
    """

    def __init__(self, key: str, secret: str, *, base_url: str = "", signing_base_url: str = "") -> None:
        if not _HEADER_VALUE.fullmatch(key):
            raise ValueError("A Bitspark key is printable ASCII without spaces.")
        if not secret:
            raise ValueError("A Bitspark secret is not empty.")
        if signing_base_url and not base_url:
            raise ValueError("A signing base URL needs the base URL whose place it takes.")
        self._key = key
        self._secret = secret.encode()
        self._base_url = base_url.rstrip("/")
        self._signing_base_url = signing_base_url.rstrip("/")

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        message = signed_part(request) + self._signed_url(request).encode()
        request.headers["Key"] = self._key
        request.headers["Sign"] = hmac.new(self._secret, message, hashlib.sha512).hexdigest()
        return request

    def _signed_url(self, request: PreparedRequest) -> str:
        url = request.url or ""
        if not self._signing_base_url:
            return url
        if not url.startswith(f"{self._base_url}/"):
            raise ValueError("The request goes to another place than the base URL.")
        return self._signing_base_url + url.removeprefix(self._base_url)
