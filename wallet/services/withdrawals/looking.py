"""Looking for a withdrawal whose answer was lost, by the reference that we gave it."""

from accounts.services import connections
from wallet.models import MoneyCommand
from wallet.services.list_reads import every

PAGE_SIZE = 100


def find(command: MoneyCommand, txid: str) -> str:
    """The provider's id of the one history row that shows our `txid`; "" for none, or for several.

    Not being there proves nothing: a row may come late, or have jumped to a page that was read.

    Raises:
        BitsparkError, ProviderDown: the history could not be read.
    """
    client = connections.client_for(command.connection)
    rows, _whole = every(lambda number: client.history.page(number, PAGE_SIZE))
    ids = {row.id for row in rows if txid in row.basic_info.values()}
    return ids.pop() if len(ids) == 1 else ""
