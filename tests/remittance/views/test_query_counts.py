"""How many queries each page makes: a fixed number, whatever there is to show."""

from decimal import Decimal

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from accounts.models import Note, Role
from accounts.services import devices, invitations, profiles
from remittance.models import FollowUp, Hold, MoneyShop, Transfer
from remittance.services import mirror
from remittance.services.tracking import follow_ups
from tests.accounts.files import pdf, picture
from tests.factories.person import person
from tests.factories.sender import recipient_of, sender_of
from tests.factories.told import fee_of, moved
from tests.factories.top_up import kept
from tests.factories.transfer import order_of
from tests.people import actor_of, client_of
from tests.remittance.views.test_other_shop import MEANS
from tests.wallet import deposits, payouts
from wallet.models import Account, DepositAddress, Exchange, Limit
from wallet.services.deposits import proofs

pytestmark = pytest.mark.django_db
# Pages by a token or a kept form's name, and one whose GET only leads back.
NOT_READ = {"accounts:invitation", "accounts:kept", "remittance:confirm", "wallet:exchange-confirm"}
OF = {"audit-object": "sender"} | MEANS
PINNED = {
    "accounts:all-devices": 9,
    "accounts:audit": 13,
    "accounts:audit-object": 11,
    "accounts:connection": 10,
    "accounts:connection-edit": 13,
    "accounts:connection-key": 10,
    "accounts:connection-new": 10,
    "accounts:connection-shop": 10,
    "accounts:connections": 10,
    "accounts:devices": 8,
    "accounts:invite": 9,
    "accounts:operator": 9,
    "accounts:people": 13,
    "accounts:person": 13,
    "accounts:profile": 10,
    "accounts:profile-edit": 10,
    "accounts:settings": 15,
    "accounts:shop": 10,
    "accounts:shop-new": 8,
    "accounts:shops": 9,
    "home": 21,
    "remittance:fee": 10,
    "remittance:fee-calculator": 9,
    "remittance:fee-new": 10,
    "remittance:fees": 14,
    "remittance:follow-ups": 8,
    "remittance:money-shop": 10,
    "remittance:money-shops": 10,
    "remittance:receipt": 11,
    "remittance:recipient": 11,
    "remittance:recipient-delete": 8,
    "remittance:recipient-edit": 8,
    "remittance:recipient-new": 7,
    "remittance:recipients": 10,
    "remittance:rules": 11,
    "remittance:send": 10,
    "remittance:send-fields": 8,
    "remittance:sender": 15,
    "remittance:sender-edit": 8,
    "remittance:sender-new": 7,
    "remittance:sender-panel": 13,
    "remittance:senders": 8,
    "remittance:top-up": 13,
    "remittance:top-up-new": 12,
    "remittance:top-up-poster": 7,
    "remittance:top-ups": 24,
    "remittance:transfer": 12,
    "remittance:transfers": 16,
    "wallet:account": 10,
    "wallet:account-terms": 9,
    "wallet:accounts": 9,
    "wallet:addresses": 13,
    "wallet:approval": 9,
    "wallet:approvals": 12,
    "wallet:bank-detail": 12,
    "wallet:bank-detail-new": 9,
    "wallet:bank-details": 10,
    "wallet:deposit": 13,
    "wallet:deposit-cancel": 9,
    "wallet:deposit-new": 10,
    "wallet:deposit-proof": 9,
    "wallet:deposits": 12,
    "wallet:deposits-bitcoin": 12,
    "wallet:exchange": 12,
    "wallet:exchange-new": 12,
    "wallet:exchanges": 10,
    "wallet:history": 17,
    "wallet:history-row": 11,
    "wallet:limit-new": 9,
    "wallet:limits": 11,
    "wallet:withdrawal": 10,
    "wallet:withdrawal-new": 13,
    "wallet:withdrawals": 10,
}


