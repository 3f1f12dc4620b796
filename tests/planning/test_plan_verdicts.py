"""Which of several states shows, and which of several pieces of advice."""

from __future__ import annotations

import pytest
from stage import CHECK, DANA, EMIL, GUS, NEVER, THANKS, event, got, met, policy, sent, shows

import tactful

WHEN = "when: interview.completed"
GROUP = f"{THANKS}, {WHEN}, recipients: interviewers"
EACH = f"{THANKS}, {WHEN}, recipients: {{who: interviewers, each: true}}"


@pytest.mark.parametrize(
    ("rules", "shown"),
    [
        ({"a": GROUP, "b": GROUP}, "a"),
        ({"a": GROUP, "b": f"{GROUP}, priority: 1"}, "b"),
        ({"a": GROUP, "b": f"{GROUP}, priority: -1"}, "a"),
        ({"a": f"{GROUP}, timing: {{opens: 1 day}}", "b": GROUP}, "b"),
        ({"a": f"{GROUP}, timing: {{expires: 1 hour}}", "b": GROUP}, "b"),
        ({"a": GROUP, "b": f"{GROUP}, per: case, priority: 1"}, "b"),
        ({"a": GROUP, "b": f"{GROUP}, channel: phone"}, "a"),
        ({"a": GROUP, "b": EACH}, "a"),
    ],
)
def test_the_highest_goes_first(rules: dict, shown: str) -> None:
    """Of advice open for one purpose, recipient and interview the highest priority shows, then the earlier rule."""
    found = dict(
        line.split(" ", 1) for line in shows(policy(rules), [met("03-03T10:00")], "03-03T12:00", "rule verdict code")
    )
    assert found.pop(shown) == "now triggered"
    assert set(found.values()) <= {"withheld outranked", "wait not_yet", "expired expired"}


@pytest.mark.parametrize(
    "other",
    [
        f"{CHECK}, {WHEN}, recipients: interviewers",
        f"{THANKS}, {WHEN}, recipients: recruiter",
        f"{THANKS}, {WHEN}, recipients: everyone",
        f"{NEVER}, {WHEN}, purpose: status",
    ],
)
def test_no_rivals(other: str) -> None:
    """Another purpose or another recipient is no rival, nor is a prohibition."""
    history = [event("03-01T09:00", "application.submitted", contacts=[EMIL]), met("03-03T10:00")]
    found = shows(policy({"a": GROUP, "b": f"{other}, priority: 1"}), history, "03-03T12:00", "verdict")
    assert found == ["now", "now"]


def test_two_interviews_are_no_rivals() -> None:
    """Advice of one interview does not outrank that of another, but that of the case is behind either."""
    of = policy({"a": GROUP, "case": f"{GROUP}, per: case"})
    history = [met("03-03T10:00", "i1"), met("03-03T11:00", "i2")]
    assert shows(of, history, "03-03T12:00", "rule key verdict") == ["a i1 now", "a i2 now", "case - withheld"]


def test_the_extending_pack_goes_before_its_ancestor(tmp_path) -> None:
    """At equal priority what a policy adds goes before what it inherits."""
    (tmp_path / "base.yaml").write_text(f"tactful: 1\npolicy: base\ntitle: T\nrules: {{a: {{{GROUP}}}}}\n")
    (tmp_path / "top.yaml").write_text(
        f"tactful: 1\npolicy: top\ntitle: T\nextends: [./base.yaml]\nrules: {{b: {{{GROUP}}}}}\n"
    )
    found = shows(tactful.load(tmp_path / "top.yaml"), [met("03-03T10:00")], "03-03T12:00", "rule verdict")
    assert found == ["a withheld", "b now"]


@pytest.mark.parametrize(
    ("people", "settings", "more", "state"),
    [
        ([GUS], "", [event("03-03T11:00", "contact.opted_out", person=GUS)], "withheld opted_out"),
        ([], "", [], "withheld no_recipient"),
        ([], "timing: {opens: 9 days}", [], "withheld no_recipient"),
        ([DANA], "priority: -1", [], "withheld outranked"),
        ([DANA], "purpose: status", ["no"], "blocked forbidden:no"),
        ([GUS], "purpose: status", ["no"], "blocked forbidden:no"),
        ([DANA], "priority: -1", ["no"], "withheld outranked"),
        ([GUS], "purpose: status, timing: {opens: 9 days}", [], "blocked no_address"),
        ([DANA], "purpose: status, timing: {opens: 9 days}", [], "wait not_yet"),
        ([DANA], "purpose: status, timing: {due: 1 hour}", [], "late overdue"),
        ([DANA], "purpose: status, timing: {due: 9 hours}", [], "now triggered"),
        ([DANA], "purpose: status, timing: {expires: 1 hour}", ["no"], "expired expired"),
    ],
)
def test_the_first_that_applies(people: list, settings: str, more: list, state: str) -> None:
    """Withheld goes before blocked, that before wait, late and now; and what has ended has ended."""
    base = f"because: b, strength: may, {WHEN}, recipients: interviewers"
    purpose = "" if "purpose" in settings else "purpose: thank-you, "
    of = policy(
        {
            "other": f"{GROUP}, channel: phone",
            "r": f"{base}, {purpose}{settings}".rstrip(", "),
            "no": f"{NEVER}, when: case.resumed",
        }
    )
    extra = [event("03-03T11:00", "case.resumed") if one == "no" else one for one in more]
    history = [event("03-03T10:00", "interview.completed", interview="i1", interviewers=people), *extra]
    found = {line.split()[0]: line for line in shows(of, history, "03-03T12:00", "rule verdict code")}
    assert found["r"] == f"r {state}"


def test_outranked_advice_shows_when_what_is_above_ends() -> None:
    """It is withheld only while the other is open."""
    of = policy({"high": f"{GROUP}, priority: 1, timing: {{expires: 1 day}}", "low": GROUP})
    assert shows(of, [met("03-03T10:00")], "03-03T12:00", "verdict") == ["now", "withheld"]
    assert shows(of, [met("03-03T10:00")], "03-04T10:00", "verdict") == ["expired", "now"]


def test_what_is_above_is_still_above_when_blocked() -> None:
    """A prohibition of the one does not let the other through."""
    of = policy({"high": f"{GROUP}, priority: 1", "low": GROUP, "no": f"{NEVER}, when: case.resumed, channel: email"})
    history = [met("03-03T10:00"), event("03-03T11:00", "case.resumed")]
    assert shows(of, history, "03-03T12:00", "verdict") == ["blocked", "withheld", "now"]


def test_strength_does_not_outrank() -> None:
    """Only priority, pack and place decide."""
    of = policy({"may": GROUP.replace("must", "may"), "must": GROUP})
    assert shows(of, [met("03-03T10:00")], "03-03T12:00", "verdict") == ["now", "withheld"]


def test_reply_to_two_people_are_two() -> None:
    """Advice to each of several people of one rule are no rivals."""
    history = [got("03-01T09:00"), met("03-03T10:00", "i1", DANA, EMIL), sent("03-03T11:00", "x")]
    assert shows(policy(EACH), history, "03-03T12:00", "verdict") == ["now", "now"]
