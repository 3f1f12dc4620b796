"""Which drafts there are, for whom, and from which template."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import NOW, PEOPLE, POLICY, TEMPLATE, event, load, story

import tactful
from tactful.planning import Recipient


def test_a_draft_for_each_recipient(tmp_path: Path) -> None:
    """Each advice of the rule has its draft, with its own recipient and other wordings than its neighbours."""
    drafts = tactful.draft(load(tmp_path), story(), NOW, case="c1", rule="thank")
    assert {draft.to[0].name for draft in drafts} == {"Dana Ruiz", "Owen Pratt", "Kim Sato"}
    assert [len(draft.advice) for draft in drafts] == [1, 1, 1]
    assert {draft.advice[0].verdict for draft in drafts} == {"now", "blocked"}
    first = next(draft for draft in drafts if draft.to[0].name == "Dana Ruiz")
    assert str(first).startswith("Subject: Thank you\n\nDear Dana,\n\n")
    assert "for your time today.\n\nInes Calder\n" in first.text
    assert len({draft.text.partition("\n\n")[2] for draft in drafts}) == 3


def test_wordings_stay_when_some_of_it_is_done(tmp_path: Path) -> None:
    """Whoever was written to keeps the place, so nobody else's draft changes."""
    policy = load(tmp_path)
    before = {draft.to: draft.text for draft in tactful.draft(policy, story(), NOW, case="c1", rule="thank")}
    sent = event(2, "2026-03-03T10:40:00-07:00", "message.sent", to="dana@acme.example", purpose="thank-you")
    after = tactful.draft(policy, [*story(), sent], NOW, case="c1", rule="thank")
    assert {draft.to[0].name for draft in after} == {"Owen Pratt", "Kim Sato"}
    assert all(before[draft.to] == draft.text for draft in after)


def test_one_draft_where_all_are_written_to_at_once(tmp_path: Path) -> None:
    """Without `each` there is one message, and it greets everybody."""
    policy = load(tmp_path, {"remind": TEMPLATE})
    scheduled = event(
        2, "2026-03-04T09:00:00-07:00", "interview.scheduled", interview="i2", start="2026-03-10T10:00:00-07:00"
    )
    (draft,) = tactful.draft(policy, [*story(), scheduled], "2026-03-04T10:00:00-07:00", case="c1", rule="remind")
    assert [person.name for person in draft.to] == ["Dana Ruiz", "Owen Pratt", "Kim Sato"]
    assert draft.text.startswith("Dear Dana, Owen and Kim,\n\n")
    assert "on Tuesday" in draft.text
    assert draft.advice[0].verdict == "wait"


@pytest.mark.parametrize(
    ("time", "verdicts"),
    [
        ("2026-02-21T10:00:00-07:00", []),
        ("2026-03-03T11:00:00-07:00", ["blocked", "now"]),
        ("2026-03-05T11:00:00-07:00", ["blocked", "late"]),
        ("2026-03-07T11:00:00-07:00", []),
    ],
)
def test_live_advice_is_drafted(tmp_path: Path, time: str, verdicts: list[str]) -> None:
    """What waits, may be acted on, is late or blocked has a draft; what is not there yet or has ended has none."""
    rejected = event(3, "2026-03-06T09:00:00-07:00", "application.rejected")
    drafts = tactful.draft(load(tmp_path), [*story(PEOPLE[1:]), rejected], time, case="c1", rule="thank")
    assert sorted(draft.advice[0].verdict for draft in drafts) == verdicts


def test_known(tmp_path: Path) -> None:
    """What is known at the moment counts, or at `known`: here who applied."""
    policy = load(tmp_path)
    applied = event(0, "2026-02-20T09:00:00-07:00", "application.submitted", candidate="Ines C. Calder")
    history = [{**applied, "recordedtime": "2026-03-05T09:00:00-07:00"}, *story()[1:]]
    early = tactful.draft(policy, history, NOW, case="c1", rule="thank")
    late = tactful.draft(policy, history, NOW, case="c1", rule="thank", known="2026-03-06T00:00:00Z")
    assert early[0].gaps == ("name of the candidate",)
    assert early[0].sender is None
    assert late[0].gaps == ()
    assert late[0].sender == Recipient("Ines C. Calder", None, None)


