from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.diagnostics import Finding, render
from tactful.diagnostics.text import excerpt
from tactful.errors import Position, Problem

POLICY = "tactful: 1\npolicy: p\nrules:\n  ask:\n    when: [message.sent, 'mesage.sent']\n    purpose: Tür auf\n"
ODD = "a\tb\u202e\x1b[31mü日本\u0301🙂: "


def read(path: str) -> str | None:
    return POLICY if path == "p.yaml" else None


def finding(line: int, column: int, code: str = "unknown-event", path: str = "p.yaml", help_text: str = "") -> Finding:
    return Finding(Problem(Position(path, line, column), "wrong", code, help_text))


def shown(one: Finding) -> list[str]:
    return render([one], "text", read).splitlines()


@pytest.mark.parametrize(
    ("line", "column", "marked"),
    [
        (1, 1, "tactful"),
        (2, 9, "p"),
        (5, 5, "when"),
        (5, 11, "[message.sent, 'mesage.sent']"),
        (5, 12, "message.sent"),
        (5, 26, "'mesage.sent'"),
        (6, 14, "Tür auf"),
        (4, 4, "s"),
    ],
)
def test_carets_mark_the_key_or_value(line: int, column: int, marked: str) -> None:
    """The carets stand under the whole key, value or list in brackets; where none begins, under one character."""
    _, source, carets = shown(finding(line, column))[:3]
    at = carets.index("^")
    assert source[at : at + carets.count("^")] == marked
    assert carets[at:] == "^" * len(marked)


def test_the_parts_of_a_finding() -> None:
    """Place, message and code come first, then the line, the help, and where to read more."""
    assert shown(finding(5, 5, help_text="did you mean `x`?")) == [
        "p.yaml:5:5: wrong [unknown-event]",
        "    5 |     when: [message.sent, 'mesage.sent']",
        "      |     ^^^^",
        "  help: did you mean `x`?",
        "  see: docs/diagnostics.md#unknown-event",
        "",
        "1 problem in 1 file",
    ]


@pytest.mark.parametrize("one", [finding(0, 0), finding(99, 1), finding(1, 1, path="gone.yaml")])
def test_without_a_line_there_is_no_caret(one: Finding) -> None:
    """A problem of a file as a whole, or of a text that cannot be shown, goes without the line."""
    assert not any("^" in line for line in shown(one))


def test_a_code_that_is_nowhere_documented_names_no_page() -> None:
    """Only codes of the table are given a page."""
    assert not any("see:" in line for line in shown(finding(1, 1, code="other")))


@pytest.mark.parametrize(
    ("severities", "summary"),
    [
        (["error"], "1 problem in 1 file"),
        (["error", "error"], "2 problems in 2 files"),
        (["error", "warning", "warning"], "1 error, 2 warnings in 3 files"),
        (["info", "warning"], "1 warning, 1 remark in 2 files"),
    ],
)
def test_the_summary(severities: list, summary: str) -> None:
    """The last line counts the problems, by severity where not all are errors, and the files."""
    findings = [Finding(finding(1, 1, path=f"{n}.yaml").problem, kind) for n, kind in enumerate(severities)]
    text = render(findings, "text", read)
    assert text.splitlines()[-1] == summary
    assert text.count(": warning: ") == severities.count("warning")


def test_findings_are_sorted_and_told_once() -> None:
    """Whatever the order in which they come, findings are told by place, each once; none at all is no text."""
    findings = [finding(5, 12), finding(2, 9), finding(5, 5), finding(2, 9)]
    places = [line.split(":")[1:3] for line in render(findings, "text", read).splitlines() if line.startswith("p.yaml")]
    assert places == [["2", "9"], ["5", "5"], ["5", "12"]]
    assert render([], "text", read) == ""


def test_colour_only_adds_colour() -> None:
    """With colour the same text is printed, without it no escape sequence, whatever the file holds."""
    text = f"tactful: 1\ntitle: {ODD}\n"
    one = Finding(Problem(Position("p.yaml\x1b[2J", 2, 8), f"found {ODD}", "bad-name", ODD), "warning")
    plain = render([one], "text", lambda _: text)
    coloured = render([one], "text", lambda _: text, colour=True)
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain != coloured
    assert all(line.isprintable() for line in plain.splitlines())


@pytest.mark.parametrize(
    ("line", "column", "end", "expected"),
    [
        ("\tkey: v", 2, 5, ("    key: v", "    ^^^")),
        ("ab\tkey: v", 4, 7, ("ab  key: v", "    ^^^")),
        ("日本: wert", 1, 3, ("日本: wert", "^^^^")),
        ("日本: wert", 5, 9, ("日本: wert", "      ^^^^")),
        ("u\u0308ber: x", 8, 9, ("u\u0308ber: x", "      ^")),
        ("key: v", 9, None, ("key: v", "      ^")),
        ("", 1, None, ("", "^")),
    ],
)
def test_carets_keep_their_column(line: str, column: int, end: int | None, expected: tuple[str, str]) -> None:
    """Tabs, wide and combining characters before the place, or in it, do not move the carets off it."""
    place = None if end is None else (1, end)
    assert excerpt(line, Position("p", 1, column), place, 80) == expected


def test_what_goes_on_in_the_next_line_is_marked_to_the_end_of_its_first() -> None:
    """Of a value of several lines the first is shown, marked to its end."""
    assert excerpt("a: [b,  ", Position("p", 1, 4), (3, 2), 80) == ("a: [b,  ", "   ^^^")


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x85\u2028\u2029"), max_size=400),
    st.integers(1, 420),
    st.integers(0, 50),
    st.integers(20, 120),
)
def test_an_excerpt_is_never_wider_than_allowed(line: str, column: int, length: int, width: int) -> None:
    """Whatever the line, what is shown fits the width and can be printed, and a caret is below it."""
    from rich.cells import cell_len

    shown, carets = excerpt(line, Position("p", 1, column), (1, column + length), width)
    assert shown.isprintable()
    assert re.fullmatch(r" *\^+", carets)
    assert len(carets) <= width + 1
    assert line.isascii() is False or cell_len(shown) <= width


@given(st.integers(1, 5000), st.integers(20, 120))
def test_long_lines_are_cut_around_the_place(column: int, width: int) -> None:
    """Of a long line the part around the place is shown, with an ellipsis wherever something is left out."""
    line = "".join(f"{number:05}" for number in range(1000))
    shown, carets = excerpt(line, Position("p", 1, column), (1, column + 1), width)
    assert shown[carets.index("^")] == line[column - 1]
    assert len(shown) <= width
    first = column - 1 - carets.index("^") + shown.startswith("…")
    text = shown.strip("…")
    assert line[first : first + len(text)] == text
    assert (shown.startswith("…"), shown.endswith("…")) == (first > 0, first + len(text) < len(line))
