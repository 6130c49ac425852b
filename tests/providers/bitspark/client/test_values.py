"""Single values in the ways that the document writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import ProviderTime
from accounts.providers.bitspark.client.values import Attributes, figure, figure_text


@pytest.mark.parametrize(
    "text",
    [
        "2018-06-22T10:18:30.046Z",
        "2018-06-22T10:18:30.046+00:00",
        "2018-06-22 10:18:30.046Z",
        "2018-06-22 10:18:30.046 UTC",
        "2018-06-22T18:18:30.046+08:00",
        "2018-06-22T10:18:30.046",
    ],
)
def test_times_are_read_into_utc(text):
    told = ProviderTime.read(text)
    assert told == ProviderTime(text, datetime(2018, 6, 22, 10, 18, 30, 46000, tzinfo=UTC), False)
    assert told.value.tzinfo is UTC


def test_a_day_stays_a_day():
    assert ProviderTime.read("2018-01-01") == ProviderTime("2018-01-01", date(2018, 1, 1), True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2018",
        "2018-13-01",
        "2018-02-30T00:00:00Z",
        "20180101",
        "2018-W01-1",
        "٢٠١٨-٠١-٠١",
        "0001-01-01T00:00:00+14:00",
        "2018-01-01T25:00:00Z",
    ],
)
def test_what_is_no_time_keeps_its_text(text):
    assert ProviderTime.read(text) == ProviderTime(text, None, False)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("11.11", "11.11"),
        (151, "151"),
        (Decimal("0.10"), "0.10"),
        (" 1 ", "1"),
        ("1e-8", "1E-8"),
        ("-3", "-3"),
    ],
)
def test_figures_come_as_text_and_as_numbers(value, told):
    assert str(figure(value)) == told


@pytest.mark.parametrize(
    "value",
    [
        "",
        "one",
        "1,000",
        "１２",
        "1_0",
        "NaN",
        "Infinity",
        "1e400",
        "0x1",
        None,
        True,
        [],
        {},
        "+1",
        ".5",
        "1.",
    ],
)
def test_what_is_no_figure(value):
    with pytest.raises(ValueError, match=r"."):
        figure(value)


def test_a_figures_text_is_the_providers():
    assert figure_text("87597.8195418990169122") == "87597.8195418990169122"
    assert figure_text(Decimal("1E-8")) == "0.00000001"
    assert figure_text(7) == "7"
    assert [figure_text(odd) for odd in (None, True, [])] == ["", "", ""]


def test_what_could_not_be_read_is_named_and_what_is_missing_is_not():
    own = Attributes(
        {"a": "x", "b": [1], "c": True, "d": "false", "e": "1.5", "f": {}, "g": None, "h": ["x", 1]}
    )

    assert own.figure("a") is None
    assert own.text("b") is None
    assert own.flag("c") is True
    assert own.flag("d") is False
    assert own.whole("e") is None
    assert own.texts("f") == ()
    assert own.figure("g") is None
    assert own.texts("h") == ("x",)
    assert own.mapping("missing") == {}
    assert own.time("missing") is None
    assert own.unread == ("a", "b", "e", "f", "h")