@pytest.fixture
def things(open_counter, harbour, alice, teller, ada):
    """One of everything that a page is about."""
    profiles.refresh(open_counter)
    deposits.open_accounts(open_counter)
    deposit = deposits.announce(open_counter, teller, harbour)
    proof = proofs.upload(deposit, name="slip.pdf", content=pdf(), actor=teller).proof
    maria, juan = sender_of(harbour, teller), recipient_of(open_counter, harbour, teller)
    limit = Limit.objects.create(
        shop=harbour, role=Role.TELLER, kind="transfer", currency="PHP", per_order=Decimal(1)
    )
    waiting = order_of(open_counter, harbour, teller, amount="77")
    limit.delete()  # one waits; those that come later do not
    account = Account.objects.filter(connection=open_counter).order_by("currency").first()
    Account.objects.filter(pk=account.pk).update(remote_id="ours")
    withdrawal = payouts.closed(open_counter, harbour, 7)
    mirror.refresh_money_shops(open_counter)
    return {"money-shop": MoneyShop.objects.first(),
            "withdrawal": withdrawal, "bank-detail": withdrawal.detail,
            "exchange": payouts.done(open_counter, harbour),
            "account": account, "history": moved(open_counter, harbour), "fee": fee_of(open_counter),
            "deposit": deposit, "proof": proof, "top-up": kept(open_counter),
            "sender": maria, "recipient": juan, "connection": open_counter, "shop": harbour, "person": alice,
            "transfer": order_of(open_counter, harbour, teller), "approval": waiting.command}  # fmt: skip


def more(count, things, alice, susan, ada, teller):
    """So many more of whatever a page could list."""
    shop, login, maria = things["shop"], things["connection"], things["sender"]
    for n in range(count):
        mark = f"{count}-{n}"
        one = sender_of(shop, teller, id_number=f"X{mark}", first_name=f"N{n}")
        other = recipient_of(login, shop, teller, first_name=f"N{n}")
        order = order_of(login, shop, teller, amount=str(1000 * count + n))
        Transfer.objects.filter(pk=order.pk).update(sender=maria, recipient=things["recipient"])
        follow_ups.open(order, FollowUp.Kind.TELL_CUSTOMER, "tracking-number")
        for about in (maria, things["recipient"], things["transfer"]):
            noun = type(about).__name__.lower()
            Note.objects.create(shop=shop, noun=noun, object_id=about.public_id, text="x", author=alice)
        Hold.objects.create(shop=shop, sender=one, reason="x", placed_by=susan)
        Hold.objects.create(shop=shop, recipient=other, reason="x", placed_by=susan)
        devices.issue(alice, shop, f"D{mark}", actor=teller)
        invitations.invite(actor=actor_of(ada, None), name=f"I{mark}", role="teller", shops=[shop])
        person(f"p{mark}", "P", shop, Role.TELLER)
        Account.objects.update_or_create(connection=login, currency=f"C{count}{n}")
        payouts.closed(login, shop, 100 * count + n)
        Exchange.objects.create(
            shop=shop, connection=login, currency_from="USD", currency_to="HKD", amount=1,
            reference=mark, state="settled", created_at=maria.created_at,
        )  # fmt: skip
        moved(login, shop, mark)
        moved(login, shop, order.public_id, payment_type="Transfer")
        fee_of(login, mark)
        kept(login)
        kept(login, status_code="approved")
        deposits.announce(login, teller, shop, amount=str(1000 * count + n))
        proofs.upload(things["deposit"], name="a.png", content=picture(size=(count, n + 1)), actor=teller)
        for kind in DepositAddress.Kind:
            DepositAddress.objects.create(
                connection=login, kind=kind, provider_id=mark, code=mark, created_at=maria.created_at
            )


def pages(things):
    """(name, path) of each page of ours that is read by GET."""
    for space in ("accounts", "wallet", "remittance"):
        for one in get_resolver().namespace_dict[space][1].url_patterns:
            name = f"{space}:{one.name}"
            view = getattr(one.callback, "view_class", None)
            if (
                name in NOT_READ
                or "get" not in getattr(view, "http_method_names", ())
                or not hasattr(view, "get")
            ):
                continue
            given = {}
            if one.pattern.converters:
                word = OF.get(one.name) or max(
                    (noun for noun in things if one.name.startswith(noun)), key=len
                )
                thing = things[word].public_id
                given = {"public_id": thing, "object_id": thing, "noun": "sender"}
                given["proof_id"] = things["proof"].public_id
            yield name, reverse(name, kwargs={key: given[key] for key in one.pattern.converters})
    yield "home", reverse("home")


def counts(people, things):
    """Of the first of these people who may read it."""
    found = {}
    for name, path in pages(things):
        client = next(one for one in people if one.get(path).status_code == 200)
        with CaptureQueriesContext(database) as queries:
            client.get(path)
        found[name] = len(queries)
    return found


def test_each_pages_queries_are_pinned_and_do_not_grow_with_rows(things, alice, susan, ada, teller, harbour):
    people = [client_of(alice, harbour), client_of(susan, harbour), client_of(ada, harbour)]
    more(2, things, alice, susan, ada, teller)
    assert counts(people, things) == PINNED
    more(8, things, alice, susan, ada, teller)
    assert counts(people, things) == PINNED
