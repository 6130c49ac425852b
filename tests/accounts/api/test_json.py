"""What the parser takes, and what it refuses because two readers could take it in two ways."""

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from accounts.api.parsers import read_json
from tests.api import App, app_of

BAD = [
    b"",
    b"{",
    b"{'a': 1}",
    b'{"a": NaN}',
    b'{"a": Infinity}',
    b'{"a": -Infinity}',
    b'{"a": 1e400}',
    b'{"a": 1e-400}',
    b'{"a": 1, "a": 2}',
    b'{"a": {"b": 1, "b": 1}}',
    b'{"a": "\\ud800"}',
    b'{"\\udfff": 1}',
    b'\xff{"a": 1}',
    b'{"a": 123456789012345678901}',
    b"[" * 60 + b"]" * 60,
    b"[" * 100_000,
    b'{"a":' * 60 + b"1" + b"}" * 60,
    b'{"a": 1} {"b": 2}',
    b'\xef\xbb\xbf{"a": 1}',
    b'{"a": ' + b"1" * 5000 + b"}",
    b'{"a": 0.' + b"1" * 5000 + b"}",
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_json_that_is_not_sound_is_refused(body):
    with pytest.raises(ValueError, match=r"\w"):
        read_json(body)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1.10}', {"a": Decimal("1.10")}),
        (b"[" * 50 + b"]" * 50, None),
        ('{"name": "Łuk 💶"}'.encode(), {"name": "Łuk 💶"}),
        (b'"\\ud83d\\ude00"', "😀"),
        (b"-12", -12),
    ],
)
def test_sound_json_is_read_exactly(body, value):
    read = read_json(body)
    assert value is None or read == value


@pytest.fixture
def app(alice, harbour):
    return app_of(alice, harbour)


def post(app, body, content_type="application/json"):
    return app.generic("POST", "senders", body, content_type=content_type)


@pytest.mark.django_db
@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_an_endpoint_answers_unsound_json_with_400(app, body):
    refused = post(app, body)

    assert (refused.status_code, refused.json()["code"]) in {(400, "malformed-json"), (422, "invalid")}


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"x"', b"true"])
def test_a_body_that_is_no_object_is_422(app, body):
    assert post(app, body).status_code == 422


@pytest.mark.django_db
def test_a_body_beyond_a_mebibyte_is_413(app):
    refused = post(app, b'{"a": "' + b"x" * 1024 * 1024 + b'"}')

    assert (refused.status_code, refused.json()["code"]) == (413, "too-large")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]
)
def test_only_json_is_taken(app, content_type):
    assert post(app, b"first_name=Li", content_type).json()["code"] == "unsupported-media-type"


@pytest.mark.django_db
def test_problems_have_one_shape_everywhere(app):
    nowhere = app.get("nowhere")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not-found")
    lines = app.get("no%0Awhere")
    assert (lines.status_code, lines.json()["code"]) == (404, "not-found")
    assert app.put("senders", {}).json()["code"] == "method-not-allowed"
    assert app.get("me", headers={"Accept": "text/html"}).json()["code"] == "not-acceptable"
    assert App().delete("nowhere/at/all").status_code == 404


@pytest.mark.django_db
def test_what_nobody_foresaw_is_a_problem_that_says_nothing(app, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("accounts.api.me.detail_shown", broken)
    plain = APIClient(raise_request_exception=False)
    plain.credentials(**app._credentials)

    answer = plain.get("/api/v1/me")

    assert (answer.status_code, answer.json()["code"]) == (500, "server-error")
    assert "secret inside" not in answer.content.decode()


@pytest.mark.django_db
def test_an_address_with_a_slash_at_its_end_is_the_same(app):
    assert app.get("/api/v1/me/").json() == app.get("me").json()
    assert app.post("/api/v1/senders/", {}).status_code == 422


@pytest.mark.django_db
def test_no_other_origin_is_let_in(app):
    answer = app.get("me", headers={"Origin": "https://elsewhere.example"})

    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
