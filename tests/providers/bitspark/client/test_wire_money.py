"""The client against the running sandbox, over HTTP: top-ups, money in and out, exchange and fees."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import (
    DepositOrder,
    ExchangeOrder,
    OutcomeUnknown,
    Refused,
    TopUpOrder,
    WithdrawalOrder,
)

from .every_call import BANK, WALLET

PNG = b"\x89PNG\r\n\x1a\n"
NOWHERE = "ffffffff-ffff-ffff-ffff-ffffffffffff"


@pytest.fixture
def order(sandbox):
    """What the other shop asks of ours."""
    return TopUpOrder(sandbox.keys()[0].shop_code, "usd", Decimal("10.50"))


def of(bitspark, version):
    return bitspark.top_ups_v1 if version == 1 else bitspark.top_ups


def balance(bitspark, currency):
    return bitspark.accounts.me(currency).balance


@pytest.mark.parametrize("version", [1, 2])
def test_a_top_up_is_asked_for_seen_from_both_sides_and_approved(bitspark, other, order, version):
    before = balance(other, "usd")
    made = of(other, version).create(order)
    assert (made.status_code, made.amount, made.differences, made.unread) == (
        "pending",
        order.amount,
        (),
        (),
    )
    assert made.currency.casefold() == "usd"
    assert made.bitspark_percentage is not None
    assert (made.fee is None) is (version == 1)
    assert (made.locked_shop_commission is None) is (version == 2)

    (asked,) = of(bitspark, version).page(1, kind="requested").items
    (owned,) = of(other, version).page(1, kind="owned").items
    alone = of(bitspark, version).get(made.id)  # V2 names the fee's relation otherwise here
    assert replace(asked, raw={}) == replace(owned, raw={}) == replace(alone, raw={})
    assert of(bitspark, version).page(1, kind="owned").items == ()

    with pytest.raises(Refused, match="422"):
        of(other, version).create(order)  # one pending per user and shop
    assert of(bitspark, version).approve(made.id) is None
    assert of(bitspark, version).get(made.id).status_code == "approved"
    assert balance(other, "usd") == before + order.amount
    with pytest.raises(Refused) as caught:
        of(bitspark, version).approve(made.id)
    assert caught.value.messages == ["Top-up can not be approved"]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("act", ["decline", "cancel"])
def test_a_top_up_that_is_declined_or_cancelled_moves_nothing(bitspark, other, order, version, act):
    before = balance(other, "usd")
    made = of(other, version).create(order)
    who = of(bitspark if act == "decline" else other, version)
    getattr(who, act)(made.id)
    assert who.get(made.id).status_code != "pending"
    with pytest.raises(Refused) as caught:
        getattr(who, act)(made.id)
    assert caught.value.http_status == 422
    assert balance(other, "usd") == before


def test_the_customers_balance_comes_and_is_not_kept(bitspark, other, order, sandbox):
    sandbox.control("balance", login=1, currency="usd", amount="31337.4242")
    made = other.top_ups.create(order)
    for top_up in (bitspark.top_ups.get(made.id), bitspark.top_ups_v1.get(made.id)):
        assert "31337" not in repr(top_up) + repr(top_up.raw)


def test_an_approval_whose_answer_is_lost_is_read_and_not_repeated(bitspark, other, order, sandbox):
    made = other.top_ups.create(order)
    sandbox.fault("drop_after_commit", f"/v2/top_ups/{made.id}/approve", method="PUT")
    with pytest.raises(OutcomeUnknown):
        bitspark.top_ups.approve(made.id)
    assert [path for _, path in sandbox.seen].count(f"/v2/top_ups/{made.id}/approve") == 1
    assert bitspark.top_ups.get(made.id).status_code == "approved"


@pytest.mark.parametrize("version", [2, 3])
def test_a_deposit_to_a_bank_account_its_proof_and_its_cancelling(bitspark, version):
    order = DepositOrder(Decimal("100.25"), "usd", callback_url="http://127.0.0.1:9/callbacks/1")
    create = bitspark.payments.deposit if version == 3 else bitspark.payments.deposit_v2
    made = create(order)
    assert (made.amount, made.status_code, made.differences, made.unread) == (
        order.amount,
        "pending",
        (),
        (),
    )
    assert made.deposit_credentials["reference"]
    assert made.callback_url == order.callback_url

    shown = bitspark.payments.get(made.id)
    assert shown == bitspark.payments.get_v1(made.id)
    assert (shown.txid, shown.deposit_credentials) == (made.txid, made.deposit_credentials)

    assert bitspark.payments.upload_proof(made.id, "slip.png", PNG, "image/png") is None
    with pytest.raises(Refused) as caught:
        bitspark.payments.upload_proof(made.id, "slip.log", b"text", "text/plain")
    assert 'not allowed to upload "log" files' in caught.value.messages[0]
    assert bitspark.payments.cancel(made.id) is None
    assert bitspark.payments.get(made.id).status_code != "pending"
    with pytest.raises(Refused) as caught:
        bitspark.payments.cancel(made.id)
    assert caught.value.http_status == 422


def test_a_deposit_of_coins_waits_at_its_address(bitspark, sandbox):
    made = bitspark.payments.deposit(DepositOrder(Decimal("0.5"), "btc", generate_new_address=True))
    assert made.bitcoin_address
    assert not made.addresses_differ
    assert (made.differences, made.unread) == ((), ())
    assert [one.id for one in bitspark.payments.pending_btc_deposits(1).items] == [made.id]
    with pytest.raises(Refused) as caught:
        bitspark.payments.upload_proof(made.id, "slip.png", PNG, "image/png")
    assert "BTC deposits has no proofs to be uploaded" in caught.value.messages

    before = balance(bitspark, "btc")
    sandbox.control("arrive", id=made.id, amount="0.25")
    sandbox.advance(48 * 3600)
    assert bitspark.payments.get(made.id).amount == Decimal("0.25")
    assert balance(bitspark, "btc") == before + Decimal("0.25")
    assert bitspark.payments.pending_btc_deposits(1).items == ()


def test_a_withdrawal_to_a_bank_and_to_a_wallet(bitspark):
    before = balance(bitspark, "usd"), balance(bitspark, "btc")
    bank = bitspark.payments.withdraw(
        WithdrawalOrder("usd", Decimal(100), "W-1", bank_detail={**BANK, "swift_code": "HSBCHKHH"})
    )
    assert (bank.txid, bank.status_code, bank.differences, bank.unread) == ("W-1", "pending", (), ())
    assert bank.bank_detail["beneficiary_name"] == "Eve Moneypenny"
    assert bank.account.currency.code == "usd"

    wallet = bitspark.payments.withdraw(WithdrawalOrder("btc", Decimal("0.1"), "W-2", wallet_address=WALLET))
    assert (wallet.wallet_address, wallet.status_code, wallet.differences) == (WALLET, "", ())
    assert (balance(bitspark, "usd"), balance(bitspark, "btc")) == (
        before[0] - 100,
        before[1] - Decimal("0.1"),
    )
    assert bitspark.payments.get(wallet.id).id == wallet.id


def test_a_withdrawal_with_two_factors_needs_the_token_of_the_moment(other, sandbox):
    order = {"account_currency": "usd", "amount": Decimal(1), "txid": "W-3"}
    detail = {**BANK, "swift_code": "HSBCHKHH"}
    for token in ("", "000000"):
        with pytest.raises(Refused):
            other.payments.withdraw(WithdrawalOrder(**order, bank_detail=detail, gauth_token=token))
    token = sandbox.keys()[1].gauth_token
    made = other.payments.withdraw(WithdrawalOrder(**order, bank_detail=detail, gauth_token=token))
    assert made.differences == ()
    assert token not in repr(made) + repr(made.raw)


def test_too_little_money_is_refused_in_a_plain_string(bitspark):
    with pytest.raises(Refused) as caught:
        bitspark.payments.withdraw(WithdrawalOrder("btc", Decimal(10**6), "W-4", wallet_address=WALLET))
    assert caught.value.messages == ["Insufficient funds on account"]


def test_money_is_exchanged_at_a_rate_that_is_about_right(bitspark):
    before = balance(bitspark, "usd"), balance(bitspark, "hkd")
    rate = bitspark.exchanges.rate("usd", "hkd", Decimal(100))
    assert (rate.is_pair_asked, rate.unread) == (True, ())
    done = bitspark.exchanges.exchange(ExchangeOrder(Decimal(100), "usd", "hkd"))
    assert (done.status, done.differences, done.unread) == ("completed", (), ())
    assert done.quoted_amount > 0
    assert done.commission is not None
    assert balance(bitspark, "usd") == before[0] - 100
    assert balance(bitspark, "hkd") == before[1] + done.quoted_amount
    with pytest.raises(Refused) as caught:
        bitspark.exchanges.exchange(ExchangeOrder(Decimal(10**9), "usd", "hkd"))
    assert "Insufficient funds on account" in caught.value.messages


def test_the_cached_rate_may_be_of_another_pair_and_is_not_asked_for(bitspark, sandbox):
    bitspark.exchanges.rate("usd", "eur")
    assert "cached_rate=false" in sandbox.requests[-1]["query"]
    sandbox.control("exchange_rate", fresh="other")
    assert bitspark.exchanges.rate("usd", "eur").is_pair_asked is False


def test_fees_are_listed_filtered_shown_and_added(bitspark):
    whole = bitspark.fees.page(1)
    assert whole.total_count == len(whole.items)
    assert not [fee for fee in whole.items if fee.unread]
    active = bitspark.fees.page(1, active=True, fee_model_type="TopUp").items
    assert {(fee.active, fee.type) for fee in active} == {(True, "fees_top_ups")}
    assert bitspark.fees.get(active[0].id) == active[0]
    covering = bitspark.fees.page(1, currency="hkd", amount=Decimal(5000)).items
    assert all(fee.lower <= 5000 < fee.upper for fee in covering)

    made = bitspark.fees.create(Decimal("2.50"), "usd")
    assert (made.amount, made.active, made.is_global, made.differences) == (Decimal("2.5"), True, False, ())
    assert bitspark.fees.page(1).total_count == whole.total_count + 1
    with pytest.raises(Refused):
        bitspark.fees.create(Decimal(1), "usd", "deposit")
    with pytest.raises(Refused) as caught:
        bitspark.fees.get(NOWHERE)
    assert caught.value.http_status == 404
