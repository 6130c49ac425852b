"""Notes on anything that people look at: written once, never changed.

Which nouns have notes is registered by the apps, each with how a thing of it is found and its page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Note, Permission, Shop

from . import audit
from .errors import FieldProblem, NotAllowed, Refused

LONGEST = 2000


class Noted(Protocol):
    """A row that notes hang on; it may have a `shop`."""

    public_id: UUID
    version: int


@dataclass(frozen=True)
class Reader:
    """Who looks, and in which shops; `all_shops`: also at what belongs to no shop (head office)."""

    actor: Actor
    shops: QuerySet[Shop]
    all_shops: bool = False


Find = Callable[[UUID, Reader], Any]


@dataclass(frozen=True)
class Noun:
    """One noun: its model, how a reader finds one (raises ObjectDoesNotExist), and the name of its page."""

    name: str
    model: type[models.Model]
    find: Find
    url_name: str


_registered: dict[str, Noun] = {}


def register(name: str, model: type[models.Model], *, url_name: str, find: Find | None = None) -> None:
    """Let things of this noun carry notes, once, when its app is ready.

    Without `find` the model has `shop`, `public_id` and `version`, and a device sees what its own person
    made (`maker`), where the model says who.
    """
    _registered[name] = Noun(name, model, find or in_shops(model), url_name)


def nouns() -> list[str]:
    """The nouns that may carry notes."""
    return sorted(_registered)


def in_shops(model: Any) -> Find:
    """How a thing is found that belongs to a shop."""
    by_maker = any(field.name == "maker" for field in model._meta.get_fields())

    def find(public_id: UUID, reader: Reader) -> Any:
        seen = Q(shop__in=reader.shops)
        if reader.all_shops:
            seen |= Q(shop=None)
        if by_maker and reader.actor.device is not None:
            seen &= Q(maker=reader.actor.user)
        return model.objects.select_related("shop").get(seen, public_id=public_id)

    return find


def subject(noun: str, public_id: UUID, reader: Reader) -> Any:
    """What a note is about, among what the person may see.

    Raises:
        ObjectDoesNotExist: no such noun, none of that id, or it is another shop's.
    """
    if noun not in _registered:
        raise ObjectDoesNotExist(noun)
    return _registered[noun].find(public_id, reader)


def page_of(noun: str) -> str:
    """The url name of that noun's page; it takes the public id."""
    return _registered[noun].url_name


def write(about: Noted, text: str, *, actor: Actor) -> Note:
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
    noun = next(one.name for one in _registered.values() if isinstance(about, one.model))
    shop: Shop | None = getattr(about, "shop", None)
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
