"""Our account's settings and the profile: what is changed, with which password, and what is kept of it."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import (
    IDENTITY_FIELDS,
    PASSWORD_FIELDS,
    PROFILE_FIELDS,
    BitsparkError,
    File,
    OutcomeUnknown,
    ProfileChange,
    Unsendable,
)

from .calls import C, F, asked, form, path, query, told
from .every_call import CHANGE, PASSWORD
from .stubs import answer, documented, errors

ATTRIBUTES = "data[attributes]"
IDENTITY = "data[relationships][identity_document][data]"
USER = "data[relationships][user][data]"
NEW = "Tr0ub4dor-and-3"
FULL = ProfileChange(
    PASSWORD,
    {
        **{name: f"a {name}" for name in PROFILE_FIELDS},
        "id_number": "A123456(7)",
        "value": "id_card",
        "password": NEW,
        "password_confirmation": NEW,
    },
)


@pytest.mark.parametrize(
    ("change", "body"),
    [
        ({"shop_commission": Decimal("0.0")}, {"shop_commission": "0.0"}),
        ({"balance_threshold": Decimal("100.50")}, {"balance_threshold": "100.50"}),
        (
            {"shop_commission": Decimal(1), "balance_threshold": Decimal(0)},
            {"shop_commission": "1", "balance_threshold": "0"},
        ),
    ],
    ids=str,
)
def test_an_account_is_changed_by_its_id_and_only_in_what_is_named(change, body):
    account, visit = asked("account_updated", lambda b: b.accounts.update(C, **change))

    assert path(visit) == ("PUT", f"/v1/accounts/{C}")
    assert query(visit) == [("include", "currency")]
    assert form(visit) == {f"data[attributes][{name}]": value for name, value in body.items()}
    assert (account.id, account.balance_text) == (C, "1234.5678")
    assert (account.shop_commission, account.balance_threshold) == (Decimal(0), Decimal(0))
    assert account.currency is None  # the example points to one and includes none


@pytest.mark.parametrize(
    "change",
    [{}, {"shop_commission": Decimal(-1)}, {"balance_threshold": Decimal("NaN")}],
    ids=str,
)
def test_a_change_that_is_none_is_not_sent(change):
    with pytest.raises(Unsendable):
        asked("account_updated", lambda b: b.accounts.update(C, **change))


def test_an_answer_about_another_account_proves_nothing():
    with pytest.raises(OutcomeUnknown, match="another account"):
        asked("account_updated", lambda b: b.accounts.update(F, shop_commission=Decimal(1)))


def test_a_profile_is_changed_with_the_password_typed():
    profile, visit = asked("profile", lambda b: b.profile.update(CHANGE))

    assert path(visit) == ("POST", "/v1/users")
    assert query(visit) == []
    assert form(visit) == {
        "data[type]": "profiles",
        f"{ATTRIBUTES}[first_name]": "First",
        f"{ATTRIBUTES}[last_name]": "Last",
        f"{IDENTITY}[type]": "identity_documents",
        f"{IDENTITY}[attributes][value]": "passport",
        f"{USER}[type]": "users",
        f"{USER}[attributes][current_password]": PASSWORD,
    }
    assert (profile.company_name, profile.active_account.currency.code) == ("Company One", "hkd")


def test_every_documented_field_can_be_changed():
    _, visit = asked("profile", lambda b: b.profile.update(FULL))
    assert form(visit) == {
        "data[type]": "profiles",
        **{f"{ATTRIBUTES}[{name}]": FULL.fields[name] for name in PROFILE_FIELDS},
        f"{IDENTITY}[type]": "identity_documents",
        **{f"{IDENTITY}[attributes][{name}]": FULL.fields[name] for name in IDENTITY_FIELDS},
        f"{USER}[type]": "users",
        f"{USER}[attributes][current_password]": PASSWORD,
        **{f"{USER}[attributes][{name}]": NEW for name in PASSWORD_FIELDS},
    }


def test_with_a_proof_it_goes_as_multipart_signed_over_the_url_alone():
    change = replace(FULL, proof=File("passport.jpg", b"\xff\xd8\xff", "image/jpeg"))
    _, visit = asked("profile", lambda b: b.profile.update(change))
    _, plain = asked("profile", lambda b: b.profile.update(FULL))

    assert visit.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert form(visit) == {**form(plain), f"{IDENTITY}[attributes][proof]": "\xff\xd8\xff"}


def test_an_empty_field_is_sent_empty_but_no_empty_password():
    change = replace(CHANGE, fields={**CHANGE.fields, "middle_name": "", "password": ""})
    _, visit = asked("profile", lambda b: b.profile.update(change))
    assert form(visit)[f"{ATTRIBUTES}[middle_name]"] == ""
    assert f"{USER}[attributes][password]" not in form(visit)


@pytest.mark.parametrize(
    "change",
    [
        replace(CHANGE, current_password=""),
        replace(CHANGE, fields={"first_name": "F", "last_name": "L"}),
        replace(CHANGE, fields={"first_name": "F", "value": "passport"}),
        replace(CHANGE, fields={**CHANGE.fields, "first_name": ""}),
        replace(CHANGE, fields={**CHANGE.fields, "login": "x"}),
    ],
    ids=["no password", "no id type", "no last name", "an empty name", "a strange field"],
)
def test_a_change_without_what_is_required_is_not_sent(change):
    with pytest.raises(Unsendable):
        asked("profile", lambda b: b.profile.update(change))


def test_no_password_is_in_a_repr_an_answer_or_an_error():
    payload = json.loads(documented("profile"))
    for resource in (payload["data"], *payload["included"]):
        resource["attributes"] |= {"current_password": PASSWORD, "password": NEW}
        resource["attributes"]["password_confirmation"] = NEW
    profile, _ = told(answer(200, payload), lambda b: b.profile.update(FULL))
    for shown in (repr(profile), repr(FULL), json.dumps([profile.raw, profile.profile_raw])):
        assert PASSWORD not in shown
        assert NEW not in shown

    for proof in (None, File("p.png", b"x", "image/png")):
        change = replace(FULL, proof=proof)
        for status in (200, 422, 500):
            said = errors(status, PASSWORD, [f"{PASSWORD} is not {NEW}", {"password": "any"}])
            with pytest.raises(BitsparkError) as caught:
                told(answer(status, said), lambda b, change=change: b.profile.update(change))
            error = caught.value
            shown = "".join([str(error), repr(error), error.body, *error.messages, *error.error_codes])
            assert not [secret for secret in (PASSWORD, NEW, '"any"') if secret in shown]


def test_an_empty_answer_to_a_change_proves_nothing():
    with pytest.raises(OutcomeUnknown):
        told(answer(200, ""), lambda b: b.profile.update(CHANGE))
