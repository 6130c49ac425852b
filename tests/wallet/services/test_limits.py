"""Limits: which order waits for a second person, and why."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Actor, Membership, Role, Shop, User
from remittance.models import Destination
from tests.factories.person import person
from tests.people import actor_of
from tests.wallet.orders import TakeOrder, params
from wallet.models import Limit, MoneyCommand
from wallet.selectors import limits
from wallet.services import commands

pytestmark = pytest.mark.django_db


def domestic(destination: Destination, actor: Actor, shop: Shop, amount: str) -> MoneyCommand:
    asked = params(destination, amount, domestic_payment_id=f"D-{amount}")
    taken = commands.intake(
        "domestic_transfer",
        key=f"domestic {amount}",
        actor=actor,
        shop=shop,
        connection=destination.connection,
        params=asked,
    )
    return taken.command


def limit(shop: Shop | None, **changes: Any) -> Limit:
    row = {"role": Role.TELLER, "kind": "transfer", "currency": "PHP", "per_order": Decimal(1000)} | changes
    return Limit.objects.create(shop=shop, **row)


def test_without_a_limit_no_order_waits(take: TakeOrder) -> None:
    assert take(amount="999999").state == "queued"


def test_an_order_above_its_limit_waits_and_says_why(take: TakeOrder, harbour: Shop) -> None:
    limit(harbour)

    assert take(amount="1000").state == "queued"
    above = take(amount="1000.01")

    assert (above.state, above.why_waiting) == ("pending_approval", "Above 1000 PHP by one order.")
    assert 59 * 60 < (above.valid_until - above.created_at).total_seconds() <= 60 * 60 + 5


def test_what_a_person_ordered_in_24_hours_counts_together(take: TakeOrder, harbour: Shop) -> None:
    limit(harbour, per_order=None, per_day=Decimal(1000))

    assert take(amount="600").state == "queued"
    assert take(amount="400").state == "queued"
    over = take(amount="1")

    assert over.state == "pending_approval"
    assert over.why_waiting == "With today's orders 1001 PHP, above 1000 in 24 hours."


def test_an_order_that_waits_counts_as_well_and_one_that_was_stopped_does_not(
    take: TakeOrder, harbour: Shop, teller: Actor
) -> None:
    limit(harbour, per_order=None, per_day=Decimal(1000))
    first, waits = take(amount="900"), take(amount="500")
    assert waits.state == "pending_approval"

    assert take(amount="50").state == "pending_approval"
    commands.stop(waits, version=waits.version, actor=teller)
    commands.stop(first, version=first.version, actor=teller)
    for one in MoneyCommand.objects.filter(state="pending_approval"):
        commands.stop(one, version=one.version, actor=teller)

    assert take(amount="1000").state == "queued"


def test_what_is_older_than_24_hours_counts_no_more(take: TakeOrder, harbour: Shop) -> None:
    limit(harbour, per_order=None, per_day=Decimal(1000))
    old = take(amount="900")
    MoneyCommand.objects.filter(pk=old.pk).update(created_at="2020-01-01T00:00Z")

    assert take(amount="1000").state == "queued"


def test_a_colleagues_orders_do_not_count(take: TakeOrder, harbour: Shop, bob: User) -> None:
    limit(harbour, per_order=None, per_day=Decimal(1000))
    take(amount="900", actor=actor_of(bob, harbour))

    assert take(amount="1000").state == "queued"


def test_the_shops_own_limit_holds_before_that_of_all_shops(take: TakeOrder, harbour: Shop) -> None:
    limit(None, per_order=Decimal(100))
    assert take(amount="500").state == "pending_approval"

    limit(harbour, per_order=Decimal(1000))
    assert take(amount="501").state == "queued"


def test_another_shops_limit_another_roles_another_kinds_and_one_that_ended_do_not_hold(
    take: TakeOrder, harbour: Shop, lantern: Shop
) -> None:
    limit(lantern)
    limit(harbour, role=Role.SUPERVISOR)
    limit(harbour, kind="exchange")
    limit(harbour, currency="USD")
    limit(harbour, ended_at="2026-01-01T00:00Z")

    assert take(amount="5000").state == "queued"


def test_a_limit_is_in_what_leaves_our_account_where_the_price_is_known(
    take: TakeOrder, harbour: Shop
) -> None:
    limit(harbour, currency="USD", per_order=Decimal(100))

    assert take(amount="90000", terms={"total": "99", "total_at_confirm": "99.99"}).state == "queued"
    above = take(amount="90001", terms={"total": "99", "total_at_confirm": "100.01"})

    assert above.why_waiting == "Above 100 USD by one order."
    assert (above.limit_amount, above.limit_currency) == (Decimal("100.01"), "USD")


def test_a_domestic_transfer_is_no_way_around_the_limit_of_transfers(
    destination: Destination, teller: Actor, harbour: Shop
) -> None:
    limit(harbour, per_day=Decimal(1500))

    above = domestic(destination, teller, harbour, "1000.01")
    first, second = (domestic(destination, teller, harbour, amount) for amount in ("900", "601"))

    assert above.why_waiting == "Above 1000 PHP by one order."
    assert (first.state, second.state) == ("pending_approval", "pending_approval"), "the one above counts"
    commands.stop(above, version=above.version, actor=teller)
    third = domestic(destination, teller, harbour, "1")
    assert third.why_waiting == "With today's orders 1502 PHP, above 1500 in 24 hours."


def test_a_limit_of_domestic_transfers_holds_before_that_of_transfers(
    destination: Destination, teller: Actor, harbour: Shop
) -> None:
    limit(harbour)
    limit(harbour, kind="domestic_transfer", per_order=Decimal(2000))

    assert domestic(destination, teller, harbour, "2000").state == "queued"
    assert domestic(destination, teller, harbour, "2001").state == "pending_approval"


def test_a_day_under_the_limit_of_all_shops_counts_them_together(
    take: TakeOrder, harbour: Shop, lantern: Shop, alice: User
) -> None:
    limit(None, per_order=None, per_day=Decimal(1000))
    Membership.objects.create(user=alice, shop=lantern, role=Role.TELLER)
    elsewhere = {"actor": actor_of(alice, lantern), "shop": lantern}

    assert take(amount="900").state == "queued"
    over = take(amount="101", **elsewhere)
    assert over.why_waiting == "With today's orders 1001 PHP, above 1000 in 24 hours."

    limit(lantern, per_order=None, per_day=Decimal(150))
    assert take(amount="49", **elsewhere).state == "queued", "its own limit counts its own orders"
    assert take(amount="100").state == "queued", "and they no longer count elsewhere"


def test_the_role_is_the_one_in_this_shop(take: TakeOrder, harbour: Shop) -> None:
    limit(harbour)
    simon = person("simon", "Simon", harbour, Role.SUPERVISOR)

    assert take(amount="5000", actor=actor_of(simon, harbour)).state == "queued"


@pytest.mark.parametrize("everywhere", [False, True])
def test_the_database_keeps_one_limit_in_a_place(harbour: Shop, everywhere: bool) -> None:
    shop = None if everywhere else harbour
    limit(shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        limit(shop)


def test_a_limit_says_something(harbour: Shop) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        limit(harbour, per_order=None, per_day=None)


def test_an_app_is_told_the_limits_of_its_role(harbour: Shop) -> None:
    limit(None, per_order=Decimal(5), per_day=Decimal(50))
    limit(harbour, per_order=Decimal(7))
    limit(harbour, role=Role.SUPERVISOR, currency="USD")

    assert limits.told(harbour, Role.TELLER) == {"transfer.PHP.per_order": "7"}
