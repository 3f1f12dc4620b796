"""Times with an anchor of their own, and the earliest of several, in the form that the engine reads."""

from __future__ import annotations

import pytest

from tactful.errors import PolicyError
from tactful.policy import Anchor, Moment, load, loads
from tactful.timing import Offset

RULE = "because: b, when: decision.promised, strength: may, purpose: x, recipients: met"
DAY, WEEK = Offset(days=1), Offset(days=7)
BY, END = Anchor("event.by", "by"), Anchor("interview.end", "end")


def policy_of(timing: str, *more: str):
    return loads("\n".join(["tactful: 1", "policy: p", f"rules: {{r: {{{RULE}, timing: {{{timing}}}}}}}", *more]))


def timing_of(timing: str, *more: str):
    return policy_of(timing, *more).rules[0].timing


@pytest.mark.parametrize(
    ("written", "moments"),
    [
        ("1 day", [Moment(DAY)]),
        ("{from: event.by}", [Moment(Offset(), BY)]),
        ("{from: event.by, plus: 1 day}", [Moment(DAY, BY)]),
        ("{from: event.by, plus: 1 day before}", [Moment(Offset(days=-1), BY)]),
        ("{from: event, plus: 1 day}", [Moment(DAY)]),
        ("{earliest: [1 day, 1 week]}", [Moment(DAY), Moment(WEEK)]),
        ("{earliest: [$soon, {from: interview.end}]}", [Moment(DAY, BY), Moment(Offset(), END)]),
        ("{earliest: [{from: $anchor, plus: $week}, 1 day]}", [Moment(WEEK, END), Moment(DAY)]),
        ("$soon", [Moment(DAY, BY)]),
        ("$either", [Moment(WEEK), Moment(DAY, BY)]),
    ],
)
@pytest.mark.parametrize("key", ["opens", "due", "expires"])
def test_each_form(key, written, moments):
    """An offset, an anchor with an offset, or a list of these, each also by a setting; that of the rule is none."""
    settings = (
        "settings: {soon: {value: {from: event.by, plus: 1 day}}, week: 1 week, anchor: interview.end, "
        "either: {value: {earliest: [$week, $soon]}}}"
    )
    assert timing_of(f"{key}: {written}", settings).times[key] == tuple(moments)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2 weeks", "2 weeks"),
        ("{from: event.by}", "event.by"),
        ("{from: event.by, plus: 1 day}", "1 day from event.by"),
        ("{from: interview.end, plus: P1D before}", "1 day before interview.end"),
        ("{from: interview.end, plus: end of day}", "end of day from interview.end"),
    ],
)
def test_a_moment_as_text(written, shown):
    """A moment is shown as people say it."""
    assert str(timing_of(f"due: {written}").due[0]) == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("due: {from: event, plus: 1 day}", "due: 1 day"),
        ("from: event.by, due: {from: event.by, plus: 1 day}", "from: event.by, due: 1 day"),
        ("due: {from: event.by}", "due: {from: event.by, plus: 0 days}"),
        ("due: {earliest: [1 day, {from: event.by}]}", "due: {earliest: [{plus: 0 days, from: event.by}, P1D]}"),
    ],
)
def test_spelling_and_order_are_not_meaning(one, other):
    """The order of moments, and what is said twice, does not change the digest."""
    assert policy_of(one).digest == policy_of(other).digest


@pytest.mark.parametrize(
    "timing",
    [
        "due: 1 day",
        "due: {from: event.by}",
        "due: {from: event.by, plus: 1 day}",
        "due: {from: interview.end, plus: 1 day}",
        "due: {earliest: [1 day, {from: event.by}]}",
        "due: {earliest: [1 day, {from: event.by, plus: 1 day}]}",
        "expires: {earliest: [1 day, {from: event.by}]}",
        "from: event.by, due: {earliest: [1 day, {from: event}]}",
    ],
)
def test_meaning_is_told_apart(timing):
    """Another moment, anchor or time gives another digest."""
    others = {policy_of("due: 2 days").digest, policy_of("due: {earliest: [1 day, 2 days]}").digest}
    assert policy_of(timing).digest not in others


def test_a_policy_without_moments_keeps_its_digest():
    """A plain offset is digested as it always was: snapshots and decisions of older versions name the same policy."""
    text = f"tactful: 1\npolicy: p\nrules: {{r: {{{RULE}, timing: {{opens: 1 day, due: 2 days}}}}}}\n"
    assert loads(text).digest == "e58127add0e5fe25773d8ba3ac4158da2916e46f55ff1464bb14e6907528c60c"


@pytest.mark.parametrize(
    ("patch", "moments"),
    [
        ("{plus: 1 week}", [Moment(WEEK, BY)]),
        ("{from: interview.end}", [Moment(DAY, END)]),
        ("{plus: null}", [Moment(Offset(), BY)]),
        ("1 week", [Moment(WEEK)]),
        ("null", []),
        ("{from: null, plus: null, earliest: [1 day, 1 week]}", [Moment(DAY), Moment(WEEK)]),
    ],
)
def test_a_moment_is_changed_as_any_mapping(tmp_path, patch, moments):
    """In an extending policy a moment is merged key by key, and replaced by anything else."""
    (tmp_path / "base.yaml").write_text(
        f"tactful: 1\npolicy: base\nrules: {{r: {{{RULE}, timing: {{due: {{from: event.by, plus: 1 day}}}}}}}}\n"
    )
    child = tmp_path / "child.yaml"
    child.write_text(f"tactful: 1\npolicy: child\nextends: ./base.yaml\nrules: {{r: {{timing: {{due: {patch}}}}}}}\n")
    assert load(child).rules[0].timing.due == tuple(moments)


def test_several_beside_what_is_inherited(tmp_path):
    """`earliest` does not silently win over an inherited `from`: the error says how to remove it."""
    (tmp_path / "base.yaml").write_text(
        f"tactful: 1\npolicy: base\nrules: {{r: {{{RULE}, timing: {{due: {{from: event.by}}}}}}}}\n"
    )
    child = tmp_path / "child.yaml"
    child.write_text(
        "tactful: 1\npolicy: child\nextends: ./base.yaml\nrules: {r: {timing: {due: {earliest: [1 day, 1 week]}}}}\n"
    )
    with pytest.raises(PolicyError) as caught:
        load(child)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("not-here", "`from` cannot stand beside `earliest`")
    assert "`null` removes what is inherited" in problem.help
