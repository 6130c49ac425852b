"""The queue of top-ups, the page of one, deciding there, asking another shop, and the poster."""

from decimal import Decimal

import pytest

from accounts.models import AuditEntry
from remittance.models import TopUp
from remittance.services import mirror, top_ups
from tests.factories.top_up import asked, asked_of
from tests.pages import form_at
from tests.people import client_of
from wallet.models import MoneyCommand

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _state(tmp_path, settings):
    settings.STATE_DIR = tmp_path / "state"


@pytest.fixture
def susans(susan, harbour):
    return client_of(susan, harbour)


def page_of(row):
    return f"/top-ups/{row.public_id}/"


def text(response):
    return response.content.decode()


def test_the_queue_shows_the_number_with_its_last_four_apart(susans, connection, sandbox):
    row = asked(connection, sandbox)
    page = text(susans.get("/top-ups/"))

    assert f"{row.transaction_number[:-4]}<strong>{row.number_tail}</strong>" in page
    assert "500.00" in page
    assert "50.0 %" in page
    assert f"{page_of(row)}#decide" in page


def test_it_is_found_by_its_last_four_and_by_any_part_of_its_number(susans, connection, sandbox):
    rows = asked_of(connection, sandbox, count=3)
    one = rows[1]
    for words in (one.number_tail.lower(), one.transaction_number, one.transaction_number[3:-2]):
        page = text(susans.get("/top-ups/", {"q": words}))
        assert [str(row.public_id) in page for row in rows] == [False, True, False]


def test_the_queue_asked_again_announces_what_is_new_and_moves_nothing(susans, connection, sandbox):
    first, second = asked_of(connection, sandbox, count=2)
    page = text(susans.get("/top-ups/"))
    poll = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    again = text(susans.get(poll, headers={"HX-Request": "true"}))
    assert "data-announce" not in again
    poll = again.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")

    sandbox.control("customer-cancels", id=first.provider_id)
    third = asked(connection, sandbox, amount="750")
    again = text(susans.get(poll, headers={"HX-Request": "true"}))

    assert f"A new top-up: number ends {third.number_tail}, 750.0 HKD" in again
    places = [again.index(f'id="top-up-{row.public_id}"') for row in (first, second, third)]
    assert places == sorted(places)
    assert "Cancelled" in again
    assert str(first.public_id) in text(susans.get("/top-ups/")).split("Not pending any more")[-1]


def test_filters_narrow_and_head_office_reads_whose_shop(
    susans, connection, sandbox, hector, lantern_connection
):
    here = asked(connection, sandbox)
    there = asked(lantern_connection, sandbox, currency="sgd", amount="20")
    assert str(there.public_id) not in text(susans.get("/top-ups/"))
    for query, found in (
        ({"currency": "usd"}, False),
        ({"asked_as": "owned"}, False),
        ({"status": "pending"}, True),
    ):
        assert (str(here.public_id) in text(susans.get("/top-ups/", query))) == found
    page = text(client_of(hector).get("/top-ups/"))
    assert str(here.public_id) in page
    assert str(there.public_id) in page
    assert "Lantern Exchange" in page


def test_the_page_shows_both_blocks_and_everything_told(susans, connection, sandbox):
    row = asked(connection, sandbox)
    page = text(susans.get(page_of(row)))

    for words in ("Take from the customer", "510.00", "Leaves our Bitspark account", "505.00", "Our balance"):
        assert words in page
    for told in (row.shop_account_id, row.user_account_id, row.remote_shop_id, "Requested", "not told"):
        assert told in page


def test_approving_from_the_page_takes_the_tick_and_shows_what_bitspark_says(susans, connection, sandbox):
    row = asked(connection, sandbox)
    form = form_at(susans.get(page_of(row)), f"{page_of(row)}approve/")

    refused = susans.post(f"{page_of(row)}approve/", form)
    assert refused.status_code == 422
    assert "Count the cash first" in text(refused)

    done = susans.post(f"{page_of(row)}approve/", form | {"cash_counted": "on"}, follow=True)
    assert "Approved" in text(done)
    assert "-505.00" in text(done) or "−505.00" in text(done)  # a minus sign
    assert "/approve/" not in text(done)
    assert TopUp.objects.get().status_code == "approved"

    again = susans.post(f"{page_of(row)}approve/", form | {"cash_counted": "on"})
    assert again.status_code == 302
    assert MoneyCommand.objects.count() == 1


