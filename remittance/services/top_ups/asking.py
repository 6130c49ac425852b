"""Asking another shop to top us up, as a kind of money command.

Source: Bitspark API, "Create Top Up": one may be pending per user and shop. A 422 may mean that an earlier
request of ours was heard, so the list is read before anybody is told of a failure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Actor
from accounts.models.money import plain
from accounts.providers.bitspark.client import (
    Bitspark,
    BitsparkError,
    NotSent,
    OutcomeUnknown,
    TopUpOrder,
    Unsendable,
    encoded_body,
    raw_text,
)
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.providers.bitspark.client import TopUp as RemoteTopUp
from accounts.services import connections
from accounts.services.errors import Refused
from remittance.models import TopUp
from remittance.selectors import top_up_statuses, top_ups
from wallet.models import MoneyCommand
from wallet.services import order_rows, results, scanning
from wallet.services.kinds import Answer, Kind, Params, Prepared, Shown, Subject, row_of

from . import told
from .observing import REMOTE_TYPE, Seen, observe

DAYS_APART = timedelta(days=1)  # the day in a number is of an unknown zone


class CreateKind(Kind):
    """Our account is to be credited for cash that we bring to another shop."""

    name: ClassVar[str] = top_up_statuses.CREATE
    label = _lazy("Ask another shop for a top-up")
    remote_type: ClassVar[str] = REMOTE_TYPE
    guarded_repeat: ClassVar[bool] = True
    reads_back: ClassVar[bool] = True

    def canonical(self, params: Params) -> dict[str, Any]:
        one = {name: str(params[name]).strip() for name in ("shop_code", "currency")}
        one["amount"] = plain(order_rows.amount_of(params))
        try:
            encoded_body(_order(one).form())
        except (Unsendable, TypeError) as error:
            raise Refused(_("This cannot be sent: %s") % error, code="unsendable") from error
        return one

    def asked(self, params: Params) -> Mapping[str, Any]:
        return params

    def amount(self, params: Params) -> tuple[Decimal, str]:
        return order_rows.amount_of(params), str(params["currency"]).upper()[:8]

    def twin_fields(self, params: Params) -> Mapping[str, str]:
        return {
            "shop_code": str(params["shop_code"]).casefold(),
            "amount": plain(order_rows.amount_of(params)),
            "currency": str(params["currency"]).casefold(),
        }

    def rows_of(self, commands: Sequence[MoneyCommand]) -> dict[int, Any]:
        return order_rows.by_command(TopUp.objects.all(), commands)

    def shown(self, command: MoneyCommand, params: Params) -> Shown:
        top_up = row_of(command, TopUp.objects.all())
        facts = (
            (_("We receive"), f"{plain(command.amount)} {command.currency}"),
            (_("Shop code"), str(params["shop_code"])),
        )
        return Shown(str(self.label), facts, "remittance:top-up", top_up.public_id)

    def on_intake(self, command: MoneyCommand, params: Params, actor: Actor) -> Subject:
        top_up = TopUp.objects.create(
            **order_rows.columns(command, actor),
            asked_shop_code=params["shop_code"],
        )
        return _subject(top_up)

    def on_change(self, command: MoneyCommand) -> Subject:
        return _subject(order_rows.follow(TopUp.objects.all(), command))

    def prepare(
        self,
        command: MoneyCommand,
        params: Params,
        callback_url: str,
        typed: Mapping[str, str] | None = None,
    ) -> Prepared:
        client = connections.client_for(command.connection)
        order = _order(params)
        again = command.attempts.filter(outcome__in=["", results.UNKNOWN]).exists()

        def send() -> Answer:
            if again:
                found = _look_again(client, command, params)
                if found is not None:
                    return found
            try:
                asked_at = timezone.now()
                created = client.top_ups.create(order)
            except RefusedThere as refusal:
                if again:
                    raise OutcomeUnknown(str(refusal), refusal.evidence) from refusal
                raise _with_words(refusal, client, command) from refusal
            except NotSent as never:
                if again:
                    raise OutcomeUnknown(str(never), never.evidence) from never
                raise
            return replace(_answer(Seen(created, asked_at)), differences=created.differences)

        return Prepared(encoded_body(order.form()), send)

    def read_back(self, command: MoneyCommand, params: Params) -> Answer | None:
        return _found(connections.client_for(command.connection), command, params)

    def look(self, command: MoneyCommand, params: Params, remote_id: str) -> Answer:
        asked_at = timezone.now()
        seen = Seen(connections.client_for(command.connection).top_ups.get(remote_id), asked_at)
        remote = seen.remote
        return replace(
            _answer(seen),
            differences=_order(params).differences(amount=remote.amount, currency=remote.currency),
        )

    def on_answer(self, command: MoneyCommand, answer: Answer, source: str) -> None:
        row = TopUp.objects.get(command=command)
        if isinstance(answer.remote, Seen):
            observe(command.connection, answer.remote, row=row)
        else:  # from the spool: the id is enough to go and read it
            TopUp.objects.filter(pk=row.pk).update(
                provider_id=answer.remote_id[:128], status_code=answer.remote_status[:64]
            )


def _look_again(client: Bitspark, command: MoneyCommand, params: Params) -> Answer | None:
    """Before the same is asked a second time: whether the first time was heard.

    Raises:
        OutcomeUnknown: that could not be read, so nothing more is sent.
    """
    try:
        found = _found(client, command, params)
    except BitsparkError as error:
        raise OutcomeUnknown(str(error), error.evidence) from error
    if found is not None and found.differences:
        raise OutcomeUnknown(", ".join(found.differences))
    return found


def _found(client: Bitspark, command: MoneyCommand, params: Params) -> Answer | None:
    """The one top-up in both lists that this order can have made, None for none; several are differences."""
    rows: dict[str, Seen] = {}
    for kind in ("owned", "requested"):
        for seen in _listed(client, kind):
            rows[seen.remote.id] = seen
    fitting = [seen for seen in rows.values() if _fits(seen.remote, command, params)]
    others = set(
        TopUp.objects.filter(
            connection=command.connection, provider_id__in=[one.remote.id for one in fitting]
        )
        .filter(Q(created_at__lt=_first_sent(command)) | ~Q(command=None))
        .exclude(command=command)
        .values_list("provider_id", flat=True)
    )
    fitting = [seen for seen in fitting if seen.remote.id not in others]
    if not fitting:
        return None
    answer = _answer(fitting[0])
    if len(fitting) > 1:
        return replace(answer, differences=(_("several top-ups there are like it"),))
    return answer


def _listed(client: Bitspark, kind: str) -> list[Seen]:
    asked_at, found = timezone.now(), list[RemoteTopUp]()

    def take(told: Any) -> bool:
        found.extend(told)
        return False

    scanning.whole(
        lambda number: client.top_ups.page(number, scanning.PAGE_SIZE, kind=kind),  # type: ignore[arg-type]  # one of the two
        take,
    )
    return [Seen(one, asked_at) for one in found]


def _fits(remote: RemoteTopUp, command: MoneyCommand, params: Params) -> bool:
    """Whether a row of a list may be what this order made."""
    if _order(params).differences(amount=remote.amount, currency=remote.currency):
        return False
    keys = top_ups.keys_of([command.connection_id])
    account = remote.user_account_id or ""
    if account and keys.accounts and not keys.owns(command.connection_id, account):
        return False
    day = told.day_in(remote.transaction_number or "")
    if day is not None and day < (_first_sent(command) - DAYS_APART).date():
        return False
    known = TopUp.objects.filter(connection=command.connection, asked_shop_code=params["shop_code"])
    shops = set(known.exclude(remote_shop_id="").values_list("remote_shop_id", flat=True))
    return not shops or not remote.shop_id or remote.shop_id in shops


def _first_sent(command: MoneyCommand) -> datetime:
    """When the first try of it left: what was met since then may be what that one made. One query."""
    first = command.attempts.order_by("n").values_list("claimed_at", flat=True).first()
    return first or command.created_at


def _with_words(refusal: RefusedThere, client: Bitspark, command: MoneyCommand) -> RefusedThere:
    """The refusal, with what the list shows as pending: an earlier request may have been heard."""
    if refusal.http_status != 422:
        return refusal
    try:
        asked_at = timezone.now()
        page = client.top_ups.page(1, scanning.PAGE_SIZE, kind="owned")
    except BitsparkError:
        return refusal
    pending = [one for one in page.items if top_up_statuses.is_pending(one.status_code)]
    for one in pending:
        if not MoneyCommand.objects.filter(
            connection=command.connection, remote_type=REMOTE_TYPE, remote_id=one.id
        ).exists():
            observe(command.connection, Seen(one, asked_at), asked_as="owned")
    words = tuple(
        _("Bitspark shows as pending: %(number)s, %(amount)s %(currency)s.")
        % {
            "number": one.transaction_number or one.id,
            "amount": told.text(one.amount) or "-",
            "currency": (one.currency or "-").upper(),
        }
        for one in pending[:5]
    )
    return RefusedThere(str(refusal), replace(refusal.evidence, messages=refusal.evidence.messages + words))


def _answer(seen: Seen) -> Answer:
    remote = seen.remote
    return Answer(
        remote_id=remote.id, remote_status=remote.status_code, remote=seen, text=raw_text(remote.raw)
    )


def _order(params: Params) -> TopUpOrder:
    return TopUpOrder(
        shop_code=str(params["shop_code"]),
        currency=str(params["currency"]),
        amount=order_rows.amount_of(params),
    )


def _subject(top_up: TopUp) -> Subject:
    return Subject("top-up", top_up.public_id, top_up.version)
