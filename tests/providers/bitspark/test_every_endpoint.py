"""All 53 endpoints of the document: each has client method, sandbox route, wire test, page and API route.

`endpoints.csv` lists them in the document's order. Where a version was replaced, `newest` names the one whose
page and API route stand for it; a page is told once for all, and only the newest are told.
"""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest
from django.urls import get_resolver

from accounts.providers.bitspark.client import Bitspark
from accounts.providers.bitspark.sandbox.app import PUBLIC, SIGNED

HERE = Path(__file__).parent
ENDPOINTS = list(csv.DictReader((HERE / "endpoints.csv").read_text().splitlines()))
BY_NAME = {f"{row['method']} {row['path']}": row for row in ENDPOINTS}
ROUTES = {**PUBLIC, **SIGNED}

every_endpoint = pytest.mark.parametrize("name", BY_NAME)


def called(row):
    """The path with an id in it, as somebody would call it."""
    return re.sub(r":\w+", "ffffffff-ffff-ffff-ffff-ffffffffffff", row["path"])


def test_there_are_53():
    assert len(BY_NAME) == len(ENDPOINTS) == 53


@every_endpoint
def test_it_has_a_client_method_that_names_its_source(name):
    row = BY_NAME[name]
    client = Bitspark("http://127.0.0.1:9/bitspark", "ab" * 20, "cd" * 20)
    resource, method = row["client"].split(".")
    found = getattr(getattr(client, resource), method)
    section = row["section"].removeprefix("Top Ups V1: ").removeprefix("Top Ups V2: ")
    assert callable(found)
    assert f'Source: Bitspark API, "{section}"' in found.__doc__
    # The top-ups of both versions are one class: its docstrings name the second and say "V1" beside it.
    assert row["path"].replace("/v1/top_ups", "/v2/top_ups") in found.__doc__
    client.close()


@every_endpoint
def test_it_has_a_sandbox_route(name):
    row = BY_NAME[name]
    method, template = row["sandbox"].split(" ")
    assert (method, template) in ROUTES
    assert method == row["method"]
    assert re.fullmatch(template, called(row))


def test_no_sandbox_route_is_for_anything_else():
    assert {f"{method} {template}" for method, template in ROUTES} == {row["sandbox"] for row in ENDPOINTS}


@every_endpoint
def test_it_has_a_wire_test(name):
    module, test = BY_NAME[name]["wire"].split("::")
    tree = ast.parse((HERE / "client" / f"{module}.py").read_text())
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@every_endpoint
def test_a_replaced_version_names_the_newest(name):
    row = BY_NAME[name]
    if row["newest"]:
        newest = BY_NAME[row["newest"]]
        assert not newest["newest"]
        assert newest["method"] == row["method"]
        assert newest["path"][:3] > row["path"][:3]
        assert not (row["page"] or row["api"])


@every_endpoint
def test_it_or_the_newest_version_has_a_page(name):
    row = BY_NAME[BY_NAME[name]["newest"] or name]
    assert row["method"] == "GET" or _writes(row["page"])
    assert _view(row["page"])


@every_endpoint
def test_it_or_the_newest_version_has_an_api_route(name):
    row = BY_NAME[BY_NAME[name]["newest"] or name]
    assert row["method"] == "GET" or _writes(row["api"])
    assert _view(row["api"])


def _writes(told):
    """Whether the view of this name changes anything."""
    return any(hasattr(_view(told), method) for method in ("post", "put", "patch", "delete"))


@cache
def _view(told):
    """The view class of this URL name."""
    namespace, _, url_name = told.rpartition(":")
    patterns = [one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == namespace]
    (view,) = {
        each.callback.view_class for one in patterns for each in one.url_patterns if each.name == url_name
    }
    return view
