"""A teller's app at an open counter, and what it takes to send 1,500 pesos."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Connection, Shop, User
from remittance.models import Destination, Sender
from tests.api import App, app_of

JUAN = {
    "recipient.first_name": "Juan",
    "recipient.last_name": "Cruz",
    "recipient.phone_number": "+639171234567",
    "recipient.beneficiary_name": "Juan Cruz",
    "recipient.bank_account_number": "001234567890",
}
Send = Callable[..., Any]


@pytest.fixture
def app(alice: User, harbour: Shop, open_counter: Connection) -> App:
    return app_of(alice, harbour)


@pytest.fixture
def charlies(charlie: User, lantern: Shop, lantern_connection: Connection) -> App:
    """The app of Charlie, of the other shop."""
    return app_of(charlie, lantern)


@pytest.fixture
def manila(open_counter: Connection) -> dict[str, str]:
    """The way to a bank account in Manila."""
    place = Destination.objects.get(connection=open_counter, name="Philippines")
    return {
        "destination": str(place.public_id),
        "province": "metro_manila",
        "delivery_method": "bank",
        "provider": "metrobank",
    }


@pytest.fixture
def priced(app: App, manila: dict[str, str]) -> Callable[..., dict[str, Any]]:
    """`priced(amount="1500")`: a fresh quote."""

    def ask(**more: Any) -> dict[str, Any]:
        side = {"amount": "1500"} if "budget" not in more else {}
        response = app.post("quotes", manila | side | more)
        assert response.status_code == 201, response.content
        return dict(response.json())

    return ask


@pytest.fixture
def order(priced: Callable[..., dict[str, Any]], maria: Sender) -> Callable[..., dict[str, Any]]:
    """`order()`: the body of an order at a fresh price."""

    def body(**more: Any) -> dict[str, Any]:
        quote = more.pop("quote", None) or priced()["id"]
        return {"quote": quote, "sender": str(maria.public_id), "values": dict(JUAN)} | more

    return body


@pytest.fixture
def send(app: App, order: Callable[..., dict[str, Any]]) -> Send:
    """`send()`: the answer to an order, under a fresh key."""

    def post(body: dict[str, Any] | None = None, *, key: str = "", by: App | None = None) -> Any:
        asked = order() if body is None else body
        return (by or app).post("transfers", asked, headers={"Idempotency-Key": key or str(uuid4())})

    return post
