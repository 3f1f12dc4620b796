"""What a sent message does: the advice that it settles, and that which it leaves."""

from __future__ import annotations

import pytest
from stage import CHECK, DANA, EMIL, GUS, THANKS, event, got, met, policy, sent, shows

WHEN = "when: interview.completed"
EACH = f"{THANKS}, {WHEN}, recipients: {{who: interviewers, each: true}}"
GROUP = f"{THANKS}, {WHEN}, recipients: interviewers"


@pytest.mark.parametrize(
    ("rule", "message", "states"),
    [
        (EACH, sent("03-04T10:00", "thank-you", DANA), ["Dana done", "Emil now"]),
        (EACH, sent("03-04T10:00", "thank-you", DANA, cc=[EMIL]), ["Dana done", "Emil now"]),
        (EACH, sent("03-04T10:00", "thank-you", DANA, EMIL), ["Dana now", "Emil now"]),
        (EACH, sent("03-04T10:00", "thank-you", "DANA@x.example"), ["Dana done", "Emil now"]),
        (EACH, sent("03-04T10:00", "status", DANA), ["Dana now", "Emil now"]),
        (EACH, event("03-04T10:00", "message.sent", to=[DANA]), ["Dana now", "Emil now"]),
        (EACH, sent("03-04T10:00", "thank-you", DANA, case="c2"), ["Dana now", "Emil now"]),
        (GROUP, sent("03-04T10:00", "thank-you", DANA), ["Dana+Emil now"]),
        (GROUP, sent("03-04T10:00", "thank-you", DANA, EMIL), ["Dana+Emil done"]),
        (GROUP, sent("03-04T10:00", "thank-you", DANA, EMIL, "x@x.example"), ["Dana+Emil done"]),
        (GROUP, sent("03-04T10:00", "thank-you", DANA, cc=[EMIL]), ["Dana+Emil done"]),
    ],
)
def test_to_each_alone_or_to_all(rule: str, message: dict, states: list[str]) -> None:
    """Advice to each is done by a message to that person alone, cc being free; that to all by one that reaches all."""
    history = [met("03-03T10:00", "i1", DANA, EMIL), message]
    assert sorted(shows(policy(rule), history, "03-05T00:00", "to verdict")) == states


def test_all_who_have_an_address() -> None:
    """Nobody can write to who has no address; a message that reaches the others is enough."""
    history = [met("03-03T10:00", "i1", DANA, GUS), sent("03-04T10:00")]
    assert shows(policy(GROUP), history, "03-05T00:00", "verdict code evidence") == ["done sent e0+e1"]


@pytest.mark.parametrize(
    ("setting", "before"),
    [
        ("timing: {opens: 9 days}", "wait"),
        ("timing: {due: 1 hour}", "late"),
        ("timing: {from: interview.start}", "wait"),
        ("priority: 0", "blocked"),
    ],
)
def test_in_whatever_live_state(setting: str, before: str) -> None:
    """A message does advice that waits, is late or is blocked, as it does what may be acted on."""
    prohibition = "because: b, strength: must_not, when: contact.instructed"
    of = policy(
        {"r": f"{GROUP}, {setting}", "no": prohibition} if before == "blocked" else {"r": f"{GROUP}, {setting}"}
    )
    history = [met("03-03T10:00"), event("03-03T11:00", "contact.instructed", kind="no_contact")]
    assert shows(of, history, "03-03T12:00", "verdict")[0] == before
    assert shows(of, [*history, sent("03-03T12:00")], "03-03T12:00", "verdict")[0] == "done"


@pytest.mark.parametrize(("moment", "verdict"), [("03-03T10:00", "now"), ("03-03T10:00:01", "done")])
def test_triggered_before_it(moment: str, verdict: str) -> None:
    """A message does what was triggered before it, not at its instant."""
    of = policy(f"{CHECK}, when: message.received, recipients: main_contact")
    assert shows(of, [got("03-03T10:00"), sent(moment, "check-in")], "03-04T00:00", "verdict") == [verdict]


TWO = [met("03-03T10:00", "i1"), met("03-03T11:00", "i2")]


@pytest.mark.parametrize(
    ("timing", "message", "states"),
    [
        ("{due: 1 day}", sent("03-03T12:00"), ["i1 done", "i2 now"]),
        ("{due: 1 day}", sent("03-03T12:00", about="i2"), ["i1 now", "i2 done"]),
        ("{due: 1 day}", sent("03-03T12:00", about="i9"), ["i1 now", "i2 now"]),
        ("{opens: 1 minute}", sent("03-03T12:00"), ["i1 done", "i2 now"]),
        ("{from: interview.start, due: 1 hour}", sent("03-03T12:00"), ["i1 late", "i2 done"]),
    ],
)
def test_which_of_several(timing: str, message: dict, states: list[str]) -> None:
    """That of the interview which the message is about; without `about` the one due first, else opening first."""
    starts = [
        event("03-01T09:00", "interview.scheduled", interview="i1", start="2026-03-03T09:30:00Z"),
        event("03-01T09:00", "interview.scheduled", interview="i2", start="2026-03-03T09:00:00Z"),
    ]
    of = policy(f"{EACH}, timing: {timing}")
    assert sorted(shows(of, [*starts, *TWO, message], "03-03T12:00", "key verdict")) == states


