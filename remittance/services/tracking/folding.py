"""One row of ours per thing: a mirrored row that turns out to be an order of ours is folded into it."""

from django.db.models import Max

from accounts.services import audit
from remittance.models import FollowUp, FormerId, NotKept, ReceiptPrint, Transfer

from .consequences import THE_DESK


def fold(mirrored: Transfer, ours: Transfer) -> None:
    """Put everything that hangs on `mirrored` onto `ours`, keep its public id as a former one, remove it.

    Inside the caller's transaction. The statuses that were seen hang on the provider's id and need no moving.
    """
    FormerId.objects.create(public_id=mirrored.public_id, transfer=ours)
    FormerId.objects.filter(transfer=mirrored).update(transfer=ours)
    still_open = FollowUp.objects.filter(transfer=ours, done_at=None).values_list("kind", flat=True)
    FollowUp.objects.filter(transfer=mirrored, done_at=None, kind__in=list(still_open)).delete()
    FollowUp.objects.filter(transfer=mirrored).update(transfer=ours, shop=ours.shop)
    printed = ReceiptPrint.objects.filter(transfer=ours).aggregate(last=Max("number"))["last"] or 0
    for copy in ReceiptPrint.objects.filter(transfer=mirrored).order_by("number"):
        printed += 1
        ReceiptPrint.objects.filter(pk=copy.pk).update(transfer=ours, number=printed)
    if not NotKept.objects.filter(transfer=ours).exists():
        NotKept.objects.filter(transfer=mirrored).update(transfer=ours)
    NotKept.objects.filter(transfer=mirrored).delete()
    mirrored.delete()
    audit.record(
        "transfer.folded",
        actor=THE_DESK,
        shop=ours.shop,
        noun="transfer",
        object_id=ours.public_id,
        version=ours.version,
        former_id=mirrored.public_id,
    )
