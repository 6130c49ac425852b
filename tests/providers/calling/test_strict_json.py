"""JSON is taken strictly, and every digit of it."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.providers.calling.strict_json import NotStrictJSON, dumps, loads

REFUSED = {
    "nothing": b"",
    "not JSON": b"<html>",
    "trailing comma": b'{"a": 1,}',
    "two values": b"{} {}",
    "NaN": b'{"a": NaN}',
    "Infinity": b"[Infinity]",
    "minus Infinity": b"[-Infinity]",
    "a name twice": b'{"a": 1, "a": 1}',
    "a name twice, written twice": b'{"a": 1, "\\u0061": 2}',
    "a name twice, deep": b'[{"b": {"a": 1, "a": 2}}]',
    "1e400": b"[1e400]",
    "1e-400": b"[1e-400]",
    "1e99999999999": b"[1e99999999999]",
    "a long whole number": b"[" + b"9" * 65 + b"]",
    "a very long whole number": b"[" + b"9" * 100_000 + b"]",
    "a long fraction": b"[0." + b"1" * 64 + b"]",
    "51 deep": b"[" * 51 + b"]" * 51,
    "51 deep in objects": b'{"a":' * 51 + b"1" + b"}" * 51,
    "100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "Latin-1": '["é"]'.encode("latin-1"),
    "UTF-16": '["a"]'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "half a surrogate pair": b'["\\ud800"]',
    "half a surrogate pair in a name": b'{"\\ud800": 1}',
    "NUL": b'["\\u0000"]',
    "a raw line feed": b'["\n"]',
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name):
    with pytest.raises(NotStrictJSON):
        loads(REFUSED[name])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.00004574786500381053", Decimal("0.00004574786500381053")),
        ("1e-8", Decimal("0.00000001")),
        ("87597.8195418990169122", Decimal("87597.8195418990169122")),
        ("1000000000000000.0", Decimal("1000000000000000.0")),
        ("-1.10", Decimal("-1.10")),
        ("151", 151),
    ],
)
def test_numbers_keep_every_digit(text, value):
    (told,) = loads(f"[{text}]".encode())
    assert (type(told), str(told)) == (type(value), str(value))


def test_50_deep_is_read():
    assert loads(b"[" * 50 + b"1" + b"]" * 50)


def test_numbers_are_written_plainly():
    assert dumps(loads(b'{"a": [1e-8, 1.10, null, true], "b": "\\u00e9\\""}')) == (
        '{"a": [0.00000001, 1.10, null, true], "b": "\\u00e9\\""}'
    )
    with pytest.raises(TypeError):
        dumps({"a": 1.5})


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
number = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=12)
value = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | number | text,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=20,
)


@given(value)
def test_what_is_written_is_read_back(told):
    assert loads(dumps(told).encode()) == told


@given(st.binary())
def test_any_bytes_are_read_or_refused(body):
    try:
        told = loads(body)
    except NotStrictJSON:
        return
    assert json.loads(body) is not None or told is None
