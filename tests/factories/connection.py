"""Logins at the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Connection, ConnectionShop, Provider, Shop
from accounts.services.connections import fingerprint

if TYPE_CHECKING:
    from tests.sandboxes import Sandbox


def connection_at(sandbox: Sandbox, owner: str, shops: list[Shop]) -> Connection:
    """The login of the sandbox's holder whose name starts with `owner`, serving these shops."""
    logins = sandbox.keys()
    login = next(one for one in logins if one.owner.startswith(owner))
    connection = Connection(
        provider=Provider.BITSPARK,
        name=login.owner,
        mode=Connection.Mode.TEST,
        key_fingerprint=fingerprint(Provider.BITSPARK, login.key),
        key_tail=login.key[-4:],
        home_shop=shops[0],
    )
    connection.seal_login(login.key, login.secret)
    connection.save()
    for shop in shops:
        ConnectionShop.objects.create(connection=connection, shop=shop, provider=Provider.BITSPARK)
    return connection
