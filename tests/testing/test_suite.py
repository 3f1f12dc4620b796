from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tactful.errors import PolicyError
from tactful.testing.suite import read_suite

EVENT = "{at: 2026-03-03 10:30, type: interview.completed, data: {interview: i}}"
NOTHING = "{at: 2026-03-03, advice: []}"


def problems(folder: Path, text: str | bytes) -> list[tuple[int, int, str]]:
    path = folder / "x_test.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        read_suite(path)
    except PolicyError as error:
        return [(one.where.line, one.where.column, one.code) for one in error.problems]
    return []


def suite(event: str = EVENT, expect: str = NOTHING) -> str:
    return f"policy: ground-rules\ntests:\n- {{name: x, events: [{event}], expect: [{expect}]}}\n"


def test_a_good_file(tmp_path: Path) -> None:
    """A file without mistakes is read with its events and expectations."""
    (tmp_path / "x_test.yaml").write_text(suite())
    read = read_suite(tmp_path / "x_test.yaml")
    (test,) = read.tests
    assert (read.policy.name, test.name) == ("ground-rules", "x")
    assert [(event.id, event.case) for event in test.events] == [("e0", "case-1")]
    assert [one.case for one in test.expectations] == ["case-1"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["wrong-type"]),
        ("[]", ["wrong-type"]),
        ("policy: ground-rules", ["missing-key"]),
        ("tests: []", ["missing-key"]),
        ("policy: ground-rules\ntests: 5", ["wrong-type"]),
        ("policy: [ground-rules]\ntests: []", ["wrong-type"]),
        ("policy: ground-rule\ntests: []", ["unknown-policy"]),
        ("policy: ./none.yaml\ntests: []", ["unknown-policy"]),
        ("policy: ground-rules\ntests: []\ntitle: x", ["unknown-key"]),
        ("policy: ground-rules\npolicy: x\ntests: []", ["yaml-duplicate-key"]),
        ("policy: ground-rules\ntests:\n- {name: x, expect: []}", ["wrong-type"]),
        (f"policy: ground-rules\ntests:\n- {{expect: [{NOTHING}]}}", ["missing-key"]),
        (f"policy: ground-rules\ntests:\n- {{name: true, expect: [{NOTHING}]}}", ["wrong-type"]),
        (f"policy: ground-rules\ntests:\n- {{name: x, timezone: Mars, expect: [{NOTHING}]}}", ["bad-zone"]),
        (suite("5"), ["wrong-type"]),
        (suite("{type: x.y}"), ["missing-key"]),
        (suite("{at: 2026-03-03}"), ["missing-key"]),
        (suite("{at: soon, type: x.y}"), ["bad-time"]),
        (suite("{at: 2026-02-30 10:00, type: x.y}"), ["bad-time"]),
        (suite("{at: 2026-03-03 24:00, type: x.y}"), ["bad-time"]),
        (suite("{at: 1776-07-04 10:00, type: x.y}"), ["bad-time"]),
        (suite("{at: 2026-03-03, learnt: never, type: x.y}"), ["bad-time"]),
        (suite("{at: 2026-03-03, type: interview.completed}"), ["bad-event"]),
        (suite("{at: 2026-03-03, type: x.y, data: []}"), ["wrong-type"]),
        (suite("{at: 2026-03-03, type: x.y, subject: a}"), ["unknown-key"]),
        (suite(expect="{at: 2026-03-03}"), ["missing-key"]),
        (suite(expect="{advice: []}"), ["missing-key"]),
        (suite(expect="{at: 2026-03-03, known: al, advice: []}"), ["bad-time"]),
        (suite(expect="{at: 2026-03-03, advice: {}}"), ["wrong-type"]),
        (suite(expect="{at: 2026-03-03, advice: [{verdict: ok}]}"), ["unknown-value"]),
        (suite(expect="{at: 2026-03-03, advice: [{verdict: null}]}"), ["unknown-value"]),
        (suite(expect="{at: 2026-03-03, advice: [{strength: shall}]}"), ["unknown-value"]),
        (suite(expect="{at: 2026-03-03, advice: [{too: x}]}"), ["unknown-key"]),
        (suite(expect="{at: 2026-03-03, advice: [{to: {}}]}"), ["wrong-type"]),
        (suite(expect="{at: 2026-03-03, advice: [{to: []}]}"), ["wrong-type"]),
        (suite(expect="{at: 2026-03-03, advice: [{due: never}]}"), ["bad-time"]),
        (suite(expect="{at: 2026-03-03, advice: [{reason: held}]}"), ["unknown-reason"]),
        (suite(expect="{at: 2026-03-03, advice: [{reason: sent:x}]}"), ["unknown-reason"]),
        ("policy: ground-rules\ntests: [&a {}]", ["yaml-alias"]),
        (b"\xff", ["yaml-encoding"]),
    ],
)
def test_mistakes(tmp_path: Path, text: str | bytes, codes: list[str]) -> None:
    """Each mistake in a test file is told with a stable code."""
    assert [code for _, _, code in problems(tmp_path, text)] == codes


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """All mistakes of one kind of check are told at once, each at its place."""
    text = suite("{at: soon, type: x.y}", "{at: 2026-03-03, known: al}")
    assert problems(tmp_path, text) == [(3, 27, "bad-time"), (3, 55, "missing-key"), (3, 79, "bad-time")]


def test_hints(tmp_path: Path) -> None:
    """A near miss is told with what may be meant."""
    path = tmp_path / "x_test.yaml"
    path.write_text(suite(expect="{at: 2026-03-03, advise: []}"))
    with pytest.raises(PolicyError, match=r"did you mean `advice`\?"):
        read_suite(path)


def test_mistakes_of_the_policy_are_told_too(tmp_path: Path) -> None:
    """A broken policy is told with its own places, beside the mistakes of the test file."""
    (tmp_path / "bad.yaml").write_text("tactful: 1\npolicy: bad\nrulez: {}\n")
    path = tmp_path / "x_test.yaml"
    path.write_text(suite(expect="{at: soon, advice: []}").replace("ground-rules", "./bad.yaml"))
    with pytest.raises(PolicyError) as caught:
        read_suite(path)
    assert {Path(one.where.path).name for one in caught.value.problems} == {"bad.yaml", "x_test.yaml"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that cannot be read is told with the reason."""
    with pytest.raises(PolicyError, match="the file cannot be read"):
        read_suite(tmp_path / "none_test.yaml")


yaml = st.recursive(
    st.sampled_from(["null", "true", "5", "x", "2026-03-03 10:30", "interview.completed", "all", "ground-rules"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(
                ["policy", "tests", "name", "events", "expect", "at", "known", "advice", "to", "type", "data", "due"]
            ),
            inner,
            max_size=4,
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"),
    ),
    max_leaves=12,
)


@given(st.one_of(yaml, yaml.map(lambda value: f"{{policy: ground-rules, tests: [{value}]}}")))
@example("{policy: ground-rules, tests: [{name: x, expect: [{at: x, advice: [{to: [null]}]}]}]}")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_is_read_or_refused(tmp_path: Path, text: str) -> None:
    """Any YAML is a suite or a PolicyError, never another exception."""
    problems(tmp_path, text)
