"""Imports point one way, and each dependency has its doors."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "engine" / "tactful"
MODULES = sorted(ROOT.rglob("*.py"))

LAYERS = [
    {"errors"},
    {"timing"},
    {"moments", "yaml_nodes"},
    {"events"},
    {"conditions"},
    {"policy"},
    {"history", "lookup"},
    {"planning"},
    {"decisions", "snapshots"},
    {"replaying"},
    {"engine", "standing"},
    {"stores"},
    {"sinks"},
    {"diagnostics"},
    {"drafting", "tone"},
    {"testing", "explaining", "linting"},
    {"authoring", "comparing"},
    {"service"},
    {"enacting", "privacy"},
    {"api"},
    {"commands"},
    {"__init__", "__main__"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}

DOORS = {
    "yaml": {"yaml_nodes.py", "authoring/written.py"},
    "durable_rules_engine": {"conditions/durable.py"},
    "re2": {"conditions/patterns.py"},
    "holidays": {"timing/calendars.py"},
    "zstandard": {"events/streams.py"},
    "pydantic": {
        "policy/clauses.py",
        "policy/document.py",
        "policy/values.py",
        "policy/shape.py",
        "testing/forms.py",
        "testing/shape.py",
    },
    "pydantic_core": {"policy/values.py", "policy/shape.py", "testing/shape.py"},
    "httpcore": {"sinks/posting.py"},
    "icalendar": {"drafting/reminders.py"},
    "jinja2": {"drafting/syntax.py", "drafting/templates.py", "drafting/varying.py"},
    "snowballstemmer": {"tone/wordings.py"},
    "psycopg": {"stores/postgres.py"},
    "pytest": {
        "stores/conformance/__init__.py",
        "stores/conformance/advice.py",
        "stores/conformance/partitions.py",
        "stores/conformance/privacy.py",
        "stores/conformance/running.py",
        "stores/conformance/transactions.py",
    },
    "fastapi": {"api/*"},
    "starlette": {"api/*"},
    "uvicorn": {"api/server.py"},
    "prometheus_client": {"api/metrics.py"},
    "click": {"commands/*"},
    "rich": {"commands/*"},
}


def place(module: Path) -> str:
    """Return a module's path below the package."""
    return module.relative_to(ROOT).as_posix()


def imports(module: Path) -> Iterator[str]:
    """Yield the full name of every module that a module imports, wherever in it; relative imports as `.`."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else node.module or "."


def unit(path: str) -> str:
    """Return the layer's member that a path or a dotted name below the package belongs to."""
    return path.replace(".py", "").replace(".", "/").split("/")[0]


@pytest.mark.parametrize("module", MODULES, ids=place)
def test_imports_point_one_way(module: Path) -> None:
    """A module imports from its own part and from layers below; only the commands import the package's face."""
    mine = unit(place(module))
    for name in imports(module):
        assert name != ".", "imports are absolute"
        top, _, rest = name.partition(".")
        if top != "tactful":
            continue
        if not rest:
            assert mine == "commands"
            continue
        other = unit(rest)
        assert other == mine or RANK[other] < RANK[mine], f"{place(module)} imports {name}"


@pytest.mark.parametrize("module", MODULES, ids=place)
def test_a_dependency_has_its_doors(module: Path) -> None:
    """Beside the standard library and `orjson`, a dependency is imported by its doors alone."""
    here = place(module)
    for name in imports(module):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top in ("tactful", "orjson", "."):
            continue
        assert {here, f"{here.partition('/')[0]}/*"} & DOORS.get(top, set()), f"{here} imports {top}"


def test_every_door_is_used() -> None:
    """The table above lists no door that is shut."""
    for dependency, doors in DOORS.items():
        for door in doors:
            modules = [module for module in MODULES if module.match(f"tactful/{door}")]
            assert any(name.partition(".")[0] == dependency for module in modules for name in imports(module)), door


def test_every_part_has_its_layer() -> None:
    """A new part of the package is given its place."""
    parts = {unit(place(module)) for module in MODULES}
    assert parts <= set(RANK)
