"""Every trap of the provider's document has a test named for it, or a line that says why none is possible."""

import ast
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TESTS = HERE.parent.parent
TRAPS = tomllib.loads((HERE / "traps.toml").read_text())["trap"]


def test_the_table_has_every_trap_once():
    numbers = [trap["number"] for trap in TRAPS]
    assert numbers == [str(number) for number in range(1, 40)] + ["39b"] + [str(n) for n in range(40, 46)]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["number"])
def test_a_trap_has_tests_or_a_reason(trap):
    assert trap["says"]
    assert bool(trap.get("tests")) is not bool(trap.get("why"))
    for named in trap.get("tests", []):
        path, _, test = named.partition("::")
        tree = ast.parse((TESTS / path).read_text())
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, named
