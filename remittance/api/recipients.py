"""Recipients: Bitspark's book and ours, kept the same. Numbers of accounts and papers show their end only."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page, page_of
from accounts.api.schema import CURSOR, LIMIT
from accounts.models import Permission
from remittance.models import Recipient
from remittance.selectors import people
from remittance.services.people import recipients

from .scope import InShop, tail

Standing = Recipient.Standing
HIDDEN = ("bank_account_number", "iban", "cnic")
OPEN = (
    "first_name",
    "middle_name",
    "last_name",
    "full_name",
    "phone_number",
    "alt_phone_number",
    "email",
    "address",
    "bank_branch",
    "bank_branch_address",
    "beneficiary_name",
    "bank_account_type",
)


class RecipientFields(Asked):
    middle_name = Text(max_length=120, required=False, allow_blank=True)
    last_name = Text(max_length=120, required=False, allow_blank=True)
    alt_phone_number = Text(max_length=40, required=False, allow_blank=True)
    email = Text(max_length=254, required=False, allow_blank=True)
    address = Text(max_length=300, required=False, allow_blank=True)
    bank_branch = Text(max_length=160, required=False, allow_blank=True)
    bank_branch_address = Text(max_length=300, required=False, allow_blank=True)
    beneficiary_name = Text(max_length=160, required=False, allow_blank=True)
    bank_account_number = Text(max_length=80, required=False, allow_blank=True)
    bank_account_type = Text(max_length=40, required=False, allow_blank=True)
    cnic = Text(max_length=40, required=False, allow_blank=True)
    iban = Text(max_length=60, required=False, allow_blank=True)


class RecipientBody(RecipientFields):
    first_name = Text(max_length=120)
    phone_number = Text(max_length=40)


class RecipientChange(RecipientFields):
    first_name = Text(max_length=120, required=False)
    phone_number = Text(max_length=40, required=False)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="As it was shown.")


class RecipientsQuery(Asked):
    q = Text(max_length=120, required=False, allow_blank=True)
    sender = serializers.UUIDField(required=False)


class DeletionQuery(Asked):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class RecipientShape(Told):
    id = serializers.UUIDField()
    first_name = serializers.CharField()
    middle_name = serializers.CharField()
    last_name = serializers.CharField()
    full_name = serializers.CharField()
    phone_number = serializers.CharField()
    alt_phone_number = serializers.CharField()
    email = serializers.CharField()
    address = serializers.CharField()
    bank_branch = serializers.CharField()
    bank_branch_address = serializers.CharField()
    beneficiary_name = serializers.CharField()
    bank_account_type = serializers.CharField()
    bank_account_number_end = serializers.CharField(help_text="Its last characters.")
    iban_end = serializers.CharField(help_text="Its last characters.")
    cnic_end = serializers.CharField(help_text="Its last characters.")
    standing = serializers.ChoiceField(
        Standing.choices, help_text="Whether Bitspark has it; only `saved` and `once` can be paid."
    )
    failure = serializers.CharField(help_text="Why it was not saved, in the provider's words.")
    version = serializers.IntegerField(help_text="Name it when you change the recipient.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class RecipientPage(page_of(RecipientShape, "RecipientRows")):  # type: ignore[misc]  # made by a function
    more = serializers.BooleanField(help_text="A search found more than 50.")
    too_short = serializers.BooleanField(help_text="Too little was typed to search.")


OPTIONAL_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="With the same key the same recipient is never saved twice.",
)
CREATED = "202: Bitspark's answer was lost; `standing` is `unknown` until its book was read again."


class Recipients(InShop):
    """The shop's recipients."""

    may: ClassVar[Any] = {"GET": Permission.SEE_PEOPLE, "POST": Permission.EDIT_PEOPLE}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"GET": (404,), "POST": (409, 503)}

    @extend_schema(
        operation_id="recipients_list",
        tags=["recipients"],
        summary="The shop's recipients",
        description="Newest first; with `q`, found by the start of a name or phone or the end of an account; "
        "with `sender`, those that sender used, the last one first.",
        parameters=[
            OpenApiParameter("q", str),
            OpenApiParameter("sender", UUID, description="A sender's id."),
            CURSOR,
            LIMIT,
        ],
        responses=RecipientPage,
    )
    def get(self, request: Any) -> Response:
        asked = self.query(RecipientsQuery)
        if "sender" in asked:
            used = people.used_by(self.sender(asked["sender"]))
            return Response(_found(people.Found(used)))
        if asked.get("q"):
            return Response(_found(people.find_recipients(self.people, asked["q"])))
        return Response(page(request, _listed(self), _shown) | {"more": False, "too_short": False})

    @extend_schema(
        operation_id="recipients_create",
        tags=["recipients"],
        summary="Save a recipient in Bitspark's book",
        description=CREATED,
        parameters=[OPTIONAL_KEY],
        request=RecipientBody,
        responses={201: RecipientShape, 202: RecipientShape},
    )
    def post(self, request: Any) -> Response:
        asked = self.body(RecipientBody)
        recipient = recipients.create(
            asked, public_id=_form_id(self), connection=self.connection, shop=self.shop, actor=self.actor
        )
        return Response(recipient_shown(recipient), status=_status(recipient, 201))


