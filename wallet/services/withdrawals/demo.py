"""Demo data of what leaves: a place that two people agreed to, a withdrawal that waits, and an exchange."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Actor, Membership, Proposal, Role, Shop
from accounts.services import connections, proposals
from accounts.services.demo import Say
from accounts.services.errors import ServiceError
from accounts.services.people_demo import SHOPS
from wallet.models import Account, BankDetail, Exchange
from wallet.services import accounts, bank_details
from wallet.services.exchanges import ordering as exchanging
from wallet.services.exchanges.ordering import Wish

from . import ordering as withdrawing

KEY = "demo"
PLACE = {
    "name": "Example Bank",
    "account_number": "004-123456-838",
    "swift_code": "HSBCHKHH",
    "address": "1 Queen's Road Central, Hong Kong",
}
WITHDRAWN, EXCHANGED = Decimal(250), Decimal(50)


def load(say: Say) -> None:
    """For each demo shop that has none yet; safe to run again. Moves money at a sandbox alone."""
    if not connections.at_sandbox():
        return
    for shop in Shop.objects.filter(code__in=SHOPS).order_by("code"):
        people = _people(shop)
        if people is None or BankDetail.objects.filter(shop=shop).exists():
            continue
        try:
            say(_fill(shop, *people))
        except ServiceError as refusal:
            say(_("%(shop)s's demo withdrawals: %(why)s") % {"shop": shop, "why": refusal.message})


def _people(shop: Shop) -> tuple[Actor, Actor] | None:
    """A supervisor of the shop, and another person who may accept what they propose."""
    rows = Membership.objects.filter(shop=shop) | Membership.objects.filter(shop=None)
    found = [
        Actor(user=one.user, role=one.role, shop=shop)
        for one in rows.filter(user__is_active=True).select_related("user").order_by("pk")
        if one.role in {Role.SUPERVISOR, Role.COMPLIANCE}
    ]
    first = next((one for one in found if one.role == Role.SUPERVISOR), None)
    second = next((one for one in found if first is not None and one.user != first.user), None)
    return (first, second) if first is not None and second is not None else None


def _fill(shop: Shop, first: Actor, second: Actor) -> str:
    detail = bank_details.propose(
        BankDetail.Kind.BANK,
        PLACE | {"beneficiary_name": shop.name},
        label=_("Main account"),
        actor=first,
        shop=shop,
    )
    proposal = Proposal.objects.get(subject_id=detail.public_id)
    proposals.accept(proposal, version=proposal.version, actor=second)
    detail.refresh_from_db()
    connection = connections.serving(shop)
    dollars, cash = (
        accounts.refresh_currency(connection, code) for code in ("usd", shop.cash_currency.lower())
    )
    enough = dollars.balance is not None and dollars.balance >= WITHDRAWN + EXCHANGED
    source, target = (dollars, cash) if enough else (cash, dollars)
    withdrawing.ask(source, WITHDRAWN, detail, key=KEY, actor=first, shop=shop)
    _exchange(source, target, first, shop)
    return _("%(shop)s has a demo withdrawal that waits.") % {"shop": shop}


def _exchange(source: Account, target: Account, actor: Actor, shop: Shop) -> None:
    if source.currency == target.currency or Exchange.objects.filter(shop=shop).exists():
        return
    wish = Wish(source, target, EXCHANGED)
    rate = exchanging.review(wish, actor=actor).rate
    exchanging.confirm(wish, shown=rate, key=f"{KEY}-exchange", actor=actor, shop=shop)
