"""The pages of deposits: what a person reads, and what a click does."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Role
from tests.accounts.files import pdf, picture
from tests.factories.person import person
from tests.pages import form_at
from tests.people import actor_of
from tests.wallet import deposits
from tests.wallet.deposits import announce, booked, elsewhere, fresh
from wallet.models import Deposit, DepositProof, State
from wallet.services.deposits import polling

pytestmark = pytest.mark.django_db
NEW = "/deposits/new/"


@pytest.fixture
def login(connection):
    deposits.open_accounts(connection)
    return connection


@pytest.fixture
def browser(client_of, alice, harbour):
    return client_of(alice, harbour)


@pytest.fixture
def deposit(login, teller, harbour):
    return fresh(announce(login, teller, harbour, "100"))


def url(deposit, act=""):
    return f"/deposits/{deposit.public_id}/{act}"


def text(answer):
    return answer.content.decode()


def test_announcing_leads_to_the_page_with_the_details(browser, login, sandbox):
    form = form_at(browser.get(NEW), NEW)
    answer = browser.post(NEW, form | {"currency": "USD", "amount": "100.50"})

    deposit = Deposit.objects.get()
    assert answer.status_code == 302 and answer.url == url(deposit)
    page = text(browser.get(answer.url))
    (there,) = booked(sandbox)
    assert "Write exactly this as the payment reference" in page and there["reference"] in page
    for told in ("Komercni Banka, a.s.", "KOMBCZPP", "CZ8801000001152130170277", "Valoris HK Limited"):
        assert told in page
    assert "Waiting for the money" in page


def test_two_clicks_are_one_deposit(browser, login, sandbox):
    form = form_at(browser.get(NEW), NEW) | {"currency": "USD", "amount": "100"}

    assert browser.post(NEW, form).url == browser.post(NEW, form).url
    assert len(booked(sandbox)) == 1


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_sent(browser, login, sandbox):
    form = form_at(browser.get(NEW), NEW)

    for amount in ("1.005", "-1", "0", "1e3", "1,000", ""):
        answer = browser.post(NEW, form | {"currency": "USD", "amount": amount})
        assert answer.status_code == 422 and "field-errors" in text(answer)
    assert browser.post(NEW, form | {"currency": "ETH", "amount": "1"}).status_code == 422
    assert booked(sandbox) == []


def test_a_like_deposit_needs_a_yes(browser, deposit, sandbox):
    form = form_at(browser.get(NEW), NEW) | {"currency": "USD", "amount": "100"}
    answer = browser.post(NEW, form)
    assert answer.status_code == 409 and deposit.reference in text(answer)

    assert browser.post(NEW, form | {"confirms_twin": str(deposit.command.public_id)}).status_code == 302
    assert len(booked(sandbox)) == 2


def test_a_bitcoin_deposit_shows_its_address_and_a_qr_code(browser, login, sandbox):
    form = form_at(browser.get(NEW), NEW) | {
        "currency": "BTC",
        "amount": "0.01",
        "generate_new_address": "on",
    }
    page = text(browser.get(browser.post(NEW, form).url))

    (there,) = booked(sandbox)
    assert there["address"] in page and 'class="qr"' in page
    assert "proofs/" not in page  # Bitspark takes none


def test_a_second_bitcoin_deposit_leads_to_the_one_that_waits(browser, login, teller, harbour):
    first = announce(login, teller, harbour, "0.01", "BTC")
    form = form_at(browser.get(NEW), NEW) | {"currency": "BTC", "amount": "0.02"}
    answer = browser.post(NEW, form)

    assert answer.status_code == 409 and url(first) in text(answer)


def test_two_addresses_that_differ_are_kept_from_the_reader(browser, login, teller, harbour):
    deposit = announce(login, teller, harbour, "0.01", "BTC")
    shown = deposit.address
    Deposit.objects.update(address="1BoatSLRHtKNngkdXEeobR76b53LETtpyT")
    page = text(browser.get(url(deposit)))

    assert "none is shown" in page and 'class="qr"' not in page
    assert shown not in page and "1BoatSLRHtKNngkdXEeobR76b53LETtpyT" not in page


def test_what_is_not_told_is_said_so(browser, deposit):
    Deposit.objects.update(status_code="", deposit_credentials={}, txid="", amount_told_raw="")
    page = text(browser.get(url(deposit)))

    assert page.count("not told") >= 5


def test_cancelling_asks_first_and_then_shows_what_bitspark_says(browser, deposit, sandbox):
    asked = form_at(browser.get(url(deposit, "cancel/")), url(deposit, "cancel/"))
    assert browser.post(url(deposit, "cancel/"), asked).status_code == 302

    assert booked(sandbox)[0]["status"] == "canceled"
    page = text(browser.get(url(deposit)))
    assert "Cancelled by Alice Cheung" in page and "Cancel this deposit" not in page
    assert "Give the receipt" not in page
    assert "<summary>Where it was to be paid</summary>" in page


def test_the_money_that_came_is_told_after_a_refresh(browser, deposit, sandbox):
    sandbox.control("arrive", id=deposit.provider_id)
    browser.post(url(deposit, "refresh/"))

    assert "The money is on our account" in text(browser.get(url(deposit)))
    assert fresh(deposit).state == State.SETTLED


def test_the_live_part_is_drawn_alone(browser, deposit):
    answer = text(browser.get(url(deposit), headers={"HX-Request": "true"}))

    assert answer.lstrip().startswith('<div id="deposit-live" hx-get=') and "<html" not in answer


def test_what_could_not_be_read_says_so_and_keeps_what_is_known(browser, deposit, sandbox):
    sandbox.fault("status", f"/v2/payments/{deposit.provider_id}", code=503)
    browser.post(url(deposit, "refresh/"))
    page = text(browser.get(url(deposit)))

    assert "could not load" in page and "Komercni Banka" in page


# --- proofs -----------------------------------------------------------------------------------------------


def hand_in(browser, deposit, content=None, name="slip.pdf"):
    file = SimpleUploadedFile(name, content if content is not None else pdf())
    return browser.post(url(deposit, "proofs/"), {"file": file})


def test_a_proof_is_handed_in_listed_and_saved_as_a_stranger(browser, deposit, sandbox):
    assert hand_in(browser, deposit, picture(), "slip of Mr Chan.png").status_code == 302

    page = text(browser.get(url(deposit)))
    assert "slip of Mr Chan.png" in page and "Sent" in page
    proof = DepositProof.objects.get()
    answer = browser.get(url(deposit, f"proofs/{proof.public_id}/"))
    assert answer["Content-Disposition"] == 'attachment; filename="slip of Mr Chan.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"] == "image/png" and answer.content.startswith(b"\x89PNG")


def test_a_bad_file_is_refused_in_words(browser, deposit, sandbox):
    for name, content in (("a.exe", b"MZ"), ("a.png", b"<svg/>"), ("a.pdf", b"")):
        hand_in(browser, deposit, content, name)

    page = text(browser.get(url(deposit)))
    for words in ("Only these files are taken", "is not what its name says", "The file is empty"):
        assert words in page
    assert browser.post(url(deposit, "proofs/")).status_code == 302
    assert not DepositProof.objects.exists()


def test_sec_41_a_proof_of_another_deposit_or_shop_is_not_there(
    browser, deposit, login, teller, harbour, client_of, charlie
):
    hand_in(browser, deposit)
    other = announce(login, teller, harbour, "7")
    proof = DepositProof.objects.get()

    assert browser.get(url(other, f"proofs/{proof.public_id}/")).status_code == 404
    assert client_of(charlie).get(url(deposit, f"proofs/{proof.public_id}/")).status_code == 404


# --- lists ------------------------------------------------------------------------------------------------


def test_the_list_narrows_by_what_is_asked(browser, login, teller, harbour):
    usd = announce(login, teller, harbour, "10")
    hkd = announce(login, teller, harbour, "20", "HKD")

    def found(**query):
        page = text(browser.get("/deposits/", query))
        return {one for one in (usd, hkd) if f"deposit-{one.public_id}" in page}

    assert found() == {usd, hkd}
    assert found(currency="hkd") == {hkd}
    assert found(q=usd.reference.lower()) == found(q=usd.provider_id) == {usd}
    assert found(state="accepted") == {usd, hkd} and found(state="queued") == set()
    assert found(first_day="2020-01-01", last_day="2020-01-02") == set()
    assert "No deposit matches" in text(browser.get("/deposits/", {"state": "queued"}))


def test_the_list_pages_by_key(browser, login, teller, harbour, monkeypatch):
    from wallet.views import deposits as views

    monkeypatch.setattr(views, "PAGE", 2)
    made = [announce(login, teller, harbour, f"{n}") for n in (1, 2, 3)]
    first = text(browser.get("/deposits/"))
    assert f"deposit-{made[2].public_id}" in first and f"deposit-{made[0].public_id}" not in first

    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert f"deposit-{made[0].public_id}" in text(browser.get(f"/deposits/{older}"))
    assert browser.get("/deposits/?at=junk").status_code == 400


def test_head_office_sees_all_shops_and_whose_each_is(client_of, hector, login, teller, harbour):
    announce(login, teller, harbour)
    page = text(client_of(hector).get("/deposits/"))

    assert "Harbour Money" in page and 'data-label="Shop"' in page
    assert client_of(hector).get(NEW).status_code == 409  # no shop is chosen


def test_pending_bitcoin_deposits_show_their_age_and_who_made_them(browser, login, teller, harbour, sandbox):
    page = text(browser.get("/deposits/bitcoin/"))
    assert "not read yet" in page and "Nothing known waits for coins" in page

    elsewhere(login)
    announce(login, teller, harbour, "0.02", "BTC", new_address=True)
    assert browser.post("/deposits/bitcoin/").status_code == 302
    page = text(browser.get("/deposits/bitcoin/"))
    assert "not made here" in page and "just now" in page
    assert all(one["address"] in page for one in booked(sandbox))

    sandbox.fault("status", "/v2/payments/pending_btc_deposits", code=503)
    browser.post("/deposits/bitcoin/")
    page = text(browser.get("/deposits/bitcoin/"))
    assert "could not load" in page and booked(sandbox)[0]["address"] in page


def test_one_that_was_folded_leads_to_ours(browser, login, teller, harbour):
    elsewhere(login)
    polling.refresh_pending_bitcoin(login)
    mirrored = Deposit.objects.get()
    ours = announce(login, teller, harbour, "0.02", "BTC")

    assert browser.get(url(mirrored)).url == url(ours)


# --- who may ----------------------------------------------------------------------------------------------

TABLE = [
    # method, address, teller, supervisor, compliance, administrator
    ("get", "deposits", (200, 200, 200, 200)),
    ("get", "deposits-bitcoin", (200, 200, 200, 200)),
    ("post", "deposits-bitcoin", (302, 302, 302, 302)),
    ("get", "deposit-new", (200, 200, 403, 403)),
    ("post", "deposit-new", (422, 422, 403, 403)),
    ("get", "deposit", (200, 200, 200, 200)),
    ("post", "deposit-refresh", (302, 302, 302, 302)),
    ("get", "deposit-cancel", (302, 200, 403, 403)),  # a teller's own only
    ("post", "deposit-prove", (302, 302, 403, 403)),
    ("get", "addresses", (200, 200, 200, 200)),
    ("post", "addresses-refresh", (302, 302, 302, 302)),
    ("post", "address-generate", (302, 302, 403, 403)),
    ("post", "memo-account", (403, 403, 403, 302)),
]


@pytest.mark.parametrize("row", TABLE, ids=[f"{row[0]} {row[1]}" for row in TABLE])
@pytest.mark.parametrize("place", range(4), ids=["teller", "supervisor", "compliance", "admin"])
def test_each_role_gets_what_the_table_says(client_of, harbour, deposit, login, place, row):
    method, name, codes = row
    role = [Role.TELLER, Role.SUPERVISOR, Role.COMPLIANCE, Role.ADMIN][place]
    someone = person("someone", "Some One", harbour, role)
    ids = {"deposits": [], "deposit-new": [], "deposits-bitcoin": [], "memo-account": [login.public_id]}
    args = ids.get(name, [] if name.startswith("address") else [deposit.public_id])

    assert (
        getattr(client_of(someone, harbour), method)(reverse(f"wallet:{name}", args=args)).status_code
        == codes[place]
    )


def test_a_teller_cannot_cancel_a_colleagues(client_of, bob, harbour, deposit, sandbox):
    answer = client_of(bob, harbour).post(
        url(deposit, "cancel/"), {"version": deposit.version, "form_key": "x"}
    )

    assert answer.status_code == 302 and booked(sandbox)[0]["status"] == "pending"


def test_without_a_connection_the_pages_say_what_to_do(client_of, alice, harbour):
    browser = client_of(alice, harbour)

    for path in ("/deposits/bitcoin/", "/addresses/"):
        assert "No connection to Bitspark" in text(browser.get(path))
    assert browser.get(NEW).status_code == 422
    assert "No deposits yet" in text(browser.get("/deposits/"))
    assert actor_of(alice, harbour).user == alice
