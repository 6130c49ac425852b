"""Demo fees, the history, and one account of each demo shop whose balance is low."""

from decimal import ROUND_UP, Decimal

from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Membership, Provider, Role, Shop, User
from accounts.services import connections, demo, proposals
from accounts.services.errors import ServiceError
from accounts.services.people_demo import SHOPS
from remittance.models import Fee
from wallet.models import Account
from wallet.services import account_terms, history

from . import mirror


def load(say: demo.Say) -> None:
    """Read what is missing, and have two demo people agree on one threshold; safe to run again."""
    if not connections.at_sandbox():
        return
    for shop in Shop.objects.filter(code__in=SHOPS).order_by("code"):
        login = Connection.objects.filter(served__shop=shop, provider=Provider.BITSPARK).first()
        if login is None:
            continue
        try:
            if not Fee.objects.filter(connection=login).exists():
                mirror.refresh_fees(login)
            if not login.history.exists():
                history.refresh(login, full=True)
            _make_one_low(login, shop, say)
        except ServiceError as refusal:
            say(_("%(shop)s's demo terms are not set: %(why)s") % {"shop": shop, "why": refusal.message})


def _make_one_low(login: Connection, shop: Shop, say: demo.Say) -> None:
    """The smallest account that holds something gets a threshold just above it."""
    rows = Account.objects.filter(connection=login, balance__gt=0).exclude(remote_id="")
    accounts = list(rows.select_related("connection").order_by("balance", "currency"))
    first, second = _person(None, Role.ADMIN), _person(shop, Role.COMPLIANCE)
    if not accounts or first is None or second is None or any(one.threshold for one in accounts):
        return
    account = accounts[0]
    assert account.balance is not None  # more than zero
    above = (account.balance + 1).quantize(Decimal(1), rounding=ROUND_UP)
    proposal = account_terms.propose(
        account,
        {"balance_threshold": above},
        actor=Actor(user=first, role=Role.ADMIN),
        why=_("So that somebody sees it in time"),
    )
    compliance = Actor(user=second, role=Role.COMPLIANCE, shop=shop)
    proposals.accept(proposal, version=proposal.version, actor=compliance)
    say(_("%(shop)s's %(currency)s account is low.") % {"shop": shop, "currency": account.currency})


def _person(shop: Shop | None, role: str) -> User | None:
    found = Membership.objects.select_related("user").filter(shop=shop, role=role).first()
    return found.user if found else None
