"""Every way a command can stand has its three sentences."""

import pytest

from tests.wallet.orders import TakeOrder
from wallet.models import State
from wallet.selectors import outcomes
from wallet.selectors.outcomes import ACCOUNTS, Outcome

pytestmark = pytest.mark.django_db


def test_every_code_has_its_account() -> None:
    assert set(ACCOUNTS) == set(Outcome)


@pytest.mark.parametrize("code", Outcome)
def test_nothing_in_doubt_or_under_way_is_called_safe_to_repeat(code: str) -> None:
    account = ACCOUNTS[code]

    assert account.happened
    assert account.next
    assert account.safe_to_repeat == (str(account.safe) == "Nothing was sent and nothing left our account.")


@pytest.mark.parametrize("state", State)
def test_a_command_in_any_state_can_be_told_of(take: TakeOrder, state: str) -> None:
    command = take()
    command.state, command.outcome_code = state, ""

    account = outcomes.account_of(command)

    assert account.safe_to_repeat == (state in {"rejected", "cancelled", "released"})


@pytest.mark.parametrize("kind", ["withdrawal", "exchange"])
@pytest.mark.parametrize("code", Outcome)
def test_of_our_own_money_nobody_is_told_of_cash_slips_or_receipts(
    take: TakeOrder, kind: str, code: str
) -> None:
    command = take()
    command.kind, command.state, command.outcome_code = kind, State.ACCEPTED, code

    following = str(outcomes.account_of(command).next).lower()

    assert following
    assert not [word for word in ("cash", "slip", "receipt") if word in following]
