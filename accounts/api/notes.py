"""Notes about anything that people look at: written once, never changed."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page_of, whole
from accounts.models import Note, Permission, Shop
from accounts.selectors.notes import notes_about
from accounts.services import notes

from .base import DeskAPI

ONE_OF_THEM: dict[str, Any] = {"invalid_choice": _("Choose one of those listed.")}  # never what was typed
ABOUT = [(noun, noun) for noun in notes.nouns()]


class NoteQuery(Asked):
    about = serializers.ChoiceField(ABOUT, error_messages=ONE_OF_THEM)
    id = serializers.UUIDField(help_text="Of what it is about.")


class NoteBody(NoteQuery):
    text = Text(max_length=notes.LONGEST)


class NoteShape(Told):
    id = serializers.UUIDField()
    about = serializers.ChoiceField(ABOUT)
    about_id = serializers.UUIDField()
    text = serializers.CharField()
    author = serializers.CharField()
    at = serializers.DateTimeField()


NOTE_PAGE = page_of(NoteShape, "NotePage")


class Notes(DeskAPI):
    """Reading and writing notes about one thing."""

    may: ClassVar[Any] = {"GET": Permission.SEE_PEOPLE, "POST": Permission.WRITE_NOTES}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"GET": (404,), "POST": (404,)}

    @extend_schema(
        operation_id="notes_list",
        tags=["notes"],
        summary="Notes about one thing, oldest first",
        parameters=[
            OpenApiParameter("about", str, required=True, enum=notes.nouns()),
            OpenApiParameter("id", UUID, required=True, description="Of what they are about."),
        ],
        responses=NOTE_PAGE,
    )
    def get(self, request: Any) -> Response:
        asked = self.query(NoteQuery)
        about = self.subject(asked["about"], asked["id"])
        found = notes_about(asked["about"], about.public_id)
        return Response(whole(_shown(note) for note in found))

    @extend_schema(
        operation_id="notes_write",
        tags=["notes"],
        summary="Write a note",
        request=NoteBody,
        responses={201: NoteShape},
    )
    def post(self, request: Any) -> Response:
        asked = self.body(NoteBody)
        about = self.subject(asked["about"], asked["id"])
        return Response(_shown(notes.write(about, asked["text"], actor=self.actor)), status=201)

    def subject(self, noun: str, public_id: UUID) -> Any:
        """What the note is about: the shop's people, the person's own orders; else Http404."""
        reader = notes.Reader(self.actor, Shop.objects.filter(pk=self.shop.pk))
        try:
            return notes.subject(noun, public_id, reader)
        except ObjectDoesNotExist:
            raise Http404 from None


def _shown(note: Note) -> dict[str, Any]:
    return {
        "id": note.public_id,
        "about": note.noun,
        "about_id": note.object_id,
        "text": note.text,
        "author": str(note.author),
        "at": note.at,
    }
