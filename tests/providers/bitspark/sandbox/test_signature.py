"""The sandbox judges signatures with rules of its own; here they meet Ruby's digests and the wire."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from accounts.providers.bitspark.sandbox import app
from accounts.providers.bitspark.sandbox.signing import is_signed, signatures, to_query
from tests.providers.bitspark.sandbox.caller import FORM, Caller, digest, encode
from tests.sandboxes import Sandbox

VECTORS = json.loads((Path(__file__).parents[1] / "signing-vectors.json").read_text())["vectors"]
SIGNED = [vector for vector in VECTORS if "error" not in vector["signature"]]
UNSIGNABLE = [vector for vector in VECTORS if "error" in vector["signature"]]
ME = "/v1/accounts/me?account_currency=usd"


def named(vector: dict[str, Any]) -> str:
    return str(vector["id"])


@pytest.mark.parametrize("vector", SIGNED, ids=named)
def test_every_vector_holds_in_both_orders(vector: dict[str, Any]) -> None:
    form, right = vector["params"] or {}, vector["signature"]
    url = vector["url"].encode()

    assert to_query(form) == right["encoded"]
    assert signatures(vector["secret"], url, form) == (
        right["sign_form_then_url"],
        right["sign_url_then_form"],
    )
    assert is_signed(right["sign_form_then_url"], vector["secret"], url, form)
    assert is_signed(right["sign_url_then_form"], vector["secret"], url, form)
    assert not is_signed(right["sign_url_then_form"], vector["secret"], url + b"/", form)


@pytest.mark.parametrize("vector", UNSIGNABLE, ids=named)
def test_what_ruby_cannot_encode_is_a_type_error(vector: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        to_query(vector["params"])


@pytest.mark.parametrize("url_first", [False, True])
def test_both_orders_open_the_door(desk: Caller, url_first: bool) -> None:
    desk.url_first = url_first
    person = {
        "type": "user_recipients",
        "attributes": {"first_name": "Nguyễn (Văn)", "last_name": "O'Brien & co *!"},
    }
    person["attributes"]["phone_number"] = "+84912345678"

    answer = desk("POST", "/v1/recipients", {"data": person})

    assert answer.status == 200
    assert answer.json["data"]["attributes"]["last_name"] == "O'Brien & co *!"


@pytest.mark.parametrize(
    "other",
    [
        "https://{host}/bitspark",
        "http://localhost:{port}/bitspark",
        "http://{host}",
        "http://{host}/bitspark/",
    ],
)
def test_a_request_signed_over_another_url_is_refused(desk: Caller, sandbox: Sandbox, other: str) -> None:
    host = sandbox.url.removeprefix("http://")
    desk.signed_as = other.format(host=host, port=host.partition(":")[2])

    answer = desk("GET", ME)

    assert answer.status == 401
    assert answer.json == {
        "errors": [{"code": 401, "error_code": "request_unauthorized", "message": ["Unauthorized"]}]
    }


def test_the_target_is_taken_byte_for_byte(desk: Caller) -> None:
    plain, escaped = ME + "&x[y]=1", ME + "&x%5By%5D=1"
    assert desk("GET", plain).status == 200
    assert desk("GET", escaped).status == 200
    sign = digest(desk.secret, desk.url + plain)
    assert desk.raw("GET", escaped, "", {"Key": desk.key, "Sign": sign}).status == 401


def test_bytes_that_are_no_ascii_are_signed_as_they_are(desk: Caller, sandbox: Sandbox) -> None:
    target = ME + "&name=José"
    host, port = sandbox.url.removeprefix("http://").split(":")
    sign = digest(desk.secret, desk.url + target)
    head = f"GET /bitspark{target} HTTP/1.1\r\nHost: {host}:{port}\r\nKey: {desk.key}\r\nSign: {sign}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(head.encode())
        with line.makefile("rb") as answer:
            assert b" 200 " in answer.readline()
            answer.read()


def test_the_parsed_form_is_signed_however_it_was_written(desk: Caller) -> None:
    """The document's curl writes %20 where the signed form has +, and its own order of fields."""
    form = {
        "data": {
            "type": "user_recipients",
            "attributes": {"last_name": "de la Cruz", "first_name": "Ana", "phone_number": "+639171234567"},
        }
    }
    sign = digest(desk.secret, encode(form) + desk.url + "/v1/recipients")
    body = "&".join(reversed(encode(form).replace("+", "%20").split("&")))

    headers = {"Key": desk.key, "Sign": sign, "Content-Type": FORM}
    assert desk.raw("POST", "/v1/recipients", body, headers).status == 200
    assert desk.raw("POST", "/v1/recipients", body + "&a=1", headers).status == 401


