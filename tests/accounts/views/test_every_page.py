"""What holds for every address of the desk, whichever app it belongs to."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

SAMPLES = {"uuid": UUID(int=7), "str": "x", "slug": "x", "int": 7, "path": "x"}
# Doors without a session: Bitspark's callback carries a signature, the API a token.
WITHOUT_SESSION = ("callback", "/api/")


def addresses(patterns=None, prefix="", space=""):
    """(name, path) of every named address, with a sample for each argument."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLPattern):
            arguments = {name: sample(converter) for name, converter in one.pattern.converters.items()}
            if one.name and "admin" not in (space or ""):
                yield f"{space}{one.name}", arguments
        else:
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from addresses(one.url_patterns, route, inner)


def sample(converter):
    return next(
        value for kind, value in SAMPLES.items() if type(converter).__name__.lower().startswith(kind[:3])
    )


def found():
    for name, arguments in addresses():
        try:
            path = reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue  # addresses by regular expression: allauth's links, tried by its own pages
        if not any(part in path or part in name for part in WITHOUT_SESSION):
            yield name, path


ALL = sorted(set(found()))


def test_the_walk_finds_the_pages():
    names = {name for name, _ in ALL}
    assert {"home", "accounts:settings", "account_login"} <= names
    assert len(names) > 40


@pytest.mark.parametrize(("name", "path"), ALL, ids=[name for name, _ in ALL])
def test_sec_25_no_address_takes_a_post_without_the_forms_token(db, ada, name, path):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(ada)

    assert client.post(path, {"a": "b"}).status_code in {403, 405}
    foreign = client.post(path, {"a": "b"}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code in {403, 405}


@pytest.mark.parametrize(("name", "path"), ALL, ids=[name for name, _ in ALL])
def test_sec_29_no_address_lets_a_signed_in_page_be_stored(client_of, ada, harbour, name, path):
    answer = client_of(ada, harbour).get(path)

    assert answer.status_code < 500
    if not answer.wsgi_request.user.is_authenticated:
        return  # signing out by GET
    assert "no-store" in answer["Cache-Control"]
    assert answer["Permissions-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
