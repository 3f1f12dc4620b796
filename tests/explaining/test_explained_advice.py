"""What an explanation says beside its sums: events, conditions, recipients, what bears on advice, what it awaits."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from stage import CHECK, DANA, EMIL, GUS, NEVER, THANKS, at, event, got, met, numbered, policy, sent

import tactful
from tactful.commands.explain_text import explanation_lines
from tactful.commands.text import Paper

TO = "recipients: main_contact"
THANK = f"when: interview.completed, {THANKS}, recipients: {{who: interviewers, each: true}}"
CHECK_IN = f"when: [message.sent, message.received], {CHECK}, {TO}, timing: {{opens: 2 weeks}}, again: restart"
QUIET = f"when: message.sent, if: {{message.purpose: check-in}}, {NEVER}, stop: message.received"


def explained(
    rules: dict[str, str] | str, history: list[dict[str, Any]], now: str, *more: str, rule: str | None = None
) -> dict[str, Any]:
    """Return an explanation as plain data."""
    found = tactful.explain(policy(rules, *more), numbered(history), "c1", at(now), rule=rule)
    return found.to_dict()


def one(found: dict[str, Any], rule: str = "r") -> dict[str, Any]:
    """Return the last advice of a rule."""
    account: dict[str, Any] = [advice for advice in found["advice"] if advice["rule"] == rule][-1]
    return account


def test_events() -> None:
    """The events that led to advice are told in history order, with all that each did."""
    history = [
        sent("03-03T10:00"),
        got("03-04T10:00"),
        event("03-04T11:00", "decision.promised", by="2026-03-25"),
        sent("03-27T10:00", "check-in"),
    ]
    found = explained(
        CHECK_IN, history, "03-20T10:00", "holds:", "  p: {when: decision.promised, until: event.by, because: b}"
    )
    assert [(each["event"], each["did"], each["text"]) for each in one(found)["events"]] == [
        ("e0", ["triggered it"], "thank-you, to Dana"),
        ("e1", ["restarted it"], "from Dana"),
        ("e2", ["holds it"], "2026-03-25"),
    ]
    ended = explained(CHECK_IN, history, "03-28T10:00", rule="r")["advice"][0]
    assert [(each["event"], each["did"]) for each in ended["events"]] == [
        ("e0", ["triggered it"]),
        ("e1", ["restarted it"]),
        ("e3", ["did it"]),
    ]


def test_an_event_that_tells_the_anchor() -> None:
    """Where another event gives the instant that timing counts from, it is named."""
    history = [met("03-03T10:00"), met("03-03T12:00", end=at("03-03T09:50"))]
    found = one(explained(f"{THANK}, timing: {{from: interview.end, due: 1 hour}}", history, "03-03T13:00"))
    assert [(each["event"], each["did"]) for each in found["events"]] == [
        ("e0", ["triggered it"]),
        ("e1", ["tells interview.end"]),
    ]


def test_a_condition_is_marked_with_what_it_saw() -> None:
    """Nested conditions keep their form; each test has its mark, its value and its place, as seen at the trigger."""
    met_somebody = "{interview.people: {at_least: 1}}"
    condition = f"{{any: [{{interview.format: phone}}, {met_somebody}], none: [{{case.status: rejected}}]}}"
    rule = f"when: interview.completed, if: {condition}, {THANKS}, {TO}"
    found = one(explained(rule, [met("03-03T10:00"), event("03-04T10:00", "application.rejected")], "03-05T10:00"))
    marked = found["condition"]
    assert marked["holds"] is True
    either, none = marked["all"]
    assert [(test["holds"], test["text"]) for test in either["any"]] == [
        (False, "`interview.format` is missing, needs `phone`"),
        (True, "`interview.people` is 1, at least 1"),
    ]
    assert none["holds"] is True
    assert none["none"][0]["saw"] == "active"
    assert none["none"][0]["where"].startswith("<policy>:5:")
    assert found["where"].startswith("<policy>:5:")


RECIPIENTS: dict[str, tuple[str, list[dict[str, Any]], list[str]]] = {
    "plain": ("main_contact", [met("03-03T10:00")], ["`main_contact`: Dana"]),
    "each": (
        "{who: interviewers, each: true}",
        [met("03-03T10:00", "i1", DANA, EMIL)],
        ["`interviewers`: Dana and Emil, a message to each"] * 2,
    ),
    "fallback": (
        "{who: recruiter, fallback: interviewers}",
        [met("03-03T10:00")],
        ["`recruiter`: nobody is known / else `interviewers`: Dana"],
    ),
    "opted out": (
        "{who: interviewers, fallback: recruiter}",
        [met("03-03T10:00"), event("03-03T11:00", "contact.opted_out", person=DANA)],
        ["`interviewers`: nobody who may be written to; not Dana, who opted out / else `recruiter`: nobody is known"],
    ),
    "if": (
        "{who: interviewers, if: {person.has_address: true}}",
        [met("03-03T10:00", "i1", DANA, GUS)],
        ["`interviewers`: Dana; not Gus, by its `if`"],
    ),
}


@pytest.mark.parametrize(("recipients", "history", "wanted"), RECIPIENTS.values(), ids=RECIPIENTS)
def test_how_recipients_were_chosen(recipients: str, history: list[dict[str, Any]], wanted: list[str]) -> None:
    """Each selector tried says whom it named, who did not pass its `if`, and who opted out."""
    found = explained(f"when: interview.completed, {THANKS}, recipients: {recipients}", history, "03-03T12:00")
    assert [" / ".join(choice["text"] for choice in advice["recipients"]) for advice in found["advice"]] == wanted


def test_the_condition_of_recipients_is_marked_for_each_person() -> None:
    """Whoever a selector names is shown with what its `if` saw of them."""
    rule = f"when: interview.completed, {THANKS}, recipients: {{who: interviewers, if: {{person.has_address: true}}}}"
    found = one(explained(rule, [met("03-03T10:00", "i1", DANA, GUS)], "03-03T12:00"))
    tested = found["recipients"][0]["if"]
    assert [(each["person"], each["holds"], each["condition"]["text"]) for each in tested] == [
        ("Dana", True, "`person.has_address` is yes"),
        ("Gus", False, "`person.has_address` is no, needs yes"),
    ]


def test_what_ended_advice_was_to_stays() -> None:
    """A contact learnt after the end does not change how the recipient of ended advice was chosen."""
    history = [met("03-03T10:00"), sent("03-03T11:00"), met("03-05T10:00", "i2", EMIL)]
    rule = f"when: interview.completed, if: {{case.count.interview.completed: 1}}, {THANKS}, {TO}"
    found = one(explained(rule, history, "03-06T12:00"))
    assert found["verdict"] == "done"
    assert [choice["text"] for choice in found["recipients"]] == ["`main_contact`: Dana"]


STOPS = [
    "stops:",
    "  rejected: {when: application.rejected, because: an answer}",
    "  talks: {when: interview.scheduled, purpose: check-in, because: talks}",
    "  word: {when: message.received, if: {message.kind: no}, recipients: recruiter, because: word}",
]


def bearings(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["kind"], each["name"], each["text"]) for each in found["bearings"]]


def test_what_would_end_advice() -> None:
    """The policy's stops that select it, and its own, with what they need; once it has ended, the one that ended it."""
    rules = {"thank": f"{THANK}, stop: case.paused", "check": CHECK_IN, "quiet": QUIET}
    history = [met("03-03T10:00"), sent("03-04T10:00", "check-in")]
    found = explained(rules, history, "03-05T10:00", *STOPS)
    assert bearings(one(found, "thank")) == [
        ("prohibition", "quiet", "until `message.received`"),
        ("stop", "thank", "at `case.paused`"),
        ("stop", "rejected", "at `application.rejected`"),
        (
            "stop",
            "word",
            "at `message.received` if `message.kind` is `no`, if it is to `recruiter`, of `i1` or no interview",
        ),
    ]
    assert [name for kind, name, _ in bearings(one(found, "check")) if kind == "stop"] == ["rejected", "talks", "word"]
    assert bearings(one(found, "quiet")) == [("stop", "quiet", "at `message.received`")]
    ended = explained(rules, [*history, event("03-06T10:00", "application.rejected")], "03-07T10:00", *STOPS)
    assert bearings(one(ended, "thank")) == [("ended_by", "rejected", "at `application.rejected`")]
    answered = explained(rules, [*history, got("03-06T10:00")], "03-07T10:00", *STOPS)
    assert bearings(one(answered, "quiet")) == [("ended_by", "quiet", "at `message.received`")]
    assert one(answered, "quiet")["bearings"][0]["event"] == "e2"


