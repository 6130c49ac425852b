"""The client: one login at Bitspark, its resources by name."""

from types import TracebackType

from .accounts import Accounts
from .catalogue import Catalogue
from .exchanges import Exchanges
from .fees import Fees
from .history import History
from .memos import Addresses, Memos
from .money_shops import MoneyShops
from .payments import Payments
from .profile import Profiles
from .quotes import Quotes
from .recipients import Recipients
from .top_ups import TopUps
from .transfers import Transfers
from .transport import Transport


class Bitspark:
    """One Bitspark login. Safe to share between threads; not between processes.

    base_url: https, or http to this machine; no live default.
    signing_base_url: what Bitspark sees in its place, when a proxy stands between.
    read_deadline, write_deadline: seconds for a whole call, connecting and reading included.

    Raises:
        ValueError: the base URL, key or secret cannot be used; the text never quotes the latter two.
    """

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
        self._transport = Transport(
            base_url,
            key,
            secret,
            signing_base_url=signing_base_url,
            read_deadline=read_deadline,
            write_deadline=write_deadline,
        )
        self.catalogue = Catalogue(self._transport)
        self.quotes = Quotes(self._transport)
        self.accounts = Accounts(self._transport)
        self.profile = Profiles(self._transport)
        self.recipients = Recipients(self._transport)
        self.transfers = Transfers(self._transport)
        self.top_ups = TopUps(self._transport, 2)
        self.top_ups_v1 = TopUps(self._transport, 1)
        self.payments = Payments(self._transport)
        self.exchanges = Exchanges(self._transport)
        self.fees = Fees(self._transport)
        self.history = History(self._transport)
        self.money_shops = MoneyShops(self._transport)
        self.memos = Memos(self._transport)
        self.addresses = Addresses(self._transport)

    def close(self) -> None:
        """Close the connections kept alive by reads; the client may still be used."""
        self._transport.close()

    def __enter__(self) -> "Bitspark":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
