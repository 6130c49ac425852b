"""Transfers: the list, one of them, and sending."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from accounts.api.pagination import page
from accounts.api.problems import Invalid
from accounts.api.schema import CURSOR, KEY, LIMIT
from accounts.api.shops import shop_shown
from accounts.models import Actor, Permission, Shop
from accounts.services.errors import FieldProblem
from accounts.services.rates import Limit
from remittance.forms.transfer_filter import TransferFilter
from remittance.models import FormerId, Transfer
from remittance.selectors import statuses, transfer_page, transfer_rows, transfers
from remittance.selectors.receipts import Line
from remittance.selectors.timeline import Moment
from wallet.api.commands import outcome_shown
from wallet.models import State

from .orders import Ordering
from .quotes import OfQuotes
from .scope import InShop, tail, text_of
from .transfer_shapes import TRANSFER_PAGE, OrderBody, TakenShape, TransferShape

SENDING = Limit("api-send", 60, 60)


FILTERS = [
    *(OpenApiParameter(name, str) for name in ("q", "destination", "currency", "least", "most")),
    OpenApiParameter("state", str, enum=State.values),
    OpenApiParameter("status", str, description="Bitspark's word, of those it documents."),
    *(OpenApiParameter(name, OpenApiTypes.DATE) for name in ("first_day", "last_day")),
    *(OpenApiParameter(name, UUID) for name in ("maker", "sender", "recipient")),
    OpenApiParameter("not_made_here", bool, description="Nothing of a device's is."),
    OpenApiParameter("updated_since", OpenApiTypes.DATETIME, description="ISO 8601 with an offset."),
    CURSOR,
    LIMIT,
]


class Transfers(OfQuotes):
    """The person's own transfers, and sending one more."""

    may: ClassVar[Any] = {"GET": Permission.SEE_TRANSFERS, "POST": Permission.SEND_MONEY}
    limits: ClassVar[dict[str, Limit]] = {"POST": SENDING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409, 503)}

    @extend_schema(
        operation_id="transfers_list",
        tags=["transfers"],
        summary="The person's transfers, newest first",
        description="With the page's own filters; days are days of the shop.",
        parameters=FILTERS,
        responses=TRANSFER_PAGE,
    )
    def get(self, request: Any) -> Response:
        wanted = _wanted(request.query_params, self.shop)
        rows = transfers.rows_of(transfers.narrowed(self.own_transfers, wanted, self.actor))
        return Response(page(request, rows, self.rows_shown))

    def rows_shown(self, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        return (row_shown(row, self.actor) for row in transfers.with_names(list(rows)))

    @extend_schema(
        operation_id="transfers_send",
        tags=["transfers"],
        summary="Send money",
        description="Takes the order once for its key and sends it. An outcome that nobody knows is a state, "
        "never an error. A refusal before an order exists leaves the key free. "
        "409 `quote-moved` (`shown` and `now`: both prices; `quote`: the new one's id), `possible-duplicate` "
        "(`twin`; repeat with `confirms_twin`), `twin-in-doubt` (`twin`), `form-changed` (`form`: the new "
        "one), `quote-mismatch`, `connection-paused`, `not-replaceable`, `already-replaced`. "
        "422 `invalid`, `key-reused`, `on-hold`, `id-expired`, `recipient-unsure`, `word-first`, "
        "`balance-too-low`. At most 60 a minute for one person.",
        parameters=[KEY],
        request=OrderBody,
        responses={202: TakenShape},
    )
    def post(self, request: Any) -> Response:
        key = self.key
        done = Ordering(self, self.body(OrderBody), key).confirm()
        response = Response(taken_shown(done.transfer), status=202)
        response["Location"] = f"{request._request.path.rstrip('/')}/{done.transfer.public_id}"
        if done.replayed:
            response["Idempotent-Replayed"] = "true"
        return response


class OfTransfer(InShop):
    """What the endpoints of one transfer share."""

    may = Permission.SEE_TRANSFERS

    def transfer(self, public_id: UUID) -> Transfer:
        """The person's own transfer of that id.

        Raises:
            Moved: it was folded into an order of ours. Http404.
        """
        rows = self.own_transfers.select_related(*transfer_page.WITH)
        found = rows.filter(public_id=public_id).first()
        if found is not None:
            return found
        former = FormerId.objects.filter(public_id=public_id, transfer__in=self.own_transfers)
        kept = former.select_related("transfer").first()
        if kept is None:
            raise Http404
        raise Moved(kept.transfer.public_id)


class Moved(APIException):
    """308: the row was folded into another one of ours."""

    status_code = 308
    default_code = "moved"

    def __init__(self, public_id: UUID) -> None:
        super().__init__(_("It is kept under another id now."))
        self.public_id = public_id


class TransferById(OfTransfer):
    """One of the person's own transfers."""

    @extend_schema(
        operation_id="transfers_show",
        tags=["transfers"],
        summary="One transfer, with what happened to it",
        responses={200: TransferShape, 308: OpenApiResponse(description="It is kept under another id now.")},
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        try:
            transfer = self.transfer(public_id)
        except Moved as moved:
            path = str(request._request.path).replace(str(public_id), str(moved.public_id))
            return Response(status=308, headers={"Location": path})
        return Response(transfer_shown(transfer, self.actor))


def row_shown(row: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """One plain row of `transfers.rows_of`, as this actor reads it; every column of ROW is in it."""
    word, _tone = transfer_rows.word_of(row["state"], row["status_code"], row["counter_status"], actor)
    return {
        "id": row["public_id"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "version": row["version"],
        "reference": row["reference"],
        "transaction_number": row["transaction_number"],
        "tracking_number": row["tracking_number"],
        "state": row["state"],
        "provider_status": row["counter_status"],
        "status_word": str(word),
        "amount": text_of(row["amount"]),
        "currency": row["currency"],
        "destination": row["destination_name"],
        "recipient": row["recipient_name"],
        "shop": row["shop_public_id"],
        "shop_name": row["shop_name"],
        "maker": row["maker_name"],
        "flagged": bool(row["anomaly"]),
    }


def taken_shown(transfer: Transfer) -> dict[str, Any]:
    """The answer to an order; its command must have come along."""
    assert transfer.command is not None
    return outcome_shown(transfer.command) | {
        "id": transfer.public_id,
        "command": transfer.command.public_id,
        "reference": transfer.reference,
        "provider_status": transfer.counter_status,
    }


def transfer_shown(transfer: Transfer, actor: Actor) -> dict[str, Any]:
    """One transfer of a person's own; everything of `transfer_page.WITH` must have come along."""
    command = transfer.command
    assert command is not None and transfer.shop is not None  # made here, by a person
    known = transfer_page.known(transfer, actor)
    acts = transfer_page.acts(transfer, actor)
    return {
        **taken_shown(transfer),
        "version": transfer.version,
        "created_at": transfer.created_at,
        "updated_at": transfer.updated_at,
        "command_version": command.version,
        "shop": shop_shown(transfer.shop),
        "maker": str(transfer.maker or ""),
        "mode": transfer.connection.mode,
        "status_word": str(known.word),
        "customer_message": str(known.customer),
        "todo": str(known.todo),
        **_route_and_people(transfer),
        "transaction_number": transfer.transaction_number,
        "tracking_number": transfer.tracking_number,
        "tracking_number_possible": transfer.tracking_number_possible,
        "quoted": transfer.terms,
        "final_figures": [line_shown(line) for line in transfer_page.finals(transfer)],
        "told": _told(transfer, actor),
        "anomalies": [str(one) for one in transfer_page.anomalies(transfer)],
        "events": [_moment(one) for one in transfer_page.moments(transfer, actor)],
        "acts": {
            "stop": acts.stop,
            "receipt": acts.receipt,
            "repeat": acts.repeat,
            "word_first": acts.word_first,
        },
    }


def line_shown(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": str(line.label),
        "value": line.value,
        "currency": line.currency,
        "strong": line.strong,
        "differs": line.differs,
    }


def _told(transfer: Transfer, actor: Actor) -> dict[str, Any]:
    return {
        "amount": transfer.amount_raw,
        "destination_country": transfer.destination_country,
        "account_currency": transfer.account_currency,
        "amount_to_send": transfer.amount_to_send_raw,
        "exchange_rate": transfer.exchange_rate_raw,
        "status_group": statuses.words_for_actor(transfer, actor).group,
        "created_at": transfer.provider_created_at,
        "created_on": transfer.provider_created_on,
        "updated_at": transfer.provider_updated_raw,
    }


def _route_and_people(transfer: Transfer) -> dict[str, Any]:
    sender, recipient = transfer.sender, transfer.recipient
    return {
        "amount": text_of(transfer.amount),
        "currency": transfer.currency,
        "destination": transfer.destination_name,
        "province": transfer.province,
        "domestic_payment_id": transfer.domestic_payment_id,
        "delivery_method": transfer.delivery_method,
        "provider": transfer.payout_provider,
        "sender": sender.public_id if sender else None,
        "sender_name": sender.full_name if sender else "",
        "recipient": recipient.public_id if recipient else None,
        "recipient_name": transfer.recipient_name,
        "recipient_facts": [
            {"label": str(one.label), "value": tail(one.value) if one.secret else one.value}
            for one in transfer_page.recipient_facts(transfer)
        ],
    }


def _moment(one: Moment) -> dict[str, Any]:
    return {
        "at": one.at,
        "status": one.status.code if one.status else "",
        "word": str(one.word),
        "message": one.message,
        "info": one.info,
    }


def _wanted(query: Mapping[str, str], shop: Shop) -> transfers.Wanted:
    """The page's own filters, as they were asked for.

    Raises:
        Invalid: what cannot be read, by name; an unknown name is one of them.
    """
    asked = {name: text for name, text in query.items() if name not in {"cursor", "limit"}}
    form = TransferFilter(asked)
    problems = {
        name: [FieldProblem("unknown-field", _("There is no such filter."))]
        for name in sorted(set(asked) - set(form.fields))[:20]
    }
    for name, found in form.errors.as_data().items():
        problems[name] = [FieldProblem("invalid", _("This cannot be read.")) for _one in found[:1]]
    if problems:
        raise Invalid(problems)
    return form.wanted(shop.zone)
