"""Notes about one thing, in the order they were written."""

from uuid import UUID

from accounts.models import Note

MOST = 200


def notes_about(noun: str, object_id: UUID) -> list[Note]:
    """The notes about one thing that the reader may see; one query."""
    newest = Note.objects.filter(noun=noun, object_id=object_id).select_related("author").order_by("-id")
    return list(newest[:MOST])[::-1]
