"""Every trap of the provider's document has a test that is named for it."""

import tomllib
from pathlib import Path

import pytest

from tests.providers.bitspark.named_tests import is_there

TRAPS = tomllib.loads((Path(__file__).parent / "traps.toml").read_text())["trap"]


def test_the_table_has_every_trap_once():
    assert [trap["number"] for trap in TRAPS] == [str(number) for number in range(46, 66)]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["number"])
def test_a_trap_has_tests(trap):
    assert trap["says"]
    assert trap["tests"]
    assert [named for named in trap["tests"] if not is_there(named)] == []
