"""How many queries each reading endpoint makes: a fixed number, whatever there is to read."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Device, Note
from accounts.services import profiles
from remittance.models import Hold, MoneyShop, Transfer
from remittance.services import mirror
from tests.accounts.files import picture
from tests.api import app_of, schema
from tests.factories.sender import recipient_of, sender_of
from tests.factories.told import fee_of, moved
from tests.factories.top_up import kept
from tests.factories.transfer import order_of
from tests.wallet import deposits
from wallet.models import Account, DepositAddress, MoneyCommand, State
from wallet.services.deposits import proofs

pytestmark = pytest.mark.django_db
PINNED = {
    "approvals_list": 5,
    "approvals_show": 4,
    "money_shops_list": 6,
    "money_shops_show": 4,
    "profile_show": 4,
    "accounts_history": 6,
    "accounts_list": 4,
    "accounts_show": 3,
    "addresses_list": 5,
    "commands_list": 3,
    "commands_show": 3,
    "currencies_list": 6,
    "deposits_list": 5,
    "deposits_show": 4,
    "destinations_form": 7,
    "destinations_list": 6,
    "destinations_show": 4,
    "devices_list": 3,
    "events_list": 3,
    "fees_calculate": 6,
    "fees_list": 6,
    "fees_show": 4,
    "history_list": 7,
    "holds_list": 3,
    "me": 5,
    "memos_list": 5,
    "notes_list": 4,
    "quotes_show": 3,
    "recipients_list": 3,
    "recipients_show": 3,
    "senders_list": 3,
    "senders_panel": 9,
    "senders_show": 3,
    "shops_list": 3,
    "shops_show": 3,
    "top_ups_list": 6,
    "top_ups_show": 6,
    "transfers_list": 5,
    "transfers_receipt": 5,
    "transfers_show": 3,
}

# A teller's app has none of these; tests/wallet/api/test_payouts.py counts theirs.
OF_SUPERVISORS = ("bank_details_", "exchanges_", "withdrawals_")


@pytest.fixture
def things(open_counter, harbour, alice, teller):
    """One of each, as Alice's app reads it."""
    maria, juan = sender_of(harbour, teller), recipient_of(open_counter, harbour, teller)
    order = order_of(open_counter, harbour, teller)
    deposits.open_accounts(open_counter)
    deposit = deposits.announce(open_counter, teller, harbour)
    profiles.refresh(open_counter)
    mirror.refresh_money_shops(open_counter)
    account = Account.objects.filter(connection=open_counter).order_by("currency").first()
    return {"account": account, "fee": fee_of(open_counter), "top_up": kept(open_counter),
            "deposit": deposit, "transfer": order, "sender": maria, "recipient": juan,
            "command": order.command, "approval": waits(order).command,
            "money_shop": MoneyShop.objects.first(),
            "quote": order.quote, "destination": order.destination, "shop": harbour}  # fmt: skip


def waits(order):
    """This order, as one that waits for a second person."""
    MoneyCommand.objects.filter(pk=order.command_id).update(
        state=State.PENDING_APPROVAL, why_waiting="above a limit"
    )
    return order


def more_of_all(count, things, alice, harbour, teller, susan):
    """So many more of whatever a list could hold."""
    for n in range(count):
        kept(things["transfer"].connection)
        fee_of(things["transfer"].connection, f"{count}{n}")
        moved(things["transfer"].connection, harbour, f"{count}{n}")
        Account.objects.create(connection=things["transfer"].connection, currency=f"C{count}{n}")
        one = sender_of(harbour, teller, id_number=f"X{count}{n}", first_name=f"N{n}")
        other = recipient_of(things["transfer"].connection, harbour, teller, first_name=f"N{count}{n}")
        order = order_of(things["transfer"].connection, harbour, teller, amount=str(100 * count + n))
        Transfer.objects.filter(pk=order.pk).update(sender=things["sender"], recipient=other)
        Note.objects.create(
            shop=harbour, noun="sender", object_id=things["sender"].public_id, text="x", author=alice
        )
        Hold.objects.create(shop=harbour, sender=one, reason="x", placed_by=susan, placed_at=timezone.now())
        waits(order_of(things["transfer"].connection, harbour, teller, amount=str(7000 * count + n)))
        Device.objects.create(user=alice, shop=harbour, name=f"D{n}")
        login = things["transfer"].connection
        deposits.announce(login, teller, harbour, amount=str(1000 * count + n))
        proof = picture(size=(count, n + 1))
        proofs.upload(things["deposit"], name="a.png", content=proof, actor=teller)
        for kind in DepositAddress.Kind:
            DepositAddress.objects.create(
                connection=login, kind=kind, provider_id=f"{count}{n}", code="x", created_at=timezone.now()
            )


def reads(things):
    """Each operation that reads, with a path that finds something."""
    words = {
        "notes_list": "notes?about=sender&id={sender}",
        "top_ups_show": "top-ups/{top_up}",
        "money_shops_show": "money-shops/{money_shop}",
        "approvals_show": "approvals/{approval}",
        "fees_calculate": "fees/calculator?fee_model_type=TopUp&currency=USD&amount=1",
        "destinations_form": "destinations/{destination}/form"
        "?delivery_method=pickup&province=cebu&provider=cebuana_lhuillier",
    }
    ids = {name: str(one.public_id) for name, one in things.items()}
    for path, methods in schema()["paths"].items():
        if "get" not in methods:
            continue
        operation = methods["get"]["operationId"]
        if operation.startswith(OF_SUPERVISORS):
            continue
        noun = operation.split("_")[0].removesuffix("s")
        yield (
            operation,
            words.get(operation, path.removeprefix("/api/v1/")).format(public_id=ids.get(noun, ""), **ids),
        )


def counts(teller, officer, things):
    """By operation; the profile is read by a compliance officer's app, all else by a teller's."""
    found = {}
    for operation, path in reads(things):
        app = officer if operation.startswith("profile_") else teller
        assert app.get(path).status_code == 200, (operation, path)
        with CaptureQueriesContext(database) as queries:
            app.get(path)
        found[operation] = len(queries)
    return found


def test_each_endpoints_queries_are_pinned_and_do_not_grow_with_rows(
    things, alice, carla, harbour, teller, susan
):
    apps = app_of(alice, harbour), app_of(carla, harbour)
    more_of_all(1, things, alice, harbour, teller, susan)
    assert counts(*apps, things) == PINNED
    more_of_all(7, things, alice, harbour, teller, susan)
    assert counts(*apps, things) == PINNED
