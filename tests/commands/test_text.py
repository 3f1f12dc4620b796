from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.commands.failures import printable
from tactful.commands.text import Paper, cells, cut_in_the_middle, fitted, folded, said, what, wrapped

DAY = dt.date(2026, 3, 3)
DANA = {"name": "Dana", "email": "dana@x.example", "role": None}
BO = {"name": None, "email": "bo@x", "role": None}


@given(st.text(st.characters(exclude_categories=("C", "M")), max_size=30), st.integers(2, 20))
def test_fitted_text_fills_its_column(text: str, width: int) -> None:
    """A text takes exactly the columns of its field, wide letters counted as two."""
    assert cells(fitted(text, width)) == width
    assert cells(cut_in_the_middle(text, width)) == width


@given(st.text(max_size=60), st.integers(5, 20))
def test_wrapped_text_is_narrow_enough(text: str, width: int) -> None:
    """No line is wider than asked for, and none can steer a terminal."""
    lines = wrapped(text, width)
    assert all(cells(line) <= width for line in lines)
    assert all(line.isprintable() for line in lines)


@given(st.text(max_size=60), st.integers(5, 20))
def test_folded_text_is_narrow_and_whole(text: str, width: int) -> None:
    """No line is wider than asked for, and nothing is lost but blanks."""
    lines = folded(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(printable("".join(text.split())).split())


def test_a_word_is_broken_where_it_has_joints() -> None:
    """A word that is too long is broken behind a hyphen, else anywhere."""
    assert folded("see follow-up-after-a-visit now", 12) == ["see follow-", "up-after-a-", "visit now"]
    assert folded("abcdefghijklm", 6) == ["abcdef", "ghijkl", "m"]
    assert folded("", 6) == [""]


def test_a_long_name_keeps_both_ends() -> None:
    """What tells two long names apart is often at their end."""
    assert cut_in_the_middle("case-00000123", 9) == "case…0123"


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-03-03T11:30:00-07:00", "11:30"),
        ("2026-03-17T00:00:00-07:00", "17 Mar 00:00"),
        ("2027-01-02T09:00:00+01:00", "2 Jan 2027"),
    ],
)
def test_times_are_said_briefly(time: str, expected: str) -> None:
    """Of a time only what differs from the day at hand is said."""
    assert said(time, DAY) == expected


@pytest.mark.parametrize(
    ("purpose", "strength", "to", "expected"),
    [
        ("thank-you", "must", [DANA], "thank-you to Dana <dana@x.example>"),
        (
            "thank-you",
            "must",
            [DANA, {"name": None, "email": "b@x", "role": None}] * 2,
            "thank-you to Dana, b@x, Dana, b@x",
        ),
        ("any", "must_not", [], "no message"),
        ("check-in, status", "must_not", [], "no check-in, no status"),
        ("status", "may", [{"name": None, "email": None, "role": None}], "status to somebody"),
    ],
)
def test_what_is_advised(purpose: str, strength: str, to: list[dict[str, str | None]], expected: str) -> None:
    """Advice is said in words: what for and to whom, with addresses where there is room."""
    assert what({"purpose": purpose, "strength": strength, "to": to}, 40) == expected


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("any", "no message to Dana"),
        ("phone", "no message by phone to Dana"),
        (["phone", "linkedin"], "no message by phone or linkedin to Dana"),
    ],
)
def test_what_is_forbidden_says_by_which_channels(channel: str | list[str], expected: str) -> None:
    """A prohibition of some channels is not told as one of all."""
    advice = {"purpose": "any", "strength": "must_not", "to": [{"name": "Dana", "email": None}], "channel": channel}
    assert what(advice, 50) == expected


def test_for_whom_is_said() -> None:
    """What goes through somebody says for whom it is."""
    erin = {"name": "Erin", "email": "erin@x.example", "role": None}
    advice = {"purpose": "thank-you", "strength": "must", "to": [DANA], "for": [erin]}
    assert what(advice, 50) == "thank-you to Dana <dana@x.example> for Erin"
    assert what(advice, 30) == "thank-you to Dana for Erin"


def test_colour_only_where_there_is_some() -> None:
    """Paper without colour has no escape sequences."""
    assert Paper(colour=False).paint("x", "late") == "x"
    assert Paper(colour=True).paint("x", "late") != "x"


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ("email", "debrief to Dana"),
        ("phone", "debrief by phone to Dana"),
        (["linkedin", "phone"], "debrief by linkedin or phone to Dana"),
        ("any", "debrief to Dana"),
    ],
)
def test_another_channel_than_mail_is_said(channel: object, told: str) -> None:
    """A call to make does not read like a mail to write."""
    to = [{"name": "Dana", "email": None, "role": None}]
    advice = {"strength": "must", "purpose": "debrief", "to": to, "channel": channel}
    assert what(advice, 60) == told
