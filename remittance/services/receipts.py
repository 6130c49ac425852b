"""Printing receipts: the first is the receipt, every later one is marked as a copy."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from accounts.services import audit
from accounts.services.errors import NotAllowed, Refused
from remittance.models import ReceiptPrint, Transfer
from remittance.selectors import receipts
from remittance.selectors.receipts import Receipt


def preview(transfer: Transfer) -> Receipt:
    """What the next printing would say; counts nothing.

    Raises:
        Refused: `no-receipt`.
    """
    if not receipts.has_receipt(transfer):
        raise Refused(_("Nothing was sent, so there is no receipt."), code="no-receipt")
    return receipts.of(transfer, copy=transfer.receipt_prints.count() + 1)


def issue(transfer: Transfer, *, width: str, actor: Actor) -> Receipt:
    """Count one printing in `width` (58, 80 or a4) and return what to print.

    Raises:
        NotAllowed: the desk itself prints none.
        Refused: `no-receipt`, refused and stopped orders print none; `no-such-width`.
    """
    preview(transfer)
    if width not in receipts.WIDTHS:
        raise Refused(_("Choose 58 mm, 80 mm or A4."), code="no-such-width")
    if actor.user is None:
        raise NotAllowed(_("Only a person prints a receipt."), code="not-allowed")
    number = _count(transfer, width, actor, actor.user)
    return receipts.of(transfer, copy=number)


def _count(transfer: Transfer, width: str, actor: Actor, person: User) -> int:
    """The number of this printing; two people printing at once get two numbers."""
    while True:
        number = transfer.receipt_prints.count() + 1
        try:
            with transaction.atomic():
                ReceiptPrint.objects.create(
                    transfer=transfer,
                    number=number,
                    width=width,
                    heading=str(receipts.of(transfer).heading)[:120],
                    printed_by=person,
                )
                audit.record(
                    "receipt.printed",
                    actor=actor,
                    shop=transfer.shop,
                    noun="transfer",
                    object_id=transfer.public_id,
                    version=transfer.version,
                    number=number,
                    width=width,
                )
        except IntegrityError:
            continue
        return number
