"""Payments: money on its way to our Bitspark account, and out of it.

Source: Bitspark API, "Payments". An answer's type (deposits, bank_deposits, btc_deposits, withdraws) varies
with the call and is told, but nothing is decided by it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypedDict

from .accounts import Account
from .documents import Document, Page, Resource, page_of, paging, related_id, told
from .payment_orders import DepositOrder, WithdrawalOrder
from .redaction import SECRET_NAMES, without
from .transport import Transport, segment
from .uploads import File
from .values import Attributes

# As the document prints it, in the query of "Upload"; sent as the field of a multipart form. [guess]
PROOF_FIELD = "data[attributes][data_proof_attributes][proof]"


class _Told(TypedDict):
    id: str
    type: str
    amount: Decimal | None
    txid: str | None
    callback_url: str | None
    status_code: str
    status_message: str | None
    deposit_credentials: Mapping[str, str]
    bitcoin_address: str | None
    address: str | None
    wallet_address: str | None
    bank_detail: Mapping[str, str]
    account_id: str | None
    account: Account | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Payment:
    """A deposit or withdrawal as told; None is "not told" or null.

    amount: in major units of its account's currency; null for a BTC deposit that nothing has come for.
    txid: a deposit's is theirs, a withdrawal's is ours.
    status_code: "" when none was told, which is normal for BTC and is no failure.
    deposit_credentials: where to pay in, `reference` included; {} when there are none.
    bitcoin_address, address: the same place in the examples; pay to neither while `addresses_differ`.
    account: when it was included.
    """

    id: str
    type: str
    amount: Decimal | None
    txid: str | None
    callback_url: str | None = field(repr=False)
    status_code: str
    status_message: str | None
    deposit_credentials: Mapping[str, str] = field(repr=False)
    bitcoin_address: str | None
    address: str | None
    wallet_address: str | None
    bank_detail: Mapping[str, str] = field(repr=False)
    account_id: str | None
    account: Account | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def addresses_differ(self) -> bool:
        """Whether two addresses were told that are not one."""
        both = self.bitcoin_address and self.address
        return bool(both) and self.bitcoin_address != self.address

    @classmethod
    def read(cls, resource: Resource, document: Document) -> "Payment":
        return cls(**_told(resource, document))


@dataclass(frozen=True)
class CreatedPayment(Payment):
    """The answer to a deposit or withdrawal.

    differences: the names of what was answered otherwise than asked. If this is not empty, a person must
        look; of a withdrawal money may be on its way to where nobody wanted it.
    """

    differences: tuple[str, ...]


class Payments:
    """`client.payments`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def deposit(self, order: DepositOrder) -> CreatedPayment:
        """Announce a deposit; the answer says where to pay in. The version to use.

        Never fall back to V2 after this: that makes two deposits.
        Source: Bitspark API, "Create Deposit V3", POST /v3/payments/deposit.

        Raises:
            Unsendable, TypeError: the order cannot be said.
            NotSent, Refused.
            OutcomeUnknown: also 400 `payment_deposit_error`. Look for it; never send it again.
        """
        take = _deposited(order)
        return self._transport.write("POST", "/v3/payments/deposit", order.form(), take=take)

    def deposit_v2(self, order: DepositOrder) -> CreatedPayment:
        """The same by the older version; use `deposit`.

        Source: Bitspark API, "Create Deposit V2", POST /v2/payments/deposit. Raises: as `deposit`.
        """
        take = _deposited(order)
        return self._transport.write("POST", "/v2/payments/deposit", order.form_v2(), take=take)

    def withdraw(self, order: WithdrawalOrder) -> CreatedPayment:
        """Take money out. Moves it: the order's amount, in the account's currency, to a bank or wallet.

        Source: Bitspark API, "Create Withdraw", POST /v2/payments/withdraw; the one HTTP example with
        /v1/transactions/withdraw is contradicted by its own curl form.

        Raises:
            Unsendable, TypeError: the order cannot be said.
            NotSent.
            Refused: 422 "Insufficient funds on account", among others.
            OutcomeUnknown: also 400 `payment_withdraw_error`. Look for our `txid`; never send it again.
        """

        def take(document: Document | None) -> CreatedPayment:
            made = _told(told(document).one(), told(document))
            differences = order.differences(
                amount=made["amount"],
                txid=made["txid"],
                currency=_currency(made),
                callback_url=made["callback_url"],
                wallet_address=made["wallet_address"],
                bank_detail=made["bank_detail"],
            )
            return CreatedPayment(**made, differences=differences)

        return self._transport.write("POST", "/v2/payments/withdraw", order.form(), take=take)

    def get(self, payment_id: str) -> Payment:
        """One payment. The version to use.

        Source: Bitspark API, "Show Payment V2", GET /v2/payments/:id.

        Raises:
            Refused: 404 when there is none.
            MalformedReply: also when the answer is about another one.
            Unavailable, Unsendable.
        """
        return self._get(f"/v2/payments/{segment(payment_id)}", payment_id)

    def get_v1(self, payment_id: str) -> Payment:
        """The same by the older version; use `get`.

        Source: Bitspark API, "Show Payment V1", GET /v1/transactions/payments/:id. Raises: as `get`.
        """
        return self._get(f"/v1/transactions/payments/{segment(payment_id)}", payment_id)

    def pending_btc_deposits(self, number: int, size: int = 100) -> Page[Payment]:
        """One page of the BTC deposits that nothing has come for yet.

        Source: Bitspark API, "Pending BTC deposits", GET /v2/payments/pending_btc_deposits.

        Raises:
            Unavailable, Refused, MalformedReply.
        """
        take = page_of(Payment.read, number, size)
        return self._transport.read("/v2/payments/pending_btc_deposits", paging(number, size), take=take)

    def upload_proof(self, payment_id: str, filename: str, content: bytes, content_type: str) -> None:
        """Hand over the proof of a deposit: jpg, jpeg, gif, png, bmp or pdf. The deposit itself is untouched.

        Source: Bitspark API, "Upload", PUT /v2/payments/:payment_id/upload.

        Raises:
            Refused: 422 "BTC deposits has no proofs to be uploaded", among others.
            NotSent, OutcomeUnknown, Unsendable.
        """
        self._transport.write(
            "PUT",
            f"/v2/payments/{segment(payment_id)}/upload",
            {},
            file=(PROOF_FIELD, File(filename, content, content_type)),
            take=lambda _: None,
            acknowledges=True,
        )

    def cancel(self, payment_id: str) -> None:
        """Cancel a pending deposit. The answer tells no new state: read it with `get`.

        Source: Bitspark API, "Cancel", PUT /v2/payments/:payment_id/cancel.

        Raises:
            Refused: 422 "Payment can not be canceled".
            NotSent, Unsendable.
            OutcomeUnknown: also 400 `payment_cancel_error`.
        """
        path = f"/v2/payments/{segment(payment_id)}/cancel"
        self._transport.write("PUT", path, {}, take=lambda _: None, acknowledges=True)

    def _get(self, path: str, payment_id: str) -> Payment:
        def take(document: Document) -> Payment:
            return Payment.read(document.asked(payment_id, "payment"), document)

        return self._transport.read(path, take=take)