class RecipientById(InShop):
    """One of the shop's recipients."""

    may: ClassVar[Any] = {
        "GET": Permission.SEE_PEOPLE,
        "PATCH": Permission.EDIT_PEOPLE,
        "DELETE": Permission.EDIT_PEOPLE,
    }
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"PATCH": (409, 503), "DELETE": (409, 503)}

    @extend_schema(
        operation_id="recipients_show", tags=["recipients"], summary="One recipient", responses=RecipientShape
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        return Response(recipient_shown(self.recipient(public_id)))

    @extend_schema(
        operation_id="recipients_change",
        tags=["recipients"],
        summary="Change a recipient at Bitspark",
        description="Only the fields given. 409 `stale` or `being-saved`. " + CREATED,
        request=RecipientChange,
        responses={200: RecipientShape, 202: RecipientShape},
    )
    def patch(self, request: Any, public_id: UUID) -> Response:
        recipient = self.recipient(public_id)
        asked = self.body(RecipientChange)
        seen = asked.pop("version")
        changed = recipients.edit(recipient, asked, seen=seen, actor=self.actor)
        return Response(recipient_shown(changed), status=_status(changed, 200))

    @extend_schema(
        operation_id="recipients_delete",
        tags=["recipients"],
        summary="Delete a recipient at Bitspark",
        description="Ours stays as history, offered to nobody. " + CREATED,
        parameters=[OpenApiParameter("version", int, required=True, description="As it was shown.")],
        responses={200: RecipientShape, 202: RecipientShape},
    )
    def delete(self, request: Any, public_id: UUID) -> Response:
        recipient = self.recipient(public_id)
        seen = self.query(DeletionQuery)["version"]
        gone = recipients.delete(recipient, seen=seen, actor=self.actor)
        return Response(recipient_shown(gone), status=_status(gone, 200))


def recipient_shown(one: Recipient) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(one, name) for name in OPEN}
    told |= {f"{name}_end": tail(getattr(one, name)) for name in HIDDEN}
    return told | {
        "id": one.public_id,
        "standing": one.standing,
        "failure": one.failure,
        "version": one.version,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def _listed(view: InShop) -> QuerySet[Recipient]:
    return view.people.listed(Recipient.objects.filter(deleted_at=None))


def _found(found: people.Found[Recipient]) -> dict[str, Any]:
    return {
        "items": list(_shown(found.people)),
        "next_cursor": None,
        "previous_cursor": None,
        "more": found.more,
        "too_short": found.too_short,
    }


def _status(recipient: Recipient, usual: int) -> int:
    return 202 if recipient.standing in {Standing.UNKNOWN, Standing.ASKED} else usual


def _form_id(view: InShop) -> UUID:
    """The id of what is being made: the same for the same key, so that a repeat makes nothing more."""
    if "Idempotency-Key" not in view.request.headers:
        return uuid4()
    return uuid5(NAMESPACE_URL, f"recipient:{view.shop.public_id}:{view.person.public_id}:{view.key}")


def _shown(rows: Iterable[Recipient]) -> Iterable[dict[str, Any]]:
    return map(recipient_shown, rows)