RANKS = {
    "priority": ("priority: 1, ", "`second` goes first: priority 1 comes before 0", "second", "first"),
    "order": ("", "`first` goes first: it stands earlier in the policy", "first", "second"),
}


@pytest.mark.parametrize(("priority", "why", "above", "beneath"), RANKS.values(), ids=RANKS)
def test_who_outranks_whom(priority: str, why: str, above: str, beneath: str) -> None:
    """Of advice for one purpose both say which goes first, and why."""
    rules = {"first": THANK, "second": f"{priority}{THANK}"}
    found = explained(rules, [met("03-03T10:00")], "03-03T11:00")
    assert bearings(one(found, above)) == [("outranks", beneath, why)]
    assert bearings(one(found, beneath)) == [("outranked_by", above, why)]
    assert one(found, beneath)["awaits"]["text"] == f"the end of `{above}`, which goes first"


HELD = [
    "holds:",
    "  promised: {when: decision.promised, until: event.by, because: b}",
    "  paused: {when: case.paused, until: event.until, release: [case.resumed, offer.extended], because: b}",
]
AWAITED: dict[str, tuple[str, list[dict[str, Any]], tuple[str, str | None] | None]] = {
    "now": (THANK, [met("03-03T10:00")], None),
    "time": (CHECK_IN, [got("03-03T10:00")], ("Tue 17 Mar 10:00", "2026-03-17T10:00:00+00:00")),
    "a hold": (
        CHECK_IN,
        [got("03-03T10:00"), event("03-04T10:00", "decision.promised", by="2026-03-27")],
        ("Fri 27 Mar", "2026-03-27T00:00:00+00:00"),
    ),
    "a release": (
        CHECK_IN,
        [got("03-03T10:00"), event("03-04T10:00", "case.paused")],
        ("`case.resumed` or `offer.extended`", None),
    ),
    "an address": (THANK, [met("03-03T10:00", "i1", GUS)], ("an e-mail address of Gus", None)),
    "anybody": (
        f"when: application.submitted, {CHECK}, {TO}, timing: {{opens: 1 week}}",
        [event("03-03T10:00", "application.submitted")],
        ("somebody to write to; it opens Tue 10 Mar 10:00", None),
    ),
    "nothing": (
        THANK,
        [met("03-03T10:00"), event("03-03T11:00", "contact.opted_out", person=DANA)],
        ("nothing: Dana opted out", None),
    ),
    "an anchor": (
        f"when: interview.scheduled, {THANKS}, recipients: everyone, timing: {{from: interview.end}}",
        [event("03-03T10:00", "interview.scheduled", interview="i1", interviewers=[DANA])],
        ("an event that tells `interview.end`", None),
    ),
    "one of several anchors": (
        f"when: offer.extended, {CHECK}, {TO}, "
        "timing: {from: interview.end, opens: {earliest: [1 day, 2 days, {from: event.deadline}]}}",
        [got("03-03T10:00"), event("03-03T11:00", "offer.extended")],
        ("an event that tells `interview.end` or `event.deadline`", None),
    ),
}


