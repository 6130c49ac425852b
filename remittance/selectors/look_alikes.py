"""Rows seen at Bitspark that may be an order of ours whose answer was lost."""

from remittance.models import Transfer
from wallet.models import MoneyCommand


def may_be(transfer: Transfer) -> list[MoneyCommand]:
    """The orders in doubt that this row, which no order is bound to, may be; [] for rows that are ours.

    Same login, same amount and currency, and not seen before the order left. It proves nothing: a person
    decides. One query, none for a row that is ours.
    """
    if transfer.command_id or transfer.amount is None:
        return []
    in_doubt = MoneyCommand.objects.in_doubt().filter(
        connection_id=transfer.connection_id,
        amount=transfer.amount,
        currency__iexact=transfer.currency,
        sent_at__lte=transfer.created_at,
    )
    return list(in_doubt.order_by("created_at")[:5])
