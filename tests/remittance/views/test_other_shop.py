"""Each address that names a thing of Alice's, tried by every role of the other shop: 404, and no change."""

import json
from decimal import Decimal

import pytest
from django.apps import apps
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Role
from accounts.services import devices, invitations, notes
from remittance.models import FollowUp, MoneyShop, Transfer
from remittance.services.people import holds
from remittance.services.tracking import follow_ups
from tests.accounts.files import pdf
from tests.api import app_of
from tests.factories.person import person
from tests.factories.sender import recipient_of, sender_of
from tests.factories.told import fee_of, moved
from tests.factories.top_up import kept
from tests.factories.transfer import order_of
from tests.people import actor_of, client_of
from tests.wallet import deposits, payouts
from wallet.models import Limit
from wallet.services.deposits import proofs

pytestmark = pytest.mark.django_db
# Which thing an address names, where its own name does not begin with it.
MEANS = {"role-give": "person", "role-take": "person", "receipt": "transfer", "stop": "transfer",
         "not-kept": "transfer", "refresh-transfer": "transfer", "refresh": "connection",
         "any-device-revoke": "device", "hold-lift": "hold", "note": "transfer",
         "approve": "approval", "refuse": "approval", "withdraw": "approval",
         "memo-account": "connection", "history-refresh": "connection"}  # fmt: skip
# By a token, a kept form's name, a signature or one's own only: each has tests of its own.
NO_THING = {"accounts:audit-object", "accounts:invitation", "accounts:kept", "wallet:callback"}
BODY = {"version": "1", "reason": "because", "text": "x", "act": "take", "role": "teller", "name": "x"}
QUIET = {"User", "Membership", "Device", "RateCount", "Rate"}  # the strangers themselves, and their calls
CANARIES = ("Alice", "Harbour", "Dela Cruz", "Santos", "asked by the police", "HK1-", "Phone of")


def addresses():
    """Every named address with an id in it."""
    for space in ("accounts", "wallet", "remittance", "api"):
        prefix = get_resolver().namespace_dict[space][1]
        for one in prefix.url_patterns:
            name = f"{space}:{one.name}"
            if one.name and one.pattern.converters and name not in NO_THING:
                yield name, sorted(one.pattern.converters)


ADDRESSES = sorted({name: tuple(args) for name, args in addresses()}.items())


@pytest.fixture
def things(connection, harbour, alice, susan, ada, settings, tmp_path):
    """One of everything that HK1 has."""
    settings.STATE_DIR = tmp_path
    teller = actor_of(alice, harbour)
    order = order_of(connection, harbour, teller)
    maria, juan = sender_of(harbour, teller), recipient_of(connection, harbour, teller)
    Transfer.objects.filter(pk=order.pk).update(sender=maria, recipient=juan)
    order.refresh_from_db()
    notes.write(order, "Alice's note", actor=teller)
    device, _ = devices.issue(alice, harbour, "Phone of hers", actor=teller)
    invitation, _ = invitations.invite(actor=actor_of(ada, None), name="Dora", role="teller", shops=[harbour])
    follow_up = follow_ups.open(order, FollowUp.Kind.TELL_CUSTOMER, "tracking-number")
    hold = holds.place(maria, "asked by the police", actor=actor_of(susan, harbour))
    deposits.open_accounts(connection)
    deposit = deposits.announce(connection, teller, harbour)
    proof = proofs.upload(deposit, name="slip.pdf", content=pdf(), actor=teller).proof
    limit = Limit.objects.create(
        shop=harbour, role=Role.TELLER, kind="transfer", currency="PHP", per_order=Decimal(1)
    )
    waiting = order_of(connection, harbour, teller)
    held = connection.accounts.order_by("currency").first()
    type(held).objects.filter(pk=held.pk).update(remote_id="ours")
    top_up = kept(connection, user_account_id="ours", shop_account_id="ours", version=9)
    withdrawal = payouts.waiting(connection, harbour)
    money_shop = MoneyShop.objects.create(
        connection=connection, provider_id="ms-1", name="Harbour Money", last_seen_at=timezone.now()
    )
    return {
        "withdrawal": withdrawal, "bank-detail": withdrawal.detail,
        "exchange": payouts.done(connection, harbour),
        "account": held, "history": moved(connection, harbour), "fee": fee_of(connection),
        "approval": waiting.command, "limit": limit, "top-up": top_up,
        "deposit": deposit, "proof": proof, "money-shop": money_shop,
        "transfer": order, "sender": maria, "recipient": juan, "device": device, "invitation": invitation,
        "command": order.command, "quote": order.quote, "destination": order.destination, "shop": harbour,
        "person": alice, "connection": connection, "follow-up": follow_up, "hold": hold,
    }  # fmt: skip


def path_of(name, arguments, things):
    word = name.split(":")[1]
    thing = things[MEANS.get(word) or max((one for one in things if word.startswith(one)), key=len)]
    proof = things["proof"].public_id
    given = {
        "public_id": thing.public_id,
        "proof_id": proof,
        "noun": "transfers" if word == "refresh" else "transfer",
    }
    return reverse(name, kwargs={argument: given[argument] for argument in arguments})


def answers(user, shop, path):
    """What each way of calling this address answers this person."""
    if path.startswith("/api/"):
        app, as_json = app_of(user, shop), json.dumps(BODY | {"version": 1})
        for method in ("GET", "POST", "PATCH"):
            yield method, app.generic(method, path, as_json, content_type="application/json")
        yield "DELETE", app.generic("DELETE", f"{path}?version=1")
    else:
        yield "GET", client_of(user, shop).get(path)
        yield "POST", client_of(user, shop).post(path, BODY)


def counted():
    """How many rows there are of each kind that an act on these addresses could make or end."""
    tables = [
        model
        for app in ("accounts", "wallet", "remittance")
        for model in apps.get_app_config(app).get_models()
    ]
    return {model.__name__: model._default_manager.count() for model in tables if model.__name__ not in QUIET}


@pytest.mark.parametrize(("name", "arguments"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_sec_3_charlie_and_his_colleagues_find_nothing_of_alices(
    name, arguments, things, lantern, lantern_connection, alice, susan, carla, ada, harbour
):
    path = path_of(name, arguments, things)
    before, codes = counted(), {}
    for role in Role.values:
        stranger = person(f"lantern-{role}", "Strange R", lantern, role)
        for method, answer in answers(stranger, lantern, path):
            codes[role, method] = answer.status_code
            assert not [one for one in CANARIES if one in answer.content.decode()], (role, method)
    assert set(codes.values()) <= {403, 404, 405}, codes
    assert 404 in codes.values()
    assert {name: count for name, count in counted().items() if count != before[name]} == {}

    ours = {
        answer.status_code
        for user in (alice, susan, carla, ada)
        for _method, answer in answers(user, harbour, path)
    }
    assert ours - {403, 404, 405}, "somebody of HK1 is answered there, so the id is not just wrong"
