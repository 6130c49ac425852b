"""A fee of our own on top-ups: two people agree on it, Bitspark is told once, and nobody takes it back."""

from decimal import Decimal
from typing import Any
from uuid import uuid5

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Actor, Connection, Permission, Proposal
from accounts.models.money import PLACES, plain
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections, proposals
from accounts.services.errors import FieldProblem, ProviderDown, Refused
from accounts.services.waiting import in_provider_room
from remittance.models import Currency, Fee
from remittance.selectors import fees

from . import mirror
from .mirror.fees import keep_fees

MODEL = "TopUp"
FOR_EVER = gettext_lazy(
    "It holds from the moment it is accepted and cannot be undone: there is no update and no delete of a "
    "fee. Only Bitspark itself can end it."
)


def propose(
    connection: Connection, currency: str, amount: Decimal, *, actor: Actor, why: str = ""
) -> Proposal:
    """Put a static fee on our top-ups before a second person, in major units of the currency.

    One fee per currency waits at a time.

    Raises:
        Refused: `invalid`, the currency is none of an account's, or has fewer decimals.
        NotAllowed, Conflict: as `proposals.propose`.
    """
    known = Currency.objects.filter(connection=connection, has_account=True, code=currency).first()
    if known is None:
        raise _wrong("currency", _("Bitspark lists no account in this currency."))
    places = min(known.precision, PLACES)
    if amount <= 0:
        raise _wrong("amount", _("A fee is more than zero."))
    if -int(amount.as_tuple().exponent) > places:
        sentence = _("%(currency)s has at most %(places)d decimals.")
        raise _wrong("amount", sentence % {"currency": currency, "places": places})
    return proposals.propose(
        FeeChange.name,
        title=_("A new fee of %(amount)s %(currency)s on every top-up")
        % {"amount": plain(amount), "currency": currency},
        change={"amount": plain(amount), "currency": currency, "code": _listed(known)},
        actor=actor,
        connection=connection,
        subject=("fee", uuid5(connection.public_id, f"fee/{currency}")),
        why=why,
    )


class FeeChange(proposals.ChangeKind):
    """One more fee; there is no other change of fees."""

    name = fees.CHANGE
    label = gettext_lazy("Fee on top-ups")
    needs = Permission.PROPOSE_TERMS
    accepts = Permission.ACCEPT_TERMS
    tells_provider = True

    def facts(self, proposal: Proposal) -> list[tuple[str, str]]:
        change = proposal.change
        return [
            (_("Connection"), str(proposal.connection)),
            (_("Fee on every top-up"), f"{change['amount']} {change['currency']}"),
            (_("Kind"), str(fees.KIND_WORDS["static"])),
            (_("For ever"), str(FOR_EVER)),
        ]

    def page(self, proposal: Proposal) -> tuple[str, tuple[Any, ...]] | None:
        return "remittance:fees", ()

    def apply(self, proposal: Proposal, actor: Actor) -> None:
        if proposal.connection is None or proposal.connection.retired_at is not None:
            raise Refused(_("This connection is retired."), code="connection-retired")

    def tell(self, proposal: Proposal, actor: Actor) -> tuple[str, str]:
        assert proposal.connection is not None  # `apply` saw to it
        change = proposal.change
        try:
            mirror.refresh_fees(proposal.connection)  # what is new afterwards is told from what was there
        except ProviderDown as down:
            return Proposal.Outcome.FAILED, _not_sent(str(down))
        try:
            return _create(proposal.connection, Decimal(change["amount"]), change["code"])
        except ProviderDown as down:  # no place to wait in: before anything was sent
            return Proposal.Outcome.FAILED, _not_sent(str(down))


@in_provider_room()
def _create(connection: Connection, amount: Decimal, code: str) -> tuple[str, str]:
    """Say it once; after an answer that says nothing, the list alone can tell."""
    known = set(_ours_like(connection, amount, code).values_list("provider_id", flat=True))
    try:
        made = connections.client_for(connection).fees.create(amount, code)
    except (bitspark.NotSent, bitspark.Unsendable):
        return Proposal.Outcome.FAILED, _not_sent("")
    except bitspark.Refused as refused:
        words = " ".join(refused.messages)
        return Proposal.Outcome.FAILED, words or _("Bitspark refused it (%s).") % refused.http_status
    except bitspark.OutcomeUnknown:
        return _looked_for(connection, amount, code, known)
    keep_fees(connection, [made], whole=False, now=timezone.now())
    if made.differences:
        sentence = _("Bitspark made a fee, but with other values than asked: %(names)s. Ask Bitspark.")
        return Proposal.Outcome.UNKNOWN, sentence % {"names": ", ".join(made.differences)}
    return Proposal.Outcome.DONE, _("Bitspark made the fee; it holds from now on.")


def _looked_for(connection: Connection, amount: Decimal, code: str, known: set[str]) -> tuple[str, str]:
    """What the list shows after an answer that did not say: a fee like it that was not there before is it."""
    try:
        mirror.refresh_fees(connection)
    except ProviderDown as down:
        sentence = _("The answer did not say whether it was done, and the list cannot be read: %(why)s")
        return Proposal.Outcome.UNKNOWN, sentence % {"why": down}
    fresh = _ours_like(connection, amount, code).exclude(provider_id__in=known).count()
    if fresh == 1:
        return Proposal.Outcome.DONE, _("The answer did not say, but the list of fees now shows it.")
    if fresh:
        return Proposal.Outcome.UNKNOWN, _(
            "The list of fees now shows several new ones like it. Ask Bitspark."
        )
    return Proposal.Outcome.UNKNOWN, _(
        "Bitspark's answer did not say whether it was done, and the list of fees does not show it yet. "
        "Read the list again before anybody proposes it again."
    )


def _ours_like(connection: Connection, amount: Decimal, code: str) -> QuerySet[Fee]:
    """Static fees of ours on top-ups in this currency, of this amount."""
    rows = Fee.objects.filter(connection=connection, model=MODEL, fee_type="static", is_global=False)
    rows = rows.filter(currency=code.upper())
    alike = [fee.pk for fee in rows if fee.amount_raw and Decimal(fee.amount_raw) == amount]
    return rows.filter(pk__in=alike)


def _listed(currency: Currency) -> str:
    """The code as Bitspark lists it."""
    told = currency.raw.get("attributes") or currency.raw
    return str(told.get("code") or currency.code.lower())


def _not_sent(why: str) -> str:
    words = _("Nothing was sent, so no fee was made. Propose it again.")
    return f"{words} {why}".strip()


def _wrong(field: str, words: str) -> Refused:
    return Refused(words, code="invalid", fields={field: [FieldProblem("invalid", words)]})
