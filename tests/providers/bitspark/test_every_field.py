"""Every documented response field is read, kept and shown somewhere, or the table says why not.

`fields.toml` is the table. `documented_fields.csv` has the keys of the document's "RESPONSE DETAILS", and
client/documented what its examples print.
"""

import csv
import dataclasses
import json
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from rest_framework.serializers import Serializer

from accounts.providers.bitspark import client

from .named_tests import ROOT

HERE = Path(__file__).parent
DOCUMENTED = HERE / "client" / "documented"
OBJECTS = {one["name"]: one for one in tomllib.loads((HERE / "fields.toml").read_text())["object"]}
FIELDS = {
    f"{name}: {key}": (one, told) for name, one in OBJECTS.items() for key, told in one["fields"].items()
}
TABLES = list(csv.DictReader((HERE / "documented_fields.csv").read_text().splitlines()))
# An example of nothing in particular.
NO_EXAMPLES = {"pagination"}

every_field = pytest.mark.parametrize("name", FIELDS)


def leaves(value, path=""):
    """The paths of all that is in an example's attributes, without the hashes that only hold others."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}[{key}]" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path


def printed() -> Iterator[tuple[str, str, str]]:
    """Example, type of the object, and field: of everything that an example prints."""
    for path in sorted(DOCUMENTED.glob("*.json")):
        payload = json.loads(path.read_text())
        data = payload.get("data", [])
        for one in [*(data if isinstance(data, list) else [data]), *payload.get("included", [])]:
            fields = [*leaves(one["attributes"]), *(f"->{name}" for name in one.get("relationships", {}))]
            yield from ((path.stem, one["type"], field) for field in fields)


def test_every_field_of_the_documents_tables_is_in_the_table():
    assert len(TABLES) == 189
    assert [row for row in TABLES if row["field"] not in OBJECTS[row["object"]]["fields"]] == []


def test_every_field_that_an_example_prints_is_in_the_table():
    missing = set()
    for example, kind, field in printed():
        holders = [one for one in OBJECTS.values() if example in one["answers"] and kind in one["types"]]
        if example not in NO_EXAMPLES and not any(field in one["fields"] for one in holders):
            missing.add((example, kind, field))
    assert missing == set()


def test_the_table_has_no_field_that_is_not_documented():
    known = {(row["object"], row["field"]) for row in TABLES}
    told = list(printed())
    for name, one in OBJECTS.items():
        known |= {
            (name, field)
            for example, kind, field in told
            if example in one["answers"] and kind in one["types"]
        }
    assert {(name, key) for name, one in OBJECTS.items() for key in one["fields"]} - known == set()


@every_field
def test_what_is_not_there_says_why(name):
    _, told = FIELDS[name]
    assert told.get("why") or {"client", "page", "api"} <= told.keys()
    assert told.keys() <= {"client", "kept", "page", "api", "why"}


@every_field
def test_the_client_has_it(name):
    one, told = FIELDS[name]
    if "client" in told:
        owner, _, attribute = told["client"].rpartition(".")
        found = getattr(client, owner or one["client"])
        assert attribute in {field.name for field in dataclasses.fields(found)}


@every_field
def test_a_column_keeps_it(name):
    one, told = FIELDS[name]
    if "kept" not in told:
        return
    owner, _, column = told["kept"].rpartition(".")
    try:
        apps.get_model(owner or one["model"])._meta.get_field(column)
    except FieldDoesNotExist:
        pytest.fail(f"{owner or one['model']} has no {column}")


@every_field
def test_a_page_shows_it(name):
    one, told = FIELDS[name]
    if "page" in told:
        path, _, text = told["page"].rpartition(": ")
        path = path or one["page"]
        file = ROOT / path if path.endswith(".py") else ROOT / "templates" / path
        assert text in file.read_text()


@every_field
def test_an_app_gets_it(name):
    one, told = FIELDS[name]
    if "api" in told:
        owner, _, key = told["api"].rpartition(".")
        module, _, shape = (owner or one["shape"]).rpartition(".")
        found = getattr(import_module(module), shape)
        assert issubclass(found, Serializer)
        assert key in found().fields