@pytest.mark.parametrize(("rule", "history", "wanted"), AWAITED.values(), ids=AWAITED)
def test_what_is_awaited(rule: str, history: list[dict[str, Any]], wanted: tuple[str, str | None] | None) -> None:
    """Advice that is not to be acted on says what it waits for, and until when where that is known."""
    found = one(explained(rule, history, "03-05T10:00", *HELD))["awaits"]
    assert (None if found is None else (found["text"], found["until"])) == wanted


@pytest.mark.parametrize(("end", "did"), [("03-04T09:00", [["tells interview.end"]]), ("03-09T09:00", [])])
def test_the_event_that_tells_the_earliest_moment(end: str, did: list[list[str]]) -> None:
    """An event that tells what a time counts from is shown, of several moments only that of the earliest."""
    rule = f"when: message.received, {CHECK}, {TO}, timing: {{due: {{earliest: [2 days, {{from: interview.end}}]}}}}"
    scheduled = event("03-02T10:00", "interview.scheduled", interview="i1", interviewers=[DANA], end=at(end))
    found = one(explained(rule, [scheduled, got("03-03T10:00", about="i1")], "03-03T11:00"))
    assert [each["did"] for each in found["events"] if each["event"] == "e0"] == did


def test_holds_in_force() -> None:
    """A hold in force says to when and where that comes from; a snooze is nobody's rule."""
    history = [
        got("03-03T10:00"),
        event("03-04T10:00", "decision.promised", by="2026-03-27"),
        event("03-04T11:00", "advice.snoozed", purpose="check-in", until="2026-03-20"),
    ]
    found = one(explained(CHECK_IN, history, "03-05T10:00", *HELD))
    assert bearings(found) == [("hold", "promised", "to Fri 27 Mar (`event.by`)"), ("hold", "", "to Fri 20 Mar")]
    assert [each["event"] for each in found["bearings"]] == ["e1", "e2"]


