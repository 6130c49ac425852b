"""What requests and answers about transfers are made of."""

from rest_framework import serializers

from accounts.api.fields import Asked, Text, Told, Values
from accounts.api.pagination import page_of
from accounts.api.shops import ShopShape
from accounts.models import Connection
from wallet.api.commands import OutcomeShape
from wallet.models import State


class TransferRowShape(Told):
    """What a list shows."""

    id = serializers.UUIDField()
    created_at = serializers.DateTimeField(help_text="First seen here.")
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    reference = serializers.CharField(help_text="Ours, with a check digit.")
    transaction_number = serializers.CharField(help_text="Bitspark's; empty until it has one.")
    tracking_number = serializers.CharField()
    state = serializers.ChoiceField(State.choices, help_text="Ours; a closed list.")
    provider_status = serializers.CharField(help_text="Theirs; an open list, empty until told.")
    status_word = serializers.CharField(help_text="Where it is, in one word for people.")
    amount = serializers.CharField(allow_null=True, help_text="What arrives.")
    currency = serializers.CharField()
    destination = serializers.CharField()
    recipient = serializers.CharField()
    shop = serializers.UUIDField()
    shop_name = serializers.CharField()
    maker = serializers.CharField()
    flagged = serializers.BooleanField(help_text="Something is odd about it.")


TRANSFER_PAGE = page_of(TransferRowShape, "TransferPage")


class MomentShape(Told):
    at = serializers.DateTimeField()
    status = serializers.CharField(help_text="Bitspark's word; empty for what the desk did.")
    word = serializers.CharField()
    message = serializers.CharField(help_text="Bitspark's own words.")
    info = serializers.CharField(help_text="Bitspark's own words.")


class LineShape(Told):
    code = serializers.CharField(help_text="Stable.")
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not an option
    value = serializers.CharField()
    currency = serializers.CharField(help_text="Empty where the value is no amount.")
    strong = serializers.BooleanField()
    differs = serializers.BooleanField(help_text="A final figure that is not as quoted.")


class FactShape(Told):
    label = serializers.CharField()  # type: ignore[assignment]  # as above
    value = serializers.CharField(help_text="Account and identity numbers by their end only.")


class ToldShape(Told):
    """What Bitspark tells of a transfer, as it told it; "" and null are "not told"."""

    amount = serializers.CharField(allow_blank=True)
    destination_country = serializers.CharField(allow_blank=True)
    account_currency = serializers.CharField(allow_blank=True)
    amount_to_send = serializers.CharField(allow_blank=True, help_text="In the account's currency.")
    exchange_rate = serializers.CharField(allow_blank=True)
    status_group = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField(allow_null=True)
    created_on = serializers.DateField(allow_null=True, help_text="Where a day alone was told.")
    updated_at = serializers.CharField(allow_blank=True)


class ActsShape(Told):
    """What has an effect now."""

    stop = serializers.BooleanField()
    receipt = serializers.BooleanField()
    repeat = serializers.BooleanField()
    word_first = serializers.BooleanField(
        help_text="A supervisor must first record, at the desk, that the provider did not keep the money."
    )


class TransferShape(OutcomeShape):
    """One transfer."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField(help_text="First seen here.")
    updated_at = serializers.DateTimeField()
    reference = serializers.CharField()
    command = serializers.UUIDField()
    command_version = serializers.IntegerField(help_text="Name it to stop the order.")
    shop = ShopShape()
    maker = serializers.CharField()
    mode = serializers.ChoiceField(Connection.Mode.choices)
    provider_status = serializers.CharField()
    status_word = serializers.CharField()
    customer_message = serializers.CharField(help_text="A sentence to say across the counter.")
    todo = serializers.CharField(help_text="What the staff does next.")
    amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    destination = serializers.CharField()
    province = serializers.CharField()
    domestic_payment_id = serializers.CharField(allow_blank=True, help_text='"" where it is none.')
    delivery_method = serializers.CharField()
    provider = serializers.CharField()
    sender = serializers.UUIDField(allow_null=True)
    sender_name = serializers.CharField()
    recipient = serializers.UUIDField(allow_null=True)
    recipient_name = serializers.CharField()
    recipient_facts = FactShape(many=True)
    transaction_number = serializers.CharField()
    tracking_number = serializers.CharField()
    tracking_number_possible = serializers.BooleanField(
        allow_null=True, help_text="Whether a number will come; null: not told."
    )
    quoted = serializers.DictField(help_text="The confirmed terms, every figure as text.")
    final_figures = LineShape(many=True, help_text="What Bitspark told after sending.")
    told = ToldShape()
    anomalies = serializers.ListField(child=serializers.CharField())
    events = MomentShape(many=True, help_text="What happened, oldest first.")
    acts = ActsShape()


class OrderBody(Asked):
    quote = serializers.UUIDField(help_text="The price that was shown.")
    sender = serializers.UUIDField()
    recipient = serializers.UUIDField(required=False, help_text="One of the book; else type it in `values`.")
    values = Values(
        required=False, help_text="By the form's dotted names; over what is kept of sender and recipient."
    )
    form_fingerprint = Text(max_length=64, required=False, help_text="`x-fingerprint` of the form shown.")
    confirms_twin = serializers.UUIDField(
        required=False, help_text="The command that `possible-duplicate` named: yes, a second one."
    )
    replaces = serializers.UUIDField(
        required=False, help_text="The transfer, refused or stopped, whose place this takes."
    )
    repeats = serializers.UUIDField(required=False, help_text="The transfer that this one does again.")
    domestic_payment_id = Text(
        max_length=128,
        required=False,
        help_text="As Bitspark gave it: makes it a domestic transfer, where the connection has them on.",
    )


class TakenShape(OutcomeShape):
    """An order that was taken."""

    id = serializers.UUIDField(help_text="The transfer's, for ever.")
    command = serializers.UUIDField()
    reference = serializers.CharField()
    provider_status = serializers.CharField()