@pytest.mark.parametrize(
    ("first", "second", "done"),
    [
        ("{due: 1 day}", "{}", "first"),
        ("{}", "{due: 1 day}", "second"),
        ("{}", "{}", "first"),
        ("{from: interview.start}", "{}", "second"),
        ("{due: 3 days}", "{due: 1 day}", "second"),
    ],
)
def test_due_goes_before_opening(first: str, second: str, done: str) -> None:
    """What has a due goes before what only opens, and that before what waits for its anchor."""
    rule = f"{THANKS}, {WHEN}, recipients: interviewers"
    of = policy(
        {
            "first": f"{rule}, if: {{interview.format: phone}}, timing: {first}",
            "second": f"{rule}, if: {{interview.format: video}}, timing: {second}",
        }
    )
    history = [met("03-03T10:00", "i1", format="phone"), met("03-03T11:00", "i2", format="video"), sent("03-03T12:00")]
    found = dict(line.split() for line in shows(of, history, "03-03T12:00", "rule verdict"))
    assert [rule for rule, verdict in found.items() if verdict == "done"] == [done]


def test_about_an_interview_does_advice_of_none_too() -> None:
    """Advice of the case is done by a message about any of its interviews."""
    of = policy(f"{THANKS}, when: message.received, recipients: main_contact")
    history = [met("03-03T10:00"), got("03-03T11:00"), sent("03-03T12:00", about="i1")]
    assert shows(of, history, "03-04T00:00", "verdict") == ["done"]


def test_what_it_outranks_is_done_too() -> None:
    """The message does the advice that is shown and those behind it."""
    of = policy({"low": GROUP, "high": f"{GROUP}, priority: 1"})
    history = [met("03-03T10:00"), sent("03-04T10:00")]
    assert shows(of, history[:1], "03-03T11:00", "rule verdict") == ["low withheld", "high now"]
    assert shows(of, history, "03-05T00:00", "rule verdict code") == ["low done sent", "high done sent"]


def test_the_outranked_is_not_done_instead_of_what_is_shown() -> None:
    """Though the outranked is due first, the message is taken for what was shown."""
    of = policy({"low": f"{EACH}, timing: {{due: 1 hour}}", "high": f"{EACH}, priority: 1, timing: {{due: 2 hours}}"})
    history = [met("03-03T10:00", "i1"), met("03-03T10:01", "i2"), sent("03-03T10:30")]
    assert shows(of, history, "03-03T10:30", "rule key verdict") == [
        "low i1 done",
        "low i2 withheld",
        "high i1 done",
        "high i2 now",
    ]


@pytest.mark.parametrize(
    ("message", "verdict"),
    [
        (sent("03-03T10:30"), "done"),
        (sent("03-03T11:00"), "done"),
        (sent("03-03T10:00"), "done"),
        (sent("03-03T09:59"), "now"),
        (sent("03-03T09:59", about="i1"), "done"),
        (sent("03-03T10:30", about="i2"), "now"),
        (sent("03-03T10:30", "status"), "now"),
        (sent("03-03T10:30", "thank-you", EMIL), "now"),
    ],
)
@pytest.mark.parametrize("rule", [EACH, GROUP])
def test_the_early_thank_you_counts(rule: str, message: dict, verdict: str) -> None:
    """A message before the trigger does advice of an interview if it is about it or not earlier than its start."""
    history = [
        event("03-01T09:00", "interview.scheduled", interview="i1", start="2026-03-03T10:00:00Z"),
        message,
        met("03-03T11:00"),
    ]
    assert shows(policy(rule), history, "03-03T12:00", "verdict") == [verdict]


def test_early_is_for_advice_of_an_interview_only() -> None:
    """Advice of the case is done by later messages alone."""
    of = policy(f"{GROUP}, per: case")
    assert shows(of, [sent("03-03T10:30", about="i1"), met("03-03T11:00")], "03-04T00:00", "verdict") == ["now"]


def test_somebody_added_later_who_was_written_to_already() -> None:
    """Advice that comes up late is done by a message sent since its trigger."""
    history = [
        met("03-03T10:00", "i1", DANA),
        sent("03-03T11:00", "thank-you", EMIL),
        met("03-03T12:00", "i1", DANA, EMIL),
    ]
    assert sorted(shows(policy(EACH), history, "03-04T00:00", "to verdict")) == ["Dana now", "Emil done"]


def test_a_message_that_was_for_another_interview() -> None:
    """Without `about` a message does the advice of one interview, and not that of another which comes up later."""
    history = [
        met("03-03T10:00", "i1", DANA),
        met("03-03T10:30", "i2", EMIL),
        sent("03-03T11:00", "thank-you", EMIL),
        met("03-03T12:00", "i1", DANA, EMIL),
    ]
    found = shows(policy(EACH), history, "03-04T00:00", "key to verdict")
    assert sorted(found) == ["i1 Dana now", "i1 Emil now", "i2 Emil done"]


def test_a_message_that_did_advice_of_the_case() -> None:
    """It also does what comes up later for an interview, as it would have at once."""
    of = policy({"r": EACH, "say": f"{THANKS}, when: message.received, recipients: {{who: event.from, each: true}}"})
    history = [
        met("03-03T10:00", "i1", DANA),
        got("03-03T10:30", EMIL),
        sent("03-03T11:00", "thank-you", EMIL),
        met("03-03T12:00", "i1", DANA, EMIL),
    ]
    found = shows(of, history, "03-04T00:00", "rule to verdict")
    assert sorted(found) == ["r Dana now", "r Emil done", "say Emil done"]


def test_a_bounce_takes_it_back() -> None:
    """From when it is known, a bounced message does nothing."""
    history = [
        met("03-03T10:00"),
        sent("03-03T11:00", message="m"),
        event("03-03T12:00", "message.bounced", message="m"),
    ]
    assert shows(policy(EACH), history, "03-03T11:59", "verdict") == ["done"]
    assert shows(policy(EACH), history, "03-03T12:00", "verdict") == ["now"]
