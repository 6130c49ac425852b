"""The mirror of destinations, rules, currencies and recipients, read from the real sandbox."""

from dataclasses import dataclass

import pytest

from accounts.models import Connection
from accounts.services import connections
from accounts.services.errors import ProviderDown
from remittance.models import Currency, Destination, MirrorRead, Recipient, Rule
from remittance.selectors import freshness
from remittance.services import mirror
from tests.sandboxes import Sandbox

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Choice:
    province: str = ""
    delivery_method: str = ""
    provider: str = ""


def test_a_first_reading_brings_every_destination_rule_and_currency(connection: Connection) -> None:
    mirror.refresh_catalogue(connection)

    assert Destination.objects.filter(connection=connection, told=True).count() >= 8
    assert Rule.objects.filter(connection=connection).exclude(fields_info={}).exists()
    assert Currency.objects.get(connection=connection, code="JPY").precision == 0
    philippines = Destination.objects.get(name="Philippines")
    assert philippines.provinces and philippines.delivery_methods and philippines.providers
    assert freshness.of(connection, "rules").good_at is not None


def test_an_unchanged_catalogue_is_read_with_a_fixed_number_of_queries(
    connection: Connection, django_assert_max_num_queries: object
) -> None:
    mirror.refresh_catalogue(connection)
    before = {row.pk: row.raw for row in Rule.objects.all()}

    with django_assert_max_num_queries(60):  # type: ignore[operator]  # pytest-django's fixture
        mirror.refresh_catalogue(connection)

    assert {row.pk: row.raw for row in Rule.objects.all()} == before


def test_a_rule_that_is_gone_stays_marked_and_comes_back(connection: Connection, sandbox: Sandbox) -> None:
    attributes = {"object_type": "transfer", "level": "destinations", "code": ""}
    attributes |= {"dependency_levels": [], "fields_info": {}}
    sandbox.control("rules", rule={"id": "planted", "attributes": attributes})
    mirror.refresh_catalogue(connection)
    assert Rule.objects.get(provider_id="planted").gone_at is None

    sandbox.control("rules", delete="planted")
    mirror.refresh_catalogue(connection)
    assert Rule.objects.get(provider_id="planted").gone_at is not None

    sandbox.control("rules", rule={"id": "planted", "attributes": attributes})
    mirror.refresh_catalogue(connection)
    assert Rule.objects.get(provider_id="planted").gone_at is None


def test_an_unknown_rule_kind_is_kept_as_it_was_told(connection: Connection, sandbox: Sandbox) -> None:
    info = {"validation_rules": [{"field": "amount", "data": {"palindrome": True}}], "possible_fields": []}
    attributes = {"level": "destinations", "dependency_levels": [], "fields_info": info}
    sandbox.control("rules", rule={"id": "odd", "attributes": attributes})

    mirror.refresh_catalogue(connection)

    assert Rule.objects.get(provider_id="odd").fields_info["validation_rules"][0]["data"] == {
        "palindrome": True
    }


def test_rules_are_read_once_more_with_all_four_filters(connection: Connection, sandbox: Sandbox) -> None:
    mirror.refresh_catalogue(connection)
    pakistan = Destination.objects.get(name="Pakistan")
    province = pakistan.provinces[0]["code"]
    method = pakistan.delivery_methods[0]["code"]
    provider = pakistan.delivery_methods[0]["providers"][0]

    rules = mirror.rules_now(connection, pakistan, Choice(province, method, provider))

    assert rules and all(rule.pk is None for rule in rules)
    query = sandbox.requests[-1]["query"]
    for name in ("destination", "province", "delivery_method", "provider"):
        assert name in str(query)


def test_a_failure_leaves_the_good_data_and_its_age(connection: Connection, sandbox: Sandbox) -> None:
    mirror.refresh_catalogue(connection)
    good = freshness.of(connection, "destinations")
    count = Destination.objects.count()
    sandbox.fault("status", path="/v1/static/destination_data", code=503)

    with pytest.raises(ProviderDown):
        mirror.refresh_catalogue(connection)

    failed = freshness.of(connection, "destinations")
    assert failed.could_not_load and failed.good_at == good.good_at
    assert "503" in failed.failure
    assert not freshness.of(connection, "rules").could_not_load  # the others were read all the same
    assert Destination.objects.filter(gone_at=None).count() == count


def test_nothing_was_ever_read_is_not_the_same_as_nothing_there(connection: Connection) -> None:
    assert freshness.of(connection, "recipients").never
    assert not MirrorRead.objects.exists()


def _add(connection: Connection, first: str, last: str) -> str:
    fields = {"first_name": first, "last_name": last, "phone_number": "+639171234567"}
    return connections.client_for(connection).recipients.create(fields).id


def test_the_recipient_book_follows_additions_changes_and_deletions(connection: Connection) -> None:
    client = connections.client_for(connection)
    maria, jose = _add(connection, "Maria", "Santos"), _add(connection, "José", "Reyes")
    mirror.refresh_recipients(connection)
    row = Recipient.objects.get(provider_id=maria)
    assert (row.full_name, row.shop) == ("Maria Santos", connection.shops.get())
    assert row.phone_key == "639171234567" and row.name_key

    client.recipients.update(
        maria, {"first_name": "Maria", "last_name": "Santos-Cruz", "phone_number": "+639171234567"}
    )
    client.recipients.delete(jose)
    mirror.refresh_recipients(connection)

    assert Recipient.objects.get(provider_id=maria).last_name == "Santos-Cruz"
    gone = Recipient.objects.get(provider_id=jose)
    assert gone.standing == Recipient.Standing.DELETED and gone.deleted_at is not None


def test_an_unchanged_recipient_is_not_written_again(connection: Connection) -> None:
    _add(connection, "Maria", "Santos")
    mirror.refresh_recipients(connection)
    before = Recipient.objects.get()

    mirror.refresh_recipients(connection)

    after = Recipient.objects.get()
    assert (after.version, after.updated_at) == (before.version, before.updated_at)


def test_a_recipient_being_saved_by_us_is_not_made_a_second_time(connection: Connection) -> None:
    _add(connection, "Maria", "Santos")
    Recipient.objects.create(
        connection=connection,
        shop=connection.shops.get(),
        first_name="Maria",
        last_name="Santos",
        phone_number="+639171234567",
        standing=Recipient.Standing.UNKNOWN,
    )

    mirror.refresh_recipients(connection)

    assert Recipient.objects.count() == 1


def test_nobody_is_marked_deleted_by_a_list_that_broke_off(connection: Connection, sandbox: Sandbox) -> None:
    _add(connection, "Maria", "Santos")
    mirror.refresh_recipients(connection)
    sandbox.fault("malformed", path="/v1/recipients*")

    with pytest.raises(ProviderDown):
        mirror.refresh_recipients(connection)

    assert Recipient.objects.get().standing == Recipient.Standing.SAVED
