"""Bitspark's refusals of a form are sentences without keys: which field does each speak of?"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.services.errors import FieldProblem
from remittance.selectors.form_spec import Spec

Placed = tuple[dict[str, list[FieldProblem]], list[str]]

# [guess] Words that Rails may put before the name of a field; none of them is part of a name.
_PREFIXES = ("the ", "transfer ", "user ")
_RELATION_ALIASES = {"recipient": ("recipient", "beneficiary"), "sender": ("sender",)}


def place(messages: Iterable[str], asked: Spec | Iterable[str]) -> Placed:
    """Sentences of a 422 by dotted field name, and those that belong to no field, for above the form.

    `asked`: the form that was sent, or the dotted names it had. A sentence that names a relation goes
    to that one; one that names only "phone number" goes to sender and recipient both, where both are
    on the form. The longest name wins: "Alt phone number" is not about the phone number.
    """
    names = [one.name for one in asked.fields] if isinstance(asked, Spec) else list(asked)
    by_field: dict[str, list[FieldProblem]] = {}
    above: list[str] = []
    for sentence in messages:
        found = _spoken_of(sentence, names)
        for name in found:
            by_field.setdefault(name, []).append(_problem(sentence))
        if not found:
            above.append(sentence)
    return by_field, above


def _problem(sentence: str) -> FieldProblem:
    return FieldProblem("refused-by-provider", _("Bitspark did not accept this."), sentence)


def _spoken_of(sentence: str, names: Iterable[str]) -> list[str]:
    """[guess] The fields whose humanised name the sentence starts with, as Rails' full messages do."""
    text = f"{_plain(sentence)} "
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    longest: dict[int, list[str]] = {}
    for name in names:
        fits = [len(said) for said in _sayings(name) if text.startswith(f"{said} ")]
        if fits:
            longest.setdefault(max(fits), []).append(name)
    return longest[max(longest)] if longest else []


def _sayings(name: str) -> list[str]:
    """How a sentence may name a field: "recipient phone number", "phone number"."""
    relation, dot, attribute = name.rpartition(".")
    own = _plain(attribute)
    if not dot:
        return [own]
    return [own, *(f"{alias} {own}" for alias in _RELATION_ALIASES.get(relation, (_plain(relation),)))]


def _plain(text: str) -> str:
    """Lower case words with single spaces; what stands between the parts of a name counts as space."""
    spaced = "".join(" " if char in "._-/:[]" else char for char in text.casefold())
    return " ".join(spaced.split())
