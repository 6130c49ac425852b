"""Signatures equal those that the document's own Ruby program makes."""

import json
from pathlib import Path
from typing import Any

import pytest
from requests import PreparedRequest

from accounts.providers.bitspark.client.signing import Signed, encode, signed_part

VECTORS = json.loads((Path(__file__).parents[1] / "signing-vectors.json").read_text("utf-8"))["vectors"]
SIGNABLE = [vector for vector in VECTORS if "error" not in vector["signature"]]
UNSIGNABLE = [vector for vector in VECTORS if "error" in vector["signature"]]


def name(vector: dict[str, Any]) -> str:
    return str(vector["id"])


def prepared(vector: dict[str, Any]) -> PreparedRequest:
    request = PreparedRequest()
    body = encode(vector["params"] or {}).encode()
    request.prepare(method=vector["method"], url=vector["url"], data=body or None)
    request.url = vector["url"]  # requests rewrites a few of them; Signed signs what it is given
    return request


def test_the_vectors_are_all_here():
    assert len(SIGNABLE) == 54
    assert len(UNSIGNABLE) == 4


@pytest.mark.parametrize("vector", SIGNABLE, ids=name)
def test_encoding_is_that_of_the_documents_ruby(vector):
    assert encode(vector["params"] or {}) == vector["signature"]["encoded"]


@pytest.mark.parametrize("vector", SIGNABLE, ids=name)
def test_a_prepared_request_gets_the_signature_of_the_documents_ruby(vector):
    request = Signed("key", vector["secret"])(prepared(vector))

    assert request.headers["Sign"] == vector["signature"]["sign_form_then_url"]
    assert request.headers["Key"] == "key"


@pytest.mark.parametrize("vector", UNSIGNABLE, ids=name)
def test_what_the_documents_ruby_cannot_sign_is_a_type_error(vector):
    with pytest.raises(TypeError):
        encode(vector["params"])


@pytest.mark.parametrize("value", [None, True, 1, 1.5, b"x", ["x"], ("x",), object()])
def test_only_text_and_mappings_are_encoded(value):
    with pytest.raises(TypeError):
        encode({"a": {"b": value}})


def test_a_name_is_text():
    with pytest.raises(TypeError):
        encode({1: "x"})


def test_a_type_error_does_not_quote_the_value():
    with pytest.raises(TypeError) as caught:
        encode({"a": 42424242})
    assert "42424242" not in str(caught.value)


def test_the_signing_base_url_takes_the_place_of_the_called_one():
    called, signed = PreparedRequest(), PreparedRequest()
    called.prepare(method="POST", url="http://127.0.0.1:8001/bitspark/v1/x?a=b", data=b"c=d")
    signed.prepare(method="POST", url="https://api.bitspark.io/v1/x?a=b", data=b"c=d")

    proxied = Signed(
        "key", "s", base_url="http://127.0.0.1:8001/bitspark", signing_base_url="https://api.bitspark.io"
    )
    assert proxied(called).headers["Sign"] == Signed("key", "s")(signed).headers["Sign"]
    with pytest.raises(ValueError, match="another place"):
        proxied(signed)


def test_no_secret_header_is_put_on_a_request():
    request = PreparedRequest()
    request.prepare(method="GET", url="https://api.bitspark.io/v1/x", auth=Signed("key", "s3cr3t"))

    assert set(request.headers) == {"Key", "Sign"}


def test_neither_key_nor_secret_is_in_a_repr_or_a_refusal():
    assert "s3cr3t" not in repr(Signed("k3y", "s3cr3t"))
    assert "k3y" not in repr(Signed("k3y", "s3cr3t"))
    with pytest.raises(ValueError, match="printable ASCII") as caught:
        Signed("k3y\r\nSecret: x", "s3cr3t")
    assert "k3y" not in str(caught.value)
    with pytest.raises(ValueError, match="not empty"):
        Signed("key", "")


def test_a_multipart_body_is_not_signed_and_a_stream_cannot_be():
    request = PreparedRequest()
    request.prepare(method="PUT", url="https://api.bitspark.io/v1/x", files={"a": b"x"})
    assert signed_part(request) == b""

    request.prepare(method="PUT", url="https://api.bitspark.io/v1/x", data=iter([b"x"]))
    with pytest.raises(TypeError):
        signed_part(request)
