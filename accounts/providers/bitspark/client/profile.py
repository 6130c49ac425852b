"""Whose key this is. Reading it is how a connection is tested.

Source: Bitspark API, "Profile" and "Update Profile".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .accounts import Account
from .documents import Document, Resource, told
from .errors import Unsendable
from .plain import plain_fields
from .redaction import SECRET_NAMES, without
from .signing import Form
from .transport import Transport
from .uploads import File
from .values import Attributes

_INCLUDE = "profile.identity_document,active_account.currency"

PROFILE_FIELDS = (
    "first_name",
    "middle_name",
    "last_name",
    "residence_country",
    "contact_number",
    "company_name",
    "currency_id",
    "address",
)
IDENTITY_FIELDS = ("id_number", "value")
PASSWORD_FIELDS = ("password", "password_confirmation")
_REQUIRED = ("first_name", "last_name", "value")
_PROOF_FIELD = "data[relationships][identity_document][data][attributes][proof]"


@dataclass(frozen=True)
class IdentityDocument:
    """The identity document behind the login. `proof_url` is never to be fetched."""

    id: str
    value: str | None
    approved: bool | None
    id_number: str | None = field(repr=False)
    proof_url: str | None = field(repr=False)
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource) -> "IdentityDocument":
        own = resource.reader()
        return cls(
            id=resource.id,
            value=own.text("value"),
            approved=own.flag("approved"),
            id_number=own.text("id_number"),
            proof_url=own.text("proof_url"),
            unread=own.unread,
            raw=resource.raw,
        )


@dataclass(frozen=True)
class Profile:
    """The login and, when they were included, its profile, identity document and active account.

    profile_told: whether the profile was included; its texts are None if not.
    """

    id: str
    login: str | None
    profile_told: bool
    first_name: str | None
    middle_name: str | None
    last_name: str | None
    residence_country: str | None
    contact_number: str | None = field(repr=False)
    company_name: str | None
    address: str | None = field(repr=False)
    referral_code: str | None
    reference_code: str | None
    show_on_map: bool | None
    image: Mapping[str, Any] = field(repr=False)
    identity_document: IdentityDocument | None
    active_account: Account | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)
    profile_raw: Mapping[str, Any] | None = field(repr=False)

    @classmethod
    def read(cls, document: Document) -> "Profile":
        user = document.one()
        profile = document.related(user, "profile")
        identity = document.related(profile, "identity_document") if profile else None
        account = document.related(user, "active_account")
        own, more = user.reader(), (profile.reader() if profile else Attributes({}))
        return cls(
            id=user.id,
            login=own.text("login"),
            profile_told=profile is not None,
            first_name=more.text("first_name"),
            middle_name=more.text("middle_name"),
            last_name=more.text("last_name"),
            residence_country=more.text("residence_country"),
            contact_number=more.text("contact_number"),
            company_name=more.text("company_name"),
            address=more.text("address"),
            referral_code=more.text("referral_code"),
            reference_code=more.text("reference_code"),
            show_on_map=more.flag("show_on_map"),
            image=more.mapping("image"),
            identity_document=IdentityDocument.read(identity) if identity else None,
            active_account=Account.read(account, document) if account else None,
            unread=own.unread + more.unread,
            raw=without(SECRET_NAMES, user.raw),
            profile_raw=without(SECRET_NAMES, profile.raw) if profile else None,
        )


@dataclass(frozen=True)
class ProfileChange:
    """What the profile is to say; it shows nothing of itself.

    current_password: typed for this one call and kept nowhere.
    fields: any of PROFILE_FIELDS, IDENTITY_FIELDS (`value` is `id_card` or `passport`) and PASSWORD_FIELDS;
        first_name, last_name and value always. An empty one is sent empty, but no empty password.
    proof: of the identity; jpg, jpeg, gif, png, bmp or pdf. With it the body is multipart.
    """

    current_password: str = field(repr=False)
    fields: Mapping[str, str] = field(repr=False)
    proof: File | None = field(default=None, repr=False)

    def form(self) -> Form:
        """The document's form data.

        Raises:
            Unsendable: the current password or a required field is missing, or a field is none of these.
            TypeError: a value is not text.
        """
        fields = plain_fields(self.fields, empty=True)
        strange = sorted(set(fields).difference(PROFILE_FIELDS, IDENTITY_FIELDS, PASSWORD_FIELDS))
        if strange:
            raise Unsendable(f"A profile has no such field: {', '.join(strange)}.")
        if not self.current_password or not all(fields.get(name) for name in _REQUIRED):
            raise Unsendable(f"A change names the current password and {', '.join(_REQUIRED)}.")
        passwords = {name: fields[name] for name in PASSWORD_FIELDS if fields.get(name)}
        user: Form = {"current_password": self.current_password, **passwords}
        identity: Form = {name: fields[name] for name in IDENTITY_FIELDS if name in fields}
        return {
            "data": {
                "type": "profiles",
                "attributes": {name: fields[name] for name in PROFILE_FIELDS if name in fields},
                "relationships": {
                    "identity_document": {"data": {"type": "identity_documents", "attributes": identity}},
                    "user": {"data": {"type": "users", "attributes": user}},
                },
            }
        }


class Profiles:
    """`client.profile`: the login that the key belongs to."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def me(self) -> Profile:
        """The login with everything that can be included.

        Source: Bitspark API, "Profile", GET /v1/users/me.

        Raises:
            Refused: 401 when the key or the signature is wrong.
            Unavailable, MalformedReply.
        """
        return self._transport.read("/v1/users/me", [("include", _INCLUDE)], take=Profile.read)

    def update(self, change: ProfileChange) -> Profile:
        """Change the profile, the identity document or the password, and read what then holds.

        Source: Bitspark API, "Update Profile", POST /v1/users.

        Raises:
            Unsendable, TypeError: the change cannot be said.
            Refused: 422 with sentences, among others.
            NotSent.
            OutcomeUnknown: read it with `me`.
        """
        return self._transport.write(
            "POST",
            "/v1/users",
            change.form(),
            file=(_PROOF_FIELD, change.proof) if change.proof else None,
            take=lambda document: Profile.read(told(document)),
        )
