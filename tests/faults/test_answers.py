"""Every way in which sending can go wrong, confirmed at the counter: what becomes of the order, what its page
says, and what stands in the sandbox's books."""

import socket
from typing import Any

import pytest
from django.test import Client

from accounts.models import Connection
from accounts.services import connections
from remittance.models import Transfer
from tests.faults.test_kills import SEND, sends
from tests.sandboxes import Sandbox
from wallet.models import MoneyCommand
from wallet.services import sending

pytestmark = pytest.mark.django_db(transaction=True)

NOTHING_LEFT = "Nothing was sent and nothing left our account."
IN_DOUBT = "We may have sent it. Do not send it again."
NO_ANSWER = "The order left us and no answer came."
ODD = "something that says neither yes nor no"
WENT_WRONG = "something went wrong, and not whether the money moved"
LOGIN = "did not accept our login"
REFUSED = "The provider refused the order."


def no(code: int, error_code: str, message: Any = "It cannot be done") -> dict[str, Any]:
    return {"fault": "status", "code": code, "error_code": error_code, "message": message}


def wrong(error_code: str, after_commit: bool) -> dict[str, Any]:
    return no(400, error_code) | {"after_commit": after_commit}


FAULTS: dict[str, tuple[dict[str, Any], str, int, list[str]]] = {
    "no answer, not booked": ({"fault": "drop_before"}, "unknown", 0, [NO_ANSWER, IN_DOUBT]),
    "no answer, booked": ({"fault": "drop_after_commit"}, "unknown", 1, [NO_ANSWER, IN_DOUBT]),
    "500, booked": ({"fault": "status", "code": 500, "after_commit": True}, "unknown", 1, [ODD, IN_DOUBT]),
    "503": ({"fault": "status", "code": 503}, "unknown", 0, [ODD, IN_DOUBT]),
    "503, booked": ({"fault": "status", "code": 503, "after_commit": True}, "unknown", 1, [ODD, IN_DOUBT]),
    "HTML": ({"fault": "html"}, "unknown", 1, [ODD, IN_DOUBT]),
    "HTML, 502": ({"fault": "html", "code": 502}, "unknown", 1, [ODD, IN_DOUBT]),
    "malformed": ({"fault": "malformed"}, "unknown", 1, [ODD, IN_DOUBT]),
    "truncated": ({"fault": "truncate"}, "unknown", 1, [IN_DOUBT]),
    "400 bad_request": (no(400, "bad_request"), "rejected", 0, [REFUSED, NOTHING_LEFT, "It cannot be done"]),
    **{
        f"400 {code}, {'booked' if booked else 'not booked'}": (
            wrong(code, booked),
            "unknown",
            int(booked),
            [WENT_WRONG, IN_DOUBT],
        )
        for code in (
            "send_money_error",
            "send_domestic_money_error",
            "payment_withdraw_error",
            "money_exchange_error",
        )
        for booked in (False, True)
    },
    **{
        f"400 {code}": (no(400, code), "unknown", 0, [IN_DOUBT])
        for code in ("top_up_error", "payment_deposit_error", "payment_cancel_error")
    },
    "401": (no(401, "unauthorized"), "rejected", 0, [LOGIN, NOTHING_LEFT]),
    **{
        f"{code} {word}": (no(code, word), "rejected", 0, [REFUSED, NOTHING_LEFT, "It cannot be done"])
        for code, word in (
            (403, "forbidden"),
            (403, "insufficient_permissions"),
            (404, "not_found"),
            (406, "not_acceptable"),
        )
    },
    **{
        f"501 {word}": (no(501, word), "unknown", 0, [ODD, IN_DOUBT])
        for word in ("invalid_logger_error", "not_specified_error")
    },
    "422 as text": (
        no(422, "unprocessable_entity", "Amount is too small"),
        "rejected",
        0,
        [REFUSED, NOTHING_LEFT, "Amount is too small"],
    ),
    "422 as list": (
        no(422, "unprocessable_entity", ["Amount is too small", "Recipient iban is invalid"]),
        "rejected",
        0,
        [REFUSED, NOTHING_LEFT, "Amount is too small", "Recipient iban is invalid"],
    ),
}


def booked(sandbox: Sandbox) -> int:
    return len(sandbox.books()["transfers"])


def page_of(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def pressed_again(browser: Client, confirm: dict[str, str]) -> str:
    """Where the same button leads once more, after the worker had its turn as well."""
    sending.sweep_leases()
    sending.send_due()
    return str(browser.post("/send/confirm/", confirm)["Location"])


@pytest.mark.parametrize("name", FAULTS)
def test_the_order_ends_as_it_must_and_its_page_says_so(
    browser: Client, confirm: dict[str, str], sandbox: Sandbox, name: str
) -> None:
    fault, state, most, words = FAULTS[name]
    sandbox.fault(path=SEND, **fault)

    done = browser.post("/send/confirm/", confirm)

    assert done.status_code == 302, done.content.decode()
    command = MoneyCommand.objects.get()
    assert (command.state, Transfer.objects.get().state) == (state, state)
    page = page_of(browser, done["Location"])
    for sentence in words:
        assert sentence in page
    assert (IN_DOUBT in page) == (state == "unknown")
    assert ("again=" in page) == (state == "rejected"), "what may have been sent is never offered again"
    assert pressed_again(browser, confirm) == done["Location"]
    assert (sends(sandbox), booked(sandbox), MoneyCommand.objects.count()) == (1, most, 1)


def test_silence_after_it_was_booked(
    browser: Client, confirm: dict[str, str], sandbox: Sandbox, connection: Connection
) -> None:
    connections.client_for(connection)._transport._write_deadline = 0.5
    sandbox.fault("delay", SEND, seconds=0.9, when="after")

    done = browser.post("/send/confirm/", confirm)

    assert MoneyCommand.objects.get().state == "unknown"
    page = page_of(browser, done["Location"])
    assert NO_ANSWER in page
    assert IN_DOUBT in page
    assert pressed_again(browser, confirm) == done["Location"]
    assert (sends(sandbox), booked(sandbox)) == (1, 1)


def test_a_refused_connection_sends_nothing_and_the_same_button_sends_it_later(
    browser: Client, confirm: dict[str, str], sandbox: Sandbox, settings: Any
) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))  # and nobody listens
        settings.BITSPARK_URL = f"http://127.0.0.1:{sock.getsockname()[1]}/bitspark"
        down = browser.post("/send/confirm/", confirm)
    assert down.status_code == 503
    assert "Nothing was sent." in down.content.decode()
    assert "Confirm and send" in down.content.decode()
    assert MoneyCommand.objects.count() == 0

    settings.BITSPARK_URL = sandbox.bitspark_url
    browser.post("/send/confirm/", confirm)

    assert MoneyCommand.objects.get().state == "accepted"
    assert (sends(sandbox), booked(sandbox)) == (1, 1)
