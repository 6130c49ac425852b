"""Demo deposits, made through the desk's own services."""

import pytest

from tests.wallet.deposits import booked
from wallet.models import Deposit, DepositAddress
from wallet.services.deposits import demo

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_shop_gets_a_few_deposits_once(connection, lantern_connection, alice, charlie, sandbox):
    said = []

    demo.load(said.append)
    demo.load(said.append)

    assert said == ["Harbour Money has three demo deposits.", "Lantern Exchange has three demo deposits."]
    of_harbour = Deposit.objects.filter(shop__code="HK1").order_by("id")
    assert [one.state for one in of_harbour] == ["settled", "accepted", "accepted"]
    assert [one.account_currency for one in of_harbour] == ["HKD", "HKD", "BTC"]
    assert len(booked(sandbox)) == 6
    assert sorted(DepositAddress.objects.values_list("kind", flat=True)) == ["address"] * 2 + ["memo"] * 2


def test_without_a_sandbox_nothing_is_announced(connection, alice, settings):
    settings.BITSPARK_URL = "https://api.bitspark.example"

    demo.load(print)

    assert not Deposit.objects.exists()
