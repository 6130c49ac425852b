"""Cancelling a pending deposit at Bitspark, as a kind of money command: a decision on one remote object."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Actor
from accounts.models.money import plain
from accounts.providers.bitspark.client import (
    Bitspark,
    BitsparkError,
    OutcomeUnknown,
    Payment,
    encoded_body,
)
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import connections
from accounts.services.errors import Conflict
from wallet.models import Attempt, Deposit, MoneyCommand
from wallet.selectors import payment_statuses
from wallet.services.changes import may_have_been_heard
from wallet.services.kinds import Answer, DidNotHappen, Kind, Params, Prepared, Shown, Subject

from . import observing

NAME = "deposit_cancel"
SETTLED_AFTER = timedelta(seconds=60)  # a cancel on its way may still arrive until then [guess]


class DepositCancelKind(Kind):
    """Telling Bitspark that nobody will pay this deposit.

    params: `deposit` (our id), `remote_id`, `version` (the deposit's, as shown), `amount`, `currency`,
    `nonce` (new at each intake, so that the second to decide hears who was first).
    """

    name: ClassVar[str] = NAME
    label = _lazy("Cancel a deposit")
    remote_type: ClassVar[str] = observing.REMOTE_TYPE
    creates_remote: ClassVar[bool] = False
    guarded_repeat: ClassVar[bool] = True
    reads_back: ClassVar[bool] = True

    def canonical(self, params: Params) -> dict[str, Any]:
        return dict(params)

    def asked(self, params: Params) -> Mapping[str, Any]:
        return {"deposit": params["deposit"]}

    def amount(self, params: Params) -> tuple[Decimal, str]:
        return Decimal(params["amount"]), str(params["currency"])

    def twin_fields(self, params: Params) -> Mapping[str, str]:
        return {"deposit": str(params["deposit"]), "nonce": str(params["nonce"])}

    def subject_remote_id(self, params: Params) -> str:
        return str(params["remote_id"])

    def on_intake(self, command: MoneyCommand, params: Params, actor: Actor) -> Subject:
        rows = Deposit.objects.filter(public_id=params["deposit"], version=params["version"])
        if not rows.update(version=F("version") + 1, updated_at=timezone.now()):
            words = _("This deposit has changed meanwhile. Look at it again before you decide.")
            raise Conflict(words, code="moved-on")
        return _subject(Deposit.objects.get(public_id=params["deposit"]))

    def on_change(self, command: MoneyCommand) -> Subject:
        rows = of_command(command)
        rows.update(version=F("version") + 1, updated_at=timezone.now())
        return _subject(rows.get())

    def shown(self, command: MoneyCommand, params: Params) -> Shown:
        deposit = Deposit.objects.get(public_id=params["deposit"])
        facts = (
            (_("Deposit"), str(deposit)),
            (_("Amount"), f"{plain(command.amount)} {command.currency}"),
        )
        return Shown(_("Cancel a deposit"), facts, "wallet:deposit", deposit.public_id)

    def prepare(
        self,
        command: MoneyCommand,
        params: Params,
        callback_url: str,
        typed: Mapping[str, str] | None = None,
    ) -> Prepared:
        client = connections.client_for(command.connection)
        remote_id = str(params["remote_id"])
        again = may_have_been_heard(command)
        return Prepared(encoded_body({}), lambda: _cancel(client, remote_id, again=again))

    def look(self, command: MoneyCommand, params: Params, remote_id: str) -> Answer:
        return _answer(connections.client_for(command.connection).payments.get(str(params["remote_id"])))

    def read_back(self, command: MoneyCommand, params: Params) -> Answer | None:
        remote = connections.client_for(command.connection).payments.get(str(params["remote_id"]))
        if _is_cancelled(remote):
            return _answer(remote)
        status = payment_statuses.of(remote.status_code)
        if not status.is_open or _sender_ended_before(command, timezone.now() - SETTLED_AFTER):
            raise DidNotHappen(_("Bitspark shows the deposit as: %s.") % status.word)
        return None

    def on_answer(self, command: MoneyCommand, answer: Answer, source: str) -> None:
        if answer.remote is not None:
            observing.observe(command.connection, answer.remote, "show")
        else:  # from the spool: it is read soon
            of_command(command).update(next_poll_at=timezone.now())


def of_command(command: MoneyCommand) -> Any:
    """The deposit that this command decides, as a queryset of one."""
    return Deposit.objects.filter(
        connection_id=command.connection_id, provider_id=command.subject_remote_id, folded_into=None
    )


def _cancel(client: Bitspark, remote_id: str, *, again: bool) -> Answer:
    """Cancel it, and let the read that follows say what became of it. `again`: an earlier try of ours may
    have been heard.

    Raises:
        NotSent, Refused.
        OutcomeUnknown: also when Bitspark says that it was done and still shows it as it was.
    """
    try:
        client.payments.cancel(remote_id)
    except RefusedThere as refusal:
        remote = _after_refusal(client, remote_id, refusal, again=again)
    except OutcomeUnknown as unknown:
        remote = _reread(client, remote_id, unknown)
        if not _is_cancelled(remote):
            raise
    else:
        said = OutcomeUnknown("it was said to be cancelled and is not shown so")
        remote = _reread(client, remote_id, said)
        if not _is_cancelled(remote):
            raise said
    return _answer(remote)


def _after_refusal(client: Bitspark, remote_id: str, refusal: RefusedThere, *, again: bool) -> Payment:
    """The deposit, where an earlier try of ours cancelled it and this one was refused for that.

    Raises:
        Refused: it is the first try.
        OutcomeUnknown: it is not shown as cancelled, or cannot be read.
    """
    if not again:
        raise refusal
    unknown = OutcomeUnknown(str(refusal), refusal.evidence)
    remote = _reread(client, remote_id, unknown)
    if not _is_cancelled(remote):
        raise unknown
    return remote


def _reread(client: Bitspark, remote_id: str, otherwise: OutcomeUnknown) -> Payment:
    """The deposit as it is shown now; raises `otherwise` where it cannot be read."""
    try:
        return client.payments.get(remote_id)
    except BitsparkError as error:
        raise otherwise from error


def _is_cancelled(remote: Payment) -> bool:
    """Whether it is cancelled; a word that is not documented means that it no longer waits."""
    known = payment_statuses.of(remote.status_code).is_known
    return remote.status_code.casefold() in payment_statuses.CANCELLED or not known


def _answer(remote: Payment) -> Answer:
    return Answer(
        remote_id=remote.id,
        remote_status=remote.status_code,
        remote=remote,
        text=observing.redacted(remote),
    )


def _sender_ended_before(command: MoneyCommand, moment: Any) -> bool:
    last = Attempt.objects.filter(command=command).order_by("-n").first()
    ended = (last.sender_done_at if last else None) or command.lease_until
    return ended is not None and ended < moment


def _subject(deposit: Deposit) -> Subject:
    return Subject("deposit-cancel", deposit.public_id, deposit.version)
