"""The table of codes is what the sources produce, no more and no less."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tactful.diagnostics import CODES, Code
from tactful.diagnostics.codes import address

ROOT = Path(__file__).resolve().parents[2] / "engine" / "tactful"
APART = {"linting"}
"""Packages with a table of their own."""

AT = {"Problem": 2, "add": 1, "refused": 1, "unknown": 1, "fits": 3}
"""At which place the functions that tell a problem take its code."""
WITHIN = {"_report": 1, "_refuse": 1, "_refused": 1, "_break": 1, "_problem": 3, "_refusal": 2}
"""The same of functions private to the modules that read files."""
READERS = {"yaml_nodes.py", "policy/merge.py", "drafting/syntax.py", "drafting/templates.py"}


def told(path: Path) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Yield each call in a module that tells a problem, with the argument that is the code."""
    places = AT | (WITHIN if path.relative_to(ROOT).as_posix() in READERS else {})
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = places.get(name)
        if place is not None and len(node.args) > max(place, 1) + (name == "add"):
            yield node, node.args[place]


MODULES = [path for path in sorted(ROOT.rglob("*.py")) if path.relative_to(ROOT).parts[0] not in APART]
TOLD = [(path, call, code) for path in MODULES for call, code in told(path)]


def test_the_table_is_closed() -> None:
    """Every code that is written in the sources is in the table, and every one in the table is written there."""
    written = {code.value for _, _, code in TOLD if isinstance(code, ast.Constant)}
    assert written == CODES.keys()


@pytest.mark.parametrize(("path", "call", "code"), TOLD, ids=lambda one: one.name if isinstance(one, Path) else "")
def test_codes_are_written_out(path: Path, call: ast.Call, code: ast.expr) -> None:
    """A code is written where a problem is told, or handed on under the name `code`; it is never put together."""
    handed_on = isinstance(code, ast.Name) and code.id == "code"
    assert handed_on or (isinstance(code, ast.Constant) and isinstance(code.value, str)), f"{path}:{call.lineno}"


@pytest.mark.parametrize("name", CODES)
def test_a_code_is_told_in_words(name: str) -> None:
    """A code is small letters and hyphens; its title is a few words, its meaning one sentence."""
    code = CODES[name]
    assert name == name.lower().strip("-")
    assert name.replace("-", "").isalpha()
    assert 0 < len(code.title) <= 40
    assert code.meaning.endswith(".")
    assert code.meaning[0].isupper() or code.meaning[0] == "`"


def test_a_code_has_its_address() -> None:
    """A code is documented on its table's page, below its own name; an unknown one nowhere."""
    codes = {"odd": Code("odd", "It is odd.", page="docs/lint.md"), **CODES}
    assert address("odd", codes) == "docs/lint.md#odd"
    assert address("bad-test", codes) == "docs/diagnostics.md#bad-test"
    assert address("nowhere", codes) == ""
