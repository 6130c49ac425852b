"""What the log's own filter hides, whoever wrote the line."""

import json
import logging

import pytest

from config.logs import HIDDEN, redact

CALLBACK = "/callbacks/0b1e8b4e-6f5c-4f6a-8f3f-000000000001/c4n4ry"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"Not Found: {CALLBACK}", "c4n4ry"),
        ("Forbidden (CSRF cookie not set.): /invitations/c4n4ry/", "c4n4ry"),
        ("Internal Server Error: /accounts/password/reset/key/1-c4n4ry/", "c4n4ry"),
        ("Authorization: Token c4n4ry", "c4n4ry"),
        ("Authorization: Bearer c4n4ry", "c4n4ry"),
        ("key " + "a1" * 20, "a1" * 20),
        ("Sign: " + "b2" * 64, "b2" * 64),
        ("violates check constraint\nDETAIL:  Failing row contains (7, c4n4ry, +85291234567).", "c4n4ry"),
    ],
)
def test_a_secret_in_a_line_is_hidden(line, secret):
    told = redact(logging.getLogger(), "info", {"event": line, "path": [line], "inside": {"x": line}})

    assert secret not in repr(told)
    assert repr(told).count(HIDDEN) == 3


@pytest.mark.parametrize("name", ["secret", "Sign", "password", "id_number", "bank_account_number", "phone"])
def test_a_field_named_for_a_secret_is_hidden(name):
    assert redact(logging.getLogger(), "info", {name: "c4n4ry", "n": 7}) == {name: HIDDEN, "n": 7}


def test_sec_56_an_event_stays_on_its_line():
    told = redact(logging.getLogger(), "info", {"event": "a\r\n{'forged': 1}"})

    assert told == {"event": "a\\r\\n{'forged': 1}"}
    assert len(json.dumps(told).splitlines()) == 1
