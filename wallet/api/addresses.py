"""Addresses and memos: the lists as they were last read, and making one more."""

from collections.abc import Iterable
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.base import DeskAPI
from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page, page_of
from accounts.api.schema import CURSOR, LIMIT
from accounts.models import Connection, Permission
from accounts.services import connections
from accounts.services.rates import Limit
from wallet.models import DepositAddress
from wallet.selectors import addresses
from wallet.services import deposit_addresses

GENERATING = Limit("api-generate", 10, 60)
Kind = DepositAddress.Kind


class AddressShape(Told):
    id = serializers.UUIDField()
    code = serializers.CharField(help_text='The address, or the memo; "" is not told.')
    is_used = serializers.BooleanField(allow_null=True, help_text="Null: not told.")
    created_at_told = serializers.CharField(help_text='As Bitspark wrote it; "" is not told.')
    first_seen_at = serializers.DateTimeField()
    as_of = serializers.DateTimeField(allow_null=True, help_text="When Bitspark said so.")


class CoinAddressShape(AddressShape):
    currency = serializers.CharField(help_text='"" is not told.')


class MemoShape(AddressShape):
    account = serializers.CharField(help_text='The account name payers write beside it; "" while not known.')
    usable = serializers.BooleanField(help_text="False while the account name is not known.")


ADDRESS_PAGE = page_of(CoinAddressShape, "AddressPage")
MEMO_PAGE = page_of(MemoShape, "MemoPage")
USED = OpenApiParameter("is_used", bool)


class MemosQuery(Asked):
    is_used = serializers.BooleanField(required=False)


class AddressesQuery(MemosQuery):
    currency = Text(max_length=8, required=False)


class AddressBody(Asked):
    currency = Text(max_length=8, help_text="BTC or ETH.")


class MemoBody(Asked):
    pass


class PayIn(DeskAPI):
    """What both lists share: a shop sees those of its login."""

    may: ClassVar[Any] = {"GET": Permission.SEE_WALLET, "POST": Permission.DEPOSIT}
    limits: ClassVar[dict[str, Limit]] = {"POST": GENERATING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409, 503)}
    kind: ClassVar[Kind]

    @property
    def connection(self) -> Connection:
        return connections.serving(self.shop)

    def listed(self, asked: dict[str, Any]) -> Response:
        wanted = addresses.Wanted(
            kind=self.kind, is_used=asked.get("is_used"), currency=asked.get("currency", "").upper()
        )
        rows = addresses.of_connections([self.connection.pk], wanted)
        return Response(page(self.request, rows, _shown))

    def made(self, currency: str) -> Response:
        ids = deposit_addresses.generate(
            self.connection, self.kind, currency=currency, actor=self.actor, shop=self.shop
        )
        rows = DepositAddress.objects.filter(
            connection=self.connection, kind=self.kind, provider_id__in=ids
        ).order_by("id")
        return Response(next(iter(_shown(rows))), status=201)


class Addresses(PayIn):
    """Addresses for coins."""

    kind = Kind.ADDRESS

    @extend_schema(
        operation_id="addresses_list",
        tags=["addresses"],
        summary="Our addresses for coins, as they were last read",
        parameters=[USED, OpenApiParameter("currency", str), CURSOR, LIMIT],
        responses=ADDRESS_PAGE,
    )
    def get(self, request: Any) -> Response:
        return self.listed(self.query(AddressesQuery))

    @extend_schema(
        operation_id="addresses_generate",
        tags=["addresses"],
        summary="Make a new address",
        description="Bitspark limits how many may lie unused (by default 5). It is asked once, never again "
        "by itself. 409 `outcome-unknown`: one may have been made; read the list before you ask for another. "
        "422 `too-many-unused`, `unknown-currency`, `refused`.",
        request=AddressBody,
        responses={201: CoinAddressShape},
    )
    def post(self, request: Any) -> Response:
        return self.made(self.body(AddressBody)["currency"])


class Memos(PayIn):
    """Memos."""

    kind = Kind.MEMO

    @extend_schema(
        operation_id="memos_list",
        tags=["memos"],
        summary="Our memos for BTS and ZEPH, as they were last read",
        parameters=[USED, CURSOR, LIMIT],
        responses=MEMO_PAGE,
    )
    def get(self, request: Any) -> Response:
        return self.listed(self.query(MemosQuery))

    @extend_schema(
        operation_id="memos_generate",
        tags=["memos"],
        summary="Make a new memo",
        description="As for addresses.",
        request=MemoBody,
        responses={201: MemoShape},
    )
    def post(self, request: Any) -> Response:
        self.body(MemoBody)
        return self.made("")


def _shown(rows: Iterable[DepositAddress]) -> Iterable[dict[str, Any]]:
    return map(_one_shown, addresses.shown(rows))


def _one_shown(one: addresses.Row) -> dict[str, Any]:
    row = one.row
    own = {"account": one.account, "usable": one.usable} if one.is_memo else {"currency": row.currency}
    return {
        "id": row.public_id,
        "code": row.code,
        "is_used": row.is_used,
        "created_at_told": row.made_raw,
        "first_seen_at": row.created_at,
        "as_of": row.read_at,
        **own,
    }
