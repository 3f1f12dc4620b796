"""Whatever the policy, lint finds or does not find, and raises nothing but what loading raises."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tactful.diagnostics import FORMATS, render
from tactful.errors import PolicyError
from tactful.linting import CODES, lints

HERE = Path(__file__).parent
TEXTS = [path.read_text() for path in sorted((HERE.parent / "policy" / "good").glob("*.yaml"))]
TEXTS += [path.read_text() for folder in ("found", "near") for path in sorted((HERE / folder).glob("*.yaml"))]
PIECES = ["", "\n", "0", "1 day", "2 weeks before", "end of day", "message.sent", "phone", "must_not", "should", "null"]
PIECES += ["never", "any", "# lint: allow no-source because x\n", " # lint:", "$late", "mon", "business", "case.status"]


@st.composite
def edited(draw):
    """A policy with some words cut out, doubled or replaced."""
    text = draw(st.sampled_from(TEXTS)).replace("../parents/", "./tests/linting/parents/")
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited())
def test_lint_raises_nothing_of_its_own(text):
    """An edited policy is linted, or has problems; findings are sorted, of known codes, and can be shown."""
    try:
        found = lints(text)
    except PolicyError:
        return
    assert found == sorted(found)
    assert {one.problem.code for one in found} <= CODES.keys()
    for form in FORMATS:
        assert isinstance(render(found, form, lambda path: text, codes=CODES), str)
