"""Senders: kept whole, found by index, changed by nobody unseen, masked until somebody says why."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEntry, Shop
from accounts.services.errors import Conflict, NotAllowed, Refused
from accounts.services.masking import last_four
from remittance.models import Sender
from remittance.selectors import people
from remittance.services.people import senders
from tests.factories.sender import MARIA, sender_of
from tests.people import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(harbour, alice):
    return sender_of(harbour, actor_of(alice, harbour))


@pytest.fixture
def scope(harbour):
    return people.Scope(Shop.objects.filter(pk=harbour.pk), harbour)


def test_a_sender_is_kept_with_the_legal_name_and_found_by_keys(maria):
    maria.refresh_from_db()
    assert maria.full_name == "María Luz O'Brien-Santos"
    assert (maria.name_key, maria.last_key) == ("maria obrien santos", "obrien santos maria")
    assert (maria.phone_number, maria.phone_key) == ("+85291234567", "85291234567")
    assert maria.id_key == "a1234567"
    assert maria.birth_date == date(1980, 2, 29)


@pytest.mark.parametrize(
    "typed",
    [
        *("maria", "MARIA OBRIEN", "María O’Brien", "o'brien-santos", "obrien"),
        *("9123 4567", "+852 9123", "85291234567", "A123456(7)", "a1234"),
    ],
)
def test_a_sender_is_found_by_name_phone_and_id(maria, harbour, scope, typed):
    assert people.find_senders(scope, typed, country=harbour.country).people == [maria]


@pytest.mark.parametrize("typed", ["santos", "luz", "Z999", "5555 5555", "%", "mari_", "obrien santos x"])
def test_a_sender_is_not_found_by_what_does_not_begin_so(maria, scope, typed):
    assert people.find_senders(scope, typed, country="HK").people == []


def test_too_little_typed_is_said_and_not_searched(maria, scope, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert people.find_senders(scope, "m").too_short
        assert people.find_senders(scope, "912").too_short


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (("이순", "신"), "이순"),
        (("王", "小明"), "王 小明"),
        (("Đặng", "Thị Hà"), "dang thi"),
        (("محمد", "علي"), "محمد"),
        (("कमला", "देवी"), "कमला"),
        (("سارا", "می\u200cخواهد"), "می"),
    ],
)
def test_names_of_any_script_are_kept_and_found(harbour, alice, scope, name, typed):
    first, last = name
    sender = sender_of(harbour, actor_of(alice, harbour), first_name=first, middle_name="", last_name=last)
    assert sender.full_name == f"{first} {last}"
    assert people.find_senders(scope, typed).people == [sender]


@given(st.text(max_size=120), st.text(max_size=120))
def test_keys_of_any_name_fit_their_column_and_begin_with_the_folded_first_name(first, last):
    key = people.name_key(first, last)
    assert len(key) <= 250
    assert people.folded(key) == key or len(key) == 250
    assert key.startswith(people.folded(first)[:100].rstrip())


def test_a_search_stays_inside_the_shop(maria, charlie, lantern):
    theirs = people.Scope(Shop.objects.filter(pk=lantern.pk), lantern)
    for typed in ("maria", "obrien", "91234567", "a1234567"):
        assert people.find_senders(theirs, typed, country="HK").people == []


def test_head_office_finds_senders_of_all_shops(maria, lantern, charlie):
    theirs = sender_of(lantern, actor_of(charlie, lantern), phone_number="+6591234567")
    found = people.find_senders(people.Scope(Shop.objects.all(), head_office=True), "maria").people
    assert set(found) == {maria, theirs}


def plan_of(scope, typed):
    """Every query of a search, explained, as one text."""
    with CaptureQueriesContext(database) as seen:
        people.find_senders(scope, typed, country="HK")
    plans = []
    for query in seen.captured_queries:
        with database.cursor() as cursor:
            explain = "EXPLAIN " if database.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
            cursor.execute(explain + query["sql"])
            plans.append("\n".join(str(row) for row in cursor.fetchall()))
    return "\n".join(plans)


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize(
    ("typed", "indexes"),
    [
        ("ab", ["ix_sender_name", "ix_sender_last"]),
        ("5551 2345", ["ix_sender_phone", "ix_sender_alt_phone", "ix_sender_id"]),
        ("z98765", ["ix_sender_id"]),
    ],
)
def test_a_search_reads_only_its_indexes(harbour, scope, typed, indexes, analysed):
    rows = [
        Sender(shop=harbour, first_name=f"N{n}", name_key=f"n{n}", last_key=f"x{n}", phone_key=f"852{n:08}",
               alt_phone_key=f"853{n:08}", id_key=f"q{n}")
        for n in range(3000)
    ]  # fmt: skip
    Sender.objects.bulk_create(rows)
    if analysed:
        with database.cursor() as cursor:
            cursor.execute("ANALYZE remittance_sender")
    plan = plan_of(scope, typed)
    for index in indexes:
        assert index in plan
    assert "Seq Scan on remittance_sender" not in plan
    assert "SCAN remittance_sender" not in plan


def test_the_names_of_a_person_with_one_name_are_sent_as_the_shop_says(harbour, alice):
    one = sender_of(harbour, actor_of(alice, harbour), first_name="Suharto", middle_name="", last_name="")
    assert senders.fields_to_send(one)["last_name"] == "Suharto"
    harbour.single_name = "FNU"
    harbour.save()
    one = Sender.objects.get(pk=one.pk)
    assert senders.fields_to_send(one)["last_name"] == "FNU"
    assert one.last_name == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_name": ""}, "first_name"),
        ({"first_name": "x" * 121}, "first_name"),
        ({"first_name": "a\x00b"}, "first_name"),
        ({"address": "a\u202eb"}, "address"),
        ({"phone_number": "12"}, "phone_number"),
        ({"id_type": "library card"}, "id_type"),
        ({"birth_date": "1980-02-30"}, "birth_date"),
        ({"birth_date": "2980-01-01"}, "birth_date"),
    ],
)
def test_what_cannot_be_a_sender_is_refused_beside_its_field(harbour, alice, values, field):
    with pytest.raises(Refused) as refusal:
        sender_of(harbour, actor_of(alice, harbour), **values)
    assert list(refusal.value.fields) == [field]
    assert not Sender.objects.exists()


def test_a_change_says_what_changed_and_hides_identity_in_the_audit(maria, harbour, bob):
    actor = actor_of(bob, harbour)
    senders.edit(maria, {"id_number": "B7654321", "address": "2 Nathan Road"}, seen=1, actor=actor)
    entry = AuditEntry.objects.get(action="sender.changed")
    assert entry.detail["changes"] == {
        "address": ["1 Nathan Road, Kowloon", "2 Nathan Road"],
        "id_number": ["…6(7)", "…4321"],
    }
    assert entry.object_version == 2
    assert "54321" not in str(entry.detail)


def test_a_stale_change_is_refused_with_what_differs_now(maria, harbour, alice, bob):
    senders.edit(maria, {"address": "2 Nathan Road"}, seen=1, actor=actor_of(bob, harbour))
    with pytest.raises(Conflict) as refusal:
        senders.edit(
            maria, {"address": "3 Nathan Road", "first_name": "María"}, seen=1, actor=actor_of(alice, harbour)
        )
    assert refusal.value.code == "stale"
    assert refusal.value.detail["version"] == 2
    assert refusal.value.detail["now"] == {"address": "2 Nathan Road"}
    maria.refresh_from_db()
    assert maria.address == "2 Nathan Road"


def test_a_change_of_nothing_writes_nothing(maria, harbour, bob):
    senders.edit(maria, {"address": maria.address}, seen=1, actor=actor_of(bob, harbour))
    maria.refresh_from_db()
    assert maria.version == 1
    assert not AuditEntry.objects.filter(action="sender.changed").exists()


def test_an_expired_id_blocks_until_a_supervisor_agrees_for_that_day(maria, harbour, alice, susan):
    maria.id_expires_on = date(2026, 11, 20)
    maria.save()
    late = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)  # still the 20th in Hong Kong
    midnight = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    next_day = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
    senders.refuse_expired_id(maria, late)
    with pytest.raises(Refused, match="expired"):
        senders.refuse_expired_id(maria, midnight)
    with pytest.raises(NotAllowed):
        senders.agree_to_expired_id(maria, "known to us", actor=actor_of(alice, harbour), now=midnight)
    agreed = senders.agree_to_expired_id(maria, "known to us", actor=actor_of(susan, harbour), now=midnight)
    senders.refuse_expired_id(agreed, midnight)
    with pytest.raises(Refused, match="expired"):
        senders.refuse_expired_id(agreed, next_day)
    assert AuditEntry.objects.get(action="sender.expired-id-agreed").detail["good_on"] == "2026-11-21"


def test_another_document_takes_the_agreement_back(maria, harbour, alice, susan):
    maria.id_expires_on = date(2020, 1, 1)
    maria.save()
    now = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    agreed = senders.agree_to_expired_id(maria, "known to us", actor=actor_of(susan, harbour), now=now)
    changed = senders.edit(agreed, {"id_number": "C1"}, seen=agreed.version, actor=actor_of(alice, harbour))
    with pytest.raises(Refused):
        senders.refuse_expired_id(changed, now)


def test_58_identity_is_read_in_clear_only_with_a_reason_on_record(maria, lantern, alice, charlie, hector):
    def unmask(user, shop, reason="copy for the file"):
        senders.unmask(maria, reason, actor=actor_of(user, shop), shop=maria.shop, noun="sender")

    with pytest.raises(Refused):
        unmask(alice, maria.shop, " ")
    with pytest.raises(NotAllowed):
        unmask(charlie, lantern)  # a teller, of another shop
    assert not AuditEntry.objects.filter(action="sender.unmasked").exists()
    unmask(alice, maria.shop)
    unmask(hector, None)
    entries = AuditEntry.objects.filter(action="sender.unmasked").order_by("number")
    assert [entry.actor_name for entry in entries] == ["Alice Cheung", "Hector Wong"]
    assert entries[0].detail == {"reason": "copy for the file"}


def test_the_same_phone_or_id_is_told_without_data_of_other_shops(maria, harbour, lantern, alice, charlie):
    def alike(shop, **keys):
        mine = Shop.objects.filter(pk=shop.pk)
        return people.possibly_same(
            **{"phone_key": "", "alt_phone_key": "", "id_key": "", **keys}, shops=mine
        )

    assert alike(harbour, phone_key="85291234567").here == [maria]
    assert alike(harbour, id_key="a1234567").here == [maria]
    there = alike(lantern, alt_phone_key="85291234567")
    assert there.here == []
    assert there.elsewhere
    assert not alike(lantern, phone_key="8520000000").any
    assert not alike(lantern).any


def test_tellers_make_senders_and_admins_do_not(harbour, ada):
    with pytest.raises(NotAllowed):
        senders.create(MARIA, shop=harbour, actor=actor_of(ada, None))


def test_short_identity_numbers_show_nothing_in_the_audit():
    assert last_four("1234") == "…"
    assert last_four("12345") == "…2345"
    assert last_four(None) == ""


def test_migrations_hold_all_the_models_say():
    call_command("makemigrations", "remittance", check=True, dry_run=True, verbosity=0)
