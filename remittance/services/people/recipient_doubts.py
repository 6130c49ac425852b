"""Recipients whose saving at Bitspark is unsure: the book is read, and matched, before they are offered."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.models import Actor, Connection
from accounts.providers.bitspark.client import BitsparkError
from accounts.providers.bitspark.client import Recipient as Told
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import audit, connections
from accounts.services.errors import Conflict, ProviderDown
from accounts.services.jobs import periodic
from accounts.services.waiting import in_provider_room
from remittance.models import Recipient

from .recipient_book import bound, same_person, to_send
from .recipients import PAST, Standing, locked, stood_before

# A call takes 40 s at most; afterwards its process is gone or has recorded, and the provider had time.
CALL_ENDS = timedelta(seconds=60)
_PAGES = 1000
_AT_ONCE = 20


@in_provider_room()
def settle_unknown(recipient: Recipient, *, actor: Actor) -> Recipient:
    """Read Bitspark's book and find out what became of the last change; afterwards it is known, unless
    the call may still be under way.

    Raises:
        Conflict: code "being-saved", the call began less than a minute ago.
        ProviderDown: the book cannot be read now.
    """
    if not _is_open(recipient):
        return recipient
    began = recipient.asked_at or recipient.created_at
    if recipient.standing == Standing.ASKED and timezone.now() - began < CALL_ENDS:
        raise Conflict(_("This recipient is being saved right now."), code="being-saved")
    try:
        told = _look(recipient)
    except BitsparkError as error:
        connections.note_failure(recipient.connection, str(error))
        raise ProviderDown(
            _("Bitspark's book cannot be read now. Try again in a minute."),
            code="provider-down",
            retry_after=30,
        ) from None
    connections.note_good(recipient.connection)
    return _record(recipient, told, waited=timezone.now() - began >= CALL_ENDS, actor=actor)


def settle_due() -> int:
    """Settle what has been unsure for a minute; how many are known now. For the worker, every minute."""
    due = Recipient.objects.filter(
        standing__in=(Standing.ASKED, Standing.UNKNOWN), asked_at__lte=timezone.now() - CALL_ENDS
    )
    known = 0
    for recipient in due.select_related("connection", "shop").order_by("asked_at")[:_AT_ONCE]:
        try:
            settled = settle_unknown(recipient, actor=Actor.the_desk("recipient-doubts"))
        except (ProviderDown, Conflict):
            continue
        known += not _is_open(settled)
    return known


@periodic(seconds=60)
@task()
def settle_recipients() -> None:
    """Read the book for every recipient whose saving is unsure."""
    settle_due()


def _is_open(recipient: Recipient) -> bool:
    return recipient.standing in {Standing.ASKED, Standing.UNKNOWN}


def _look(recipient: Recipient) -> Told | None:
    """What stands in the book for this recipient now, None for nothing. No transaction is open."""
    book = connections.client_for(recipient.connection).recipients
    if recipient.provider_id:
        try:
            return book.get(recipient.provider_id)
        except RefusedThere as error:
            if error.http_status == 404:
                return None
            raise
    sent = to_send(recipient.asked.get("fields", {}), recipient.shop)
    known = _known_before(recipient)
    alike = [one for one in _whole_book(recipient.connection) if same_person(sent, one)]
    return next((one for one in alike if one.id not in known), None)


def _whole_book(connection: Connection) -> list[Told]:
    """All recipients of a login, nobody twice, to the last page."""
    book = connections.client_for(connection).recipients
    found: dict[str, Told] = {}
    for number in range(1, _PAGES):
        page = book.list(number)
        new = [one for one in page.items if one.id not in found]
        found.update((one.id, one) for one in new)
        if not page.paging_told or page.next_page is None or not new:
            break
    return list(found.values())


def _known_before(recipient: Recipient) -> set[str]:
    """Ids that stood in the book before this one was asked for: they are somebody else's row."""
    rows = Recipient.objects.filter(connection=recipient.connection).exclude(provider_id="")
    if recipient.asked_at:
        rows = rows.filter(created_at__lt=recipient.asked_at)
    return set(rows.exclude(pk=recipient.pk).values_list("provider_id", flat=True))


def _record(recipient: Recipient, told: Told | None, *, waited: bool, actor: Actor) -> Recipient:
    """Write down what was found, unless somebody else did. Absence counts only after the wait."""
    with transaction.atomic():
        row = locked(recipient)
        if row.asked_at != recipient.asked_at or not _is_open(row):
            return row
        act = str(row.asked.get("act", "create"))
        done, failure = _outcome(row, act, told)
        if not done and not waited:
            return row
        if told is not None:
            row = bound(row, told)
        row.standing = _standing(row, act, told)
        row.deleted_at = timezone.now() if row.standing == Standing.DELETED else None
        row.failure, row.asked, row.asked_at = failure, {}, None
        row.version += 1
        row.save()
        audit.record(
            f"recipient.{PAST[act]}" if done else f"recipient.{act}-not-found",
            actor=actor,
            shop=row.shop,
            noun="recipient",
            object_id=row.public_id,
            version=row.version,
            standing=row.standing,
            found_in_the_book=told is not None,
        )
    return row


def _outcome(row: Recipient, act: str, told: Told | None) -> tuple[bool, str]:
    """Whether the change was made, and words for a person if it was not."""
    if act == "delete":
        return told is None, "" if told is None else str(_("It was not deleted at Bitspark."))
    if told is None:
        return False, str(_("Looked for in Bitspark's book and not found: it was not saved."))
    if act == "create" or same_person(to_send(row.asked.get("fields", {}), row.shop), told):
        return True, ""
    return False, str(_("The last change was not made at Bitspark."))


def _standing(row: Recipient, act: str, told: Told | None) -> str:
    if told is not None:
        return Standing.SAVED
    return stood_before(row) if act == "create" else Standing.DELETED