def test_a_prohibition_is_awaited_to_its_end() -> None:
    """Blocked advice waits for what stops the prohibition, or for its expiry."""
    rules = {"thank": THANK, "quiet": f"{QUIET}, timing: {{expires: 3 days}}"}
    found = explained(rules, [met("03-03T10:00"), sent("03-04T10:00", "check-in")], "03-05T10:00")
    assert one(found, "thank")["awaits"] == {
        "text": "the end of `quiet`: `message.received`",
        "until": "2026-03-07T10:00:00+00:00",
    }


SILENT: dict[str, tuple[str, list[dict[str, Any]], str]] = {
    "no event": (
        f"when: [offer.extended, offer.accepted], {CHECK}, {TO}",
        [],
        "no `offer.extended` or `offer.accepted` has happened",
    ),
    "a condition": (
        f"when: message.received, if: {{case.sent.thank-you: {{at_least: 1}}}}, {CHECK}, {TO}",
        [got("03-03T10:00")],
        "at e1, message.received (from Dana): `case.sent.thank-you` is 0, needs at least 1",
    ),
    "the nearest of several": (
        f"when: message.received, if: {{message.kind: no, case.status: rejected}}, {CHECK}, {TO}",
        [got("03-03T10:00"), got("03-04T10:00", kind="no"), got("03-05T10:00")],
        "at e2, message.received (no, from Dana): `case.status` is `active`, needs `rejected`",
    ),
    "no key": (
        f"when: [message.received], per: interview, {CHECK}, {TO}",
        [got("03-03T10:00")],
        "at e1: its condition held, but the event names no `interview`",
    ),
}


@pytest.mark.parametrize(("rule", "history", "wanted"), SILENT.values(), ids=SILENT)
def test_why_a_rule_did_not_speak(rule: str, history: list[dict[str, Any]], wanted: str) -> None:
    """It says that no event of its types has happened, or at which event how little was missing."""
    found = explained(rule, [event("03-01T10:00", "application.submitted"), *history], "03-06T10:00")
    assert " ".join(silent["text"] for silent in found["silent"]) == wanted


def test_all_that_a_rule_looked_at() -> None:
    """Asked for, a rule shows each event of its types, whether its condition held, and what came of it."""
    history = [sent("03-03T10:00", "status"), sent("03-04T10:00", "check-in"), sent("03-05T10:00", "check-in")]
    found = explained({"quiet": QUIET, "check": CHECK_IN}, history, "03-06T10:00", rule="quiet")
    assert [advice["rule"] for advice in found["advice"]] == ["quiet"]
    (silent,) = found["silent"]
    assert silent["spoke"] is True
    assert [(look["event"], look["held"], look["outcome"]) for look in silent["looked_at"]] == [
        ("e0", False, "its condition failed"),
        ("e1", True, "it spoke"),
        ("e2", True, "its condition held, but its advice was live already"),
    ]
    assert silent["nearest"] == {
        "event": "e0",
        "changes": [{"fact": "message.purpose", "text": "`message.purpose` is `status`, needs `check-in`"}],
    }


OUTCOMES: dict[str, tuple[str, list[dict[str, Any]], list[str]]] = {
    "restarted": (
        CHECK_IN,
        [got("03-03T10:00"), got("03-04T10:00"), got("03-05T10:00")],
        [
            "it spoke",
            "what its timing counts from moved here, and later on to another event",
            "what its timing counts from moved here",
        ],
    ),
    "once for each interview": (
        THANK,
        [met("03-03T10:00"), met("03-04T10:00"), met("03-05T10:00", "i2")],
        ["it spoke", "its condition held, but it has spoken of `i1` already", "it spoke"],
    ),
    "taken back": (
        f"when: [interview.scheduled, interview.rescheduled], {THANKS}, again: restart, "
        "recipients: {who: interviewers, each: true}",
        [
            event("03-03T10:00", "interview.scheduled", interview="i1", interviewers=[DANA]),
            event("03-04T10:00", "interview.rescheduled", interview="i1", interviewers=[EMIL]),
        ],
        ["its condition held, but its advice was taken back: its recipient is not meant any more", "it spoke"],
    ),
}


