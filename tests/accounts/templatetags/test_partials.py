"""The pieces that every page is built of."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string


def drawn(name, **context):
    return render_to_string(f"partials/{name}.html", context)


def test_could_not_load_never_looks_like_none():
    html = drawn("_could_not_load", failed_at=datetime(2026, 11, 20, 10, 42, tzinfo=UTC))
    assert "could not load" in html and "10:42" in html and "nothing is known" in html


def test_could_not_load_tells_the_age_of_the_last_good_data():
    now = datetime.now(UTC)
    html = drawn("_could_not_load", failed_at=now, good_at=now - timedelta(minutes=7), refresh_url="/again/")
    assert "7 min. ago" in html and 'action="/again/"' in html


def test_an_empty_list_says_what_to_do():
    html = drawn("_empty", title="No transfers yet", url="/send/", label="Send money")
    assert "No transfers yet" in html and 'href="/send/"' in html


def test_a_confirmation_posts_the_version_it_showed():
    html = drawn("_confirm", action="/stop/", question="Stop?", button="Stop it", version=3)
    assert 'method="post"' in html and 'name="version" value="3"' in html


def test_the_pager_offers_only_what_there_is():
    html = drawn("_pager", older_url="?before=1")
    assert 'rel="next"' in html and 'rel="prev"' not in html
    assert drawn("_pager").strip() == ""


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "csrf", "provider_down", "refused"])
def test_an_error_page_can_be_made_without_a_request_or_a_database(name):
    html = render_to_string(f"errors/{name}.html")
    assert "Remitdesk" in html and "<main" in html


def test_the_403_page_names_the_missing_permission():
    html = render_to_string("errors/403.html", {"missing": "Lift a hold"})
    assert "Lift a hold" in html


def test_the_csrf_page_leads_to_what_was_typed():
    html = render_to_string("errors/csrf.html", {"kept": True, "kept_url": "/signed-in-again/x/"})
    assert 'href="/signed-in-again/x/"' in html
    assert "fill the form once more" in render_to_string("errors/csrf.html", {"kept": False})


def test_a_test_connection_is_marked_on_every_page():
    desk = {"is_test": True, "actor": {"user": "alice", "name": "Alice"}, "nav": []}
    assert "TEST" in render_to_string("base.html", {"desk": desk})
    assert "TEST" not in render_to_string("base.html", {"desk": {**desk, "is_test": False}})


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_is_mirrored_where_the_language_is(language):
    from django.utils import translation

    with translation.override(language):
        html = render_to_string("base.html", {"desk": {}})
    assert f'lang="{language}"' in html
    assert ("tabler.rtl.min.css" in html) == (language == "ar")
