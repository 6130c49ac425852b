"""What a row of the history is here: the order, deposit or top-up that it tells of.

Apps register who knows their things; a page of rows is looked up with one query for each of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from accounts.models import Actor, Shop

Words = str | Promise


@dataclass(frozen=True)
class Ref:
    """A thing at a provider: the login's key, what the history calls it, and its id there."""

    connection: int
    payment_type: str
    remote_id: str


@dataclass(frozen=True)
class Link:
    """The row of ours. `status` of the provider is what the newest list says of it, as everybody may read it
    (`counter_*`), and as supervisors and compliance do."""

    noun: str
    url_name: str
    public_id: UUID
    name: str
    shop: Shop | None
    made_here: bool
    status: str
    word: Words
    tone: str
    counter_status: str
    counter_word: Words
    counter_tone: str

    def status_for(self, actor: Actor) -> tuple[str, Words, str]:
        """Code, word and tone as this actor may read them."""
        if actor.reads_suspicious:
            return self.status, self.word, self.tone
        return self.counter_status, self.counter_word, self.counter_tone


Resolver = Callable[[Iterable[tuple[int, str]]], Mapping[tuple[int, str], Link]]


@dataclass(frozen=True)
class _Known:
    noun: str
    words: tuple[str, ...]
    resolver: Resolver


_known: dict[str, _Known] = {}


def register(noun: str, words: Iterable[str], resolver: Resolver) -> None:
    """Know who finds things of this noun: given pairs of a login's key and an id there, in one query.

    `words`: parts of what the history may call them, in small letters (`transfer`; `bankdeposit` holds
    `deposit`). What it calls by no known word is looked for everywhere.
    """
    _known[noun] = _Known(noun, tuple(words), resolver)


def resolve(refs: Iterable[Ref]) -> dict[Ref, Link]:
    """The rows of ours behind these; what was not made or seen here is missing. One query a noun at most."""
    refs = list(refs)
    found: dict[Ref, Link] = {}
    for known in _known.values():
        mine = [ref for ref in refs if _may_be(known, ref.payment_type)]
        if not mine:
            continue
        links = known.resolver({(ref.connection, ref.remote_id) for ref in mine})
        found |= {ref: links[key] for ref in mine if (key := (ref.connection, ref.remote_id)) in links}
    return found


def _may_be(known: _Known, payment_type: str) -> bool:
    text = payment_type.casefold().replace("_", "").replace(" ", "")
    if any(word in text for word in known.words):
        return True
    return not any(word in text for one in _known.values() for word in one.words)
