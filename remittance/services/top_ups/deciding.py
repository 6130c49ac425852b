"""Approving, declining and cancelling a top-up, as kinds of money command.

The provider refuses a decision on what is not pending any more, so that the same decision may be sent again
after an unknown outcome. Its answer tells no state: the top-up is read again after every decision.
Source: Bitspark API, "Top Ups V2".
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from uuid import UUID

import structlog
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Actor, Role
from accounts.models.money import plain
from accounts.providers.bitspark.client import (
    Bitspark,
    BitsparkError,
    NotSent,
    OutcomeUnknown,
    encoded_body,
    raw_text,
)
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import connections
from accounts.services.errors import Conflict, Refused
from remittance.models import TopUp
from remittance.selectors import top_up_blocks, top_up_statuses
from remittance.selectors.top_up_statuses import Verdict
from wallet.models import MoneyCommand, State
from wallet.selectors.accounts import balance_words, held_in
from wallet.selectors.outcomes import Outcome
from wallet.services import results
from wallet.services.kinds import Answer, DidNotHappen, Kind, Params, Prepared, Shown, Subject

from . import mirroring
from .observing import REMOTE_TYPE, Seen, observe

log = structlog.get_logger(__name__)
_SPEAKABLE = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,127}", re.ASCII)


def params_of(top_up: TopUp, *, version: int, key: str, reason: str = "") -> dict[str, Any]:
    """The params of a decision on this top-up, as it was shown. `key` is the order's own.

    Two decisions on one top-up are kept apart by the database (`uq_decision`), not as twins: the loser reads
    who was first.
    """
    return {
        "top_up": str(top_up.public_id),
        "remote_id": top_up.provider_id,
        "number": top_up.transaction_number,
        "version": version,
        "amount": plain(top_up.amount) if top_up.amount is not None else "",
        "currency": top_up.currency,
        "reason": reason,
        "nonce": key,
    }


class Decision(Kind):
    """A decision on one pending top-up."""

    remote_type: ClassVar[str] = REMOTE_TYPE
    creates_remote: ClassVar[bool] = False
    guarded_repeat: ClassVar[bool] = True
    reads_back: ClassVar[bool] = True
    act: ClassVar[str]  # as the client calls it

    def canonical(self, params: Params) -> dict[str, Any]:
        one = dict(params)
        one["amount"] = plain(_amount(params))
        if not _SPEAKABLE.fullmatch(str(params["remote_id"])):
            raise Refused(_("Bitspark's id of this top-up cannot be sent."), code="unsendable")
        return one

    def asked(self, params: Params) -> Mapping[str, Any]:
        return {name: value for name, value in params.items() if name not in {"version", "nonce", "number"}}

    def amount(self, params: Params) -> tuple[Decimal, str]:
        return _amount(params), str(params["currency"])[:8]

    def twin_fields(self, params: Params) -> Mapping[str, str]:
        return {"decision": str(params["nonce"])}

    def subject_remote_id(self, params: Params) -> str:
        return str(params["remote_id"])

    def shown(self, command: MoneyCommand, params: Params) -> Shown:
        top_up = TopUp.objects.select_related("connection").get(public_id=params["top_up"])
        facts = [
            (_("Number"), top_up.transaction_number or _("not told")),
            (_("The customer receives"), f"{plain(command.amount)} {command.currency}"),
            (_("Fee"), f"{top_up.fee_raw} {top_up.currency}" if top_up.fee_raw else _("not told")),
        ]
        facts += self.effects(top_up)
        if params.get("reason"):
            facts.append((_("Reason"), str(params["reason"])))
        return Shown(str(self.label), tuple(facts), "remittance:top-up", top_up.public_id)

    def effects(self, top_up: TopUp) -> list[tuple[str, str]]:
        """What the decision does to money here, in words; nothing for one that moves none."""
        return []

    def still_true(self, command: MoneyCommand, params: Params) -> None:
        top_up = mirroring.refresh_one(
            TopUp.objects.select_related("connection").get(public_id=params["top_up"])
        )
        if not top_up_statuses.is_pending(top_up.status_code):
            word, _tone = top_up_statuses.word_of(top_up.status_code, top_up.status_message)
            raise Conflict(
                _("It does not wait any more. Bitspark shows: %s.") % word,
                code="not-pending",
                status_code=top_up.status_code,
            )
        told = plain(top_up.amount) if top_up.amount is not None else ""
        if (told, top_up.currency) != (params["amount"], params["currency"]):
            raise Conflict(_("Bitspark now tells another amount or currency than was shown."), code="changed")

    def on_intake(self, command: MoneyCommand, params: Params, actor: Actor) -> Subject:
        """The row follows only from the version that was shown: whoever saw an older one is refused."""
        rows = TopUp.objects.filter(public_id=params["top_up"], version=params["version"])
        if not rows.update(
            decision=command,
            decision_kind=command.kind,
            decision_state=command.state,
            decline_reason=params["reason"],
            version=F("version") + 1,
            updated_at=timezone.now(),
        ):
            raise Conflict(
                _("This top-up has changed since it was shown. Look at it again."), code="moved-on"
            )
        return _subject(TopUp.objects.get(public_id=params["top_up"]))

    def on_change(self, command: MoneyCommand) -> Subject:
        rows = TopUp.objects.filter(decision=command)
        rows.update(decision_state=command.state, version=F("version") + 1, updated_at=timezone.now())
        if command.outcome_code == Outcome.DID_NOT_HAPPEN and command.state == State.REJECTED:
            # decided there in another way than here: a person must know
            MoneyCommand.objects.filter(pk=command.pk).update(needs_person=True)
            command.needs_person = True
        top_up = rows.first() or TopUp.objects.get(
            connection=command.connection_id, provider_id=command.subject_remote_id
        )
        return _subject(top_up)

    def prepare(
        self,
        command: MoneyCommand,
        params: Params,
        callback_url: str,
        typed: Mapping[str, str] | None = None,
    ) -> Prepared:
        client = connections.client_for(command.connection)
        call = _Call(self, command, client, str(params["remote_id"]))
        return Prepared(encoded_body({}), call.send)

    def read_back(self, command: MoneyCommand, params: Params) -> Answer | None:
        seen = _read(connections.client_for(command.connection), str(params["remote_id"]))
        found = top_up_statuses.verdict(self.name, seen.remote.status_code)
        if found in {Verdict.PENDING, Verdict.UNTOLD}:
            return None
        if found == Verdict.DONE:
            return _answer(seen)
        observe(command.connection, seen)
        words = _shows(seen)
        if found == Verdict.OTHERWISE:
            raise DidNotHappen(words)
        return replace(_answer(seen), differences=(words,))

    def look(self, command: MoneyCommand, params: Params, remote_id: str) -> Answer:
        return _answer(_read(connections.client_for(command.connection), remote_id))

    def on_answer(self, command: MoneyCommand, answer: Answer, source: str) -> None:
        if isinstance(answer.remote, Seen):
            observe(command.connection, answer.remote)


class ApproveKind(Decision):
    """The shop holds the cash: the customer is credited, from our balance."""

    name: ClassVar[str] = top_up_statuses.APPROVE
    label = _lazy("Approve a top-up")
    waits_without_limit: ClassVar[frozenset[str]] = frozenset({Role.TELLER})
    act: ClassVar[str] = "approve"

    def effects(self, top_up: TopUp) -> list[tuple[str, str]]:
        account = held_in(top_up.connection, top_up.currency)
        blocks = top_up_blocks.of(top_up, account)
        facts = [
            (_("Take from the customer"), _in(blocks.take, top_up.currency)),
            (_("Leaves our Bitspark account, about"), _in(blocks.effect, top_up.currency)),
        ]
        if account is not None and blocks.balance is not None:
            facts.append((_("Our balance"), f"{balance_words(account)} {top_up.currency}"))
        if blocks.is_beyond:
            facts.append((_("Beyond our balance"), _("Bitspark will refuse it until more is paid in.")))
        return facts

    def on_change(self, command: MoneyCommand) -> Subject:
        if command.state == State.SENDING:
            _keep_balance_before(command)
        return super().on_change(command)


class DeclineKind(Decision):
    """The shop does not take the cash. Our reason stays here."""

    name: ClassVar[str] = top_up_statuses.DECLINE
    label = _lazy("Decline a top-up")
    waits_without_limit: ClassVar[frozenset[str]] = frozenset({Role.TELLER})
    act: ClassVar[str] = "decline"


class CancelKind(Decision):
    """We do not want the top-up that we asked another shop for."""

    name: ClassVar[str] = top_up_statuses.CANCEL
    label = _lazy("Cancel a top-up")
    act: ClassVar[str] = "cancel"


class _Call:
    """The one call of a decision and the reading after it. The call may take 40 s, the reading 8."""

    def __init__(self, kind: Decision, command: MoneyCommand, client: Bitspark, remote_id: str) -> None:
        self._kind, self._command, self._client, self._remote_id = kind, command, client, remote_id
        doubtful = command.attempts.filter(outcome__in=["", results.UNKNOWN])
        self._again = doubtful.exists()  # an earlier try of ours may have been heard

    def send(self) -> Answer:
        """Moves money. Raises the client's NotSent, Refused or OutcomeUnknown; DidNotHappen."""
        try:
            getattr(self._client.top_ups, self._kind.act)(self._remote_id)
        except RefusedThere as refusal:
            return self._after_refusal(refusal)
        except OutcomeUnknown as unknown:
            seen = self._seen()
            if seen is not None and self._verdict(seen) == Verdict.DONE:
                return _answer(seen)
            raise unknown
        except NotSent as never:
            if self._again:  # this try never left, but the one before may have
                raise OutcomeUnknown(str(never), never.evidence) from never
            raise
        seen = self._seen()
        if seen is not None and self._verdict(seen) == Verdict.PENDING:
            raise OutcomeUnknown("it was said to be done and is still shown as pending")
        return _answer(seen) if seen else Answer(self._remote_id)

    def _after_refusal(self, refusal: RefusedThere) -> Answer:
        """What the refusal means: what the top-up shows says whether an earlier try of ours was heard."""
        if refusal.http_status != 422 and not self._again:
            raise refusal
        seen = self._seen()
        found = self._verdict(seen) if seen else Verdict.UNTOLD
        if not self._again:
            raise _with_words(refusal, seen)
        if seen is not None and found == Verdict.DONE:
            return _answer(seen)
        if seen is not None and found == Verdict.OTHERWISE:
            raise DidNotHappen(" ".join([*refusal.evidence.messages, _shows(seen)])) from refusal
        raise OutcomeUnknown(str(refusal), refusal.evidence) from refusal

    def _verdict(self, seen: Seen) -> Verdict:
        return top_up_statuses.verdict(self._kind.name, seen.remote.status_code)

    def _seen(self) -> Seen | None:
        """The top-up as it is now, kept in our books; None when it could not be read. Raises nothing."""
        try:
            seen = _read(self._client, self._remote_id)
        except BitsparkError:
            return None
        try:
            observe(self._command.connection, seen)
        except Exception:  # keeping it is not worth the outcome
            log.exception("top-up-not-kept", reference=self._command.reference)
        return seen


