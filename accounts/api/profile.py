"""Who Bitspark says that we are, for the apps of those who may see it."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.models import Permission, Profile
from accounts.selectors import provider_links
from accounts.services import connections, masking, profiles
from accounts.services.profiles import CHANGEABLE

from .base import DeskAPI
from .fields import Asked, Text, Told


class IdentityShape(Told):
    kind = serializers.CharField(allow_null=True, help_text="`id_card`, `passport`, or what was told.")
    number = serializers.CharField(allow_null=True, help_text="Its end alone.")
    approved = serializers.BooleanField(allow_null=True, help_text="Null: not told.")
    proof_url = serializers.CharField(allow_null=True, help_text="Only where it leads to a listed host.")


class ProfileShape(Told):
    id = serializers.UUIDField()
    login = serializers.CharField(allow_null=True)
    first_name = serializers.CharField(allow_null=True)
    middle_name = serializers.CharField(allow_null=True)
    last_name = serializers.CharField(allow_null=True)
    residence_country = serializers.CharField(allow_null=True, help_text="ISO 3166-1 alpha-3.")
    contact_number = serializers.CharField(allow_null=True)
    company_name = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    image_url = serializers.CharField(allow_null=True, help_text="Only where it leads to a listed host.")
    referral_code = serializers.CharField(allow_null=True)
    reference_code = serializers.CharField(allow_null=True)
    show_on_map = serializers.BooleanField(allow_null=True)
    active_currency = serializers.CharField(allow_null=True)
    active_balance = serializers.CharField(allow_null=True, help_text="The provider's own figure.")
    identity_document = IdentityShape(allow_null=True)
    version = serializers.IntegerField()
    as_of = serializers.DateTimeField(allow_null=True)


class ProfileChangeBody(Asked):
    """What is left out stays as it is; first name, last name and `value` are always said to the provider."""

    first_name = Text(max_length=100, required=False)
    middle_name = Text(max_length=100, required=False, allow_blank=True)
    last_name = Text(max_length=100, required=False)
    residence_country = Text(max_length=3, required=False, allow_blank=True)
    contact_number = Text(max_length=40, required=False, allow_blank=True)
    company_name = Text(max_length=200, required=False, allow_blank=True)
    address = Text(max_length=400, required=False, allow_blank=True)
    currency_id = Text(max_length=128, required=False)
    id_number = Text(max_length=60, required=False)
    value = serializers.ChoiceField(["id_card", "passport"], required=False)
    current_password = Text(max_length=128, write_only=True, trim_whitespace=False)
    password = Text(max_length=128, required=False, write_only=True, trim_whitespace=False)
    version = serializers.IntegerField(min_value=0, help_text="The one that was shown.")


class ProfileAPI(DeskAPI):
    """The profile behind the shop's login at Bitspark, as it was last read."""

    may = {"GET": Permission.SEE_PROFILE, "PUT": Permission.EDIT_PROFILE}
    problems = {"GET": (404,), "PUT": (404, 409, 503)}

    @extend_schema(
        operation_id="profile_show",
        tags=["profile"],
        summary="Our profile at Bitspark",
        responses=ProfileShape,
    )
    def get(self, request: Any) -> Response:
        return Response(_shown(self.profile))

    @extend_schema(
        operation_id="profile_change",
        tags=["profile"],
        summary="Change it, with the password of the moment, which is kept nowhere",
        request=ProfileChangeBody,
        responses=ProfileShape,
    )
    def put(self, request: Any) -> Response:
        asked = self.body(ProfileChangeBody)
        profile = self.profile
        told = {name: str(profile.told.get(name) or "") for name in ("first_name", "last_name", "value")}
        changed = profiles.change(
            profile,
            told | {name: asked[name] for name in CHANGEABLE if name in asked},
            current_password=asked["current_password"],
            new_password=asked.get("password", ""),
            actor=self.actor,
            seen=asked["version"],
        )
        return Response(_shown(changed))

    @property
    def profile(self) -> Profile:
        """Raises Refused `no-connection`; Http404 while it was never read."""
        found = profiles.told_of(connections.serving(self.shop))
        if found is None or found.read_at is None:
            raise Http404
        return found


def _shown(profile: Profile) -> dict[str, Any]:
    told = profile.told
    names = ("login", "referral_code", "reference_code", "show_on_map", *profiles.TEXTS)
    identity = {
        "kind": told.get("value"),
        "number": masking.last_four(told["id_number"]) if told.get("id_number") else None,
        "approved": told.get("approved"),
        "proof_url": provider_links.shown(told.get("proof_url")) or None,
    }
    return {
        "id": profile.public_id,
        **{name: told.get(name) for name in names},
        "image_url": provider_links.shown(told.get("image")) or None,
        "active_currency": told.get("currency"),
        "active_balance": told.get("balance"),
        "identity_document": identity if told.get("identity_told") else None,
        "version": profile.version,
        "as_of": profile.read_at,
    }
