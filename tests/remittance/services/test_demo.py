"""The demo books, filled through the desk's own services."""

from typing import Any

import pytest

from accounts.models import Connection, Shop, User
from remittance.models import Recipient, Sender, Transfer
from remittance.services import demo
from tests.sandboxes import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_books_are_filled_once(
    connection: Connection,
    lantern_connection: Connection,
    alice: User,
    charlie: User,
    sandbox: Sandbox,
) -> None:
    said: list[Any] = []

    demo.load(said.append)

    assert said == ["Harbour Money has 4 demo transfers.", "Lantern Exchange has 2 demo transfers."]
    ours = Transfer.objects.exclude(command=None)
    assert set(ours.values_list("state", flat=True)) == {"accepted", "settled", "failed_after_accept"}
    assert Transfer.objects.filter(command=None).count() == 4  # made elsewhere
    assert Sender.objects.count() == 5
    assert Recipient.objects.filter(standing=Recipient.Standing.SAVED).exclude(provider_id="").count() == 3

    demo.load(said.append)

    assert len(said) == 2


def test_shops_without_a_sandbox_stay_empty(connection: Connection, settings: Any, harbour: Shop) -> None:
    settings.BITSPARK_URL = "https://api.bitspark.example"

    demo.load(print)

    assert not Transfer.objects.exists()
