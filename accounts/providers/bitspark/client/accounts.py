"""Our accounts at Bitspark, one per currency.

Source: Bitspark API, "Account" and "Update Account".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .catalogue import Currency, related_currency
from .documents import Document, Resource, Undescribed, told
from .errors import Unsendable
from .plain import plain_figure
from .transport import Transport, segment
from .values import figure_text


@dataclass(frozen=True)
class Account:
    """One account. Figures are in major units of its own currency; None is "not told", never 0.

    balance_text: the balance as Bitspark wrote it, with every digit; it is the truth.
    currency: None when it was not included.
    """

    id: str
    balance: Decimal | None
    balance_text: str
    shop_commission: Decimal | None
    balance_threshold: Decimal | None
    currency: Currency | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource, document: Document) -> "Account":
        own = resource.reader()
        return cls(
            id=resource.id,
            balance=own.figure("balance"),
            balance_text=figure_text(resource.attributes.get("balance")),
            shop_commission=own.figure("shop_commission"),
            balance_threshold=own.figure("balance_threshold"),
            currency=related_currency(document, resource),
            unread=own.unread,
            raw=resource.raw,
        )


class Accounts:
    """`client.accounts`: what we hold at Bitspark."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def me(self, currency: str) -> Account:
        """Our account in this currency, its code as the list of currencies writes it.

        Source: Bitspark API, "Account", GET /v1/accounts/me.

        Raises:
            Refused: 400 "Invalid Account Currency", among others.
            MalformedReply: also when the answer is about another currency.
            Unavailable.
        """

        def take(document: Document) -> Account:
            account = Account.read(document.one(), document)
            code = account.currency.code if account.currency else ""
            if code and code.casefold() != currency.casefold():
                raise Undescribed("the account is in another currency than asked")
            return account

        query = [("account_currency", currency), ("include", "currency")]
        return self._transport.read("/v1/accounts/me", query, take=take)

    def update(
        self,
        account_id: str,
        *,
        shop_commission: Decimal | None = None,
        balance_threshold: Decimal | None = None,
    ) -> Account:
        """Set what the shop charges on top, or where Bitspark mails of a low balance; None leaves it.

        Both are at least 0, in major units of the account's currency; a threshold of 0 switches it off. What
        the answer tells is what now holds, so compare it.
        Source: Bitspark API, "Update Account", PUT /v1/accounts/:id.

        Raises:
            Unsendable, TypeError: nothing is to be changed, or a figure cannot be said.
            Refused: 422 "Shop commission is not a number", among others.
            NotSent.
            OutcomeUnknown: also when the answer is about another account. Read it with `me`.
        """
        figures = {"shop_commission": shop_commission, "balance_threshold": balance_threshold}
        attributes = {name: plain_figure(figure) for name, figure in figures.items() if figure is not None}
        if not attributes:
            raise Unsendable("There is nothing to change.")

        def take(document: Document | None) -> Account:
            return Account.read(told(document).asked(account_id, "account"), told(document))

        return self._transport.write(
            "PUT",
            f"/v1/accounts/{segment(account_id)}",
            {"data": {"attributes": attributes}},
            take=take,
            query=[("include", "currency")],
        )
