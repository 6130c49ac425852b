"""Announcing deposits: what is asked of Bitspark, what is kept of its answer, and how often."""

from decimal import Decimal

import pytest

from accounts.models import AuditEntry, Connection
from accounts.services.errors import Conflict, Refused
from tests.people import actor_of
from tests.wallet import deposits
from tests.wallet.deposits import announce, booked, elsewhere, fresh
from wallet.models import Deposit, RemoteEvent, State
from wallet.selectors import deposit_page
from wallet.services.deposits import observing, polling

pytestmark = pytest.mark.django_db


def test_a_bank_deposit_tells_where_to_pay_and_what_to_write(login, teller, harbour, sandbox):
    deposit = announce(login, teller, harbour, "100.50")

    (there,) = booked(sandbox)
    assert (there["id"], there["amount"], there["currency"]) == (deposit.provider_id, "100.5", "usd")
    assert (deposit.state, deposit.status_code, deposit.amount) == (
        State.ACCEPTED,
        "pending",
        Decimal("100.5"),
    )
    assert deposit_page.reference_to_write(deposit) == there["reference"]
    lines = {str(line.label): line.value for line in deposit_page.lines(deposit)}
    assert lines["IBAN"] == "CZ8801000001152130170277"
    assert "Account number" not in lines  # told empty
    assert deposit.reference and deposit.maker == teller.user and deposit.shop == harbour


def test_only_v3_is_used(login, teller, harbour, sandbox):
    announce(login, teller, harbour)

    posted = [path for method, path in sandbox.seen if method == "POST"]
    assert posted == ["/v3/payments/deposit"]


def test_a_bitcoin_deposit_tells_an_address_and_no_amount(login, teller, harbour, sandbox):
    deposit = announce(login, teller, harbour, "0.01", "BTC")

    (there,) = booked(sandbox)
    assert deposit.pay_to == there["address"]
    assert (deposit.status_code, deposit.amount_told_raw) == ("unknown", "")
    assert deposit.state == State.ACCEPTED
    assert not fresh(deposit).command.needs_person
    login.refresh_from_db()
    assert not login.is_paused


def test_a_second_bitcoin_deposit_would_be_answered_with_the_first_address(login, teller, harbour, sandbox):
    first = announce(login, teller, harbour, "0.01", "BTC")

    with pytest.raises(Conflict) as refusal:
        announce(login, teller, harbour, "0.02", "BTC")

    assert (refusal.value.code, refusal.value.detail["deposit"]) == ("deposit-waits", str(first.public_id))
    second = announce(login, teller, harbour, "0.02", "BTC", new_address=True)
    assert second.pay_to != first.pay_to
    assert len(booked(sandbox)) == 2


def test_the_sixth_unused_address_is_refused_in_bitsparks_words(login, teller, harbour):
    for number in range(1, 6):
        announce(login, teller, harbour, f"0.0{number}", "BTC", new_address=True)
    sixth = announce(login, teller, harbour, "0.06", "BTC", new_address=True)

    assert sixth.state == State.REJECTED
    assert fresh(sixth).command.refusal == ["Too many unused deposit addresses generated"]


def test_the_same_key_is_the_same_deposit(login, teller, harbour, sandbox):
    first = announce(login, teller, harbour, key="one")

    assert announce(login, teller, harbour, key="one") == first
    with pytest.raises(Refused) as refusal:
        announce(login, teller, harbour, "101", key="one")
    assert refusal.value.code == "key-reused"
    assert len(booked(sandbox)) == 1


def test_a_like_deposit_of_the_day_is_asked_about(login, teller, harbour):
    first = announce(login, teller, harbour)

    with pytest.raises(Refused) as refusal:
        announce(login, teller, harbour)
    assert refusal.value.code == "possible-duplicate"
    second = announce(login, teller, harbour, confirms_twin=first.command.public_id)
    assert second != first


@pytest.mark.parametrize(
    ("amount", "currency", "new", "code", "field"),
    [
        ("1.001", "USD", False, "too-many-decimals", "amount"),
        ("0.000000001", "BTC", False, "too-many-decimals", "amount"),
        ("1", "ETH", False, "not-depositable", "currency"),
        ("1", "USD", True, "only-bitcoin", "generate_new_address"),
    ],
)
def test_what_cannot_be_announced_is_refused_beside_its_field(
    login, teller, harbour, sandbox, amount, currency, new, code, field
):
    with pytest.raises(Refused) as refusal:
        announce(login, teller, harbour, amount, currency, new_address=new)

    assert (refusal.value.code, list(refusal.value.fields)) == (code, [field])
    assert not Deposit.objects.exists() and not booked(sandbox)


def test_the_callback_url_is_ours_and_its_secret_end_is_not_kept(login, teller, harbour, sandbox, public_url):
    deposit = fresh(announce(login, teller, harbour))

    (there,) = booked(sandbox)
    assert there["callback_url"].startswith(f"{public_url}/callbacks/")
    assert deposit.calls_us is True
    assert there["callback_url"].rpartition("/")[2] not in deposit.raw
    assert "[masked]" in deposit.raw


