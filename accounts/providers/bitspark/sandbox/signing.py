"""Is a request signed as the document's section "Signature" says? Judged from what came in."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from accounts.providers.bitspark.sandbox import guesses

_KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")


def escape(text: str) -> str:
    """Ruby's CGI.escape: a space is +, every other byte outside the kept ones is %XX."""
    out = []
    for byte in text.encode():
        if byte in _KEPT or (byte == 0x7E and guesses.TILDE_IS_LEFT_ALONE):
            out.append(chr(byte))
        else:
            out.append("+" if byte == 0x20 else f"%{byte:02X}")
    return "".join(out)


def to_query(form: Mapping[str, object], namespace: str | None = None) -> str:
    """The document's Hash#to_query: pairs (or nested blocks) sorted at each level, joined by &.

    An empty hash or list as a value is left out; a hash of only such ones leaves an
    empty block behind, as Ruby does.

    Raises:
        TypeError: a value that the document's Ruby has no to_query for.
    """
    blocks = []
    for key, value in form.items():
        name = key if namespace is None else f"{namespace}[{key}]"
        if isinstance(value, Mapping | list) and not value:
            continue
        if isinstance(value, Mapping):
            blocks.append(to_query(value, name))
        elif isinstance(value, str):
            blocks.append(f"{escape(name)}={escape(value)}")
        else:
            raise TypeError(f"undefined method 'to_query' for {value!r}")
    return "&".join(sorted(blocks))


def signatures(secret: str, url: bytes, form: Mapping[str, object]) -> tuple[str, str]:
    """Both right ones: over form then URL, over URL then form ("both are correct")."""
    encoded = to_query(form).encode()
    key = secret.encode()
    return (
        hmac.new(key, encoded + url, hashlib.sha512).hexdigest(),
        hmac.new(key, url + encoded, hashlib.sha512).hexdigest(),
    )


def is_signed(sign: str, secret: str, url: bytes, form: Mapping[str, object]) -> bool:
    """True for either order, in lower-case hex as the document's Ruby writes it."""
    given = sign.encode("latin-1", "replace")
    first, second = (hmac.compare_digest(given, right.encode()) for right in signatures(secret, url, form))
    return first or second
