"""Demo data of what leaves: made once, by people, at a sandbox alone."""

from typing import Any

import pytest

from accounts.models import Connection, Shop, User
from tests.sandboxes import Sandbox
from wallet.models import BankDetail, Exchange, Withdrawal
from wallet.services.withdrawals import demo

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_made_once(
    connection: Connection, harbour: Shop, susan: User, carla: User, sandbox: Sandbox
) -> None:
    for _round in range(2):
        demo.load(lambda _line: None)

    assert [one.state for one in Withdrawal.objects.all()] == ["pending_approval"]
    assert [one.state for one in Exchange.objects.all()] == ["settled"]
    assert BankDetail.objects.get().accepted_by == carla
    assert sandbox.books()["payments"] == []


def test_without_two_people_or_a_sandbox_there_is_none(
    connection: Connection, harbour: Shop, susan: User, settings: Any
) -> None:
    demo.load(lambda _line: None)
    settings.BITSPARK_URL = "https://bitspark.example"
    demo.load(lambda _line: None)

    assert not BankDetail.objects.exists()
