"""Top-ups: a customer hands cash to a shop and is credited at Bitspark.

Source: Bitspark API, "Top Ups V1" and "Top Ups V2". Use V2, `client.top_ups`; V1 tells the shop's commission
where V2 tells the fee, and is here for what only it shows.

The answers may hold the customer's account with its balance. That is nobody's business at the counter: it is
read into nothing, kept in no `raw` and masked in evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypedDict

from .documents import Document, Page, Resource, Undescribed, page_of, paging, related_id, told
from .plain import plain_amount
from .redaction import SECRET_NAMES, without
from .signing import Form
from .transport import Transport, segment
from .values import Attributes

Kind = Literal["requested", "owned"]

# `locked_commision` is spelt so where it is asked for, and `locked_commission` where it is answered.
_INCLUDE_V1 = "locked_commision,user_account.currency,shop_account.currency"
_INCLUDE_V2 = "transaction_fee,user_account,shop_account,currency"
# The fee of one top-up: the document names the relation in four ways and its type in two.
_FEE_RELATIONS = ("transaction_fee", "fees_transactions", "locked_commission", "locked_commision")
_FEE_TYPES = ("fees_transactions", "locked_commissions")
_NOT_KEPT = ("balance", *SECRET_NAMES)


@dataclass(frozen=True)
class TopUpOrder:
    """What is asked of another shop: to credit our account for cash.

    shop_code: from that shop's QR code.
    currency: its code as listed.
    amount: what is to be received, in major units of the currency.
    """

    shop_code: str
    currency: str
    amount: Decimal

    def form(self) -> Form:
        """The document's form data.

        Raises: TypeError, and errors.Unsendable, when it cannot be said.
        """
        return {
            "shop_code": self.shop_code,
            "currency": self.currency,
            "data": {"type": "top_ups", "attributes": {"amount": plain_amount(self.amount)}},
        }

    def differences(self, *, amount: Decimal | None, currency: str | None) -> tuple[str, ...]:
        """The names of what an answer says otherwise; a currency that was not told is no difference."""
        found = []
        if amount != self.amount:
            found.append("amount")
        if currency is not None and currency.casefold() != self.currency.casefold():
            found.append("currency")
        return tuple(found)


class _Told(TypedDict):
    id: str
    status_code: str
    status_message: str | None
    amount: Decimal | None
    currency: str | None
    shop_id: str | None
    receipt_url: str | None
    performed_by_shop: bool | None
    transaction_number: str | None
    user_account_id: str | None
    shop_account_id: str | None
    fee: Decimal | None
    bitspark_percentage: Decimal | None
    locked_shop_commission: Decimal | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class TopUp:
    """A top-up as told; None is "not told" or null.

    status_code: "" when none was told. The document shows `pending` alone and lists no others.
    amount: what the customer receives, in major units of `currency`.
    currency: V1 tells it as an attribute, V2 only by the currency that was included.
    fee: V2 only.
    bitspark_percentage: Bitspark's share of the fee, or of the shop's commission in V1; 0 to 100.
    locked_shop_commission: V1 only.
    raw: as it came, without any balance.
    """

    id: str
    status_code: str
    status_message: str | None
    amount: Decimal | None
    currency: str | None
    shop_id: str | None
    receipt_url: str | None = field(repr=False)
    performed_by_shop: bool | None
    transaction_number: str | None
    user_account_id: str | None
    shop_account_id: str | None
    fee: Decimal | None
    bitspark_percentage: Decimal | None
    locked_shop_commission: Decimal | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource, document: Document) -> "TopUp":
        return cls(**_told(resource, document))


@dataclass(frozen=True)
class CreatedTopUp(TopUp):
    """The answer to asking for a top-up; `differences` names what was answered otherwise than asked."""

    differences: tuple[str, ...]


class TopUps:
    """`client.top_ups`, the second version and the one to use, and `client.top_ups_v1`.

    There is no time of creation and no customer's name in either, and no callback.
    """

    def __init__(self, transport: Transport, version: Literal[1, 2]) -> None:
        self._transport = transport
        self._path = f"/v{version}/top_ups"
        self._include = [("include", _INCLUDE_V1 if version == 1 else _INCLUDE_V2)]

    def page(self, number: int, size: int = 100, *, kind: Kind) -> Page[TopUp]:
        """One page of the top-ups that are requested or owned; the document does not say of whom.

        Source: Bitspark API, "Top Ups History", GET /v2/top_ups (V1: /v1/top_ups), `filter[top_up_type]`.

        Raises:
            Unavailable, Refused, MalformedReply.
        """
        query = [*self._include, ("filter[top_up_type]", kind), *paging(number, size)]
        take = page_of(TopUp.read, number, size)
        return self._transport.read(self._path, query, take=take, hide=_NOT_KEPT)

    def get(self, top_up_id: str) -> TopUp:
        """One top-up.

        Source: Bitspark API, "Get Top Up", GET /v2/top_ups/:top_up_id (V1: /v1).

        Raises:
            Refused: 404 when there is none.
            MalformedReply: also when the answer is about another one.
            Unavailable, Unsendable.
        """

        def take(document: Document) -> TopUp:
            return TopUp.read(document.asked(top_up_id, "top-up"), document)

        path = f"{self._path}/{segment(top_up_id)}"
        return self._transport.read(path, self._include, take=take, hide=_NOT_KEPT)

    def create(self, order: TopUpOrder) -> CreatedTopUp:
        """Ask another shop to top us up. Only one may be pending per user and shop.

        Source: Bitspark API, "Create Top Up", POST /v2/top_ups (V1: /v1).

        Raises:
            Unsendable, TypeError: the order cannot be said.
            Refused: 422 "already been taken with 'pending' status", which may be an earlier request of
                ours whose answer was lost: re-read the list before telling anyone that it failed.
            NotSent.
            OutcomeUnknown: also 400 `top_up_error`. Look for it with `page`.
        """

        def take(document: Document | None) -> CreatedTopUp:
            answer = told(document)
            resource = answer.one()
            if resource.type != "top_ups":
                raise Undescribed("the answer is not a top-up")
            made = _told(resource, answer)
            differences = order.differences(amount=made["amount"], currency=made["currency"])
            return CreatedTopUp(**made, differences=differences)

        return self._transport.write(
            "POST", self._path, order.form(), take=take, query=self._include, hide=_NOT_KEPT
        )

    def approve(self, top_up_id: str) -> None:
        """Approve a pending top-up, as the shop that was asked for it.

        Moves money: the top-up's `amount`, in major units of its own currency. The answer tells no new
        state: read it with `get`.
        Source: Bitspark API, "Approve Top Up", PUT /v2/top_ups/:top_up_id/approve (V1: /v1).

        Raises:
            Refused: 422 "Top-up can not be approved".
            NotSent, Unsendable.
            OutcomeUnknown: also 400 `top_up_error`. Read it with `get`; never approve it again.
        """
        self._decide(top_up_id, "approve")

    def decline(self, top_up_id: str) -> None:
        """Decline a pending top-up, as the shop that was asked for it. Read it with `get` afterwards.

        Source: Bitspark API, "Decline Top Up", PUT /v2/top_ups/:top_up_id/decline (V1: /v1).

        Raises:
            Refused: 422 "Top-up can not be declined".
            NotSent, OutcomeUnknown, Unsendable.
        """
        self._decide(top_up_id, "decline")

    def cancel(self, top_up_id: str) -> None:
        """Cancel a pending top-up of our own. Read it with `get` afterwards.

        Source: Bitspark API, "Cancel Top Up", PUT /v2/top_ups/:top_up_id/cancel (V1: /v1).

        Raises:
            Refused: 422 "Top-up can not be canceled".
            NotSent, OutcomeUnknown, Unsendable.
        """
        self._decide(top_up_id, "cancel")

    def _decide(self, top_up_id: str, act: str) -> None:
        path = f"{self._path}/{segment(top_up_id)}/{act}"
        self._transport.write("PUT", path, {}, take=lambda _: None, acknowledges=True, hide=_NOT_KEPT)


def _told(resource: Resource, document: Document) -> _Told:
    own, fee = resource.reader(), Attributes(_fee(resource, document))
    currency = document.related(resource, "currency")
    percentage = fee.figure("bitspark_percentage")
    if percentage is None:
        percentage = fee.figure("bitspark_commission_percentage")
    return _Told(
        id=resource.id,
        status_code=own.text("status_code") or "",
        status_message=own.text("status_message"),
        amount=own.figure("amount"),
        currency=own.text("currency") or (currency.reader().text("code") if currency else None) or None,
        shop_id=own.text("shop_id"),
        receipt_url=own.text("receipt_url"),
        performed_by_shop=own.flag("performed_by_shop"),
        transaction_number=own.text("transaction_number"),
        user_account_id=related_id(resource, "user_account"),
        shop_account_id=related_id(resource, "shop_account"),
        fee=fee.figure("amount"),
        bitspark_percentage=percentage,
        locked_shop_commission=fee.figure("shop_commission"),
        unread=own.unread + fee.unread,
        raw=without(_NOT_KEPT, resource.raw),
    )


def _fee(resource: Resource, document: Document) -> Mapping[str, Any]:
    """The attributes of the fee or locked commission; found by its id over both types it is said to have."""
    for relation in _FEE_RELATIONS:
        related = document.related(resource, relation)
        own_id = related_id(resource, relation)
        found = [document.included.get((each, own_id)) for each in _FEE_TYPES] if own_id else []
        for one in (related, *found):
            if one is not None:
                return one.attributes
    return {}
