"""`extends`: policies laid over each other as JSON Merge Patches."""

from __future__ import annotations

import pytest

from tactful.errors import PolicyError, Position
from tactful.policy import load
from tactful.policy.merge import Layer, merge
from tactful.policy.report import Problems
from tactful.yaml_nodes import load_nodes

BASE = """
tactful: 1
policy: base
title: The base
timezone: America/Phoenix
settings:
  wait: {value: 2 weeks, about: how long}
rules:
  first:
    because: one
    when: message.sent
    if: {case.status: active, case.sent.any: {at_least: 1}}
    strength: should
    purpose: check-in
    recipients: {who: met, each: true, if: {person.met: true}}
    channel: [email, phone]
    timing: {opens: $wait, due: 3 weeks}
    stop: {when: message.received, if: {case.status: active}}
  second: {because: two, when: message.sent, strength: should, purpose: status, recipients: met}
"""


def patched(target, patch):
    """Return what the merge of two documents means, problems included."""
    problems = Problems()
    layers = [Layer(name, load_nodes(text, name)) for name, text in (("t", target), ("p", patch))]
    merged = merge(layers, problems)
    return merged.root.data, [problem.code for problem in problems.found]


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ("{a: b}", "{a: c}", {"a": "c"}),
        ("{a: b}", "{b: c}", {"a": "b", "b": "c"}),
        ("{a: b}", "{a: null}", {}),
        ("{a: b, b: c}", "{a: null}", {"b": "c"}),
        ("{a: [b]}", "{a: c}", {"a": "c"}),
        ("{a: c}", "{a: [b]}", {"a": ["b"]}),
        ("{a: {b: c}}", "{a: {b: d, c: null}}", {"a": {"b": "d"}}),
        ("{a: [{b: c}]}", "{a: [1]}", {"a": ["1"]}),
        ("{a: [a, b]}", "{a: [c, d]}", {"a": ["c", "d"]}),
        ("{e: f}", "{a: 1}", {"e": "f", "a": "1"}),
        ("{a: foo}", "{a: {b: c}}", {"a": {"b": "c"}}),
    ],
)
def test_the_examples_of_rfc_7396(target, patch, result):
    """The examples of its appendix that a policy can hold; a null that removes nothing is told besides."""
    data, codes = patched(target, patch)
    assert data == result
    assert codes == (["removes-nothing"] if "c: null" in patch else [])


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ("{rules: {r: {if: {a: 1, b: 2}}}}", "{rules: {r: {if: {a: 3}}}}", {"a": "3"}),
        ("{rules: {r: {if: {a: {is: 1}}}}}", "{rules: {r: {if: {a: {is_not: 1}}}}}", {"a": {"is_not": "1"}}),
    ],
)
def test_conditions_are_replaced_whole(target, patch, result):
    """A new `if` is not mixed with the old one."""
    assert patched(target, patch)[0]["rules"]["r"]["if"] == result


@pytest.mark.parametrize(
    "path", ["rules/r/stop", "holds/h/release", "stops/s/recipients", "rules/r/recipients/fallback"]
)
def test_conditions_are_replaced_whole_wherever_they_stand(path):
    """The same for the `if` of stops, releases, recipients and fallbacks."""
    opening = "".join(f"{{{key}: " for key in path.split("/"))
    closing = "}" * (path.count("/") + 1)
    data, _ = patched(f"{opening}{{when: x, if: {{a: 1}}}}{closing}", f"{opening}{{if: {{b: 2}}}}{closing}")
    for key in path.split("/"):
        data = data[key]
    assert data == {"when": "x", "if": {"b": "2"}}


def test_a_rule_named_if_is_merged_as_any_other():
    """Only the key of a rule is special, not an author's word."""
    data, _ = patched("{rules: {if: {a: 1, b: 2}}}", "{rules: {if: {a: 3}}}")
    assert data["rules"]["if"] == {"a": "3", "b": "2"}


def test_a_bare_setting_keeps_what_it_is_about():
    """`name: value` is short for `{value: …}`, also where it overrides."""
    data, codes = patched("{settings: {wait: {value: 1 day, about: how long}}}", "{settings: {wait: 2 days}}")
    assert data["settings"]["wait"] == {"value": "2 days", "about": "how long"}
    assert codes == []


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(BASE)
    return tmp_path


def child(folder, text, name="child.yaml"):
    (folder / name).write_text(f"tactful: 1\npolicy: child\nextends: ./base.yaml\n{text}")
    return load(f"./{name}")


def test_names_titles_and_parents_are_not_inherited(folder):
    """A policy has its own name and title; everything else comes from its parents."""
    policy = child(folder, "")
    assert (policy.name, policy.title) == ("child", "child")
    assert str(policy.zone) == "America/Phoenix"
    assert [rule.name for rule in policy.rules] == ["first", "second"]
    assert policy.files == ("base.yaml", "child.yaml")


