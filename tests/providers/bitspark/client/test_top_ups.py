"""Top-ups: what is asked, what is read of both versions, and what becomes of nobody's balance."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import (
    BitsparkError,
    MalformedReply,
    OutcomeUnknown,
    Refused,
    TopUpOrder,
    Unsendable,
    encoded_body,
)

from .calls import C, D, E, F, asked, form, path, query, told
from .every_call import TOP_UP
from .stubs import answer, documented, errors

V1 = "locked_commision,user_account.currency,shop_account.currency"
V2 = "transaction_fee,user_account,shop_account,currency"
PAGING = [("pagination[offset]", "2"), ("pagination[limit]", "50")]


def of(bitspark, version):
    return bitspark.top_ups_v1 if version == 1 else bitspark.top_ups


def changed(name, **attributes):
    """A documented answer about one top-up with these attributes in place of its own."""
    payload = json.loads(documented(name))
    payload["data"]["attributes"].update(attributes)
    return payload


@pytest.mark.parametrize("kind", ["requested", "owned"])
@pytest.mark.parametrize(("version", "include"), [(1, V1), (2, V2)])
def test_the_history_is_the_bare_path_with_every_include_and_the_filter(version, include, kind):
    page, visit = asked(f"top_ups_v{version}", lambda b: of(b, version).page(2, 50, kind=kind))

    assert path(visit) == ("GET", f"/v{version}/top_ups")
    assert query(visit) == [("include", include), ("filter[top_up_type]", kind), *PAGING]
    assert not visit.target.endswith(",")
    assert (len(page.items), page.number, page.size, page.paging_told) == (1, 2, 50, False)


def test_the_second_version_tells_fee_share_and_currency():
    page, _ = asked("top_ups_v2", lambda b: b.top_ups.page(1, kind="requested"))
    (top_up,) = page.items

    assert (top_up.id, top_up.status_code, top_up.status_message) == (F, "pending", "Pending")
    assert (top_up.amount, top_up.currency) == (Decimal("10.0"), "hkd")
    assert (top_up.shop_id, top_up.user_account_id, top_up.shop_account_id) == (E, D, C)
    assert (top_up.receipt_url, top_up.performed_by_shop) == (None, False)
    assert top_up.transaction_number == "TU-161007-981-51TF"
    assert (top_up.fee, top_up.bitspark_percentage) == (Decimal("0.0"), Decimal("50.0"))
    assert top_up.locked_shop_commission is None
    assert top_up.unread == ()


def test_the_first_version_tells_the_locked_commission():
    page, _ = asked("top_ups_v1", lambda b: b.top_ups_v1.page(1, kind="owned"))
    (top_up,) = page.items

    assert (top_up.amount, top_up.currency) == (Decimal("10.0"), "HKD")
    assert (top_up.locked_shop_commission, top_up.bitspark_percentage) == (Decimal("0.0"), Decimal("50.0"))
    assert top_up.fee is None


def test_the_fee_is_found_by_its_id_though_its_relation_and_type_are_named_otherwise():
    top_up, visit = asked("top_up_v2", lambda b: b.top_ups.get(F))

    assert path(visit) == ("GET", f"/v2/top_ups/{F}")
    assert query(visit) == [("include", V2)]
    assert json.loads(documented("top_up_v2"))["data"]["relationships"]["fees_transactions"]["data"] == {
        "id": E,
        "type": "locked_commissions",
    }
    assert (top_up.fee, top_up.bitspark_percentage) == (Decimal("0.0"), Decimal("50.0"))


@pytest.mark.parametrize("spelling", ["locked_commission", "locked_commision"])
def test_both_spellings_of_the_locked_commission_are_read(spelling):
    payload = json.loads(documented("top_up_v1"))
    relations = payload["data"]["relationships"]
    relations[spelling] = relations.pop("locked_commission")
    top_up, visit = told(answer(200, payload), lambda b: b.top_ups_v1.get(F))

    assert query(visit) == [("include", V1)]
    assert top_up.locked_shop_commission == Decimal("0.0")


def test_what_shares_an_id_is_told_apart_by_its_type():
    # In the example the currency has the user account's id, and the fee the shop's.
    top_up, _ = asked("top_up_created_v1", lambda b: b.top_ups_v1.create(TOP_UP))
    payload = json.loads(documented("top_up_created_v1"))
    assert [one["id"] for one in payload["included"]].count(D) == 2
    assert (top_up.currency, top_up.bitspark_percentage) == ("USD", Decimal("50.0"))


def test_what_was_not_included_is_not_told():
    payload = json.loads(documented("top_up_v2"))
    del payload["included"]
    top_up, _ = told(answer(200, payload), lambda b: b.top_ups.get(F))
    assert (top_up.currency, top_up.fee, top_up.bitspark_percentage) == (None, None, None)
    assert (top_up.user_account_id, top_up.unread) == (D, ())


def test_a_figure_that_is_none_is_unread_and_never_zero():
    payload = changed("top_up_v2", amount="ten", performed_by_shop="perhaps", status_code=None)
    payload["included"][0]["attributes"]["amount"] = []
    top_up, _ = told(answer(200, payload), lambda b: b.top_ups.get(F))
    assert (top_up.amount, top_up.performed_by_shop, top_up.status_code, top_up.fee) == (None, None, "", None)
    assert set(top_up.unread) == {"amount", "performed_by_shop"}


@pytest.mark.parametrize("version", [1, 2])
def test_another_top_up_than_asked_is_not_taken(version):
    with pytest.raises(MalformedReply, match="another top-up"):
        asked(f"top_up_v{version}", lambda b: of(b, version).get(E))


@pytest.mark.parametrize(("version", "include"), [(1, V1), (2, V2)])
def test_creating_one_says_all_that_the_document_asks(version, include):
    made, visit = asked(f"top_up_created_v{version}", lambda b: of(b, version).create(TOP_UP))

    assert path(visit) == ("POST", f"/v{version}/top_ups")
    assert query(visit) == [("include", include)]
    assert form(visit) == {
        "shop_code": "ffffffff-ffff-ffff-ffffffffffff",
        "currency": "usd",
        "data[type]": "top_ups",
        "data[attributes][amount]": "10.0",
    }
    assert visit.body == encoded_body(TOP_UP.form())
    assert (made.id, made.transaction_number) == (F, "TU-180622-2249-PQ3C")
    # The second version's example was asked for USD and answers HKD.
    assert made.differences == ((), ("currency",))[version - 1]


def test_what_was_answered_otherwise_is_named():
    payload = changed("top_up_created_v1", amount="11", currency="EUR")
    made, _ = told(answer(201, payload), lambda b: b.top_ups_v1.create(TOP_UP))
    assert made.differences == ("amount", "currency")


def test_a_currency_that_was_not_told_is_no_difference_but_a_missing_amount_is():
    payload = changed("top_up_created_v2", amount=None)
    payload["included"] = []
    made, _ = told(answer(200, payload), lambda b: b.top_ups.create(TOP_UP))
    assert (made.currency, made.differences) == (None, ("amount",))


def test_an_answer_that_is_no_top_up_proves_nothing():
    with pytest.raises(OutcomeUnknown, match="not a top-up"):
        asked("fee_created", lambda b: b.top_ups.create(TOP_UP))


@pytest.mark.parametrize("amount", [Decimal(0), Decimal(-1), Decimal("NaN")])
def test_no_amount_is_not_asked_for(amount):
    with pytest.raises(Unsendable):
        replace(TOP_UP, amount=amount).form()


def test_an_amount_is_a_decimal():
    with pytest.raises(TypeError):
        TopUpOrder("code", "usd", 10.0).form()


@pytest.mark.parametrize("act", ["approve", "decline", "cancel"])
@pytest.mark.parametrize("version", [1, 2])
def test_a_decision_is_a_put_without_a_body_and_its_answer_tells_no_state(version, act):
    result, visit = asked("success", lambda b: getattr(of(b, version), act)(F))

    assert path(visit) == ("PUT", f"/v{version}/top_ups/{F}/{act}")
    assert query(visit) == []
    assert visit.body == b""
    assert "content-type" not in visit.headers
    assert result is None


@pytest.mark.parametrize(
    ("act", "example"),
    [("approve", "approved"), ("decline", "declined"), ("cancel", "cancelled")],
)
@pytest.mark.parametrize("version", [1, 2])
def test_a_decision_that_cannot_be_is_refused(version, act, example):
    with pytest.raises(Refused, match="422"):
        asked(f"top_up_not_{example}", lambda b: getattr(of(b, version), act)(F), status=422)


def test_one_pending_already_is_refused_in_their_words():
    with pytest.raises(Refused) as caught:
        asked("top_up_not_created", lambda b: b.top_ups.create(TOP_UP), status=422)
    assert caught.value.messages == [
        "User account already been taken with 'pending' status in scope of specified shop account"
    ]


@pytest.mark.parametrize("identifier", ["", "a/b", "..", "a?b", "a#b", "50%", "é"])
def test_an_id_that_leads_elsewhere_is_not_put_into_a_path(identifier):
    acts = [lambda b: b.top_ups.get(identifier), lambda b: b.top_ups.approve(identifier)]
    for act in acts:
        with pytest.raises(Unsendable), _nobody() as bitspark:
            act(bitspark)


def _nobody():
    from .orders import client

    return client("http://127.0.0.1:9/bitspark")


BALANCE = "424242.4242"


def with_balance(name):
    """A documented answer in which the customer's balance stands wherever it could."""
    payload = json.loads(documented(name))
    for resource in [payload["data"], *payload.get("included", [])]:
        resource["attributes"]["balance"] = BALANCE
        resource["attributes"]["user_account"] = {"balance": BALANCE, "note": [{"balance": BALANCE}]}
    return payload


