"""Whatever the text, a policy loads or its problems are told."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tactful.errors import PolicyError
from tactful.policy import Policy, loads
from tactful.yaml_nodes import load_nodes

TEXTS = [path.read_text() for path in sorted((Path(__file__).parent / "good").glob("*.yaml"))]
WORDS = ["", "null", "true", "x", "-1", "$silence", "$a", "any", "never", "case.status", "event.", "message.sent",
         "9" * 40, "\0", "é", "{pattern: '('}", "2026-02-30", "*", "P99999999999D"]  # fmt: skip


def loaded(text):
    """Load the policy, or check that what is told of it is whole and sorted."""
    problems = ()
    try:
        assert isinstance(loads(text), Policy)
    except PolicyError as error:
        problems = error.problems or (None,)
    assert list(problems) == sorted(problems)
    assert all(problem.message and problem.code for problem in problems)


@st.composite
def edited(draw):
    """A good policy with a piece cut out, doubled or replaced."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 40)))
    new = draw(st.sampled_from(["", "\n", "  ", ": ", "{", "]", *WORDS]) | st.text(max_size=5))
    return text[:start] + new + text[end:]


values = st.recursive(
    st.sampled_from([*WORDS, None, True]) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["if", "all", "is", "who", *WORDS]) | st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def reshaped(draw):
    """A good policy with any value at any place."""
    data = load_nodes(draw(st.sampled_from(TEXTS)), "p.yaml").data
    place = data
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or draw(st.booleans()):
            place[key] = draw(values)
            break
        place = place[key]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited())
def test_edited_text_never_raises_anything_else(text):
    """A slip of the pen anywhere is told as a problem, or makes another good policy."""
    loaded(text)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(reshaped())
def test_values_of_any_shape_never_raise_anything_else(text):
    """A value of the wrong shape anywhere is told as a problem."""
    loaded(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_after_the_head(text):
    """Whatever follows the head of a policy."""
    loaded("tactful: 1\npolicy: p\n" + text)
