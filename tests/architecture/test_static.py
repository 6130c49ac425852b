"""What is vendored is what we say it is; pages keep to the content security policy by themselves."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SUMS = dict(
    re.findall(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", (VENDOR / "VENDOR.md").read_text(), re.MULTILINE)
)
VENDORED = sorted(
    path.relative_to(VENDOR).as_posix()
    for path in VENDOR.rglob("*")
    if path.is_file() and path.name not in {"VENDOR.md", "LICENSE"}
)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_vendored_file_is_listed_and_nothing_else():
    assert sorted(SUMS) == VENDORED


@pytest.mark.parametrize("name", VENDORED)
def test_a_vendored_file_has_the_sum_it_is_listed_with(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == SUMS[name]


@pytest.mark.parametrize("name", VENDORED)
def test_a_vendored_file_asks_for_no_source_map_and_no_other_host(name):
    text = (VENDOR / name).read_text()
    assert "sourceMappingURL" not in text
    assert not re.search(r"url\(['\"]?(https?:)?//", text)


def test_every_icon_a_template_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "tabler-icons" / "icons.svg").read_text()))
    asked = {
        (name, named(path))
        for path in TEMPLATES
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert not {(name, path) for name, path in asked if name not in sprite}


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_has_no_inline_script_style_or_handler(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<style|\sstyle=", text)
    assert not re.search(r"\son[a-z]+=|\shx-on|javascript:", text)
    assert not re.search(r"\|\s*safe\b|autoescape off", text)


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name.startswith("_")], ids=named)
def test_a_partial_opens_by_saying_what_it_needs(path):
    assert re.match(r"{% comment %}.*?(Needs|needs)\b.*?{% endcomment %}", path.read_text(), re.DOTALL)


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "css").glob("*.css")), ids=named)
def test_our_styles_are_logical_so_that_they_mirror(path):
    side = r"(?:^|[;{\s])"
    physical = (
        rf"{side}(?:margin|padding|border)-(?:left|right)|{side}(?:left|right)\s*:|align:\s*(?:left|right)"
    )
    assert not re.search(physical, path.read_text())


def test_our_script_evaluates_and_injects_nothing():
    text = "".join(path.read_text() for path in (ROOT / "static" / "js").glob("*.js"))
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text
    )