def test_beyond_the_balance_is_warned_of_before_and_takes_a_tick_of_its_own(susans, connection, sandbox):
    row = asked(connection, sandbox)
    form = form_at(susans.get(page_of(row)), f"{page_of(row)}approve/") | {"cash_counted": "on"}
    sandbox.control("balance", login=0, currency="hkd", amount="100")
    mirror.refresh_balances(connection)

    page = text(susans.get(page_of(row)))
    assert "more than our account holds" in page
    assert susans.post(f"{page_of(row)}approve/", form).status_code == 422
    assert MoneyCommand.objects.count() == 0
    susans.post(f"{page_of(row)}approve/", form | {"beyond_balance": "on"})
    assert MoneyCommand.objects.get().state == "rejected"


def test_the_second_to_decide_reads_who_was_first_and_when(susans, connection, sandbox, bob, harbour):
    row = asked(connection, sandbox)
    bobs = client_of(bob, harbour)
    form = form_at(bobs.get(page_of(row)), f"{page_of(row)}decline/") | {"reason": "gone"}
    approve = form_at(susans.get(page_of(row)), f"{page_of(row)}approve/") | {"cash_counted": "on"}
    susans.post(f"{page_of(row)}approve/", approve)

    late = bobs.post(f"{page_of(row)}decline/", form)

    assert late.status_code == 409
    assert "Susan Ho was first: Approve a top-up" in text(late)


def test_declining_takes_a_reason_that_stays_here(susans, connection, sandbox):
    row = asked(connection, sandbox)
    form = form_at(susans.get(page_of(row)), f"{page_of(row)}decline/")
    assert susans.post(f"{page_of(row)}decline/", form).status_code == 422
    page = susans.post(f"{page_of(row)}decline/", form | {"reason": "false notes"}, follow=True)

    assert "false notes" in text(page)
    assert TopUp.objects.get().status_code == "declined"


def test_a_currency_that_is_not_told_blocks_approval_with_words(susans, connection, sandbox):
    row = asked(connection, sandbox)
    TopUp.objects.update(currency="")
    page = text(susans.get(page_of(row)))

    assert "does not tell the currency" in page
    assert f"{page_of(row)}approve/" not in page


def test_sec_46_a_receipt_link_is_shown_only_where_it_leads_to_a_listed_host(
    susans, connection, sandbox, settings
):
    row = asked(connection, sandbox)
    for url, shown in (
        ("https://files.bitspark.example/r.pdf", True),
        ("http://files.bitspark.example/r.pdf", False),
        ("https://169.254.169.254/latest", False),
        ("javascript:alert(1)", False),
    ):
        settings.PROVIDER_LINK_HOSTS = ["files.bitspark.example"]
        TopUp.objects.update(receipt_url=url)
        assert (f'href="{url}"' in text(susans.get(page_of(row)))) == shown
    assert not [one for one in sandbox.seen if "latest" in one[1]]


def test_asking_another_shop_and_cancelling_it(susans, connection, sandbox):
    mirror.refresh_balances(connection)
    code = sandbox.keys()[1].shop_code
    form = form_at(susans.get("/top-ups/new/"), "/top-ups/new/")
    sent = {"shop_code": code, "currency": "USD", "amount": "25"}
    page = susans.post("/top-ups/new/", form | sent, follow=True)

    row = TopUp.objects.get()
    assert (row.status_code, row.state, row.amount) == ("pending", "accepted", Decimal(25))
    assert row.maker.username == "susan"
    assert "Asked for by Susan Ho" in text(page)
    cancel = form_at(page, f"{page_of(row)}cancel/")
    done = susans.post(f"{page_of(row)}cancel/", cancel, follow=True)
    assert "Cancelled" in text(done)
    assert TopUp.objects.get().status_code == "canceled"


