"""Who may call what: every operation of the description, for every role, and for nobody."""

from uuid import uuid4

import pytest

from tests.api import App, app_of, schema

pytestmark = pytest.mark.django_db

ROLES = {"teller": "alice", "supervisor": "susan", "compliance": "carla", "admin": "ada"}
EVERYBODY = frozenset(ROLES)
COUNTER = frozenset({"teller", "supervisor"})
MAY = {
    "addresses_generate": COUNTER,
    "addresses_list": EVERYBODY,
    "accounts_history": EVERYBODY,
    "accounts_list": EVERYBODY,
    "accounts_propose_terms": frozenset({"admin"}),
    "accounts_show": EVERYBODY,
    "approvals_approve": EVERYBODY,  # nobody's order here is a 404; who may decide is tried in test_approvals
    "approvals_list": EVERYBODY,
    "approvals_refuse": EVERYBODY,
    "approvals_show": EVERYBODY,
    "approvals_withdraw": EVERYBODY,
    "bank_details_list": EVERYBODY,
    "bank_details_propose": frozenset({"supervisor"}),
    "bank_details_show": EVERYBODY,
    "commands_list": EVERYBODY,
    "commands_send_again": COUNTER,
    "commands_show": EVERYBODY,
    "commands_stop": COUNTER,
    "currencies_list": EVERYBODY,
    "deposits_announce": COUNTER,
    "deposits_cancel": COUNTER,
    "deposits_list": EVERYBODY,
    "deposits_prove": COUNTER,
    "deposits_show": EVERYBODY,
    "destinations_form": EVERYBODY,
    "destinations_list": EVERYBODY,
    "destinations_show": EVERYBODY,
    "devices_list": EVERYBODY,
    "devices_renew": EVERYBODY,
    "devices_revoke": EVERYBODY,
    "events_list": EVERYBODY,
    "exchanges_list": EVERYBODY,
    "exchanges_make": frozenset({"supervisor"}),
    "exchanges_rate": frozenset({"supervisor"}),
    "exchanges_show": EVERYBODY,
    "fees_calculate": EVERYBODY,
    "fees_list": EVERYBODY,
    "fees_propose": frozenset({"admin"}),
    "fees_show": EVERYBODY,
    "history_list": EVERYBODY,
    "holds_lift": frozenset({"compliance"}),
    "holds_list": EVERYBODY - {"admin"},
    "holds_place": frozenset({"supervisor", "compliance"}),
    "me": EVERYBODY,
    "memos_generate": COUNTER,
    "memos_list": EVERYBODY,
    "money_shops_list": EVERYBODY,
    "money_shops_show": EVERYBODY,
    "notes_list": EVERYBODY - {"admin"},
    "notes_write": EVERYBODY - {"admin"},
    "profile_change": frozenset({"admin"}),
    "profile_show": frozenset({"compliance", "admin"}),
    "quotes_ask": COUNTER,
    "quotes_show": COUNTER,
    "recipients_change": COUNTER,
    "recipients_create": COUNTER,
    "recipients_delete": COUNTER,
    "recipients_list": EVERYBODY - {"admin"},
    "recipients_show": EVERYBODY - {"admin"},
    "senders_change": COUNTER,
    "senders_create": COUNTER,
    "senders_list": EVERYBODY - {"admin"},
    "senders_panel": EVERYBODY - {"admin"},
    "senders_show": EVERYBODY - {"admin"},
    "shops_list": EVERYBODY,
    "shops_show": EVERYBODY,
    "top_ups_approve": COUNTER,
    "top_ups_cancel": COUNTER,
    "top_ups_create": COUNTER,
    "top_ups_decline": COUNTER,
    "top_ups_list": EVERYBODY,
    "top_ups_show": EVERYBODY,
    "transfers_list": EVERYBODY,
    "transfers_print_receipt": COUNTER,
    "transfers_receipt": COUNTER,
    "transfers_send": COUNTER,
    "transfers_show": EVERYBODY,
    "withdrawals_ask": frozenset({"supervisor"}),
    "withdrawals_list": EVERYBODY,
    "withdrawals_show": EVERYBODY,
}
OPERATIONS = {
    operation["operationId"]: (method, path)
    for path, methods in schema()["paths"].items()
    for method, operation in methods.items()
    if operation["operationId"] != "devices_sign_in"
}


def call(app, name):
    method, path = OPERATIONS[name]
    return app.generic(
        method.upper(), path.replace("{public_id}", str(uuid4())), "{}", content_type="application/json"
    )


def test_every_operation_has_its_row():
    assert MAY.keys() == OPERATIONS.keys()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", MAY)
def test_a_role_may_call_what_the_table_says(request, name, role, harbour):
    answer = call(app_of(request.getfixturevalue(ROLES[role]), harbour), name)

    assert (answer.status_code != 403) == (role in MAY[name]), answer.content
    if answer.status_code == 403:
        assert answer.json()["permission"]


@pytest.mark.parametrize("name", MAY)
def test_nobody_may_call_anything(name, harbour):
    assert call(App(), name).status_code == 401
