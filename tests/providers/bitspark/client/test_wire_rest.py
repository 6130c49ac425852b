"""The client against the running sandbox, over HTTP: what moves no money, and transfers within a country."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import (
    Bitspark,
    DomesticOrder,
    File,
    ProfileChange,
    Refused,
)

PNG = b"\x89PNG\r\n\x1a\n"
NOWHERE = "ffffffff-ffff-ffff-ffff-ffffffffffff"


def test_the_shops_nearest_first_and_one_with_its_commissions(bitspark, sandbox):
    everyone = Bitspark(sandbox.bitspark_url, "ff" * 20, "ee" * 20)
    page = everyone.money_shops.page(1, latitude=Decimal("1.2966"), longitude=Decimal("103.8520"))
    distances = [shop.distance for shop in page.items]
    assert distances == sorted(distances)
    assert page.items[0].id != everyone.money_shops.page(1).items[0].id
    assert not [shop for shop in page.items if shop.unread or not shop.name or shop.lat is None]
    shop = everyone.money_shops.get(page.items[0].id)
    assert shop.topup_commissions
    assert all(one.fee is not None for one in shop.topup_commissions)
    with pytest.raises(Refused):
        everyone.money_shops.get(NOWHERE)
    everyone.close()


def test_an_account_is_set_and_tells_what_holds(bitspark):
    account = bitspark.accounts.me("usd")
    changed = bitspark.accounts.update(account.id, shop_commission=Decimal("1.25"))
    assert (changed.shop_commission, changed.balance_threshold) == (
        Decimal("1.25"),
        account.balance_threshold,
    )
    assert changed.currency.code == "usd"
    bitspark.accounts.update(account.id, balance_threshold=Decimal(500))
    again = bitspark.accounts.me("usd")
    assert (again.shop_commission, again.balance_threshold) == (Decimal("1.25"), Decimal(500))
    with pytest.raises(Refused):
        bitspark.accounts.update(NOWHERE, shop_commission=Decimal(0))


def test_a_profile_is_changed_by_who_knows_its_password(bitspark, sandbox):
    change = ProfileChange(
        sandbox.keys()[0].password,
        {"first_name": "José", "middle_name": "", "last_name": "Núñez", "value": "passport"},
        File("pass.png", PNG, "image/png"),
    )
    with pytest.raises(Refused):
        bitspark.profile.update(replace(change, current_password="not this one"))
    assert bitspark.profile.me().first_name == "Grace"
    for each in (replace(change, proof=None), change):
        told = bitspark.profile.update(each)
        assert (told.first_name, told.last_name, told.unread) == ("José", "Núñez", ())
    assert bitspark.profile.me() == told
    assert told.identity_document.approved is False


def test_memos_are_generated_to_a_limit_and_listed_by_their_use(bitspark, sandbox):
    (memo,) = bitspark.memos.generate()
    assert (memo.is_used, memo.currency_id, memo.unread) == (False, None, ())
    sandbox.control("use-memo", id=memo.id)
    assert [one.is_used for one in bitspark.memos.page(1, is_used=True).items] == [True]
    assert bitspark.memos.page(1, is_used=False).items == ()
    with pytest.raises(Refused) as caught:
        for _ in range(20):
            bitspark.memos.generate()
    assert caught.value.messages == ["Too many unused memos generated"]


def test_addresses_are_generated_for_a_currency_and_listed_by_it(bitspark):
    (address,) = bitspark.addresses.generate("btc")
    assert address.code
    assert address.currency_id
    assert [one.id for one in bitspark.addresses.page(1, currency="btc", is_used=False).items] == [address.id]
    assert bitspark.addresses.page(1, currency="eth").items == ()
    with pytest.raises(Refused):
        bitspark.addresses.generate("php")


def test_the_history_shows_all_that_moved(bitspark, sandbox):
    sandbox.control("transfers", login=0, count=3)
    page = bitspark.history.page(1, 2)
    assert (len(page.items), page.total_count, page.next_page) == (2, 3, 2)
    assert {row.payment_type for row in page.items} == {"Transfer"}
    assert not [row for row in page.items if row.unread or row.amount is None or not row.basic_info]


def route(bitspark):
    destination = next(one for one in bitspark.catalogue.destinations() if one.code == "philippines")
    return {
        "account_currency": "usd",
        "amount": Decimal(1000),
        "destination_id": destination.id,
        "delivery_method": "pickup",
        "provider": "palawan_pawnshop",
        "province": "metro_manila",
    }


@pytest.mark.parametrize("keys", ["example", "table"])
def test_the_older_quotes_tell_the_same_total(bitspark, sandbox, keys):
    sandbox.control("quote_v2", keys=keys)
    asked = route(bitspark)
    newest = bitspark.quotes.amount_to_pay_v4(**asked).total_amount_to_pay_in_user_currency
    first, second = bitspark.quotes.v1(**asked), bitspark.quotes.v2(**asked)
    told = {second.total_amount_to_pay, second.total_amount_to_pay_in_user_currency} - {None}
    assert all(abs(total - newest) < Decimal("0.01") for total in {first.total_amount_to_pay, *told})
    assert first.unread == second.unread == ()


def test_the_first_history_of_transfers_hides_what_the_second_shows(bitspark, sandbox):
    (made,) = sandbox.control("transfers", login=0, count=1)["ids"]
    sandbox.status(made, "suspicious")
    assert bitspark.transfers.page(1).items[0].status.code == "suspicious"
    (old,) = bitspark.transfers.page_v1(1).items
    assert (old.id, old.status.code) == (made, "payment_created_successfully")
    assert old.recipient is not None


def test_a_transfer_within_a_country_needs_its_id(bitspark, sandbox):
    order = DomesticOrder(
        **{**route(bitspark), "amount": Decimal("1500.50")},
        recipient={"first_name": "José", "last_name": "Núñez Ibáñez", "phone_number": "+639171234567"},
        currency="PHP",
        domestic_payment_id=NOWHERE,
    )
    sent = bitspark.transfers.send_domestic(order)
    assert (sent.amount, sent.differences, sent.unread) == (order.amount, (), ())
    assert [one.id for one in bitspark.transfers.page(1).items] == [sent.id]
    with pytest.raises(Refused) as caught:
        bitspark.transfers.send_domestic(replace(order, domestic_payment_id=""))
    assert caught.value.messages
