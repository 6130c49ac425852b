"""The page, the file and the endpoint of everything that moved."""

import csv
import io
from datetime import UTC, datetime

import pytest

from accounts.models import AuditEntry, Connection
from accounts.providers.bitspark.client import HistoryRow as Told
from accounts.providers.bitspark.client import ProviderTime
from remittance.models import Transfer
from remittance.services import mirror
from tests.sandboxes import Sandbox
from wallet.models import HistoryRow
from wallet.services import history
from wallet.services.history import _Keep

pytestmark = pytest.mark.django_db


def keep(connection: Connection, id: str, created: str, **more) -> HistoryRow:
    """A row as it was told."""
    fields = {
        "type": "mobile_payments", "account_id": "acc", "amount": None, "status_code": "pending",
        "status_group": None, "status_message": "Pending", "status_info": None, "payment_type": "BankDeposit",
        "currency": "USD", "basic_info": {"txid": id}, "unread": (), "raw": {},
    }  # fmt: skip
    _Keep(connection).take([Told(**({"id": id, "created_at": ProviderTime.read(created)} | fields | more))])
    return HistoryRow.objects.get(remote_id=id)


@pytest.fixture
def moved(connection: Connection, sandbox: Sandbox) -> Connection:
    """A transfer, a withdrawal and a deposit that nobody here made."""
    sandbox.control("transfers", login=0, count=1)
    for kind, txid in (("withdraw", "W1"), ("deposit", "=D1")):
        sandbox.control("payments", login=0, kind=kind, currency="usd", amount="40", txid=txid)
    mirror.refresh_transfers(connection)
    history.refresh(connection)
    return connection


def ids(page) -> set[str]:
    return {row.remote_id for row in page.context["rows"]}


def file_of(browser, **filters) -> list[dict[str, str]]:
    answer = browser.post("/history/file/", filters)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_each_row_leads_to_its_thing_or_says_that_it_was_not_made_here(moved, alice, client_of):
    page = client_of(alice).get("/history/")

    rows = {row.kind: row for row in page.context["rows"]}
    transfer = Transfer.objects.get()
    assert rows["Transfer"].url == f"/transfers/{transfer.public_id}/"
    assert rows["BankDeposit"].url == ""
    assert page.content.decode().count("not made here") == 3