def _deposited(order: DepositOrder) -> Callable[[Document | None], CreatedPayment]:
    def take(document: Document | None) -> CreatedPayment:
        made = _told(told(document).one(), told(document))
        differences = order.differences(
            amount=made["amount"], currency=_currency(made), callback_url=made["callback_url"]
        )
        return CreatedPayment(**made, differences=differences)

    return take


def _currency(made: _Told) -> str | None:
    account = made["account"]
    return account.currency.code or None if account and account.currency else None


def _told(resource: Resource, document: Document) -> _Told:
    own = resource.reader()
    account = document.related(resource, "account")
    detail = document.related(resource, "bank_detail")
    status_code, status_message = _status(own, resource)
    return _Told(
        id=resource.id,
        type=resource.type,
        amount=own.figure("amount"),
        txid=own.text("txid"),
        callback_url=own.text("callback_url"),
        status_code=status_code,
        status_message=status_message,
        deposit_credentials=_texts(own, "deposit_credentials"),
        bitcoin_address=own.text("bitcoin_address"),
        address=own.text("address"),
        wallet_address=own.text("wallet_address"),
        bank_detail=_told_texts(detail.attributes) if detail else {},
        account_id=related_id(resource, "account"),
        account=Account.read(account, document) if account else None,
        unread=own.unread,
        raw=without(SECRET_NAMES, resource.raw),
    )


def _status(own: Attributes, resource: Resource) -> tuple[str, str | None]:
    """Code and message; a bare word is taken as the code, and a status that is missing is not odd."""
    word = resource.attributes.get("status")
    if isinstance(word, str):
        return word, None
    told_status = Attributes(own.mapping("status"))
    code, message = told_status.text("code") or "", told_status.text("message")
    if told_status.unread:
        own.odd("status")
    return code, message


def _texts(own: Attributes, name: str) -> Mapping[str, str]:
    """A hash of texts; a member that is none makes the hash odd and is left out."""
    hash_told = own.mapping(name)
    texts = _told_texts(hash_told)
    if len(texts) != sum(value is not None for value in hash_told.values()):
        own.odd(name)
    return texts


def _told_texts(values: Mapping[str, Any]) -> Mapping[str, str]:
    reader = Attributes(values)
    return {name: text for name in values if (text := reader.text(name)) is not None}