@pytest.mark.parametrize("changed", [{"Key": "0" * 40}, {"Key": ""}, {"Sign": ""}, {"Sign": "é"}])
def test_a_wrong_key_or_sign_is_one_and_the_same_401(desk: Caller, changed: dict[str, str]) -> None:
    desk.headers = changed
    assert desk("GET", ME).sentences == ["Unauthorized"]


def test_the_sign_is_lower_case_hex(desk: Caller) -> None:
    sign = digest(desk.secret, desk.url + ME)
    assert desk("GET", ME, Sign=sign.upper()).status == 401


def test_one_logins_secret_does_not_sign_for_another(desk: Caller, other_desk: Caller) -> None:
    desk.secret = other_desk.secret
    assert desk("GET", ME).status == 401


@pytest.mark.parametrize("target", [ME, "/v1/static/currencies"])
def test_a_secret_header_is_refused_loudly(desk: Caller, target: str) -> None:
    answer = desk("GET", target, Secret=desk.secret)
    assert answer.status == 400
    assert "must never leave" in answer.sentences[0]
    assert desk.secret not in answer.text


def test_public_paths_need_no_signature(desk: Caller) -> None:
    for path in ("destination_data", "currencies", "validation_rules"):
        assert desk.raw("GET", f"/v1/static/{path}", "", {}).status == 200


def test_every_other_path_does(desk: Caller, sandbox: Sandbox) -> None:
    before = sandbox.books()
    paths = [
        (method, pattern.replace("(v[12])", version).replace("(approve|decline|cancel)", act))
        for method, pattern in app.SIGNED
        for version in ("v1", "v2")
        for act in ("approve", "decline", "cancel")
    ]
    for method, pattern in dict.fromkeys(paths):
        answer = desk.raw(method, pattern.replace("([^/]+)", "some-id"), "", {"Key": desk.key})
        assert (answer.status, answer.sentences) == (401, ["Unauthorized"]), (method, pattern)
    assert len(dict.fromkeys(paths)) + len(app.PUBLIC) == 53  # as many as the document has
    assert sandbox.books() == before


def test_a_base_url_stands_in_for_the_host(desk: Caller, sandbox: Sandbox) -> None:
    """A proxy that speaks TLS for us makes the provider see another URL than we connect to."""
    sandbox.control("base_url", url="https://api.bitspark.example")
    assert desk("GET", ME).status == 401
    desk.signed_as = "https://api.bitspark.example"
    assert desk("GET", ME).status == 200


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/vnd.api+json, application/json;q=0.9", 200),
        ("*/*", 200),
        ("", 200),
        ("text/html", 406),
        ("text/html, application/json;q=0", 406),
    ],
)
def test_an_accept_without_json_is_406(desk: Caller, accept: str, status: int) -> None:
    answer = desk("GET", ME, Accept=accept)
    assert answer.status == status
    if status == 406:
        assert answer.sentences == ["Specified request format not matches Json-API specifications"]


def test_a_body_that_is_no_form_is_a_bad_request(desk: Caller) -> None:
    for body in ("a[]=1", "a=1&a[b]=2", "a=%ff"):
        assert desk.raw("POST", "/v1/recipients", body, {"Content-Type": FORM}).status == 400
    answer = desk.raw("POST", "/v1/recipients", "{}", {"Content-Type": "application/json"})
    assert answer.json["errors"][0]["error_code"] == "bad_request"


def test_an_unknown_path_is_the_documented_404(desk: Caller) -> None:
    for method, path in (
        ("GET", "/v1/nothing"),
        ("PUT", "/v1/recipients"),
        ("GET", "/v3/transactions/remittances"),
    ):
        answer = desk(method, path)
        assert answer.status == 404
        assert answer.json == {
            "errors": [{"code": 404, "error_code": "not_found", "message": ["Could not find record"]}]
        }
