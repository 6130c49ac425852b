"""What a device may look up in the wallet: its shop's login, and what that login holds and moved."""

from accounts.api.base import DeskAPI
from accounts.models import Connection
from accounts.services import connections


class InWallet(DeskAPI):
    """Lookups that never leave the device's shop."""

    @property
    def connection(self) -> Connection:
        """The shop's login at Bitspark; raises Refused `no-connection`."""
        return connections.serving(self.shop)
