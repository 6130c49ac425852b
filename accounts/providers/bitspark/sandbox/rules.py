"""The validation rules as the document prints them, and what they say of a transfer.

Judged from the raw objects: every rule whose dependency_levels the transfer meets, at
any level, counts; a field is required if any of them says so in either place.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.figures import read
from accounts.providers.door.store import Connection

Rule = dict[str, Any]


def stored_rules(con: Connection) -> list[Rule]:
    return [json.loads(row["body"]) for row in con.execute("SELECT body FROM rule ORDER BY seq")]


def put_rule(con: Connection, rule: Rule) -> None:
    """Add a rule object, or replace the one of the same id."""
    con.execute(
        "INSERT INTO rule (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        (str(rule["id"]), json.dumps(rule)),
    )


def compatible(rule: Rule, route: Mapping[str, str]) -> bool:
    """No entry of dependency_levels is ruled out by what `route` names; what it leaves open fits."""
    return all(
        route[level] in wanted
        for entry in rule["attributes"]["dependency_levels"]
        for level, wanted in entry.items()
        if level in route
    )


def complaints(rules: list[Rule], route: Mapping[str, str], values: Mapping[str, str]) -> list[str]:
    """Every sentence Rails would print for `values`, in the rules' order, each once."""
    sentences: list[str] = []
    for rule in rules:
        if compatible(rule, route):
            info = rule["attributes"]["fields_info"]
            for field in info.get("required_fields", []):
                sentences += _about(field, {"required": True}, values)
            for stated in info.get("validation_rules", []):
                sentences += _about(stated["field"], stated["data"], values)
    return list(dict.fromkeys(sentences))


def humanised(field: str) -> str:
    """Rails' humanize: recipient.bank_account_number is "Recipient bank account number"."""
    return field.replace(".", " ").replace("_", " ").capitalize()


def _about(field: str, data: Mapping[str, Any], values: Mapping[str, str]) -> list[str]:
    name, value = humanised(field), values.get(field, "").strip()
    if not value:
        return [f"{name} can't be blank"] if data.get("required") else []
    wrong = [said for kind, judge in _JUDGES.items() if data.get(kind) and (said := judge(value))]
    least = data.get("minvalue")
    if least is not None and _is_below(value, least):
        wrong.append(f"must be greater than or equal to {least}")
    return [f"{name} {said}" for said in wrong]


def _is_below(value: str, least: object) -> bool:
    figure = read(value)
    return figure is not None and figure < Decimal(str(least))


def _decimal(value: str) -> str:
    return "" if read(value) is not None else "is not a number"


def _integer(value: str) -> str:
    return "" if re.fullmatch(r"-?[0-9]+", value) else "must be an integer"


def _letters(value: str) -> str:
    words = value.split(" ")
    right = all(word and all(unicodedata.category(char)[0] in "LM" for char in word) for word in words)
    return "" if right else "is invalid"


def _phone(value: str) -> str:
    return "" if re.fullmatch(guesses.PHONE, value) else "is invalid"


def _email(value: str) -> str:
    return "" if re.fullmatch(guesses.EMAIL, value) else "is invalid"


_JUDGES: dict[str, Callable[[str], str]] = {
    "decimal": _decimal,
    "integer": _integer,
    "letters": _letters,
    "phone": _phone,
    "email": _email,
}
