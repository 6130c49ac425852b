"""Senders and recipients as services make them."""

from typing import Any
from uuid import uuid4

from accounts.models import Actor, Connection, Shop
from remittance.models import Recipient, Sender
from remittance.services.people import recipients, senders

MARIA = {
    "first_name": "María",
    "middle_name": "Luz",
    "last_name": "O'Brien-Santos",
    "phone_number": "9123 4567",
    "address": "1 Nathan Road, Kowloon",
    "id_number": "A123456(7)",
    "id_type": "id_card",
    "id_country": "HKG",
    "birth_date": "1980-02-29",
}
JUAN = {
    "first_name": "Juan",
    "last_name": "Dela Cruz",
    "phone_number": "+63 917 123 4567",
    "bank_branch": "Makati",
    "beneficiary_name": "Juan Dela Cruz",
    "bank_account_number": "0012-3456-7890",
}


def sender_of(shop: Shop, actor: Actor, **values: Any) -> Sender:
    """María, or whoever `values` make of her."""
    return senders.create({**MARIA, **values}, shop=shop, actor=actor)


def recipient_of(connection: Connection, shop: Shop, actor: Actor, **fields: str) -> Recipient:
    """Juan, saved in the sandbox's book."""
    return recipients.create(
        {**JUAN, **fields}, public_id=uuid4(), connection=connection, shop=shop, actor=actor
    )
