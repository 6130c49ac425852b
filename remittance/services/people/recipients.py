"""The recipient book: ours and Bitspark's, kept the same.

Each change is claimed (a row `asked`, committed), then asked of Bitspark with no transaction open, then
recorded. What Bitspark answered becomes the local copy; a lost answer leaves it `unknown`, and nobody is
offered that recipient until the book was read again (`recipient_doubts`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Connection, Permission, Shop
from accounts.providers.bitspark.client import BitsparkError, NotSent, Unsendable
from accounts.providers.bitspark.client import Recipient as Told
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import audit, connections
from accounts.services.errors import Conflict, NotAllowed, ProviderDown, Refused
from accounts.services.waiting import in_provider_room
from remittance.models import Recipient, Sender, SenderRecipient
from remittance.selectors.people import OFFERED

from . import names
from .recipient_book import EMPTY, FIELDS, bound, fields_of, to_send
from .recipient_checks import clean
from .recipient_refusals import place
from .senders import refuse_stale

Standing = Recipient.Standing
PAST = {"create": "created", "update": "changed", "delete": "deleted"}


@in_provider_room()
def create(
    fields: Mapping[str, str], *, public_id: UUID, connection: Connection, shop: Shop, actor: Actor
) -> Recipient:
    """Save a new recipient in Bitspark's book.

    `public_id` comes with the form and is used up by it: the same form again never makes a second
    recipient, but after a refusal it tries again. An answer that was lost gives a recipient of standing
    `unknown`, not an error.

    Raises:
        NotAllowed; Conflict: code "being-saved" or "form-used".
        Refused: code "invalid", ours or Bitspark's, with problems per field.
        ProviderDown: nothing left, or `busy`; it is not saved.
    """
    _must(actor)
    asked = clean(fields)
    recipient, claimed = _claim_new(public_id, connection, shop, asked, actor)
    if not claimed:
        return recipient
    call = Call(recipient, "create", asked, actor)
    return call.make(lambda book: book.create(to_send(asked, shop)))


@in_provider_room()
def edit(recipient: Recipient, fields: Mapping[str, str], *, seen: int, actor: Actor) -> Recipient:
    """Change a recipient at Bitspark: the whole record is sent, fields absent from `fields` as they are.
    One who is not in its book, used once or refused before, is saved there.

    Raises:
        Conflict: code "stale", or "being-saved"; otherwise as `create`.
    """
    _must(actor)
    asked = clean({**fields_of(recipient), **fields})
    claimed = _claim(recipient, "update" if recipient.provider_id else "create", asked, seen, actor)
    if not claimed.provider_id:
        return Call(claimed, "create", asked, actor).make(
            lambda book: book.create(to_send(asked, claimed.shop))
        )
    call = Call(claimed, "update", asked, actor)
    whole = to_send(asked, claimed.shop, whole=True)
    return call.make(lambda book: book.update(claimed.provider_id, whole))


@in_provider_room()
def delete(recipient: Recipient, *, seen: int, actor: Actor) -> Recipient:
    """Delete a recipient at Bitspark; ours stays as history, offered to nobody.

    Raises: as `edit`.
    """
    _must(actor)
    claimed = _claim(recipient, "delete", {}, seen, actor)
    call = Call(claimed, "delete", {}, actor)
    return call.make(lambda book: book.delete(claimed.provider_id))


def once(fields: Mapping[str, str], *, connection: Connection, shop: Shop) -> Recipient:
    """A recipient for one transfer, not in Bitspark's book. Moves nothing and calls nobody: fit for the
    transaction of an intake."""
    recipient = Recipient(connection=connection, shop=shop, standing=Standing.ONCE)
    for name in FIELDS:
        setattr(recipient, name, " ".join(fields.get(name, "").split()))
    names.fill_keys(recipient)
    recipient.save(force_insert=True)
    return recipient


def note_use(sender: Sender, recipient: Recipient, at: datetime) -> None:
    """Remember that this sender used this recipient, who is offered to them from now on."""
    SenderRecipient.objects.update_or_create(
        sender=sender, recipient=recipient, defaults={"last_used_at": at}
    )


def refuse_unsure(recipient: Recipient) -> None:
    """Refuse a recipient who is gone from the book, or of whom nobody knows whether they are in it.

    Raises:
        Refused: code "recipient-unsure".
    """
    if recipient.standing not in OFFERED:
        raise Refused(
            _("%(name)s cannot be used now: %(standing)s.")
            % {"name": recipient.full_name, "standing": recipient.get_standing_display()},
            code="recipient-unsure",
        )


@dataclass(frozen=True)
class Call:
    """One change, asked of Bitspark and recorded."""

    recipient: Recipient
    act: str
    asked: Mapping[str, str]
    actor: Actor

    def make(self, ask: Any) -> Recipient:
        """Ask, with no transaction open, and record what came of it."""
        connection = self.recipient.connection
        try:
            told = ask(connections.client_for(connection).recipients)
        except Unsendable:
            self._back(str(_("This cannot be sent to Bitspark as it is written.")))
            raise Refused(_("Bitspark cannot be sent one of these characters."), code="invalid") from None
        except NotSent as error:
            raise self._not_sent(connection, error) from None
        except RefusedThere as error:
            return self._refused(connection, error)
        except BitsparkError as error:
            connections.note_failure(connection, str(error))
            return self._unknown()
        except BaseException:
            self._unknown()
            raise
        connections.note_good(connection)
        return self._done(told)

    def _done(self, told: Told | None) -> Recipient:
        """Bitspark did it: its answer becomes our copy, whatever became of the row meanwhile."""
        with transaction.atomic():
            row = locked(self.recipient)
            if told is None:
                row.standing, row.deleted_at = Standing.DELETED, timezone.now()
            else:
                row = bound(row, told)
                row.standing, row.deleted_at = Standing.SAVED, None
            row.failure, row.asked, row.asked_at = "", {}, None
            return self._kept(row, f"recipient.{PAST[self.act]}")

    def _unknown(self) -> Recipient:
        """Nobody knows whether it was done."""
        with transaction.atomic():
            row = locked(self.recipient)
            if row.standing != Standing.ASKED or row.asked_at != self.recipient.asked_at:
                return row
            row.standing = Standing.UNKNOWN
            return self._kept(row, f"recipient.{self.act}-unknown")

    def _refused(self, connection: Connection, error: RefusedThere) -> Recipient:
        """Bitspark said no. A 404 to a change means that the recipient is gone from the book."""
        if error.http_status == 404 and self.act != "create":
            return self._done(None)
        if error.http_status == 401:
            connections.note_failure(connection, str(error))
        sentences = error.messages or [str(error.http_status)]
        self._back("; ".join(sentences))
        by_field, above = place(sentences)
        raise Refused(
            _("Bitspark did not save this."),
            code="refused-by-provider",
            fields=by_field,
            above=above,
        ) from None

    def _not_sent(self, connection: Connection, error: NotSent) -> ProviderDown:
        words = _("Bitspark could not be reached. Nothing was sent and nothing was saved; try again.")
        connections.note_failure(connection, str(error))
        self._back(str(words))
        return ProviderDown(words, code="provider-down", retry_after=10)

    def _back(self, why: str) -> None:
        """Nothing changed there: stand as before; one that never was in the book, as refused."""
        with transaction.atomic():
            row = locked(self.recipient)
            if row.standing != Standing.ASKED or row.asked_at != self.recipient.asked_at:
                return
            row.standing = stood_before(row)
            row.failure, row.asked, row.asked_at = why[:300], {}, None
            self._kept(row, f"recipient.{self.act}-refused")

    def _kept(self, row: Recipient, action: str) -> Recipient:
        row.version += 1
        row.save()
        audit.record(
            action,
            actor=self.actor,
            shop=row.shop,
            noun="recipient",
            object_id=row.public_id,
            version=row.version,
            standing=row.standing,
            asked={name: names.for_audit(name, value) for name, value in self.asked.items() if value},
        )
        return row


def locked(recipient: Recipient) -> Recipient:
    """The row as it is now, locked until the transaction ends."""
    rows = Recipient.objects.select_for_update(of=("self",)).select_related("shop", "connection")
    return rows.get(pk=recipient.pk)


def stood_before(row: Recipient) -> str:
    """Where a recipient stands when the change that was asked for was not made."""
    return Standing.SAVED if row.provider_id else str(row.asked.get("was", Standing.REFUSED))


def _claim_new(
    public_id: UUID, connection: Connection, shop: Shop, asked: Mapping[str, str], actor: Actor
) -> tuple[Recipient, bool]:
    """The row of a new recipient, committed before anything is sent; False: it is no longer ours to send."""
    recipient = Recipient(public_id=public_id, connection=connection, shop=shop)
    try:
        with transaction.atomic(durable=True), transaction.atomic():
            _ask(recipient, "create", asked, actor, {**EMPTY, **asked})
            return recipient, True
    except IntegrityError:
        pass  # the form was sent before
    with transaction.atomic(durable=True):
        row = locked(Recipient.objects.get(public_id=public_id))
        ours = row.connection_id == connection.pk and row.shop_id == shop.pk
        if ours and row.standing == Standing.REFUSED:
            _ask(row, "create", asked, actor, {**EMPTY, **asked})
            return row, True
        was = row.asked.get("fields") or fields_of(row)
        if ours and all(was.get(name, "") == value for name, value in asked.items()):
            return row, False
    raise Conflict(_("This form was used before. Start a new one."), code="form-used")


def _claim(recipient: Recipient, act: str, asked: Mapping[str, str], seen: int, actor: Actor) -> Recipient:
    """Take the right to change this recipient, committed before anything is sent."""
    with transaction.atomic(durable=True):
        row = locked(recipient)
        if row.standing in {Standing.ASKED, Standing.UNKNOWN}:
            raise Conflict(
                _("A change of this recipient is under way, or its outcome is not known yet."),
                code="being-saved",
            )
        refuse_stale(row, seen, asked)
        in_book = row.standing == Standing.SAVED
        if not in_book and (act != "create" or row.standing == Standing.DELETED):
            raise Refused(_("This recipient is not in Bitspark's book."), code="not-in-book")
        _ask(row, act, asked, actor, {} if in_book else {**EMPTY, **asked})
    return row


def _ask(
    row: Recipient, act: str, asked: Mapping[str, str], actor: Actor, columns: Mapping[str, str]
) -> None:
    """Write down what is about to be asked. Only a recipient that Bitspark never told of takes our words
    into its columns."""
    for name, value in columns.items():
        setattr(row, name, value)
    if columns:
        names.fill_keys(row)
    was = row.standing if row.pk else Standing.REFUSED
    by = actor.user.pk if actor.user else None
    row.asked = {"act": act, "fields": dict(asked), "by": by, "was": was}
    row.standing, row.failure = Standing.ASKED, ""
    row.asked_at = timezone.now()
    row.version += 1 if row.pk else 0
    row.save()


def _must(actor: Actor) -> None:
    if not actor.may(Permission.EDIT_PEOPLE):
        raise NotAllowed(
            _("Your role does not cover this."), code="not-allowed", permission=Permission.EDIT_PEOPLE
        )
