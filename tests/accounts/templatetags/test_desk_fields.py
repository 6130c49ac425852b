"""A field's help, errors and warnings are beside it, and tied to it for those who listen."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.template.loader import render_to_string


class Example(forms.Form):
    amount = forms.CharField(label="Amount", help_text="In PHP.")
    method = forms.ChoiceField(label="Method", choices=[("bank", "Bank")])
    side = forms.ChoiceField(label="Side", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    seen = forms.BooleanField(label="Seen")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    token = forms.CharField(widget=forms.HiddenInput)


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def by_id(self, id):
        return next(attrs for _, attrs in self.found if attrs.get("id") == id)

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.found if "id" in attrs]


def drawn(name, data=None, **context):
    form = Example(data)
    return render_to_string("partials/_field.html", {"field": form[name], **context})


@pytest.mark.parametrize("name", ["amount", "method", "side", "seen", "note"])
def test_what_describes_a_field_is_there_and_named_once(name):
    html = drawn(name, {}, warnings=["Look again."], placed=["Amount is odd"])
    page = Elements(html)
    described = [attrs for _, attrs in page.found if "aria-describedby" in attrs]
    assert described
    for attrs in described:
        assert set(attrs["aria-describedby"].split()) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_a_field_without_trouble_is_not_marked_wrong():
    html = drawn("amount")
    assert "is-invalid" not in html and "aria-invalid" not in html
    assert Elements(html).by_id("id_amount")["aria-describedby"] == "id_amount_help"


def test_a_wrong_field_says_why_beside_itself():
    html = drawn("amount", {})
    assert "This field is required." in html
    assert Elements(html).by_id("id_amount")["aria-invalid"] == "true"


def test_a_providers_sentence_stands_beside_the_field_and_is_only_text():
    html = drawn("amount", {"amount": "1"}, placed=["<b>Amount</b> is too small"])
    assert "&lt;b&gt;Amount" in html and "is-invalid" in html


def test_a_warning_does_not_mark_the_field_wrong():
    html = drawn("amount", {"amount": "1"}, warnings=["A dot is unusual."], suggestion="Jose")
    assert "A dot is unusual." in html and "Perhaps: Jose" in html and "is-invalid" not in html


def test_kinds_of_input_get_their_own_look():
    assert "form-select" in drawn("method")
    assert "<fieldset" in drawn("side") and "<legend" in drawn("side")
    assert "form-check-input" in drawn("seen")
    assert "form-control" in drawn("note") and "optional" in drawn("note")
    assert drawn("token").strip().startswith('<input type="hidden"')


def test_the_summary_links_to_each_wrong_field():
    form = Example({"token": "x"})
    html = render_to_string("partials/_form_errors.html", {"form": form, "above": ["Try <later>"]})
    assert 'href="#id_amount"' in html and "Try &lt;later&gt;" in html and 'role="alert"' in html


def test_a_form_without_trouble_has_no_summary():
    form = Example({"amount": "1", "method": "bank", "side": "a", "seen": "on", "token": "x"})
    assert render_to_string("partials/_form_errors.html", {"form": form}).strip() == ""
