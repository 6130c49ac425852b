"""Tables name tests and places of sentences; here is whether they are there."""

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent.parent.parent
ROOT = TESTS.parent


def is_there(node_id: str) -> bool:
    """Whether a file of tests/ has this test: `path::test_name`, `path::Class::test_name`."""
    path, *names = node_id.split("::")
    return bool(names) and (TESTS / path).is_file() and tuple(names) in _tests_of(TESTS / path)


def says(place: str) -> bool:
    """Whether a file has this text: `path from the root: text`."""
    path, _, text = place.partition(": ")
    return bool(text) and (ROOT / path).is_file() and text in (ROOT / path).read_text()


@cache
def _tests_of(path: Path) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            found |= {(node.name, inner.name) for inner in node.body if isinstance(inner, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef):
            found.add((node.name,))
    return frozenset(found)
