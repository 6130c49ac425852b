"""SECURITY 20: a secret is never compared by `==`, which tells by its time how much of it was right."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET = re.compile(
    r"^(mac|hmac|signature|sign|token|secret|digest|password|otp)$|_(mac|token|secret|digest)$"
)
PLACES = ["accounts", "wallet", "remittance", "config"]


def names_in(node):
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return {node.func.attr}  # hexdigest() and the like
    return set()


def compared(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            sides = [node.left, *node.comparators]
            literal = any(isinstance(side, ast.Constant) for side in sides)
            if not literal and any(SECRET.search(name) for side in sides for name in names_in(side)):
                yield node.lineno


def test_no_secret_is_compared_by_equality():
    files = [
        path for place in PLACES for path in (ROOT / place).rglob("*.py") if "migrations" not in path.parts
    ]
    assert [f"{path}:{line}" for path in files for line in compared(path.read_text())] == []


def test_the_rule_sees_what_it_should():
    assert list(compared("if given_mac == made.hexdigest(): pass")) == [1]
    assert list(compared("ok = self.token != other")) == [1]
    assert list(compared('if mode == "test" or count == 3: pass')) == []