@pytest.mark.parametrize("version", [1, 2])
def test_the_customers_balance_is_kept_nowhere(version):
    for name, call in (
        (f"top_up_v{version}", lambda b: of(b, version).get(F)),
        (f"top_up_created_v{version}", lambda b: of(b, version).create(TOP_UP)),
    ):
        top_up, _ = told(answer(200, with_balance(name)), call)
        assert BALANCE not in repr(top_up)
        assert BALANCE not in json.dumps(top_up.raw)
        assert top_up.raw["attributes"]["user_account"] == {"note": [{}]}
        assert not [name for name in vars(top_up) if "balance" in name]


@pytest.mark.parametrize("act", ["get", "page", "create", "approve"])
def test_the_customers_balance_is_in_no_evidence(act):
    broken = {**with_balance("top_up_v2"), "errors": []}
    calls = {
        "get": lambda b: b.top_ups.get(F),
        "page": lambda b: b.top_ups.page(1, kind="owned"),
        "create": lambda b: b.top_ups.create(TOP_UP),
        "approve": lambda b: b.top_ups.approve(F),
    }
    for status in (200, 422, 500):
        with pytest.raises(BitsparkError) as caught:
            told(answer(status, broken), calls[act])
        assert "[masked]" in caught.value.body
        assert BALANCE not in caught.value.body + repr(caught.value)


def test_top_up_error_says_nothing_about_the_money():
    for call in (lambda b: b.top_ups.approve(F), lambda b: b.top_ups.create(TOP_UP)):
        with pytest.raises(OutcomeUnknown) as caught:
            told(answer(400, errors(400, "top_up_error", "Top-up: Something went wrong.")), call)
        assert not caught.value.fast_path
