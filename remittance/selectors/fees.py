"""The fees of a login, narrowed as Bitspark narrows them."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, Proposal
from remittance.models import Currency, Fee

from .fee_sum import covers

# What a fee's type says, as the filter calls it. Source: Bitspark API, "All Fees", "Create Fee".
MODELS = {"fees_top_ups": "TopUp", "fees_deposits": "Deposit", "fees_withdraws": "Withdraw"}
MODEL_WORDS = {"TopUp": _("Top-ups"), "Deposit": _("Deposits"), "Withdraw": _("Withdrawals")}
KIND_WORDS = {"static": _("static"), "percentage": _("percentage")}
CHANGE = "fee"  # the kind of proposal that makes one


@dataclass(frozen=True)
class Wanted:
    """The four documented filters; each may be left out. `amount`: fees whose range covers it."""

    currency: str = ""
    active: bool | None = None
    model: str = ""
    amount: Decimal | None = None


def listed(connection: Connection, wanted: Wanted) -> list[Fee]:
    """The fees that Bitspark still lists and that are wanted. One query."""
    rows = Fee.objects.filter(connection=connection, gone_at=None)
    if wanted.currency:
        rows = rows.filter(currency=wanted.currency)
    if wanted.active is not None:
        rows = rows.filter(active=wanted.active)
    if wanted.model:
        rows = rows.filter(model=wanted.model)
    amount = wanted.amount
    return [fee for fee in rows if amount is None or covers(fee, amount)]


def one(connections: list[Connection], public_id: UUID) -> Fee:
    """A fee of these logins, listed or gone.

    Raises:
        Fee.DoesNotExist: there is none.
    """
    return Fee.objects.select_related("connection").get(connection__in=connections, public_id=public_id)


def currencies(connection: Connection) -> list[Currency]:
    """The currencies of accounts, by code. One query."""
    return list(Currency.objects.filter(connection=connection, has_account=True).order_by("code"))


def waiting(connection: Connection) -> list[Proposal]:
    """Fees that wait for a second person, oldest first. One query."""
    rows = Proposal.objects.filter(kind=CHANGE, connection=connection, state=Proposal.State.WAITING)
    return list(rows.select_related("proposed_by").order_by("proposed_at", "id"))


def told_last(connection: Connection) -> Proposal | None:
    """The newest accepted fee, with what came of telling Bitspark. One query."""
    rows = Proposal.objects.filter(kind=CHANGE, connection=connection, state=Proposal.State.ACCEPTED)
    return rows.order_by("-decided_at", "-pk").first()
