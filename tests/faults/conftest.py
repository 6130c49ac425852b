"""A desk of real processes with a mirrored catalogue and Alice at the counter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Actor, Connection, Shop, User
from remittance.models import Destination, Sender
from remittance.services import mirror
from tests.factories.sender import sender_of
from tests.faults.processes import Desk
from tests.pages import form_at
from tests.people import SignIn, actor_of

TOKEN = "a" * 32  # the same in cookie and form, which is all that is asked
JUAN = {
    "recipient.first_name": "Juan",
    "recipient.last_name": "Cruz",
    "recipient.phone_number": "+639171234567",
    "recipient.beneficiary_name": "Juan Cruz",
    "recipient.bank_account_number": "001234567890",
}


@pytest.fixture
def teller(alice: User, harbour: Shop) -> Actor:
    return actor_of(alice, harbour)


@pytest.fixture
def destination(transactional_db: None, connection: Connection) -> Destination:
    mirror.refresh_catalogue(connection)
    return Destination.objects.get(name="Philippines")


@pytest.fixture
def maria(harbour: Shop, teller: Actor) -> Sender:
    return sender_of(harbour, teller, last_name="Santos")


@pytest.fixture
def desk(transactional_db: None, connection: Connection, tmp_path: Path, settings: Any) -> Iterator[Desk]:
    settings.STATE_DIR = tmp_path / "state"
    found = Desk(tmp_path)
    yield found
    found.end()


@pytest.fixture
def browser(client_of: SignIn, alice: User, harbour: Shop) -> Client:
    return client_of(alice, harbour)


@pytest.fixture
def confirm(browser: Client, destination: Destination, maria: Sender) -> dict[str, str]:
    """What the review page's form would post: 1,500 pesos for Juan."""
    way = {"province": "cebu", "delivery_method": "bank", "provider": "metrobank"}
    start = {"sender": str(maria.public_id), "destination": str(destination.public_id), **way}
    form = form_at(browser.get("/send/", start), "/send/")
    review = browser.post("/send/", form | JUAN | {"amount": "1500", "account_currency": "HKD"})
    assert review.status_code == 200, review.content.decode()
    return form_at(review, "/send/confirm/") | {"csrfmiddlewaretoken": TOKEN}
