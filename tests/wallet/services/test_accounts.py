"""What we hold at Bitspark, as it last said."""

from typing import Any

import pytest

from accounts.models import Connection
from tests.sandboxes import Sandbox
from wallet.models import Account
from wallet.selectors import accounts as selectors
from wallet.services import accounts

pytestmark = pytest.mark.django_db


def test_a_balance_is_kept_as_it_was_told(connection: Connection, sandbox: Sandbox) -> None:
    sandbox.control("balance", login=connection.name, currency="usd", amount="87597.8195418990169122")

    (account,) = accounts.refresh(connection, ["usd"])

    assert account.currency == "USD"
    assert account.balance_raw == "87597.8195418990169122"
    assert str(account.balance) == "87597.81954189"
    assert account.is_told
    assert selectors.held_in(connection, "usd") == account


def test_one_that_fails_stops_no_other_and_is_no_zero(connection: Connection, sandbox: Sandbox) -> None:
    told, unknown = accounts.refresh(connection, ["usd", "xyz"])

    assert told.is_told
    assert not unknown.is_told
    assert (unknown.balance, unknown.balance_raw) == (None, "")
    assert unknown.failure
    assert list(selectors.held(connection)) == [told, unknown]


@pytest.mark.parametrize(
    "fault", [{"fault": "status", "code": 503}, {"fault": "drop_before"}, {"fault": "malformed"}]
)
def test_a_failure_keeps_the_last_figure_and_says_so(
    connection: Connection, sandbox: Sandbox, fault: dict[str, Any]
) -> None:
    before = accounts.refresh_currency(connection, "usd")
    sandbox.fault(path="/v1/accounts/me", **fault)

    after = accounts.refresh_currency(connection, "usd")

    assert (after.balance_raw, after.read_at) == (before.balance_raw, before.read_at)
    assert after.failed_at
    assert not after.is_told
    assert after.failure
    assert accounts.refresh_currency(connection, "usd").is_told


def test_a_figure_too_large_for_the_column_is_kept_as_text_alone(
    connection: Connection, sandbox: Sandbox
) -> None:
    sandbox.control("balance", login=connection.name, currency="usd", amount="1000000000000000.5")

    account = accounts.refresh_currency(connection, "usd")

    assert (account.balance_raw, account.balance) == ("1000000000000000.5", None)
    assert Account.objects.count() == 1
