"""The profile behind a login: read, kept sealed, and changed with the password of the moment."""

import io
import logging

import pytest
from django.core.management import call_command

from accounts.models import AuditEntry, Connection, Profile, User
from accounts.services import profiles
from accounts.services.errors import Conflict, NotAllowed, ProviderDown, Refused
from tests.people import actor_of
from tests.sandboxes import Sandbox

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a-canary-New-password-7"
NAMES = ("first_name", "last_name", "value")


@pytest.fixture
def profile(connection: Connection) -> Profile:
    return profiles.refresh(connection)


@pytest.fixture
def password(connection: Connection, sandbox: Sandbox) -> str:
    """The password that the owner of the connection's key has at the sandbox."""
    logins = sandbox.keys()
    return next(login.password for login in logins if login.key.endswith(connection.key_tail))


def wanted(profile: Profile, **changes: str) -> dict[str, str]:
    return {name: profile.told[name] for name in NAMES} | changes


def test_everything_that_is_documented_is_kept_and_nothing_in_clear(profile: Profile) -> None:
    told = profile.told

    assert all(
        told[name] for name in ("login", "first_name", "last_name", "address", "currency", "id_number")
    )
    assert told["approved"] in {True, False}
    assert profile.read_at is not None
    assert told["id_number"] not in profile.told_sealed


def test_a_reading_that_brings_nothing_new_leaves_the_version(profile: Profile) -> None:
    assert profiles.refresh(profile.connection).version == profile.version


def test_a_profile_that_cannot_be_read_keeps_what_was_told(profile: Profile, sandbox: Sandbox) -> None:
    sandbox.fault("status", "/v1/users/me", status=503)

    with pytest.raises(ProviderDown):
        profiles.refresh(profile.connection)

    profile.refresh_from_db()
    assert profile.could_not_load
    assert profile.told["login"]


def test_a_change_is_told_and_what_then_holds_is_kept(profile: Profile, password: str, ada: User) -> None:
    changed = profiles.change(
        profile,
        wanted(profile, company_name="Harbour Money Ltd", residence_country="SGP"),
        current_password=password,
        actor=actor_of(ada, profile.connection.shops.get()),
        seen=profile.version,
    )

    assert changed.told["company_name"] == "Harbour Money Ltd"
    assert profiles.refresh(profile.connection).told["residence_country"] == "SGP"
    entry = AuditEntry.objects.get(action="profile.changed")
    assert entry.detail["changed"] == ["company_name", "residence_country"]


def test_a_wrong_password_is_said_in_the_providers_words_and_changes_nothing(
    profile: Profile, ada: User
) -> None:
    with pytest.raises(Refused) as refused:
        profiles.change(
            profile,
            wanted(profile, company_name="Other"),
            current_password="wrong",
            actor=actor_of(ada, profile.connection.shops.get()),
            seen=profile.version,
        )

    assert refused.value.code == "refused-by-provider"
    assert profiles.refresh(profile.connection).told["company_name"] != "Other"


def test_no_password_is_kept_or_logged(
    profile: Profile, password: str, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        profiles.change(
            profile,
            wanted(profile),
            current_password=password,
            new_password=NEW_PASSWORD,
            actor=actor_of(ada, profile.connection.shops.get()),
            seen=profile.version,
        )

    dump = io.StringIO()
    call_command("dumpdata", "accounts", stdout=dump)
    for secret in (password, NEW_PASSWORD):
        assert secret not in dump.getvalue()
        assert secret not in caplog.text
    assert AuditEntry.objects.get(action="profile.changed").detail["changed"] == ["password"]


def test_an_answer_that_was_lost_is_looked_up_by_reading(
    profile: Profile, password: str, ada: User, sandbox: Sandbox
) -> None:
    sandbox.fault("drop_after_commit", "/v1/users", method="POST")

    changed = profiles.change(
        profile,
        wanted(profile, address="1 New Street"),
        current_password=password,
        actor=actor_of(ada, profile.connection.shops.get()),
        seen=profile.version,
    )

    assert changed.told["address"] == "1 New Street"
    assert sandbox.seen.count(("POST", "/v1/users")) == 1


def test_a_page_that_is_out_of_date_changes_nothing(
    profile: Profile, password: str, ada: User, sandbox: Sandbox
) -> None:
    with pytest.raises(Conflict):
        profiles.change(
            profile,
            wanted(profile, address="1 New Street"),
            current_password=password,
            actor=actor_of(ada, profile.connection.shops.get()),
            seen=profile.version - 1,
        )

    assert ("POST", "/v1/users") not in sandbox.seen


def test_nothing_different_is_not_said(profile: Profile, password: str, ada: User, sandbox: Sandbox) -> None:
    with pytest.raises(Refused) as refused:
        profiles.change(
            profile,
            wanted(profile),
            current_password=password,
            actor=actor_of(ada, profile.connection.shops.get()),
            seen=profile.version,
        )

    assert refused.value.code == "nothing-changed"
    assert ("POST", "/v1/users") not in sandbox.seen


def test_only_administrators_change_it(profile: Profile, password: str, carla: User) -> None:
    with pytest.raises(NotAllowed):
        profiles.change(
            profile,
            wanted(profile, address="1 New Street"),
            current_password=password,
            actor=actor_of(carla, profile.connection.shops.get()),
            seen=profile.version,
        )
