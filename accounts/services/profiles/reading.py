"""Reading the profile behind a login at Bitspark, and keeping what was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Connection, Profile
from accounts.providers.bitspark.client import BitsparkError
from accounts.providers.bitspark.client import Profile as RemoteProfile
from accounts.services import connections
from accounts.services.errors import ProviderDown
from accounts.services.no_answer import why_not
from accounts.services.waiting import in_provider_room

TEXTS = (
    "first_name",
    "middle_name",
    "last_name",
    "residence_country",
    "contact_number",
    "company_name",
    "address",
)
CHANGEABLE = (*TEXTS, "currency_id", "id_number", "value")


@dataclass(frozen=True)
class AccountCurrency:
    """A currency that the active account can be in: the provider's id of it, and its code."""

    provider_id: str
    code: str


@in_provider_room()
def refresh(connection: Connection) -> Profile:
    """Read the profile now and keep it. A failure leaves what was told before, with its age.

    Raises:
        ProviderDown: it could not be read, or `busy`.
    """
    row = _row(connection)
    try:
        told = connections.client_for(connection).profile.me()
    except BitsparkError as error:
        why = why_not(error)
        Profile.objects.filter(pk=row.pk).update(failed_at=timezone.now(), failure=why[:300])
        connections.note_failure(connection, why)
        raise ProviderDown(why, code="provider-unavailable", retry_after=30) from error
    connections.note_good(connection)
    return keep(row, told)


@in_provider_room()
def currencies(connection: Connection) -> list[AccountCurrency]:
    """What the active account may be changed to, asked now; ids are the provider's.

    Raises:
        ProviderDown: they could not be read.
    """
    try:
        listed = connections.client_for(connection).catalogue.currencies()
    except BitsparkError as error:
        raise ProviderDown(why_not(error), code="provider-unavailable", retry_after=30) from error
    return [AccountCurrency(one.id, one.name or one.code) for one in listed if one.account is not False]


def told_of(connection: Connection) -> Profile | None:
    """The profile as it was last told, None where it was never asked for."""
    return Profile.objects.select_related("connection").filter(connection=connection).first()


def _row(connection: Connection) -> Profile:
    row, _made = Profile.objects.get_or_create(connection=connection)
    return row


def keep(row: Profile, told: RemoteProfile) -> Profile:
    """Keep what was told; the version grows only when it says something new."""
    with transaction.atomic():
        kept = Profile.objects.select_for_update().get(pk=row.pk)
        new = _as_kept(told)
        if kept.told != new:
            kept.keep(new)
            kept.version += 1
        kept.read_at, kept.failed_at, kept.failure = timezone.now(), None, ""
        kept.save()
    return kept


def _as_kept(told: RemoteProfile) -> dict[str, Any]:
    identity, account = told.identity_document, told.active_account
    currency = account.currency if account else None
    return {
        "id": told.id,
        "login": told.login,
        "profile_told": told.profile_told,
        **{name: getattr(told, name) for name in TEXTS},
        "referral_code": told.referral_code,
        "reference_code": told.reference_code,
        "show_on_map": told.show_on_map,
        "image": _image(told.image),
        "identity_told": identity is not None,
        "id_number": identity.id_number if identity else None,
        "value": identity.value if identity else None,
        "proof_url": identity.proof_url if identity else None,
        "approved": identity.approved if identity else None,
        "account_told": account is not None,
        "currency_id": currency.id if currency else None,
        "currency": (currency.name or currency.code).upper() if currency else None,
        "balance": account.balance_text if account else None,
    }


def _image(told: Mapping[str, Any]) -> str | None:
    """The address of the picture, "image" being wrapped in itself in the document."""
    inner = told.get("image") if isinstance(told.get("image"), Mapping) else told
    url = inner.get("url") if isinstance(inner, Mapping) else None
    return url if isinstance(url, str) else None
