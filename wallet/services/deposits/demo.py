"""Demo deposits: one by bank that waits, one whose money came, one in Bitcoin, and an address and a memo."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Membership, Provider, Role, Shop
from accounts.services import connections
from accounts.services.demo import Say, tell_sandbox
from accounts.services.errors import ServiceError
from accounts.services.people_demo import SHOPS
from wallet.models import Deposit, DepositAddress
from wallet.services import accounts, deposit_addresses

from . import ordering, polling


def load(say: Say) -> None:
    """Announce a few deposits for the demo shops that have none; a shop that has is left as it is."""
    if not connections.at_sandbox():
        return
    for shop in Shop.objects.filter(code__in=SHOPS).order_by("code"):
        served = Connection.objects.filter(served__shop=shop, provider=Provider.BITSPARK).first()
        if served is None or Deposit.objects.filter(shop=shop).exists():
            continue
        try:
            say(_fill(shop, served))
        except ServiceError as refusal:
            why = {"shop": shop, "why": refusal.message}
            say(_("%(shop)s's demo deposits are not made: %(why)s") % why)


def _fill(shop: Shop, connection: Connection) -> str:
    _know_accounts(connection)
    teller = Membership.objects.select_related("user").filter(shop=shop, role=Role.TELLER).first()
    if teller is None:
        return _("%(shop)s has no teller, so nobody could have announced a deposit.") % {"shop": shop}
    actor = Actor(user=teller.user, role=Role.TELLER, shop=shop)
    came = _announce(connection, shop, actor, shop.cash_currency, "20000")
    tell_sandbox("arrive", id=came.provider_id)
    polling.refresh_one(came)
    _announce(connection, shop, actor, shop.cash_currency, "50000")
    _announce(connection, shop, actor, "BTC", "0.05")
    for kind, currency in ((DepositAddress.Kind.ADDRESS, "BTC"), (DepositAddress.Kind.MEMO, "")):
        deposit_addresses.generate(connection, kind, currency=currency, actor=actor, shop=shop)
    deposit_addresses.refresh(connection)
    return _("%(shop)s has three demo deposits.") % {"shop": shop}


def _announce(connection: Connection, shop: Shop, actor: Actor, currency: str, amount: str) -> Deposit:
    account = connection.accounts.get(currency=currency)
    key = f"demo-deposit:{currency}:{amount}"
    return ordering.create(
        account, Decimal(amount), new_address=False, key=key, actor=actor, shop=shop
    ).deposit


def _know_accounts(connection: Connection) -> None:
    """What the mirror learns of the currencies, a little earlier."""
    told = connections.client_for(connection).catalogue.currencies()
    listed = [
        accounts.Listed(one.code, one.precision, is_crypto=one.currency_type == "cryptocurrency")
        for one in told
        if one.account
    ]
    accounts.keep_listed(connection, listed)
