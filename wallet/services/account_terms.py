"""What an account adds for us, and below what its balance is low: two people change it, Bitspark keeps it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Actor, Permission, Proposal
from accounts.models.money import plain
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections, proposals
from accounts.services.errors import FieldProblem, ProviderDown, Refused
from accounts.services.no_answer import why_not
from accounts.services.waiting import in_provider_room
from wallet.models import Account

from . import accounts

NAMES = ("shop_commission", "balance_threshold")
LABELS = {
    "shop_commission": gettext_lazy("Shop commission"),
    "balance_threshold": gettext_lazy("Low balance below"),
}
Told = tuple[str, str]


def propose(
    account: Account, asked: Mapping[str, Decimal | None], *, actor: Actor, why: str = ""
) -> Proposal:
    """Put new terms of an account before a second person; None leaves a figure as it is.

    Raises:
        Refused: `nothing-changes`; `account-not-read`, Bitspark has not told of this account yet.
        NotAllowed, Conflict: as `proposals.propose`.
    """
    if not account.remote_id:
        raise Refused(
            _("Bitspark has not told of this account yet; refresh it first."), code="account-not-read"
        )
    now = terms_of(account)
    change = {
        name: plain(figure)
        for name in NAMES
        if (figure := asked.get(name)) is not None and figure != now[name]
    }
    if not change:
        problem = FieldProblem("nothing-changes", _("These are the figures that hold now."))
        raise Refused(problem.message, code="nothing-changes", fields={"balance_threshold": [problem]})
    was = {name: _written(now[name]) for name in change}
    return proposals.propose(
        AccountTerms.name,
        title=_("New terms of the %(currency)s account") % {"currency": account.currency},
        change={"now": change, "was": was, "currency": account.currency},
        actor=actor,
        connection=account.connection,
        subject=("account", account.public_id),
        why=why,
    )


def terms_of(account: Account) -> dict[str, Decimal | None]:
    """The two figures as last told, None where they were not."""
    return {name: _figure(getattr(account, f"{name}_raw")) for name in NAMES}


class AccountTerms(proposals.ChangeKind):
    """Commission and threshold of one account."""

    name = "account-terms"
    label = gettext_lazy("Terms of an account")
    needs = Permission.PROPOSE_TERMS
    accepts = Permission.ACCEPT_TERMS
    tells_provider = True

    def facts(self, proposal: Proposal) -> list[tuple[str, str]]:
        change = proposal.change
        told = [(_("Account"), f"{proposal.connection} {change['currency']}")]
        for name, figure in change["now"].items():
            sentence = _("%(new)s, was %(old)s") % {
                "new": figure,
                "old": change["was"].get(name) or _("not told"),
            }
            told.append((str(LABELS[name]), sentence))
        return told

    def page(self, proposal: Proposal) -> tuple[str, tuple[Any, ...]] | None:
        return "wallet:account", (proposal.subject_id,)

    def apply(self, proposal: Proposal, actor: Actor) -> None:
        if proposal.connection is None or proposal.connection.retired_at is not None:
            raise Refused(_("This connection is retired."), code="connection-retired")

    def tell(self, proposal: Proposal, actor: Actor) -> Told:
        account = Account.objects.select_related("connection").get(public_id=str(proposal.subject_id))
        asked = {name: Decimal(text) for name, text in proposal.change["now"].items()}
        try:
            return _told(account, asked)
        except ProviderDown as down:  # before anything was sent
            return Proposal.Outcome.FAILED, _not_sent(str(down))


@in_provider_room()
def _told(account: Account, asked: Mapping[str, Decimal]) -> Told:
    """Say it once, read the account again, and go by what that shows."""
    client = connections.client_for(account.connection)
    try:
        client.accounts.update(account.remote_id, **asked)
    except bitspark.NotSent:
        return Proposal.Outcome.FAILED, _not_sent("")
    except bitspark.Unsendable as error:
        return Proposal.Outcome.FAILED, _not_sent(str(error))
    except bitspark.Refused as refused:
        return Proposal.Outcome.FAILED, " ".join(refused.messages) or why_not(refused)
    except bitspark.OutcomeUnknown:
        return _as_read(account, asked, _("Bitspark's answer did not say whether it was done."))
    return _as_read(account, asked, _("Bitspark answered that it was done."))


def _as_read(account: Account, asked: Mapping[str, Decimal], answered: str) -> Told:
    """What the account shows now decides; where it cannot be read, nobody knows."""
    try:
        now = accounts.refresh_currency(account.connection, account.listed)
    except ProviderDown as down:
        return Proposal.Outcome.UNKNOWN, f"{answered} {down}"
    if not now.is_told:
        sentence = _("%(answered)s The account could not be read again: %(why)s")
        return Proposal.Outcome.UNKNOWN, sentence % {"answered": answered, "why": now.failure}
    held = terms_of(now)
    if all(held[name] == figure for name, figure in asked.items()):
        return Proposal.Outcome.DONE, _("Read again: the account shows the new figures.")
    shown = ", ".join(f"{LABELS[name]} {_written(held[name]) or _('not told')}" for name in asked)
    sentence = _("%(answered)s Read again, the account shows: %(shown)s.")
    return Proposal.Outcome.UNKNOWN, sentence % {"answered": answered, "shown": shown}


def _not_sent(why: str) -> str:
    words = _("Nothing was sent. Propose it again.")
    return f"{words} {why}".strip()


def _written(figure: Decimal | None) -> str:
    return "" if figure is None else plain(figure)


def _figure(text: str) -> Decimal | None:
    return Decimal(text) if text else None