@pytest.mark.parametrize(("rule", "history", "wanted"), OUTCOMES.values(), ids=OUTCOMES)
def test_what_came_of_an_event(rule: str, history: list[dict[str, Any]], wanted: list[str]) -> None:
    """Where a condition held it is said whether the rule spoke then, and if not, why."""
    (silent,) = explained(rule, history, "03-06T10:00", rule="r")["silent"]
    assert [look["outcome"] for look in silent["looked_at"]] == wanted


def test_a_case_in_which_nothing_has_happened_yet() -> None:
    """Before its first event a case has no advice, and no rule has looked at anything."""
    found = explained(THANK, [met("03-03T10:00")], "03-01T10:00")
    assert (found["status"], found["advice"]) == ("unknown", [])
    assert [silent["looked_at"] for silent in found["silent"]] == [[]]


@pytest.mark.parametrize(
    ("case", "rule", "code", "help_"),
    [
        ("c", None, "unknown_case", "did you mean `c1`?"),
        ("other", None, "unknown_case", "the cases are `c1`"),
        ("c1", "thanks", "unknown_rule", "did you mean `thank`?"),
        ("c1", "x", "unknown_rule", "the rules are `thank`"),
    ],
)
def test_what_is_not_there(case: str, rule: str | None, code: str, help_: str) -> None:
    """An unknown case or rule is the caller's error, with the nearest name, else the names that there are."""
    with pytest.raises(tactful.EventError) as caught:
        tactful.explain(policy({"thank": THANK}), numbered([met("03-03T10:00")]), case, at("03-04T10:00"), rule=rule)
    assert caught.value.code == code
    assert help_ in str(caught.value)


def test_a_case_in_two_partitions() -> None:
    """A case that stands in two partitions is explained in both, as it is planned in both."""
    history = [met("03-03T10:00"), met("03-03T11:00") | {"partitionkey": "q"}]
    found = explained(THANK, history, "03-04T10:00")
    assert [advice["events"][0]["event"] for advice in found["advice"]] == ["e0", "e1"]
    assert found["silent"] == []


def test_through_whom_is_explained() -> None:
    """The account of the recipients says through whom it goes and why, and that somebody is missing to go through."""
    erin = {"name": "Erin", "email": "erin@x.example", "role": "recruiter"}
    rule = f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, each: true, via: recruiter}}"
    alone = numbered([met("03-03T10:00")])
    known = numbered([event("03-01T10:00", "contact.updated", person=erin), met("03-03T10:00")])
    asked = [*known, {"id": "x", **event("03-03T11:00", "contact.instructed", kind="via", via={"name": "Hera"})}]

    def told(history: list[dict[str, Any]]) -> list[str]:
        (account, *_) = tactful.explain(policy(rule), history, "c1", at("03-03T12:00")).accounts
        return [choice["text"] for choice in account.to_dict()["recipients"]]

    assert told(alone) == ["`interviewers`: nobody to go through, no `recruiter` is known"]
    assert told(known) == ["`interviewers`: Dana, through Erin (`recruiter`)"]
    assert told(asked) == ["`interviewers`: Dana, through Hera (as they asked, x)"]


ERIN = {"name": "Erin", "email": "erin@x.example", "role": "recruiter"}
ROUTED = f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, each: true, via: recruiter}}"
ASKED = event("03-03T11:00", "contact.instructed", kind="via", via={"name": "Hera"}, from_=DANA)


def test_the_instruction_is_among_the_events() -> None:
    """The event by which they asked for a route is told, with what it says and did; one that came too late is not."""
    history = [met("03-03T10:00"), ASKED]
    (one,) = explained(THANK, history, "03-03T12:00")["advice"]
    assert [(shown["event"], shown["text"], shown["did"]) for shown in one["events"]][1:] == [
        ("e1", "via, through Hera, from Dana", ["routes it"])
    ]
    (choice,) = one["recipients"]
    assert (choice["via"], choice["asked"], choice["chosen"]) == ("Hera", "e1", ["Dana"])
    done = [met("03-03T10:00"), sent("03-03T10:30", "thank-you"), ASKED]
    (one,) = explained(THANK, done, "03-03T12:00")["advice"]
    assert [shown["event"] for shown in one["events"]] == ["e0", "e1"]


