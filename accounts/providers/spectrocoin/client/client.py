"""The client: one login at SpectroCoin, its resources by name."""

from collections.abc import Callable
from types import TracebackType

from .accounts import Accounts
from .deposits import Deposits
from .exchange import Exchange
from .sends import Sends
from .tokens import Token, Tokens
from .transport import Transport


class SpectroCoin:
    """One SpectroCoin login. Safe to share between threads; not between processes.

    base_url: https, or http to this machine, ending in `/api/r` or what stands for it; no live default.
    bearer: a token, or what gives the access token for each call, asked once for every one of them. Without
        it only `tokens` can be used. Nothing is refreshed here: TokenExpired tells the caller to.
    read_deadline, write_deadline: seconds for a whole call, connecting and reading included; a request for
        tokens has the first.

    Raises:
        ValueError: the base URL, id or secret cannot be used; the text never quotes the latter two.
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        bearer: Callable[[], str] | Token | None = None,
        read_deadline: float = 8.0,
        write_deadline: float = 40.0,
    ) -> None:
        if not client_id or not client_secret:
            raise ValueError("SpectroCoin's client id and secret are needed.")
        self._transport = Transport(
            base_url,
            _giving(bearer),
            hidden=(client_id, client_secret),
            read_deadline=read_deadline,
            write_deadline=write_deadline,
        )
        self.tokens = Tokens(self._transport, client_id, client_secret)
        self.sends = Sends(self._transport)
        self.deposits = Deposits(self._transport)
        self.exchange = Exchange(self._transport)
        self.accounts = Accounts(self._transport)

    def close(self) -> None:
        """Close the connections kept alive by reads; the client may still be used."""
        self._transport.close()

    def __enter__(self) -> "SpectroCoin":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _giving(bearer: Callable[[], str] | Token | None) -> Callable[[], str] | None:
    if isinstance(bearer, Token):
        token = bearer
        return lambda: token.access
    return bearer