def test_a_type_is_said_in_our_words_and_an_unknown_one_shows_itself(moved, alice, client_of):
    keep(moved, "odd", "2026-11-20T10:00:00.000Z", payment_type="MoonShot")

    page = client_of(alice).get("/history/")

    words = {row.kind: str(row.kind_word) for row in page.context["rows"]}
    assert (words["BankDeposit"], words["MoonShot"]) == ("Bank deposit", "MoonShot")
    assert '<option value="BankDeposit">Bank deposit</option>' in page.content.decode()


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [
        ({"kind": "Withdraw"}, {"Withdraw"}),
        ({"currency": "usd", "status": "pending"}, {"Withdraw", "BankDeposit"}),
        ({"first_day": "2001-01-01"}, {"Transfer", "Withdraw", "BankDeposit"}),
        ({"last_day": "2001-01-01"}, set()),
    ],
)
def test_filters_narrow_the_list_and_the_file_alike(moved, susan, client_of, filters, kinds):
    browser = client_of(susan)

    page = browser.get("/history/", filters)

    assert {row.kind for row in page.context["rows"]} == kinds
    assert {row["type"] for row in file_of(browser, **filters)} == kinds


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"first_day": "yesterday"}, "first_day"),
        ({"last_day": "31/12/2026"}, "last_day"),
        ({"first_day": "2026-02-02", "last_day": "2026-02-01"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"kind": "x" * 65}, "kind"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_no_file_is_made_of_it(
    moved, susan, client_of, filters, field
):
    browser = client_of(susan)

    page = browser.get("/history/", filters)

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert browser.post("/history/file/", filters).status_code == 302
    assert not AuditEntry.objects.filter(action="history.exported").exists()


def test_days_are_the_shops_and_a_day_without_a_time_is_itself_everywhere(connection, alice, client_of):
    """Hong Kong is eight hours ahead: 17:00 in UTC is the next day there."""
    keep(connection, "late", "2026-03-14T17:00:00Z")
    keep(connection, "early", "2026-03-14T15:00:00Z")
    keep(connection, "day", "2026-03-14")
    browser = client_of(alice)

    def of(first: str, last: str) -> set[str]:
        return ids(browser.get("/history/", {"first_day": first, "last_day": last}))

    assert of("2026-03-14", "2026-03-14") == {"early", "day"}
    assert of("2026-03-15", "2026-03-15") == {"late"}


def test_pages_go_by_key_and_keep_the_filters(connection, alice, client_of):
    for number in range(60):
        keep(connection, f"r{number:02}", f"2026-03-14T15:00:{number:02}Z")
    browser = client_of(alice)

    first = browser.get("/history/", {"currency": "USD"})
    second = browser.get(f"/history/{first.context['older_url']}")

    assert (len(ids(first)), len(ids(second))) == (50, 10)
    assert not ids(first) & ids(second)
    assert "currency=USD" in first.context["older_url"]
    assert browser.get("/history/", {"at": "nonsense"}).status_code == 400


def test_trap_27_the_counter_reads_being_processed_and_can_not_ask_for_the_other_word(
    moved, sandbox, alice, susan, ada, harbour, client_of
):
    transfer = Transfer.objects.get()
    sandbox.status(transfer.provider_id, "suspicious")
    mirror.refresh_transfers(moved)
    HistoryRow.objects.filter(remote_id=transfer.provider_id).update(
        status_code="suspicious", status_message="Held as suspicious", status_info="suspicious person"
    )
    row = HistoryRow.objects.get(remote_id=transfer.provider_id)
    for user in (alice, ada):
        browser = client_of(user, harbour)
        page = browser.get("/history/")
        narrowed = browser.get("/history/", {"status": "suspicious"})
        alone = browser.get(f"/history/{row.public_id}/")
        assert "uspicious" not in page.content.decode() + alone.content.decode()
        assert not ids(narrowed)
    supervisor = client_of(susan)
    assert "Suspicious" in supervisor.get("/history/").content.decode()
    assert len(ids(supervisor.get("/history/", {"status": "suspicious"}))) == 1


def test_a_status_of_the_thing_goes_before_the_historys(moved, alice, client_of):
    transfer = Transfer.objects.get()
    Transfer.objects.filter(pk=transfer.pk).update(status_code="proved", counter_status="proved")

    page = client_of(alice).get("/history/", {"kind": "Transfer"})

    (row,) = page.context["rows"]
    assert row.status == "proved" != row.told_status
    assert "in the history:" in page.content.decode()


def test_the_file_holds_exactly_the_documented_columns_and_no_formula(moved, susan, client_of):
    rows = file_of(client_of(susan))

    deposit = next(row for row in rows if row["type"] == "BankDeposit")
    assert deposit["about"] == "'=D1"
    assert (deposit["amount"], deposit["currency"], deposit["made_here"]) == ("40", "USD", "no")
    assert datetime.fromisoformat(deposit["created_at"]).tzinfo is not None
    assert deposit["created_at"].endswith("+08:00")
    with open("docs/exports.md", encoding="utf-8") as page:
        documented = [line.split("`")[1] for line in page if line.startswith("| `")]
    assert list(deposit) == documented


def test_a_long_file_is_written_whole_and_once(connection, susan, client_of, monkeypatch):
    from wallet.selectors import history as selector

    monkeypatch.setattr(selector, "AT_ONCE", 7)
    for number in range(30):
        keep(connection, f"r{number:02}", "2026-03-14T15:00:00Z")

    found = [row["provider_id"] for row in file_of(client_of(susan))]

    assert sorted(found) == [f"r{number:02}" for number in range(30)]


def test_who_took_which_file_is_written_down(moved, susan, client_of):
    file_of(client_of(susan), currency="USD")

    entry = AuditEntry.objects.get(action="history.exported")
    assert entry.detail["filters"] == {"currency": "USD"}
    assert "susan" in str(entry.actor_name).lower()


@pytest.mark.parametrize("role", ["alice", "ada"])
def test_only_supervisor_and_compliance_take_files(moved, request, role, harbour, client_of):
    answer = client_of(request.getfixturevalue(role), harbour).post("/history/file/")

    assert answer.status_code == 403


def test_a_teller_sees_phone_and_address_and_an_administrator_does_not(
    connection, alice, ada, harbour, client_of
):
    row = keep(
        connection, "t", "2026-03-14", payment_type="Transfer",
        basic_info={"recipient_name": "Roma", "recipient_contact_number": "+63917", "address": "1 Road"},
    )  # fmt: skip

    teller = client_of(alice).get(f"/history/{row.public_id}/").content.decode()
    office = client_of(ada, harbour).get(f"/history/{row.public_id}/").content.decode()

    assert "+63917" in teller and "1 Road" in teller
    assert "+63917" not in office and "1 Road" not in office and "Roma" in office


def test_an_undocumented_kind_status_and_missing_parts_are_shown_as_they_came(connection, alice, client_of):
    keep(connection, "u", "2026-03-14", payment_type="Novelty", status_code="strange", status_message=None)
    keep(connection, "n", "", payment_type=None, status_code="", status_message=None, currency=None,
         created_at=None, basic_info={})  # fmt: skip

    page = client_of(alice).get("/history/").content.decode()

    assert "Novelty" in page and "strange" in page
    assert page.count("not told") >= 4


def test_it_says_how_old_it_is_and_that_it_could_not_be_loaded(connection, alice, client_of, sandbox):
    browser = client_of(alice)
    assert "not read yet" in browser.get("/history/").content.decode()

    browser.post(f"/history/refresh/{connection.public_id}/")
    assert "read" in browser.get("/history/").content.decode()
    sandbox.fault("status", "/v1/transactions/history", code=503)
    browser.post(f"/history/refresh/{connection.public_id}/")

    assert "could not load" in browser.get("/history/").content.decode()


def test_rows_that_are_no_shops_are_head_offices_alone(connection, alice, hector, harbour, client_of):
    row = keep(connection, "x", "2026-03-14")
    HistoryRow.objects.update(shop=None)

    assert ids(client_of(alice).get("/history/")) == set()
    assert client_of(alice).get(f"/history/{row.public_id}/").status_code == 404
    assert ids(client_of(hector).get("/history/")) == {"x"}


def test_an_app_reads_the_same_rows_and_those_of_one_account(moved, alice, harbour, device_of):
    from tests.api import app_of
    from wallet.models import Account

    app = app_of(alice, harbour)
    rows = HistoryRow.objects.filter(payment_type="Withdraw")
    account = Account.objects.create(
        connection=moved, currency="USD", remote_id=rows.get().account_id_told, read_at=datetime.now(UTC)
    )
    Account.objects.create(connection=moved, currency="EUR")

    whole = app.get("history").json()
    mine = app.get(f"accounts/{account.public_id}/history?kind=Withdraw").json()
    transfer = next(row for row in whole["items"] if row["kind"] == "Transfer")

    assert len(whole["items"]) == 3 and whole["as_of"]
    assert [row["provider_id"] for row in mine["items"]] == [rows.get().remote_id]
    assert transfer["subject"] == str(Transfer.objects.get().public_id)
    assert app.get("history?first_day=x").status_code == 422
    assert app.get("history?colour=red").json()["errors"]["colour"][0]["code"] == "unknown-field"
