"""The page of addresses and memos."""

import pytest

from tests.wallet import deposits
from wallet.models import DepositAddress

pytestmark = pytest.mark.django_db


@pytest.fixture
def login(connection):
    deposits.open_accounts(connection)
    return connection


@pytest.fixture
def browser(client_of, alice, harbour):
    return client_of(alice, harbour)


def page(browser, **query):
    return browser.get("/addresses/", query).content.decode()


def make(browser, what):
    return browser.post("/addresses/generate/", {"what": what}, follow=True).content.decode()


def test_looking_asks_nothing_of_bitspark(browser, login, sandbox):
    before = len(sandbox.seen)
    page(browser)

    assert len(sandbox.seen) == before
    assert "no-store" in browser.get("/addresses/")["Cache-Control"]


def test_generating_is_a_post_and_never_a_get(browser, login, sandbox):
    before = len(sandbox.seen)
    assert browser.get("/addresses/generate/").status_code == 405
    assert len(sandbox.seen) == before


def test_an_address_is_made_and_shown_with_a_qr_code(browser, login):
    made = make(browser, "BTC")

    address = DepositAddress.objects.get()
    assert address.code in made and 'class="qr"' in made and "Unused" in made


def test_a_memo_is_not_usable_before_its_account_name_is_typed(browser, login, client_of, ada):
    assert "not usable yet" in make(browser, "memo")

    office = client_of(ada)
    answer = office.post(f"/addresses/memo-account/{login.public_id}/", {"name": "bitspark-in"}, follow=True)
    assert "bitspark-in" in answer.content.decode()
    assert "not usable yet" not in page(browser) and "bitspark-in" in page(browser)


def test_the_limit_is_said(browser, login):
    for _ in range(5):
        make(browser, "memo")

    refused = make(browser, "memo")
    assert "Too many unused memos generated" in refused and "Too many unused ones wait already" in refused


def test_the_filters_narrow(browser, login):
    make(browser, "BTC")
    make(browser, "memo")
    address, memo = DepositAddress.objects.order_by("kind")
    DepositAddress.objects.filter(pk=address.pk).update(is_used=True)

    def found(**query):
        html = page(browser, **query)
        return [one.kind for one in (address, memo) if f"address-{one.public_id}" in html]

    assert found() == ["address", "memo"]
    assert found(used="used") == found(currency="btc") == found(kind="address") == ["address"]
    assert found(used="unused") == ["memo"]


def test_an_odd_is_used_is_not_told(browser, login):
    make(browser, "memo")
    DepositAddress.objects.update(is_used=None)

    assert "not told" in page(browser)


def test_while_bitspark_is_away_the_page_stands_and_says_its_age(browser, login, sandbox):
    make(browser, "BTC")
    browser.post("/addresses/refresh/")
    sandbox.fault("status", "/v1/deposit_addresses", code=503, times=0)
    browser.post("/addresses/refresh/")

    html = page(browser)
    assert "could not load" in html and "last read" in html
    assert DepositAddress.objects.get().code in html


def test_another_shops_rows_are_not_there(login, lantern_connection, client_of, charlie, browser):
    make(browser, "BTC")
    code = DepositAddress.objects.get().code

    assert code not in page(client_of(charlie))
    path = f"/addresses/memo-account/{login.public_id}/"
    assert client_of(charlie).post(path, {"name": "mine"}).status_code == 403