def _read(client: Bitspark, remote_id: str) -> Seen:
    asked_at = timezone.now()
    return Seen(client.top_ups.get(remote_id), asked_at)


def _answer(seen: Seen) -> Answer:
    remote = seen.remote
    return Answer(
        remote_id=remote.id, remote_status=remote.status_code, remote=seen, text=raw_text(remote.raw)
    )


def _shows(seen: Seen) -> str:
    word, _tone = top_up_statuses.word_of(seen.remote.status_code, seen.remote.status_message or "")
    return _("Bitspark shows: %s.") % word


def _with_words(refusal: RefusedThere, seen: Seen | None) -> RefusedThere:
    if seen is None:
        return refusal
    messages = (*refusal.evidence.messages, _shows(seen))
    return RefusedThere(str(refusal), replace(refusal.evidence, messages=messages))


def _keep_balance_before(command: MoneyCommand) -> None:
    """Our balance as it was last read, beside the approval that is being sent."""
    account = held_in(command.connection, command.currency)
    if account is not None and account.is_told:
        read_at: datetime | None = account.read_at
        TopUp.objects.filter(decision=command).update(
            balance_before_raw=account.balance_raw,
            balance_before_at=read_at,
            balance_after_raw="",
            balance_after_at=None,
        )


def _in(amount: Decimal | None, currency: str) -> str:
    return _("not told") if amount is None else f"{plain(amount)} {currency}"


def _amount(params: Params) -> Decimal:
    try:
        amount = Decimal(str(params["amount"]))
    except InvalidOperation:
        raise Refused(
            _("Bitspark does not tell the amount of this top-up."), code="amount-not-told"
        ) from None
    if amount <= 0:
        raise Refused(_("An amount is more than zero."), code="amount")
    return amount


def _subject(top_up: TopUp) -> Subject:
    public_id: UUID = top_up.public_id
    return Subject("top-up", public_id, top_up.version)
