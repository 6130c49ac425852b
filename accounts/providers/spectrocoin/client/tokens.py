"""Asking for tokens. Storing them, and letting one process refresh at a time, is the caller's business.

Source: SpectroCoin wallet API, "Introduction", "POST /oauth2/auth", "POST /oauth2/refresh". The document once
writes `/oath2/auth`; that is no path.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .errors import Unsendable
from .transport import Transport, is_token
from .values import Reader, Undescribed, members

VERSION = "1.0"
SCOPES = ("user_account", "send_currency", "currency_exchange")
_LONGEST_LIFE = 366 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Token:
    """A pair of tokens as they were given. No repr shows them.

    expires_in: seconds that `access` lives from when it was given; how long `refresh` lives is not told.
    scope: what was granted, which may be less than what was asked.
    token_type: "" when none was told.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_in: int
    scope: frozenset[str]
    token_type: str = ""

    @classmethod
    def read(cls, payload: Any) -> "Token":
        own = Reader(members(payload))
        access, refresh = own.text("access_token"), own.text("refresh_token")
        if access is None or refresh is None or not (is_token(access) and is_token(refresh)):
            raise Undescribed("a token is missing")
        seconds = own.figure("expires_in")  # the table says text, the example shows a number
        if seconds is None or not 1 <= seconds <= _LONGEST_LIFE:
            raise Undescribed("it is not told how long the token lives")
        scope = own.text("scope")
        if scope is None:
            raise Undescribed("the scope is not told")
        return cls(access, refresh, int(seconds), frozenset(scope.split()), own.text("token_type") or "")


class Tokens:
    """`client.tokens`: how a login gets its tokens. Neither call uses one."""

    def __init__(self, transport: Transport, client_id: str, client_secret: str) -> None:
        self._transport = transport
        self._client = {"client_id": client_id, "client_secret": client_secret, "version": VERSION}

    def authenticate(self, scopes: Iterable[str] = SCOPES) -> Token:
        """Get a new pair of tokens for these scopes; compare its `scope` with what was asked.

        Source: SpectroCoin wallet API, "POST /oauth2/auth".

        Raises:
            Unsendable: no scope, or one that the document does not name.
            Refused: 2001, 2002, or 1003: this login is not let in; asking again will not help.
            Suspicious, NotSent.
            OutcomeUnknown: no usable answer. Whatever was made is lost; asking again is safe.
        """
        asked = tuple(scopes)
        if not asked or not set(asked) <= set(SCOPES):
            raise Unsendable(f"The scopes are {', '.join(SCOPES)}.")
        return self._obtain("/oauth2/auth", {"scope": " ".join(asked)})

    def refresh(self, refresh_token: str) -> Token:
        """Exchange a refresh token for a new pair; the old one is spent, so that one caller at a time asks.

        Source: SpectroCoin wallet API, "POST /oauth2/refresh".

        Raises:
            Unsendable: this can be no token.
            RefreshExpired: 2003. Authenticate.
            Refused: 2001, 2002, or 1003.
            Suspicious, NotSent.
            OutcomeUnknown: no usable answer, and the old pair may be spent. Authenticate.
        """
        if not is_token(refresh_token):
            raise Unsendable("A refresh token is one row of printable characters.")
        return self._obtain("/oauth2/refresh", {"refresh_token": refresh_token}, hide=(refresh_token,))

    def _obtain(self, path: str, more: dict[str, str], hide: Iterable[str] = ()) -> Token:
        return self._transport.obtain(path, {**self._client, **more}, take=Token.read, hide=hide)