def test_money_that_comes_settles_it_and_the_balance_is_read(login, teller, harbour, sandbox):
    deposit = announce(login, teller, harbour, "100")
    before = deposits.account(login).balance
    sandbox.control("arrive", id=deposit.provider_id)

    after = polling.refresh_one(fresh(deposit))

    assert (after.state, after.status_code) == (State.SETTLED, "completed")
    assert fresh(after).command.state == State.SETTLED
    assert deposits.account(login).balance == before + 100
    codes = RemoteEvent.objects.filter(remote_id=deposit.provider_id).values_list("status_code", flat=True)
    assert list(codes.order_by("seq")) == ["pending", "completed"]
    assert AuditEntry.objects.filter(action="deposit.status-seen", object_id=deposit.public_id).exists()


def test_an_undocumented_status_is_shown_flagged_and_stays_open(login, teller, harbour, sandbox):
    deposit = announce(login, teller, harbour)
    sandbox.status(deposit.provider_id, "on_the_moon")

    after = polling.refresh_one(fresh(deposit))

    known = deposit_page.known(after)
    assert (known.word, known.live, after.state) == ("on_the_moon", True, State.ACCEPTED)
    assert "do not describe" in after.anomaly


def test_two_addresses_that_differ_are_not_shown(login, teller, harbour):
    deposit = announce(login, teller, harbour, "0.01", "BTC")
    deposit.address = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"

    assert deposit.addresses_differ and deposit.pay_to == ""


def test_what_waits_at_bitspark_is_mirrored_whoever_made_it(login, teller, harbour, sandbox):
    mine = announce(login, teller, harbour, "0.01", "BTC")
    theirs = elsewhere(login)

    polling.refresh_pending_bitcoin(login)
    polling.refresh_pending_bitcoin(login)

    assert Deposit.objects.count() == 2
    mirrored = Deposit.objects.get(provider_id=theirs)
    assert (mirrored.made_here, mirrored.account_currency, mirrored.shop) == (False, "BTC", harbour)
    assert mirrored.amount is None and mirrored.pay_to
    assert fresh(mine).made_here


def test_a_row_that_was_mirrored_first_is_folded_into_ours(login, teller, harbour):
    theirs = elsewhere(login)
    polling.refresh_pending_bitcoin(login)
    mirrored = Deposit.objects.get(provider_id=theirs)

    ours = announce(login, teller, harbour, "0.02", "BTC")  # answered with the address that waits unused

    mirrored.refresh_from_db()
    assert ours.provider_id == theirs
    assert mirrored.folded_into == ours and mirrored.provider_id == ""


def test_one_of_several_shops_is_head_offices(connection, lantern, teller, harbour):
    from accounts.models import ConnectionShop

    ConnectionShop.objects.create(connection=connection, shop=lantern, provider="bitspark")
    deposits.open_accounts(connection)
    theirs = elsewhere(connection)
    polling.refresh_pending_bitcoin(connection)

    assert Deposit.objects.get(provider_id=theirs).shop is None


def test_a_failed_reading_keeps_what_is_known_and_says_so(login, teller, harbour, sandbox):
    from accounts.services.errors import ProviderDown

    deposit = announce(login, teller, harbour)
    sandbox.fault("status", f"/v2/payments/{deposit.provider_id}", code=503)

    with pytest.raises(ProviderDown):
        polling.refresh_one(fresh(deposit))
    after = fresh(deposit)
    assert after.failed_at > after.read_at and "503" in after.failure
    assert after.status_code == "pending"


def test_polling_asks_about_what_is_due_within_its_budget(login, teller, harbour, sandbox):
    made = [announce(login, teller, harbour, f"{n}") for n in (10, 20, 30)]
    Deposit.objects.update(next_poll_at="2026-01-01T00:00Z")
    sandbox.control("arrive", id=made[0].provider_id)

    assert polling.poll_due(budget=2) == 2
    assert polling.poll_due(budget=2) == 1
    assert polling.poll_due(budget=2) == 0
    assert fresh(made[0]).state == State.SETTLED


def test_an_answer_kept_twice_is_kept_once(login, teller, harbour):
    from accounts.services import connections

    deposit = announce(login, teller, harbour)
    remote = connections.client_for(login).payments.get(deposit.provider_id)
    version = fresh(deposit).version

    observing.observe(login, remote, "show")
    observing.observe(login, remote, "show")

    assert fresh(deposit).version == version
    assert RemoteEvent.objects.filter(remote_id=deposit.provider_id).count() == 1


def test_another_persons_connection_is_not_used(lantern_connection, charlie, lantern, login):
    deposits.open_accounts(lantern_connection)
    deposit = announce(lantern_connection, actor_of(charlie, lantern), lantern)

    assert deposit.connection == lantern_connection
    assert isinstance(login, Connection)