def test_a_replaced_rule_keeps_its_place_and_new_ones_follow(folder):
    """The order of rules is that of the first file that wrote each."""
    new = "{because: three, when: message.sent, strength: should, purpose: x, recipients: met}"
    policy = child(folder, f"rules:\n  third: {new}\n  first: {{because: changed}}\n")
    assert [(rule.name, rule.order) for rule in policy.rules] == [("first", 0), ("second", 1), ("third", 2)]
    assert [rule.layer for rule in policy.rules] == [1, 0, 1]
    assert policy.rules[0].because == "changed"
    assert policy.rules[0].purpose == "check-in"


def test_null_removes(folder):
    """A rule, or a key of one, is removed by null."""
    policy = child(folder, "rules:\n  second: null\n  first: {timing: {due: null}, stop: null}\n")
    assert [rule.name for rule in policy.rules] == ["first"]
    assert policy.rules[0].timing.due == ()
    assert policy.rules[0].timing.opens[0].plus.days == 14
    assert policy.rules[0].stop is None


def test_a_setting_of_the_parent_is_turned_in_the_child(folder):
    """Settings are replaced after merging, so that a new value reaches the parent's rules."""
    policy = child(folder, "settings: {wait: 10 days}\n")
    assert policy.rules[0].timing.opens[0].plus.days == 10
    assert policy.settings["wait"].about == "how long"
    assert policy.settings["wait"].where == Position("child.yaml", 4, 12)


def test_places_are_those_of_the_file_that_wrote_the_value(folder):
    """A value that survives keeps its file and line; a rule has those of its last writer."""
    policy = child(folder, "rules:\n  first: {stop: message.received}\n")
    first, second = policy.rules
    assert first.where == Position("child.yaml", 5, 3)
    assert first.stop.where == Position("child.yaml", 5, 17)
    assert first.trigger.where == Position("base.yaml", 11, 11)
    assert second.where == Position("base.yaml", 19, 3)


def test_an_error_names_the_file_that_wrote_the_value(folder):
    """The child's mistake is told in the child, the parent's in the parent."""
    (folder / "base.yaml").write_text(BASE.replace("due: 3 weeks", "due: 3 weaks"))
    with pytest.raises(PolicyError) as caught:
        child(folder, "rules:\n  first: {timing: {opens: 1 dya}}\n")
    assert [str(problem.where) for problem in caught.value.problems] == ["base.yaml:17:33", "child.yaml:5:27"]


def test_parents_are_applied_depth_first_and_once(folder):
    """Of a diamond, the common ancestor comes once and first; later parents win."""
    for name, extends, zone in [
        ("left", "./base.yaml", "Europe/Paris"),
        ("right", "./base.yaml", "Europe/Rome"),
    ]:
        text = f"tactful: 1\npolicy: {name}\nextends: {extends}\ntimezone: {zone}\n"
        (folder / f"{name}.yaml").write_text(text)
    (folder / "top.yaml").write_text("tactful: 1\npolicy: top\nextends: [./left.yaml, ./right.yaml]\n")
    policy = load("top.yaml")
    assert policy.files == ("base.yaml", "left.yaml", "right.yaml", "top.yaml")
    assert str(policy.zone) == "Europe/Rome"


def test_paths_count_from_the_file_that_names_them(folder):
    """A parent is found beside the file that extends it, wherever the program runs."""
    deep = folder / "deep"
    deep.mkdir()
    (deep / "policy.yaml").write_text("tactful: 1\npolicy: deep\nextends: ../base.yaml\n")
    assert load("./deep").files == ("base.yaml", "deep/policy.yaml")


def test_a_policy_cannot_extend_itself_through_a_link(folder):
    """A ring is found by the file itself, not by its name."""
    (folder / "link.yaml").symlink_to(folder / "ring.yaml")
    (folder / "ring.yaml").write_text("tactful: 1\npolicy: ring\nextends: ./link.yaml\n")
    with pytest.raises(PolicyError) as caught:
        load("ring.yaml")
    assert [problem.code for problem in caught.value.problems] == ["circular-extends"]


def test_a_long_line_of_ancestors_is_refused(folder):
    """A chain of files is followed so far and no further."""
    for number in range(100):
        text = f"tactful: 1\npolicy: p\nextends: ./p{number + 1}.yaml\n"
        (folder / f"p{number}.yaml").write_text(text)
    with pytest.raises(PolicyError) as caught:
        load("p0.yaml")
    assert [problem.code for problem in caught.value.problems] == ["circular-extends"]


def test_problems_of_several_files_come_together(folder):
    """A duplicate key in the parent does not hide a mistake in the child."""
    (folder / "base.yaml").write_text(BASE + "timezone: Europe/Paris\n")
    with pytest.raises(PolicyError) as caught:
        child(folder, "holidays: US\n")
    assert [(str(problem.where), problem.code) for problem in caught.value.problems] == [
        ("base.yaml:20:1", "yaml-duplicate-key"),
        ("child.yaml:4:1", "unknown-key"),
    ]
