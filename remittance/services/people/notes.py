"""Notes on transfers, senders and recipients: written once, never changed."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Permission, Shop
from accounts.services import audit
from accounts.services.errors import FieldProblem, NotAllowed, Refused
from remittance.models import Note, Recipient, Sender, Transfer
from remittance.selectors.people import Scope

LONGEST = 2000
Subject = Transfer | Sender | Recipient
NOUNS: dict[str, type[Transfer] | type[Sender] | type[Recipient]] = {
    "transfer": Transfer,
    "sender": Sender,
    "recipient": Recipient,
}


def subject(noun: str, public_id: UUID, scope: Scope) -> Subject:
    """What a note is about, among what the person may see.

    Raises:
        ObjectDoesNotExist: there is none, or it is another shop's.
    """
    if noun not in NOUNS:
        raise ObjectDoesNotExist(noun)
    return NOUNS[noun].objects.select_related("shop").get(scope.wide, public_id=public_id)


def write(about: Subject, text: str, *, actor: Actor) -> Note:
    """Add a note. It belongs to the shop of what it is about.

    Raises:
        NotAllowed; Refused: code "invalid", it is empty or over 2,000 characters.
    """
    if not actor.may(Permission.WRITE_NOTES) or actor.user is None:
        raise NotAllowed(
            _("Your role does not cover this."), code="not-allowed", permission=Permission.WRITE_NOTES
        )
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST:
        sentence = _("Write something.") if not text else _("A note has at most 2,000 characters.")
        raise Refused(sentence, code="invalid", fields={"text": [FieldProblem("length", sentence)]})
    noun = next(name for name, model in NOUNS.items() if isinstance(about, model))
    shop: Shop | None = about.shop
    with transaction.atomic():
        note = Note.objects.create(
            shop=shop, noun=noun, object_id=about.public_id, text=text, author=actor.user
        )
        audit.record(
            "note.written",
            actor=actor,
            shop=shop,
            noun=noun,
            object_id=about.public_id,
            version=about.version,
            note=note.public_id,
        )
    return note
