"""A recipient as Bitspark writes one, and as we keep one."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Note, Shop
from accounts.providers.bitspark.client import RECIPIENT_FIELDS, raw_text
from accounts.providers.bitspark.client import Recipient as Told
from remittance.models import Hold, Recipient, SenderRecipient, Transfer
from remittance.selectors.people import digits

from . import names

# Source: Bitspark API, "Recipients", response details.
FIELDS: tuple[str, ...] = RECIPIENT_FIELDS
REQUIRED = ("first_name", "phone_number")  # and a last name, for which the shop has a word
EMPTY = dict.fromkeys(FIELDS, "")
# In answers only: the table of "Create Recipient" does not list them.
_UNDOCUMENTED_IN_FORM = {"bank_account_type", "bank_branch_address"}
_PHONES = {"phone_number", "alt_phone_number"}
_LONGEST = {field.name: field.max_length for field in Recipient._meta.concrete_fields}


def fields_of(recipient: Recipient) -> dict[str, str]:
    """A recipient by Bitspark's names."""
    return {name: getattr(recipient, name) for name in FIELDS}


def to_send(asked: Mapping[str, str], shop: Shop | None, *, whole: bool = False) -> dict[str, str]:
    """What is sent: of people with one name, the last name is what the shop says, else the name again.
    `whole`: empty fields too, since nothing says what an absent one means in a PUT."""
    last_name = asked.get("last_name") or (shop.single_name if shop else "") or asked.get("first_name", "")
    sent = {**EMPTY, **asked, "last_name": last_name}
    return sent if whole else {name: value for name, value in sent.items() if value}


def take_told(recipient: Recipient, told: Told) -> None:
    """Put Bitspark's answer into the columns, each cut to its length; the whole stays in `raw`. Not saved."""
    recipient.provider_id = told.id
    for name in FIELDS:
        setattr(recipient, name, (getattr(told, name) or "").replace("\x00", "")[: _LONGEST[name]])
    recipient.raw = _storable(json.loads(raw_text(told.raw)))
    recipient.last_seen_at = timezone.now()
    names.fill_keys(recipient)


def same_person(asked: Mapping[str, str], told: Told) -> bool:
    """Whether what Bitspark lists is what was sent, in every field; case, spaces and the marks in a phone
    aside, which it may have tidied. [guess]"""
    for name in FIELDS:
        value = getattr(told, name)
        if value is None and name in _UNDOCUMENTED_IN_FORM:
            continue
        if _plain(name, asked.get(name, "")) != _plain(name, value or ""):
            return False
    return True


def bound(row: Recipient, told: Told) -> Recipient:
    """The one row of this recipient with Bitspark's answer in it, inside the transaction that saves it.

    The mirror may have read the book before the answer to a create was recorded: its row is folded into
    ours. A row that was there before we asked stays, and ours is folded into it.
    """
    others: QuerySet[Recipient] = Recipient.objects.select_for_update(of=("self",))
    other = others.filter(connection=row.connection, provider_id=told.id).exclude(pk=row.pk).first()
    if other is not None:
        known_before = row.asked_at is not None and other.created_at < row.asked_at
        kept, gone = (other, row) if known_before else (row, other)
        _move_links(gone, kept)
        kept.shop = kept.shop or gone.shop
        gone.delete()
        row = kept
    take_told(row, told)
    return row


def _move_links(gone: Recipient, kept: Recipient) -> None:
    """Everything that hangs on `gone` hangs on `kept`; notes are never changed, so they are written again."""
    Transfer.objects.filter(recipient=gone).update(recipient=kept)
    senders = SenderRecipient.objects.filter(recipient=kept).values("sender")
    SenderRecipient.objects.filter(recipient=gone).exclude(sender__in=senders).update(recipient=kept)
    if Hold.objects.filter(recipient=kept, lifted_at=None).exists():
        Hold.objects.filter(recipient=gone, lifted_at=None).update(
            lifted_at=timezone.now(), lifted_reason=_("Folded into the hold on the same recipient.")
        )
    Hold.objects.filter(recipient=gone).update(recipient=kept)
    for note in Note.objects.filter(noun="recipient", object_id=gone.public_id).order_by("pk"):
        Note.objects.create(
            shop=note.shop,
            noun=note.noun,
            object_id=kept.public_id,
            text=f"[{note.at:%Y-%m-%d %H:%M} UTC] {note.text}"[:2000],
            author=note.author,
        )


def _plain(name: str, value: str) -> str:
    if name in _PHONES:
        return digits(value)
    return " ".join(unicodedata.normalize("NFC", value).casefold().split())


def _storable(value: Any) -> Any:
    """JSON without the one character that PostgreSQL cannot keep."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(one) for name, one in value.items()}
    return value
