"""Who stands behind a login: the world's first day, and what was changed since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from accounts.providers.bitspark.sandbox.world.logins import HOLDERS
from accounts.providers.bitspark.sandbox.world.shops import UPLOADS
from accounts.providers.door.store import Connection


@dataclass(frozen=True)
class Profile:
    first_name: str
    middle_name: str | None
    last_name: str
    residence_country: str | None
    contact_number: str | None
    company_name: str | None
    address: str | None
    active: str  # currency code of the active account
    id_number: str | None = "123456789"
    value: str = "id_card"
    proof: str = "proof.jpg"
    approved: bool = True


def of(con: Connection, login: str) -> Profile:
    seq = con.execute("SELECT seq FROM login WHERE id = ?", (login,)).fetchone()["seq"]
    holder = HOLDERS[seq]
    profile = Profile(
        holder.first_name, None, holder.last_name, holder.country, holder.phone, holder.owner,
        holder.address, holder.active,
    )  # fmt: skip
    for row in con.execute("SELECT given FROM profile WHERE login = ? ORDER BY seq", (login,)):
        profile = replace(profile, **json.loads(row["given"]))
    return profile


def address(con: Connection, party: str) -> str | None:
    """Of a login; customers and invented shops have none to tell."""
    known = con.execute("SELECT 1 FROM login WHERE id = ?", (party,)).fetchone()
    return of(con, party).address if known else None


def keep(con: Connection, at: float, login: str, given: Mapping[str, Any], cause: str) -> None:
    """Write down what changes; the rest stays as it was. `cause` is the request, as JSON."""
    con.execute(
        "INSERT INTO profile (login, given, at, cause) VALUES (?, ?, ?, ?)",
        (login, json.dumps(given), at, cause),
    )


def image_url(login: str) -> str:
    return f"{UPLOADS}/profile/image/{number(login, 'profiles')}/shop.jpg"


def resource(login: str, profile: Profile) -> dict[str, Any]:
    id = number(login, "profiles")
    folder = f"/uploads/profile/image/{id}"
    image = {
        "url": f"{folder}/shop.jpg",
        "thumb": {"url": f"{folder}/thumb_shop.jpg"},
        "avatar": {"url": f"{folder}/avatar_shop.jpg"},
    }
    return {
        "id": id,
        "type": "profiles",
        "attributes": {
            "first_name": profile.first_name,
            "middle_name": profile.middle_name,
            "last_name": profile.last_name,
            "residence_country": profile.residence_country,
            "contact_number": profile.contact_number,
            "company_name": profile.company_name,
            "address": profile.address,
            "referral_code": "000",
            "reference_code": "000",
            "show_on_map": True,
            "image": {"image": image},
        },
        "relationships": {
            "identity_document": {
                "data": {"id": number(login, "identity_documents"), "type": "identity_documents"}
            }
        },
    }


def identity_resource(login: str, profile: Profile) -> dict[str, Any]:
    id = number(login, "identity_documents")
    return {
        "id": id,
        "type": "identity_documents",
        "attributes": {
            "id_number": profile.id_number,
            "value": profile.value,
            "proof_url": f"{UPLOADS}/profile/proof/{id}/{profile.proof}",
            "approved": profile.approved,
        },
    }


def number(login: str, type: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"bitspark-sandbox/{type}/{login}"))
