"""Deposits: the list, one of them, announcing, cancelling, and the proof that one was paid."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.api.base import DeskAPI
from accounts.api.pagination import page
from accounts.api.problems import Invalid
from accounts.api.schema import CURSOR, KEY, LIMIT
from accounts.models import Permission
from accounts.services import connections, files
from accounts.services.errors import FieldProblem
from accounts.services.rates import Limit
from wallet.forms.deposit import DepositFilter
from wallet.models import Account, Deposit, State
from wallet.selectors import deposit_page, deposits
from wallet.services.deposits import ordering, proofs

from .deposit_shapes import (
    DEPOSIT_PAGE,
    CancelBody,
    DepositBody,
    DepositShape,
    ProofShape,
    deposit_shown,
    proof_shown,
    rows_shown,
)

ORDERING = Limit("api-deposit", 60, 60)
UPLOADING = Limit("api-proof", 30, 60)


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
