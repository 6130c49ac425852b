"""Bitspark's sentences about a recipient, each beside its field."""

from collections.abc import Sequence

from accounts.services.errors import FieldProblem

from .recipient_book import FIELDS

# Longest first, so that "Bank branch address" is not read as "Bank branch".
_BY_LENGTH = sorted(FIELDS, key=len, reverse=True)


def place(messages: Sequence[str]) -> tuple[dict[str, list[FieldProblem]], list[str]]:
    """Problems per field, and the sentences that name none.

    A sentence begins with the field's name as Rails writes it, "Phone number is invalid", perhaps after
    "Recipient". [guess]
    """
    by_field: dict[str, list[FieldProblem]] = {}
    above: list[str] = []
    for sentence in messages:
        words = sentence.casefold().removeprefix("recipient ").replace("_", " ")
        for name in _BY_LENGTH:
            if words.startswith(name.replace("_", " ") + " "):
                problem = FieldProblem("refused-by-provider", sentence, provider_message=sentence)
                by_field.setdefault(name, []).append(problem)
                break
        else:
            above.append(sentence)
    return by_field, above
