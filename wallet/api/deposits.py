"""Deposits: the list, one of them, announcing, cancelling, and the proof that one was paid."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.api.base import DeskAPI
from accounts.api.fields import Amount, Asked, Text, Told
from accounts.api.pagination import page, page_of
from accounts.api.problems import Invalid
from accounts.api.schema import CURSOR, KEY, LIMIT
from accounts.models import Permission
from accounts.models.money import plain
from accounts.services import connections, files
from accounts.services.errors import FieldProblem
from accounts.services.rates import Limit
from wallet.forms.deposit import DepositFilter
from wallet.models import Account, Deposit, DepositProof, State
from wallet.selectors import deposit_page, deposits
from wallet.services.deposits import ordering, proofs

from .commands import OutcomeShape, outcome_shown

ORDERING = Limit("api-deposit", 60, 60)
UPLOADING = Limit("api-proof", 30, 60)
PROOF_STATES = DepositProof.State.choices  # by this name in the schema


class DepositRowShape(Told):
    id = serializers.UUIDField()
    reference = serializers.CharField(help_text='Ours; "" for one that was not made here.')
    provider_id = serializers.CharField(help_text='"" until Bitspark has it.')
    state = serializers.ChoiceField(State.choices, help_text="Ours; a closed list.")
    provider_status = serializers.CharField(help_text='Bitspark\'s word, an open list; "" is not told.')
    status_word = serializers.CharField(help_text="For people.")
    currency = serializers.CharField()
    amount = serializers.CharField(allow_null=True, help_text="As announced.")
    amount_told = serializers.CharField(allow_null=True, help_text="Bitspark's own figure; null: not told.")
    address = serializers.CharField(
        allow_null=True, help_text="Of a Bitcoin deposit; null also while two told addresses differ."
    )
    flagged = serializers.BooleanField()
    made_here = serializers.BooleanField()
    shop = serializers.UUIDField(allow_null=True)
    shop_name = serializers.CharField()
    maker = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


DEPOSIT_PAGE = page_of(DepositRowShape, "DepositPage")


class ProofShape(Told):
    id = serializers.UUIDField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes, as kept.")
    sha256 = serializers.CharField(help_text="Of the bytes as they were given.")
    state = serializers.ChoiceField(PROOF_STATES)
    provider_messages = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()


class PayLineShape(Told):
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not an option
    value = serializers.CharField()


class DepositShape(OutcomeShape):
    id = serializers.UUIDField()
    command = serializers.UUIDField()
    reference = serializers.CharField()
    provider_id = serializers.CharField()
    provider_status = serializers.CharField(help_text='An open list; "" is not told.')
    status_word = serializers.CharField()
    todo = serializers.CharField()
    has_come = serializers.BooleanField(help_text="Whether Bitspark says that the money is there.")
    currency = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    amount_told = serializers.CharField(allow_null=True)
    generate_new_address = serializers.BooleanField(allow_null=True)
    txid = serializers.CharField(help_text='"" is not told.')
    payment_reference = serializers.CharField(
        help_text='What whoever pays writes as the payment reference, exactly; "" is not told.'
    )
    deposit_credentials = serializers.DictField(child=serializers.CharField(), help_text="As told.")
    pay_to = PayLineShape(many=True, help_text="The credentials but the reference, with labels for people.")
    address = serializers.CharField(allow_null=True)
    addresses_differ = serializers.BooleanField(help_text="Two were told; pay to neither.")
    anomaly = serializers.CharField()
    proofs = ProofShape(many=True)
    can_cancel = serializers.BooleanField()
    maker = serializers.CharField()
    mode = serializers.CharField(help_text="`test` or `live`.")
    version = serializers.IntegerField(help_text="Name it when you cancel.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    as_of = serializers.DateTimeField(allow_null=True, help_text="When Bitspark said so.")


class DepositBody(Asked):
    currency = Text(max_length=8)
    amount = Amount()
    generate_new_address = serializers.BooleanField(required=False, help_text="Bitcoin only.")
    confirms_twin = serializers.UUIDField(required=False)


class CancelBody(Asked):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="As it was shown.")


class OwnDeposits(DeskAPI):
    """What the endpoints for deposits share: a device sees the deposits of its own person in its shop."""

    may: ClassVar[Any] = Permission.SEE_WALLET

    @property
    def own(self) -> QuerySet[Deposit]:
        return deposits.visible([self.shop], head_office=False).filter(maker=self.person)

    def deposit(self, public_id: UUID) -> Deposit:
        return get_object_or_404(self.own.select_related(*deposit_page.WITH), public_id=public_id)

    def shown(self, deposit: Deposit) -> dict[str, Any]:
        return deposit_shown(self.deposit(deposit.public_id), self.actor)


class Deposits(OwnDeposits):
    """The person's own deposits, and announcing one more."""

    may: ClassVar[Any] = {"GET": Permission.SEE_WALLET, "POST": Permission.DEPOSIT}
    limits: ClassVar[dict[str, Limit]] = {"POST": ORDERING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409, 503)}

    @extend_schema(
        operation_id="deposits_list",
        tags=["deposits"],
        summary="The person's deposits, newest first",
        description="With the page's own filters; days are days of the shop.",
        parameters=[
            OpenApiParameter("q", str, description="A whole reference, id, txid or address."),
            OpenApiParameter("state", str, enum=State.values),
            OpenApiParameter("currency", str),
            *(OpenApiParameter(name, OpenApiTypes.DATE) for name in ("first_day", "last_day")),
            OpenApiParameter("not_made_here", bool, description="Nothing of a device's is."),
            OpenApiParameter("updated_since", OpenApiTypes.DATETIME, description="ISO 8601 with an offset."),
            CURSOR,
            LIMIT,
        ],
        responses=DEPOSIT_PAGE,
    )
    def get(self, request: Any) -> Response:
        rows = deposits.narrowed(self.own, self.wanted())
        return Response(page(request, deposits.rows_of(rows), rows_shown))

    def wanted(self) -> deposits.Wanted:
        """The page's own filters, as they were asked for.

        Raises:
            Invalid: what cannot be read, by name; an unknown name is one of them.
        """
        query = self.request.query_params
        asked = {name: text for name, text in query.items() if name not in {"cursor", "limit"}}
        form = DepositFilter(asked)
        problems = {
            name: [FieldProblem("unknown-field", _("There is no such filter."))]
            for name in sorted(set(asked) - set(form.fields))[:20]
        }
        for name in form.errors:
            problems[name] = [FieldProblem("invalid", _("This cannot be read."))]
        if problems:
            raise Invalid(problems)
        return form.wanted(self.shop.zone)

    @extend_schema(
        operation_id="deposits_announce",
        tags=["deposits"],
        summary="Announce a deposit",
        description="Moves nothing out; the answer says where to pay in, once Bitspark has said so. An "
        "outcome that nobody knows is a state, never an error. 409 `possible-duplicate` (`twin`; repeat with "
        "`confirms_twin`), `twin-in-doubt`, `deposit-waits` (`deposit`: a Bitcoin deposit whose address "
        "would be answered again; ask for a new address), `connection-paused`. 422 `invalid`, `key-reused`, "
        "`too-many-decimals`, `not-depositable`, `only-bitcoin`. At most 60 a minute for one person.",
        parameters=[KEY],
        request=DepositBody,
        responses={202: DepositShape},
    )
    def post(self, request: Any) -> Response:
        key, asked = self.key, self.body(DepositBody)
        taken = ordering.create(
            self.account(asked["currency"]),
            asked["amount"],
            new_address=asked.get("generate_new_address", False),
            key=key,
            actor=self.actor,
            shop=self.shop,
            confirms_twin=asked.get("confirms_twin"),
        )
        response = Response(self.shown(taken.deposit), status=202)
        response["Location"] = f"{request._request.path.rstrip('/')}/{taken.deposit.public_id}"
        if taken.replayed:
            response["Idempotent-Replayed"] = "true"
        return response

    def account(self, currency: str) -> Account:
        """Our account in it; raises Invalid where there is none."""
        known = deposits.depositable(connections.serving(self.shop))
        found = next((one for one in known if one.currency == currency.upper()), None)
        if found is None:
            words = _("Deposits to this account cannot be announced here.")
            raise Invalid({"currency": [FieldProblem("choice", words)]})
        return found


