"""Every way in which announcing a deposit can go wrong: what becomes of it, and what stands in the books."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Connection, Shop, User
from tests.faults.test_answers import FAULTS, IN_DOUBT
from tests.pages import form_at
from tests.people import SignIn
from tests.sandboxes import Sandbox
from tests.wallet import deposits
from tests.wallet.deposits import booked
from wallet.models import Attempt, Deposit, MoneyCommand
from wallet.services import reading_back, sending

pytestmark = pytest.mark.django_db(transaction=True)
POST = ("POST", "/v3/payments/deposit")
NEW = "/deposits/new/"


@pytest.fixture
def browser(
    client_of: SignIn, alice: User, harbour: Shop, connection: Connection, settings: Any, tmp_path: Any
) -> Client:
    settings.STATE_DIR, settings.PUBLIC_URL = tmp_path, "https://desk.example"
    deposits.open_accounts(connection)
    return client_of(alice, harbour)


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("currency", ["USD", "BTC"])
def test_at_most_one_deposit_and_none_is_lost(
    browser: Client, sandbox: Sandbox, name: str, currency: str
) -> None:
    fault, state, most, words = FAULTS[name]
    form = form_at(browser.get(NEW), NEW) | {"currency": currency, "amount": "0.5"}
    sandbox.fault(path=POST[1], method=POST[0], **fault)

    done = browser.post(NEW, form)

    assert done.status_code == 302, done.content.decode()
    assert Deposit.objects.get().state == MoneyCommand.objects.get().state == state
    page = browser.get(done["Location"]).content.decode()
    assert all(sentence in page for sentence in words)
    assert (IN_DOUBT in page) == (state == "unknown")
    assert browser.post(NEW, form)["Location"] == done["Location"]
    sending.send_due()
    assert (sandbox.seen.count(POST), len(booked(sandbox))) == (1, most)

    in_the_end(state, most)
    assert (sandbox.seen.count(POST), len(booked(sandbox))) == (1, most)


def in_the_end(state: str, booked_there: int) -> None:
    """Hours later: found where it was booked, closed where it was not, each time by reading alone."""
    for _ in range(3):
        long_ago = timezone.now() - timedelta(hours=4)
        Attempt.objects.update(sender_done_at=long_ago)
        Deposit.objects.exclude(first_absent_at=None).update(first_absent_at=long_ago)
        reading_back.read_one(MoneyCommand.objects.get())
    expected = {"unknown": "accepted" if booked_there else "rejected"}.get(state, state)
    assert Deposit.objects.get().state == MoneyCommand.objects.get().state == expected
