"""What deposits look like over REST, and what is asked of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from accounts.api.fields import Amount, Asked, Text, Told
from accounts.api.pagination import page_of
from accounts.models.money import plain
from wallet.models import Deposit, DepositProof, State
from wallet.selectors import deposit_page, deposits

from .commands import OutcomeShape, outcome_shown

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
