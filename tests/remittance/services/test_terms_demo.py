"""Demo fees, history and a low account."""

from typing import Any

import pytest

from accounts.models import Connection, Proposal, User
from remittance.models import Fee
from remittance.services import mirror, terms_demo
from tests.sandboxes import Sandbox
from wallet.models import HistoryRow
from wallet.selectors.accounts import low

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_demo_shop_has_fees_a_history_and_one_low_account_once(
    connection: Connection, carla: User, ada: User, sandbox: Sandbox
) -> None:
    sandbox.control("transfers", login=0, count=2)
    mirror.refresh_balances(connection)
    said: list[Any] = []

    terms_demo.load(said.append)
    terms_demo.load(said.append)

    assert len(said) == 1
    assert Fee.objects.exists()
    assert HistoryRow.objects.count() == 2
    assert len(low([connection])) == 1
    assert Proposal.objects.get().outcome == Proposal.Outcome.DONE
