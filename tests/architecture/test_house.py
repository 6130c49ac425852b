"""The house itself: one way for imports, no rings between folders, an environment that is documented."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "accounts", "wallet", "remittance")
ROOMS = {
    "models",
    "selectors",
    "services",
    "forms",
    "views",
    "api",
    "templatetags",
    "migrations",
    "management",
}


def _modules() -> dict[str, Path]:
    found = {}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


def _imports(name: str, path: Path) -> set[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
            stem = ".".join(filter(None, [base if node.level else "", node.module or ""]))
            found |= {stem} | {f"{stem}.{alias.name}" for alias in node.names}
    return found


def _folder_graph() -> dict[str, set[str]]:
    modules = _modules()
    folder = {name: path.parent.relative_to(ROOT).as_posix() for name, path in modules.items()}
    graph: dict[str, set[str]] = defaultdict(set)
    for name, path in modules.items():
        for target in _imports(name, path) & modules.keys():
            if folder[target] != folder[name]:
                graph[folder[name]].add(folder[target])
    return graph


def _ring(graph: dict[str, set[str]]) -> list[str]:
    """One ring of folders, or []."""
    done: set[str] = set()

    def walk(node: str, trail: list[str]) -> list[str]:
        if node in trail:
            return trail[trail.index(node) :]
        if node in done:
            return []
        for following in sorted(graph.get(node, ())):
            if ring := walk(following, [*trail, node]):
                return ring
        done.add(node)
        return []

    return next((ring for start in sorted(graph) if (ring := walk(start, []))), [])


def test_no_folders_import_each_other_in_a_ring():
    assert _ring(_folder_graph()) == []


def test_a_planted_ring_is_found():
    assert _ring({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]


@pytest.mark.parametrize("app", APPS[1:])
def test_every_app_has_the_same_rooms(app):
    rooms = {path.name for path in (ROOT / app).iterdir() if (path / "__init__.py").exists()}

    assert rooms - {"providers"} == ROOMS


def test_no_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "common", "core", "misc", "manager"}

    assert not [name for name in _modules() if drawers & set(name.split("."))]


def test_env_example_lists_exactly_what_is_read():
    read = set(
        re.findall(
            r'_(?:env\.\w+|secrets?|url|positive)\(\s*"([A-Z_]+)"', (ROOT / "config/env.py").read_text()
        )
    )
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert read == listed


def test_nothing_reads_the_environment_behind_its_back():
    readers = [
        name for name, path in _modules().items() if re.search(r"os\.(environ|getenv)", path.read_text())
    ]

    assert sorted(readers) == ["accounts.management.commands.run_desk", "config.wsgi"]


def test_the_list_of_decisions_names_every_page():
    folder = ROOT / "docs/decisions"
    titles = {path.name: path.read_text().splitlines()[0][2:] for path in folder.glob("*.md")}
    del titles["README.md"]
    listed = re.findall(r"^- \[(.+)\]\((.+)\)$", (folder / "README.md").read_text(), re.M)

    assert {name: title for title, name in listed} == titles


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/sandbox.md"])
def test_what_a_page_links_to_is_there(page):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text())

    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []
