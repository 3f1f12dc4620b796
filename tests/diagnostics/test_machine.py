from __future__ import annotations

import json
from urllib.parse import unquote

import pytest

from tactful.diagnostics import Finding, render
from tactful.errors import Position, Problem

POLICY = "tactful: 1\nwhen: mesage.sent\nif: [\n a]\n"


def rendered(form: str, *findings: Finding) -> str:
    return render(findings, form, lambda path: POLICY if path == "p.yaml" else None)  # type: ignore[arg-type]


KEY = Finding(Problem(Position("p.yaml", 2, 7), "unknown", "unknown-event", "did you mean `message.sent`?"))
LIST = Finding(Problem(Position("p.yaml", 3, 5), "a list", "wrong-type"), "warning")
FILE = Finding(Problem(Position("gone.yaml"), "there is no file", "unknown-policy"), "info")


def test_json_is_a_list_of_objects() -> None:
    """Each finding is an object with place, end, severity, code, message, help and page; what is not known is null."""
    assert json.loads(rendered("json", KEY, LIST, FILE)) == [
        {
            "path": "gone.yaml",
            "line": None,
            "column": None,
            "end": None,
            "severity": "info",
            "code": "unknown-policy",
            "message": "there is no file",
            "help": None,
            "url": "docs/diagnostics.md#unknown-policy",
        },
        {
            "path": "p.yaml",
            "line": 2,
            "column": 7,
            "end": {"line": 2, "column": 18},
            "severity": "error",
            "code": "unknown-event",
            "message": "unknown",
            "help": "did you mean `message.sent`?",
            "url": "docs/diagnostics.md#unknown-event",
        },
        {
            "path": "p.yaml",
            "line": 3,
            "column": 5,
            "end": {"line": 4, "column": 4},
            "severity": "warning",
            "code": "wrong-type",
            "message": "a list",
            "help": None,
            "url": "docs/diagnostics.md#wrong-type",
        },
    ]
    assert json.loads(rendered("json")) == []


def test_github_commands() -> None:
    """Each finding is one workflow command with the file, the place where there is one, the code and the text."""
    assert rendered("github", KEY, LIST, FILE).splitlines() == [
        "::notice file=gone.yaml,title=unknown-policy::there is no file%0Asee: docs/diagnostics.md#unknown-policy",
        "::error file=p.yaml,line=2,col=7,endLine=2,endColumn=18,title=unknown-event::"
        "unknown%0Ahelp: did you mean `message.sent`?%0Asee: docs/diagnostics.md#unknown-event",
        "::warning file=p.yaml,line=3,col=5,title=wrong-type::a list%0Asee: docs/diagnostics.md#wrong-type",
    ]
    assert rendered("github") == ""


@pytest.mark.parametrize("text", ["50% :,", "two\nlines\r\n::error::forged", "%0A is text", "a,b:c"])
def test_github_texts_cannot_break_out(text: str) -> None:
    """Nothing in a path or message ends a command or begins another, and unescaping gives the text again."""
    (line,) = rendered("github", Finding(Problem(Position(f"x{text}", 1, 1), text, "other"))).splitlines()
    head, properties, message = line.split("::", 2)[0], *line.split("::", 2)[1:]
    assert (head, unquote(message)) == ("", text)
    values = dict(one.split("=", 1) for one in properties.removeprefix("error ").split(","))
    assert unquote(values["file"]) == f"x{text}"
    assert values["title"] == "other"


@pytest.mark.parametrize("form", ["json", "github", "sarif", "text"])
def test_any_text_can_be_written(form: str) -> None:
    """Names that are no Unicode, as the file system may have them, are written with a replacement."""
    one = Finding(Problem(Position("caf\udce9.yaml", 1, 1), "found \udce9", "other"))
    assert rendered(form, one).encode("utf-8")