def test_the_sender_is_the_candidate_unless_they_are_written_to(tmp_path: Path) -> None:
    """A policy with a rule for the candidate is somebody else's, who is not known."""
    (draft, *_) = tactful.draft(load(tmp_path / "own"), story(), NOW, case="c1", rule="thank")
    assert draft.sender == Recipient("Ines Calder", "ines@calder.example", None)
    other = POLICY.replace("recipients: main_contact", "recipients: {who: staff, fallback: candidate}")
    (draft, *_) = tactful.draft(load(tmp_path / "other", text=other), story(), NOW, case="c1", rule="thank")
    assert draft.sender is None


def test_advice_that_is_routed_through_one_person_is_one_draft(tmp_path: Path) -> None:
    """One message to an intermediary does the advice for all who are meant, and names them."""
    routed = POLICY.replace("each: true}", "each: true, via: recruiter}")
    policy = load(tmp_path, text=routed)
    rita = {"name": "Rita Vale", "email": "rita@agency.example", "role": "recruiter"}
    history = story(contacts=[rita])
    (draft,) = tactful.draft(policy, history, NOW, case="c1", rule="thank")
    assert draft.to == (Recipient("Rita Vale", "rita@agency.example", "recruiter"),)
    assert len(draft.advice) == 3
    assert draft.text.startswith("Dear Rita,\n")
    line = next(line for line in draft.text.splitlines() if line.startswith("Please pass this on to "))
    assert all(person["name"] in line for person in PEOPLE)
    sent = event(2, "2026-03-03T10:40:00-07:00", "message.sent", to="dana@acme.example", purpose="thank-you")
    (draft,) = tactful.draft(policy, [*history, sent], NOW, case="c1", rule="thank")
    assert {person.name for advice in draft.advice for person in advice.for_} == {"Owen Pratt", "Kim Sato"}
    assert "Dana" not in draft.text


def test_templates_are_inherited_and_replaced(tmp_path: Path) -> None:
    """A template is looked for beside the policy, then beside what it extends, the last extended first."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        load(tmp_path / name, {"thank": TEMPLATE.replace("Thank you", name, 1)})
    child = tmp_path / "child.yaml"
    child.write_text("tactful: 1\npolicy: child\nextends: [./first, ./second]\n")
    policy = tactful.load(child)
    drafts = tactful.draft(policy, story(), NOW, case="c1", rule="thank")
    assert {draft.subject for draft in drafts} == {"second"}
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "thank.txt").write_text("Subject: own\n\nThanks.\n")
    drafts = tactful.draft(policy, story(), NOW, case="c1", rule="thank")
    assert {(draft.subject, draft.text) for draft in drafts} == {("own", "Thanks.\n")}
    assert tactful.load(child).digest == policy.digest


def test_a_rule_without_a_template(tmp_path: Path) -> None:
    """It is the author's mistake, at the rule, with the nearest file of the folder."""
    policy = load(tmp_path, {"thnak": TEMPLATE})
    with pytest.raises(tactful.PolicyError) as caught:
        tactful.draft(policy, story(), NOW, case="c1", rule="thank")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.line) == ("no-template", 7)
    assert problem.help.endswith("did you mean `thnak`?")
    with pytest.raises(tactful.PolicyError, match=r"write `.*templates/ask\.txt`"):
        tactful.draft(policy, story(), NOW, case="c1", rule="ask")


@pytest.mark.parametrize(
    ("case", "rule", "code", "text"),
    [
        ("c1", "thnak", "unknown_rule", "did you mean `thank`?"),
        ("c1", "rejected", "unknown_rule", "`rejected` is a stop"),
        ("c2", "thank", "unknown_case", "the cases are `c1`"),
        ("c1", "quiet", "prohibition", "the rule `quiet` forbids"),
    ],
)
def test_what_is_not_there(tmp_path: Path, case: str, rule: str, code: str, text: str) -> None:
    """A case or rule that does not exist, and a rule that forbids, are the caller's mistake."""
    with pytest.raises(tactful.EventError) as caught:
        tactful.draft(load(tmp_path), story(), NOW, case=case, rule=rule)
    assert caught.value.code == code
    assert text in str(caught.value)
