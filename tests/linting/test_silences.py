"""Silences: findings that are allowed in their line, with a reason."""

from __future__ import annotations

import pytest

from tactful.linting import lints

POLICY = """\
tactful: 1
policy: example
rules:{trailing_section}
{above}  thank:{trailing}
    because: {because}
    when: interview.completed
    strength: should
    purpose: thank-you
    recipients: main_contact{end}
"""
ALLOW = "# lint: allow open-for-ever because it is never too late"


def codes(**parts):
    empty = {"trailing_section": "", "above": "", "trailing": "", "because": "it is polite", "end": ""}
    return [one.problem.code for one in lints(POLICY.format(**(empty | parts)))]


def test_without_a_silence():
    """The policy of these tests has one finding."""
    assert codes() == ["open-for-ever"]


@pytest.mark.parametrize(
    "parts",
    [
        {"trailing": f"  {ALLOW}"},
        {"trailing": f" {ALLOW.replace('# ', '#')}"},
        {"trailing": f"\t{ALLOW.replace('lint: ', 'lint:  ')}  "},
        {"above": f"  {ALLOW}\n"},
        {"above": f"{ALLOW}\n\n  # something else\n"},
    ],
)
def test_in_its_line_or_above(parts):
    """A silence stands in the finding's line, or on its own above it."""
    assert codes(**parts) == []


@pytest.mark.parametrize("parts", [{"trailing_section": f" {ALLOW}"}, {"end": f"\n{ALLOW}"}, {"end": f" {ALLOW}"}])
def test_elsewhere(parts):
    """A silence of another line silences nothing, and is found itself."""
    assert sorted(codes(**parts)) == ["open-for-ever", "unused-silence"]


@pytest.mark.parametrize(
    "comment",
    [
        "# lint: allow open-for-ever",
        "# lint: allow open-for-ever because",
        "# lint: allow open-for-ever because ",
        "# lint: allow open-for-ever, it is never too late",
        "# lint: allow never-ends because it is never too late",
        "# lint: allow bad-silence because it is never too late",
        "# lint: ignore",
        "#lint:",
    ],
)
def test_without_reason_or_code(comment):
    """A silence without a reason, or with a code that there is not, silences nothing and is found itself."""
    assert sorted(codes(trailing=f" {comment}")) == ["bad-silence", "open-for-ever"]


def test_only_its_own_code():
    """A silence of one code leaves findings of others."""
    assert codes(above=f"{ALLOW}\n", because="TODO") == ["no-because"]


@pytest.mark.parametrize(
    "text", [f"'a {ALLOW}'", f"|\n      a\n      {ALLOW}", f'"{ALLOW}"', f"a{ALLOW.replace(': ', ':')}"]
)
def test_a_text_is_no_comment(text):
    """What looks like a comment within a text is that text."""
    assert codes(because=text) == ["open-for-ever"]


def test_beside_a_comment_a_text_is_no_comment():
    """Each of several places is judged by itself."""
    assert codes(above=f"  {ALLOW}\n", because=f"'a {ALLOW}'") == []
