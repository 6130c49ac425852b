"""An order that waits is looked at again before it is approved: people, price, balance."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Actor, Connection, Role, Shop, User
from accounts.services.errors import Conflict, ProviderDown, Refused
from remittance.models import Sender, Transfer
from remittance.services.people import holds
from tests.factories.sender import recipient_of
from tests.factories.transfer import order_of
from tests.people import SignIn, actor_of
from tests.sandboxes import Sandbox
from wallet.models import Limit, MoneyCommand
from wallet.services import approvals, commands, sending

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(susan: User, harbour: Shop) -> Actor:
    return actor_of(susan, harbour)


@pytest.fixture
def waiting(open_counter: Connection, harbour: Shop, teller: Actor, maria: Sender) -> Transfer:
    """Maria's order above Alice's limit, to a recipient of the book."""
    Limit.objects.create(
        shop=harbour, role=Role.TELLER, kind="transfer", currency="PHP", per_order=Decimal(1000)
    )
    transfer = order_of(open_counter, harbour, teller)
    juan = recipient_of(open_counter, harbour, teller)
    Transfer.objects.filter(pk=transfer.pk).update(sender=maria, recipient=juan)
    return Transfer.objects.select_related("sender", "recipient", "quote", "command").get(pk=transfer.pk)


def approve(transfer: Transfer, actor: Actor) -> MoneyCommand:
    command = MoneyCommand.objects.get(pk=transfer.command_id)
    return approvals.approve(command, version=command.version, actor=actor)


def was_shown(transfer: Transfer, share: str) -> None:
    """Let the price that was shown be this share of today's."""
    assert transfer.quote is not None
    transfer.quote.total = (transfer.quote.total * Decimal(share)).quantize(Decimal("0.01"))
    transfer.quote.save()


def refused(transfer: Transfer, actor: Actor, sandbox: Sandbox) -> str:
    """The code of the refusal to approve it; it waits on, and nothing was sent."""
    with pytest.raises((Refused, Conflict, ProviderDown)) as refusal:
        approve(transfer, actor)
    assert MoneyCommand.objects.get(pk=transfer.command_id).state == "pending_approval"
    assert sandbox.books()["transfers"] == []
    return refusal.value.code


def test_what_still_holds_is_sent(waiting: Transfer, supervisor: Actor, sandbox: Sandbox) -> None:
    assert approve(waiting, supervisor).state == "accepted"
    assert len(sandbox.books()["transfers"]) == 1


@pytest.mark.parametrize("share", ["1.02", "0.98"])
def test_a_price_that_moved_beyond_the_tolerance_is_not_sent(
    waiting: Transfer, supervisor: Actor, sandbox: Sandbox, share: str
) -> None:
    was_shown(waiting, share)

    assert refused(waiting, supervisor, sandbox) == "quote-moved"


def test_a_price_within_the_tolerance_is_the_shops(
    waiting: Transfer, supervisor: Actor, sandbox: Sandbox
) -> None:
    was_shown(waiting, "1.004")

    assert approve(waiting, supervisor).state == "accepted"


def test_a_hold_placed_meanwhile_stops_it(waiting: Transfer, supervisor: Actor, sandbox: Sandbox) -> None:
    assert waiting.sender is not None
    holds.place(waiting.sender, "Asked by the police", actor=supervisor)

    assert refused(waiting, supervisor, sandbox) == "on-hold"


def test_a_hold_on_the_recipient_stops_it(waiting: Transfer, supervisor: Actor, sandbox: Sandbox) -> None:
    assert waiting.recipient is not None
    holds.place(waiting.recipient, "Asked by the police", actor=supervisor)

    assert refused(waiting, supervisor, sandbox) == "on-hold"


def test_an_id_that_expired_meanwhile_stops_it(
    waiting: Transfer, supervisor: Actor, sandbox: Sandbox
) -> None:
    Sender.objects.update(id_expires_on=date(2020, 1, 1))

    assert refused(waiting, supervisor, sandbox) == "id-expired"


def test_too_little_on_our_account_stops_it(waiting: Transfer, supervisor: Actor, sandbox: Sandbox) -> None:
    sandbox.control("balance", login=0, currency="usd", amount="1")

    assert refused(waiting, supervisor, sandbox) == "balance-too-low"


def test_without_a_price_it_waits_on(waiting: Transfer, supervisor: Actor, sandbox: Sandbox) -> None:
    sandbox.fault("status", "/v4/*", code=503, times=0)

    assert refused(waiting, supervisor, sandbox) == "provider-down"


@pytest.mark.parametrize("how", ["refused", "late", "withdrawn"])
def test_the_form_reopens_filled_as_after_any_order_that_was_not_sent(
    waiting: Transfer, supervisor: Actor, teller: Actor, alice: User, client_of: SignIn, how: str
) -> None:
    command = MoneyCommand.objects.get(pk=waiting.command_id)
    if how == "refused":
        approvals.refuse(command, version=command.version, reason="No invoice", actor=supervisor)
    elif how == "withdrawn":
        commands.stop(command, version=command.version, actor=teller)
    else:
        MoneyCommand.objects.filter(pk=command.pk).update(valid_until="2020-01-01T00:00Z")
        sending.cancel_late()

    client = client_of(alice)
    page = client.get(reverse("remittance:transfer", args=[waiting.public_id])).content.decode()
    again = f"{reverse('remittance:send')}?again={waiting.public_id}"
    assert again in page
    assert "Receipt" not in page
    form = client.get(again).content.decode()
    assert 'value="5000"' in form
    assert "Juan" in form


def test_the_page_says_that_it_waits(waiting: Transfer, client_of: SignIn, alice: User, susan: User) -> None:
    path = reverse("remittance:transfer", args=[waiting.public_id])
    page = client_of(alice).get(path).content.decode()
    for words in ("Waits for a second person", "Above 1000 PHP by one order.", "Take it back", "Receipt"):
        assert words in page
    assert "every 3s" in page
    assert "Send again" not in page

    other = client_of(susan).get(path).content.decode()
    assert "Approve or refuse" in other
    assert "Take it back" not in other


def test_the_slip_says_that_it_waits(waiting: Transfer, client_of: SignIn, alice: User) -> None:
    page: Any = client_of(alice).get(reverse("remittance:receipt", args=[waiting.public_id]))
    assert "Order taken, waits for a second person" in page.content.decode()