class DepositById(OwnDeposits):
    """One of the person's own deposits."""

    @extend_schema(
        operation_id="deposits_show",
        tags=["deposits"],
        summary="One deposit: where to pay, whether the money came, its proofs",
        responses=DepositShape,
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        return Response(deposit_shown(self.deposit(public_id), self.actor))


class CancelDeposit(OwnDeposits):
    """Cancel a deposit that is pending."""

    may = Permission.DEPOSIT
    limits: ClassVar[dict[str, Limit]] = {"POST": ORDERING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409, 503)}

    @extend_schema(
        operation_id="deposits_cancel",
        tags=["deposits"],
        summary="Cancel a pending deposit",
        description="What became of it is what Bitspark shows afterwards. `version` is the deposit's, as it "
        "was shown. 409 `decided-already` (`who`, `when`), `moved-on`, `not-cancellable`.",
        parameters=[KEY],
        request=CancelBody,
        responses={202: DepositShape},
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        deposit, version = self.deposit(public_id), self.body(CancelBody)["version"]
        ordering.cancel(deposit, version=version, key=self.key, actor=self.actor)
        return Response(self.shown(deposit), status=202)


class DepositProofs(OwnDeposits):
    """Hand in a proof that a deposit was paid."""

    may = Permission.DEPOSIT
    parser_classes = (MultiPartParser,)
    limits: ClassVar[dict[str, Limit]] = {"POST": UPLOADING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (503,)}

    @extend_schema(
        operation_id="deposits_prove",
        tags=["deposits"],
        summary="Hand in the proof that a deposit was paid",
        description="jpg, jpeg, gif, png, bmp or pdf, at most 5 MB. Bitspark is sent it once; the same bytes "
        "again give the same answer: `stored` (not sent yet), `sent`, `failed` (Bitspark refused it) or "
        "`unknown`. The deposit itself is never touched. 422 `file-empty`, `file-too-large`, `file-type`, "
        "`file-disguised`, `file-unreadable`, `file-pixels`, `file-active`, `file-infected`, "
        "`no-proof-taken`, `quota-full`. 503 `scanner-down`.",
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        },
        responses=ProofShape,
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        deposit = self.deposit(public_id)
        given = request.FILES.get("file")
        if given is None:
            raise Invalid({"file": [FieldProblem("required", _("Send the file in the field “file”."))]})
        files.must_be_small(given.size)
        done = proofs.upload(deposit, name=given.name, content=given.read(), actor=self.actor)
        response = Response(proof_shown(done.proof))
        if done.replayed:
            response["Idempotent-Replayed"] = "true"
        return response


def rows_shown(rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return map(_row_shown, deposits.with_names(list(rows)))


def deposit_shown(deposit: Deposit, actor: Any) -> dict[str, Any]:
    """One deposit of a person's own; everything of `deposit_page.WITH` must have come along. One query."""
    command = deposit.command
    assert command is not None  # made here, by a person
    known = deposit_page.known(deposit)
    return {
        **outcome_shown(command),
        "id": deposit.public_id,
        "command": command.public_id,
        "reference": deposit.reference,
        "provider_id": deposit.provider_id,
        "provider_status": deposit.status_code,
        "status_word": str(known.word),
        "todo": str(known.todo),
        "has_come": known.has_come,
        "currency": deposit.account_currency,
        "amount": _text(deposit.amount),
        "amount_told": deposit.amount_told_raw or None,
        "generate_new_address": deposit.generate_new_address,
        "txid": deposit.txid,
        "payment_reference": deposit_page.reference_to_write(deposit),
        "deposit_credentials": deposit.deposit_credentials,
        "pay_to": [{"label": str(one.label), "value": one.value} for one in deposit_page.lines(deposit)],
        "address": deposit.pay_to or None,
        "addresses_differ": deposit.addresses_differ,
        "anomaly": deposit.anomaly,
        "proofs": [proof_shown(one) for one in deposit_page.proofs(deposit)],
        "can_cancel": deposit_page.acts(deposit, actor).cancel,
        "maker": str(deposit.maker or ""),
        "mode": deposit.connection.mode,
        "version": deposit.version,
        "created_at": deposit.created_at,
        "updated_at": deposit.updated_at,
        "as_of": deposit.read_at,
    }


def proof_shown(proof: DepositProof) -> dict[str, Any]:
    return {
        "id": proof.public_id,
        "name": proof.name,
        "media_type": proof.media_type,
        "size": proof.size,
        "sha256": proof.sha256,
        "state": proof.state,
        "provider_messages": [str(sentence) for sentence in proof.answer],
        "created_at": proof.created_at,
    }


def _row_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """One plain row of `deposits.rows_of`."""
    word, _tone = deposits.word_of(row["state"], row["status_code"])
    told = {row["bitcoin_address"], row["address"]} - {""}
    return {
        "id": row["public_id"],
        "reference": row["reference"],
        "provider_id": row["provider_id"],
        "state": row["state"],
        "provider_status": row["status_code"],
        "status_word": str(word),
        "currency": row["account_currency"],
        "amount": _text(row["amount"]),
        "amount_told": row["amount_told_raw"] or None,
        "address": told.pop() if len(told) == 1 else None,
        "flagged": bool(row["anomaly"]),
        "made_here": row["command_id"] is not None,
        "shop": row["shop_public_id"],
        "shop_name": row["shop_name"],
        "maker": row["maker_name"],
        "version": row["version"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _text(amount: Any) -> str | None:
    return None if amount is None else plain(amount)