def test_one_that_was_refused_shows_what_was_asked_alone_and_is_asked_anew_from_there(
    susans, connection, sandbox
):
    mirror.refresh_balances(connection)
    sent = {"shop_code": "nobody&co", "currency": "USD", "amount": "25", "form_key": "k"}
    page = text(susans.post("/top-ups/new/", sent, follow=True))

    assert "We receive" in page and "not told" not in page
    anew = "/top-ups/new/?code=nobody%26co"
    assert anew in page
    assert form_at(susans.get(anew), "/top-ups/new/")["shop_code"] == "nobody&co"


def test_a_teller_cancels_only_what_they_asked_for(susans, connection, sandbox, alice, bob, harbour):
    mirror.refresh_balances(connection)
    alices, bobs = client_of(alice, harbour), client_of(bob, harbour)
    sent = {"shop_code": sandbox.keys()[1].shop_code, "currency": "USD", "amount": "25", "form_key": "k"}
    alices.post("/top-ups/new/", sent)
    row = TopUp.objects.get()

    assert f"{page_of(row)}cancel/" not in text(bobs.get(page_of(row)))
    refused = bobs.post(f"{page_of(row)}cancel/", {"version": row.version, "form_key": "x"})
    assert refused.status_code == 403
    assert f"{page_of(row)}cancel/" in text(susans.get(page_of(row)))
    assert alices.post(f"{page_of(row)}cancel/", {"version": row.version, "form_key": "y"}).status_code == 302


def test_our_own_code_and_too_many_decimals_are_refused_beside_the_field(susans, connection, sandbox):
    mirror.refresh_balances(connection)
    connection.shop_code = "our-code"
    connection.save()
    sent = {"shop_code": "our-code", "currency": "USD", "amount": "25", "form_key": "k"}
    assert "our own code" in text(susans.post("/top-ups/new/", sent))
    sent |= {"shop_code": "x", "amount": "25.001"}
    assert "at most 2 decimals" in text(susans.post("/top-ups/new/", sent))
    assert MoneyCommand.objects.count() == 0


def test_the_poster_shows_our_code_as_a_picture_or_says_what_is_missing(susans, connection):
    assert "not known yet" in text(susans.get("/top-ups/poster/"))
    connection.shop_code = "abc-123"
    connection.save()
    page = text(susans.get("/top-ups/poster/"))
    assert "abc-123" in page
    assert 'class="qr"' in page
    assert "<style" not in page


def test_home_says_how_many_wait(susans, connection, sandbox):
    asked_of(connection, sandbox, count=2)
    assert "2 top-ups wait" in text(susans.get("/"))


def test_a_note_about_a_top_up(susans, connection, sandbox):
    row = asked(connection, sandbox)
    page = susans.post(f"/notes/top-up/{row.public_id}/", {"text": "came twice"}, follow=True)
    assert "came twice" in text(page)


def test_refresh_now_reads_it_again(susans, connection, sandbox):
    row = asked(connection, sandbox)
    sandbox.control("customer-cancels", id=row.provider_id)
    assert "Cancelled" in text(susans.post(f"{page_of(row)}refresh/", follow=True))
    assert top_ups.poll_due() >= 0


def test_our_shop_code_is_typed_once_by_an_administrator_and_audited(client_of, connection, ada):
    address = f"/settings/connections/{connection.public_id}/shop/"
    assert client_of(ada).post(address, {"shop_code": "two words"}).status_code == 422
    client_of(ada).post(address, {"shop_code": " abc-123 ", "shop_remote_id": "77"})

    connection.refresh_from_db()
    assert (connection.shop_code, connection.shop_remote_id) == ("abc-123", "77")
    entry = AuditEntry.objects.get(action="connection.shop-told")
    assert (entry.actor, entry.detail["shop_code"]) == (ada, "abc-123")
