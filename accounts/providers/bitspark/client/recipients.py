"""The recipient book at Bitspark.

Source: Bitspark API, "Recipients".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .documents import Document, Page, Resource, Undescribed, paging
from .plain import plain_fields
from .signing import Form
from .transport import Transport, segment


@dataclass(frozen=True)
class Recipient:
    """Somebody money is sent to; None is "not told" or null. Types differ by call and are not looked at.

    Only the id and the name show in its repr.
    """

    id: str
    first_name: str | None
    middle_name: str | None
    last_name: str | None
    email: str | None = field(repr=False)
    phone_number: str | None = field(repr=False)
    alt_phone_number: str | None = field(repr=False)
    address: str | None = field(repr=False)
    bank_branch: str | None = field(repr=False)
    bank_branch_address: str | None = field(repr=False)
    beneficiary_name: str | None = field(repr=False)
    bank_account_number: str | None = field(repr=False)
    bank_account_type: str | None = field(repr=False)
    cnic: str | None = field(repr=False)
    iban: str | None = field(repr=False)
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource) -> "Recipient":
        own = resource.reader()
        texts = {name: own.text(name) for name in RECIPIENT_FIELDS}
        return cls(id=resource.id, unread=own.unread, raw=resource.raw, **texts)


RECIPIENT_FIELDS = (
    "first_name",
    "middle_name",
    "last_name",
    "email",
    "phone_number",
    "alt_phone_number",
    "address",
    "bank_branch",
    "bank_branch_address",
    "beneficiary_name",
    "bank_account_number",
    "bank_account_type",
    "cnic",
    "iban",
)


class Recipients:
    """`client.recipients`. Creating, changing and deleting are writes: sent once, never repeated."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, number: int = 1, size: int = 100) -> Page[Recipient]:
        """One page of our recipients. Paging is documented in general, not for this list: see `paging_told`.

        Source: Bitspark API, "All Recipients", GET /v1/recipients.

        Raises:
            Unavailable, Refused, MalformedReply.
        """

        def take(document: Document) -> Page[Recipient]:
            return Page.of(tuple(Recipient.read(one) for one in document.many()), document, number, size)

        return self._transport.read("/v1/recipients", paging(number, size), take=take)

    def get(self, recipient_id: str) -> Recipient:
        """One recipient.

        Source: Bitspark API, "Show Recipient", GET /v1/recipients/:recipient_id.

        Raises:
            Refused: 404 when there is none.
            MalformedReply: also when the answer is about another one.
            Unavailable, Unsendable.
        """
        return self._transport.read(
            f"/v1/recipients/{segment(recipient_id)}", take=lambda document: _same(document, recipient_id)
        )

    def create(self, fields: Mapping[str, str]) -> Recipient:
        """Add a recipient; empty fields are left out.

        There is no client reference: after a lost answer, re-read the list and match.

        Source: Bitspark API, "Create Recipient", POST /v1/recipients.

        Raises:
            Refused: 422 with sentences, among others.
            NotSent, OutcomeUnknown, Unsendable.
        """
        form: Form = {"data": {"type": "user_recipients", "attributes": plain_fields(fields)}}
        return self._transport.write("POST", "/v1/recipients", form, take=_told)

    def update(self, recipient_id: str, fields: Mapping[str, str]) -> Recipient:
        """Change a recipient: send the whole record, since the document does not say what an absent field
        means; an empty field is sent empty.

        Source: Bitspark API, "Update Recipient", PUT /v1/recipients/:recipient_id.

        Raises:
            Refused, NotSent, Unsendable.
            OutcomeUnknown: also when the answer is about another recipient. Read it with `get`.
        """
        form: Form = {"data": {"type": "user_recipients", "attributes": plain_fields(fields, empty=True)}}
        return self._transport.write(
            "PUT",
            f"/v1/recipients/{segment(recipient_id)}",
            form,
            take=lambda document: _same(document, recipient_id),
        )

    def delete(self, recipient_id: str) -> None:
        """Delete a recipient. The document shows no answer: 200 with any body or none, or 204. [guess]

        Source: Bitspark API, "Delete Recipient", DELETE /v1/recipients/:recipient_id.

        Raises:
            Refused: 404 when there is none.
            NotSent, OutcomeUnknown, Unsendable.
        """
        self._transport.write(
            "DELETE",
            f"/v1/recipients/{segment(recipient_id)}",
            {},
            take=lambda _: None,
            deletes=True,
        )


def _told(document: Document | None) -> Recipient:
    if document is None:
        raise Undescribed("the body is empty")
    return Recipient.read(document.one())


def _same(document: Document | None, recipient_id: str) -> Recipient:
    recipient = _told(document)
    if recipient.id.casefold() != recipient_id.casefold():
        raise Undescribed("the answer is about another recipient")
    return recipient
