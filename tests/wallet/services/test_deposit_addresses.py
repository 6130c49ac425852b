"""Addresses and memos: read with their filters, made once per click, said truly."""

import pytest

from accounts.models import AuditEntry
from accounts.services.errors import ProviderDown, Refused
from tests.people import actor_of
from tests.wallet import deposits
from wallet.models import DepositAddress, ListRead
from wallet.selectors import addresses
from wallet.services import deposit_addresses

pytestmark = pytest.mark.django_db

ADDRESS, MEMO = DepositAddress.Kind.ADDRESS, DepositAddress.Kind.MEMO


@pytest.fixture
def login(connection):
    deposits.open_accounts(connection)
    return connection


@pytest.fixture
def make(login, teller, harbour):
    def making(kind=ADDRESS, currency="BTC"):
        deposit_addresses.generate(login, kind, currency=currency, actor=teller, shop=harbour)

    return making


def posted(sandbox):
    return [one for one in sandbox.seen if one[0] == "POST"]


def test_an_address_is_made_in_its_coin_and_kept(make, sandbox):
    make()
    make(currency="ETH")

    btc, eth = DepositAddress.objects.order_by("id")
    assert (btc.currency, eth.currency) == ("BTC", "ETH")
    assert eth.code.startswith("0x") and (btc.is_used, eth.is_used) == (False, False)
    asked = [one for one in sandbox.requests if one["method"] == "POST"]
    assert [one["query"] for one in asked] == ["currency=btc", "currency=eth"]
    assert AuditEntry.objects.filter(action="address.generated").count() == 2


def test_a_memo_is_made_and_has_no_currency(make):
    make(MEMO, "")

    memo = DepositAddress.objects.get()
    assert (memo.kind, memo.currency, memo.is_used) == (MEMO, "", False)


def test_the_limit_is_refused_in_words_and_nothing_is_tried_again(make, sandbox):
    for _ in range(5):
        make(MEMO, "")

    with pytest.raises(Refused) as refusal:
        make(MEMO, "")

    assert refusal.value.code == "too-many-unused"
    assert "Too many unused memos generated" in str(refusal.value)
    assert len(posted(sandbox)) == 6 and DepositAddress.objects.count() == 5


@pytest.mark.parametrize(
    "spec",
    [{"fault": "drop_after_commit"}, {"fault": "status", "code": 500}, {"fault": "html"}],
    ids=["lost", "500", "html"],
)
def test_an_unclear_answer_is_said_and_never_asked_again(make, login, sandbox, spec):
    deposit_addresses.refresh(login)
    sandbox.fault(**spec, path="/v1/memos", method="POST")

    with pytest.raises(Refused) as refusal:
        make(MEMO, "")

    assert (refusal.value.code, refusal.value.status) == ("outcome-unknown", 409)
    assert len(posted(sandbox)) == 1
    assert ListRead.objects.get(connection=login, noun="memos").could_not_load


def test_only_documented_coins_have_addresses(make, sandbox):
    with pytest.raises(Refused) as refusal:
        make(currency="USD")
    assert refusal.value.code == "unknown-currency" and posted(sandbox) == []


def test_reading_finds_what_was_made_elsewhere_and_whether_it_was_used(make, login):
    make()
    make(MEMO, "")
    codes = set(DepositAddress.objects.values_list("code", flat=True))
    DepositAddress.objects.all().delete()

    deposit_addresses.refresh(login)

    rows = DepositAddress.objects.order_by("kind")
    assert {row.code for row in rows} == codes
    assert [(row.kind, row.currency, row.is_used) for row in rows] == [
        (ADDRESS, "BTC", False),
        (MEMO, "", False),
    ]


def test_is_used_comes_as_text_and_an_odd_one_is_not_told(login, sandbox):
    told = {
        "type": "memos",
        "relationships": {"currency": {"data": None}},
    }
    rows = [
        {
            **told,
            "id": word,
            "attributes": {"code": f"code-{word}", "is_used": word, "created_at": "2012-12-12"},
        }
        for word in ("false", "true", "perhaps")
    ]
    sandbox.fault("status", "/v1/memos", method="GET", code=200, body={"data": rows})

    deposit_addresses.refresh(login)

    used = dict(DepositAddress.objects.filter(kind=MEMO).values_list("provider_id", "is_used"))
    assert used == {"false": False, "true": True, "perhaps": None}


def test_a_failed_reading_keeps_the_rows_and_its_age(make, login, sandbox):
    make()
    deposit_addresses.refresh(login)
    sandbox.fault("status", "/v1/deposit_addresses", method="GET", code=503, times=0)

    with pytest.raises(ProviderDown):
        deposit_addresses.refresh(login)

    read = ListRead.objects.get(connection=login, noun="addresses")
    assert read.could_not_load and read.good_at and "503" in read.failure
    assert DepositAddress.objects.count() == 1


def test_a_memo_is_not_usable_until_its_account_name_is_typed(make, login, ada):
    make(MEMO, "")
    make()
    rows = DepositAddress.objects.order_by("kind")
    assert [one.usable for one in addresses.shown(rows)] == [True, False]

    deposit_addresses.name_memo_account(login, "  bitspark-in ", actor=actor_of(ada, None))

    memo = addresses.shown(rows)[1]
    assert (memo.usable, memo.account) == (True, "bitspark-in")


def test_the_filters_narrow(make, login):
    make()
    make(MEMO, "")
    DepositAddress.objects.filter(kind=ADDRESS).update(is_used=True)

    def found(**wanted):
        rows = addresses.of_connections([login.pk], addresses.Wanted(**wanted))
        return sorted(rows.values_list("kind", flat=True))

    assert found() == [ADDRESS, MEMO]
    assert found(is_used=True) == found(currency="BTC") == found(kind="address") == [ADDRESS]
    assert found(is_used=False) == [MEMO]