@pytest.mark.parametrize(
    ("history", "awaited"),
    [
        ([met("03-03T10:00"), ASKED], "an e-mail address of Hera"),
        (
            [
                event("03-02T10:00", "contact.updated", person=ERIN),
                met("03-03T10:00"),
                event("03-03T11:00", "contact.opted_out", person=ERIN),
            ],
            "nothing: Erin opted out",
        ),
        (
            [
                event("03-02T10:00", "contact.updated", person=ERIN),
                met("03-03T10:00"),
                event("03-03T11:00", "contact.opted_out", person=DANA),
            ],
            "nothing: Dana opted out",
        ),
    ],
)
def test_what_routed_advice_waits_for(history: list[dict[str, Any]], awaited: str) -> None:
    """It is the person gone through whose address is missing; who opted out is named, whichever of the two."""
    found = explained(ROUTED, history, "03-03T12:00")["advice"]
    assert found[-1]["awaits"]["text"] == awaited


def test_how_the_next_person_was_chosen() -> None:
    """Of those who pass, the next is told; where all have been written to, that nobody is left."""
    everyone = "{who: everyone, each: true, first: true}"
    rule = f"because: b, strength: may, purpose: check-in, when: application.submitted, recipients: {everyone}"
    history = [event("03-02T10:00", "application.submitted", contacts=[DANA, EMIL])]
    for more, text in (
        ([], "the next of `everyone`: Dana"),
        ([sent("03-02T11:00", "status", DANA)], "the next of `everyone`: Emil"),
        (
            [sent("03-02T11:00", "status", DANA), sent("03-02T12:00", "status", EMIL)],
            "the next of `everyone`: nobody left to write to",
        ),
    ):
        (*_, one) = explained(rule, [*history, *more], "03-02T12:00")["advice"]
        assert [choice["text"] for choice in one["recipients"]] == [text]


def test_of_several_policies_each_rule_is_named_with_its_own() -> None:
    """Where several policies advise, what goes first, what forbids and what is silent is told with its policy."""
    rules = f"rules:\n  thank: {{{THANK}}}\n  quiet: {{{QUIET}}}"
    policies = [tactful.loads(f"tactful: 1\npolicy: {name}\n{rules}") for name in ("one", "two")]
    explanation = tactful.explain(policies, numbered([met("03-03T10:00")]), "c1", at("03-03T10:00"))
    one, two = explanation.to_dict()["advice"]
    assert [bearing["text"] for bearing in one["bearings"] + two["bearings"]] == [
        "`thank` of `one` goes first: it is of the policy given first",
        "`thank` of `one` goes first: it is of the policy given first",
    ]
    assert two["awaits"]["text"] == "the end of `thank` of `one`, which goes first"
    assert [(silent["policy"], silent["rule"]) for silent in explanation.to_dict()["silent"]] == [
        ("one", "quiet"),
        ("two", "quiet"),
    ]
    lines = "\n".join(explanation_lines(explanation.to_dict(), explanation.at, dt.UTC, Paper()))
    for name in ("`thank` of `one`", "`thank` of `two`", "`quiet` of `one`", "`quiet` of `two`"):
        assert name in lines


def test_a_prohibition_of_another_policy_is_named_with_it() -> None:
    """What forbids an advice is told with its policy where that is another."""
    asking = tactful.loads(f"tactful: 1\npolicy: asking\nrules:\n  thank: {{{THANK}}}")
    quiet = tactful.loads(
        f"tactful: 1\npolicy: quiet\nrules:\n  no: {{{NEVER}, when: case.paused, stop: case.resumed}}"
    )
    history = numbered([event("03-03T09:00", "case.paused"), met("03-03T10:00")])
    thank, _ = tactful.explain([asking, quiet], history, "c1", at("03-03T10:00")).to_dict()["advice"]
    assert thank["bearings"][0]["text"] == "of `quiet`, until `case.resumed`"
    assert thank["awaits"]["text"] == "the end of `no` of `quiet`: `case.resumed`"
