"""What is asked when money is brought to Bitspark or taken out, the forms that say it, and what differs.

Source: Bitspark API, "Create Deposit V2", "Create Deposit V3" and "Create Withdraw".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .errors import Unsendable
from .plain import plain_amount, plain_fields, plain_flag
from .signing import Form

BANK_DETAIL_FIELDS = ("name", "beneficiary_name", "account_number", "swift_code", "address")


@dataclass(frozen=True)
class DepositOrder:
    """A deposit to announce.

    amount: in major units of the currency.
    currency: its code as listed.
    generate_new_address: BTC only; True asks for an address of its own even if unused ones are left.
    callback_url: told only here; unguessable, one for each attempt.
    """

    amount: Decimal
    currency: str
    generate_new_address: bool | None = None
    callback_url: str | None = field(default=None, repr=False)

    def form(self) -> Form:
        """The form of V3: its type is `deposit`, the currency stands among the attributes.

        Raises: Unsendable, TypeError.
        """
        return {
            "data": {"type": "deposit", "attributes": {**self._attributes(), "currency": self.currency}},
        }

    def form_v2(self) -> Form:
        """The form of V2: its type is `deposits`, the currency stands outside. Raises: as `form`."""
        return {
            "account_currency": self.currency,
            "data": {"type": "deposits", "attributes": self._attributes()},
        }

    def differences(
        self, *, amount: Decimal | None, currency: str | None, callback_url: str | None
    ) -> tuple[str, ...]:
        """The names of what an answer says otherwise; what it does not tell is none, as a BTC amount."""
        found = [] if amount in {self.amount, None} else ["amount"]
        if currency is not None and currency.casefold() != self.currency.casefold():
            found.append("currency")
        if callback_url is not None and callback_url != (self.callback_url or ""):
            found.append("callback_url")
        return tuple(found)

    def _attributes(self) -> dict[str, str]:
        if not self.currency:
            raise Unsendable("A deposit names a currency.")
        asks = self.generate_new_address
        optional = {
            "generate_new_address": "" if asks is None else plain_flag(asks),
            "callback_url": self.callback_url or "",
        }
        return {"amount": plain_amount(self.amount), **plain_fields(optional)}


@dataclass(frozen=True)
class WithdrawalOrder:
    """A withdrawal to ask for, to a bank or to a wallet, never both.

    account_currency: the account to take from, its code as listed.
    amount: in major units of it. Always sent, as `txid` is, although each is missing from one example.
    txid: our unique reference, the only one a withdrawal has.
    bank_detail: all of BANK_DETAIL_FIELDS.
    wallet_address: sent under this name, as the example has it; the table's `bitcoin_address` is not sent.
    gauth_token: typed for this one call; left out when empty, kept nowhere.
    """

    account_currency: str
    amount: Decimal
    txid: str
    bank_detail: Mapping[str, str] | None = field(default=None, repr=False)
    wallet_address: str | None = None
    gauth_token: str = field(default="", repr=False)
    callback_url: str | None = field(default=None, repr=False)

    def form(self) -> Form:
        """The document's form data.

        Raises:
            Unsendable: a currency, our reference or the way out is missing, there are two ways out, or a
                field of the bank detail is missing.
            TypeError: a value is not text, or the amount no Decimal.
        """
        if not (self.account_currency and self.txid):
            raise Unsendable("A withdrawal names an account currency and a reference of ours.")
        if bool(self.bank_detail) == bool(self.wallet_address):
            raise Unsendable("A withdrawal goes to a bank or to a wallet, one of them.")
        optional = {
            "wallet_address": self.wallet_address or "",
            "callback_url": self.callback_url or "",
            "gauth_token": self.gauth_token,
        }
        attributes = {"txid": self.txid, "amount": plain_amount(self.amount), **plain_fields(optional)}
        data: dict[str, str | Form] = {"type": "withdraw", "attributes": attributes}
        if self.bank_detail:
            detail: Form = {"type": "bank_details", "attributes": _whole(self.bank_detail)}
            data["relationships"] = {"bank_detail": {"data": detail}}
        return {"account_currency": self.account_currency, "data": data}

    def differences(
        self,
        *,
        amount: Decimal | None,
        txid: str | None,
        currency: str | None,
        callback_url: str | None,
        wallet_address: str | None,
        bank_detail: Mapping[str, str],
    ) -> tuple[str, ...]:
        """The names of what an answer says otherwise than this order.

        The amount must be told, and the wallet that was asked for, letter for letter; the rest counts only
        when it is told, and case and spacing of a bank detail never.
        """
        found = [] if amount == self.amount else ["amount"]
        if txid is not None and txid != self.txid:
            found.append("txid")
        if currency is not None and currency.casefold() != self.account_currency.casefold():
            found.append("account_currency")
        if callback_url is not None and callback_url != (self.callback_url or ""):
            found.append("callback_url")
        if (wallet_address or "") != (self.wallet_address or ""):
            found.append("wallet_address")
        asked = self.bank_detail or {}
        for name in BANK_DETAIL_FIELDS:
            if name in bank_detail and _plain(bank_detail[name]) != _plain(asked.get(name, "")):
                found.append(f"bank_detail.{name}")
        return tuple(found)


def _plain(text: str) -> list[str]:
    """The words of a text, to compare it without its case and spacing."""
    return text.casefold().split()


def _whole(bank_detail: Mapping[str, str]) -> dict[str, str]:
    fields = plain_fields(bank_detail)
    if set(fields) != set(BANK_DETAIL_FIELDS):
        raise Unsendable(f"A bank detail has these fields, all of them: {', '.join(BANK_DETAIL_FIELDS)}.")
    return fields
