"""Policies in the form that the engine reads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tactful.conditions import tree
from tactful.conditions.tree import All, AnyOf, FactType, NoneOf, Operator
from tactful.errors import PolicyError
from tactful.policy import Again, Anchor, Moment, Recipients, Selection, Strength, Timing, load, loads
from tactful.timing import Offset, Window

GOOD = Path(__file__).parent / "good"
NUMBER, TEXT, YES_NO, DATE = FactType.NUMBER, FactType.TEXT, FactType.YES_NO, FactType.DATE


@pytest.fixture(scope="module")
def policy():
    return load(GOOD / "every_key.yaml")


@pytest.fixture(scope="module")
def rules(policy):
    return {rule.name: rule for rule in policy.rules}


def rule_of(text):
    """Return the only rule of a policy whose rule is given as flow text."""
    (rule,) = loads(f"tactful: 1\npolicy: p\nrules: {{r: {{because: b, {text}}}}}\n").rules
    return rule


TASK = "strength: should, purpose: x, recipients: met"


def test_the_head(policy):
    """Name, title, zone, calendar, sources and phrases."""
    assert (policy.name, policy.title) == ("every-key", "One of everything")
    assert str(policy.zone) == "America/Phoenix"
    assert (policy.calendar.weekend, policy.calendar.holidays) == ({5, 6}, "US-AZ")
    assert policy.sources == {"handbook": "A handbook", "talk": "A talk"}
    assert policy.phrases == {
        "thanks": ("thank you for your time",),
        "looking-forward": ("look forward to", {"pattern": "hope to (speak|talk) again"}),
        "recap": ({"pattern": "(?i)as we discussed"},),
    }


def test_settings_are_kept_with_their_values(policy):
    """A setting shows what it came to, also where it stands for another."""
    values = {name: setting.value for name, setting in policy.settings.items()}
    assert values["silence"] == values["pause"] == "2 weeks"
    assert values["remote"] == ["phone", "video"]
    assert policy.settings["silence"].about == "how long to hear nothing"


def test_declared_events_join_the_vocabulary(policy):
    """A declared type stands beside the built-in ones."""
    meeting = policy.vocabulary["meeting.held"]
    assert (meeting.key, meeting.heard) == ("meeting", True)
    assert "message.sent" in policy.vocabulary


def test_a_duty(rules):
    """Each key of a task in its compiled form."""
    rule = rules["thank-after-a-call"]
    assert (rule.order, rule.layer, rule.strength, rule.purpose) == (0, 0, Strength.MUST, "thank-you")
    assert (rule.because, rule.source) == ("a call deserves thanks", ("handbook p. 3", "talk"))
    assert rule.trigger.events == ("interview.completed",)
    assert rule.trigger.condition == tree.Test("interview.format", TEXT, Operator.ONE_OF, ("phone", "video"))
    assert (rule.recipients.who, rule.recipients.each) == (("interviewers",), True)
    hour = Moment(Offset(microseconds=3_600_000_000))
    assert rule.timing == Timing(Anchor("interview.end", "end"), due=(hour,))
    assert (rule.channels, rule.again, rule.per, rule.priority) == (("email",), Again.IGNORE, "interview", 0)
    assert (rule.stop, rule.forbids) == (None, None)
    assert rule.tone == {
        "voice": ["grateful", "brief"],
        "must": {"open_with": "thank you", "say": ["thanks", "looking-forward"], "max_words": 150},
        "should": {"say": ["thanks"], "max_sentences": 5},
        "must_not": {"open_with": "just checking", "say": ["recap"]},
    }


def test_a_rule_with_everything_set(rules):
    """Groups of conditions, recipients with a fallback, a window, and a rule's own stop."""
    rule = rules["meet-again"]
    day = dt.date(2026, 1, 1).toordinal()
    assert rule.trigger.condition == All(
        (
            tree.Test("event.on", DATE, Operator.AT_LEAST, day),
            AnyOf(
                (
                    All(
                        (
                            tree.Test("case.sent.any", NUMBER, Operator.IS, 0),
                            tree.Test("case.has.recruiter", YES_NO, Operator.IS, True),
                        )
                    ),
                    NoneOf(
                        (
                            tree.Test("event.with", NUMBER, Operator.MORE_THAN, 3),
                            tree.Test("case.company", TEXT, Operator.MATCHES, "^Acme"),
                        )
                    ),
                )
            ),
            All(
                (
                    All(
                        (
                            tree.Test("case.status", TEXT, Operator.IS_NOT, "rejected"),
                            tree.Test("case.status", TEXT, Operator.NONE_OF, ("filled",)),
                        )
                    ),
                )
            ),
        )
    )
    people = rule.recipients
    assert people.who == ("event.with", "recruiter", "hiring-manager")
    assert not people.each
    assert people.condition == All(
        (
            tree.Test("person.has_address", YES_NO, Operator.IS, True),
            tree.Test("person.sent.keep-in-touch", NUMBER, Operator.AT_MOST, 2),
        )
    )
    assert people.fallback.who == ("event.host",)
    assert people.fallback.fallback.who == ("everyone",)
    assert rule.channels == ("email", "in_person")
    assert rule.timing == Timing(
        Anchor("event.on", "on"),
        (Moment(Offset(end="next business day")),),
        (Moment(Offset(), Anchor("interview.end", "end")), Moment(Offset(business_days=-2)), Moment(Offset(months=1))),
        (Moment(Offset(days=7), Anchor("event", None)),),
        Window(None, 480, 1080, True),
    )
    assert (rule.again, rule.per, rule.priority) == (Again.RESTART, "meeting", -2)
    assert rule.stop.events == ("message.received", "offer.extended")
    assert rule.stop.condition == tree.Test("case.status", TEXT, Operator.IS, "active")


def test_prohibitions(rules):
    """What a prohibition forbids is a selection; without keys it is everything."""
    quiet, silent = rules["leave-it"], rules["silence-all"]
    assert quiet.purpose == "check-in, status"
    assert quiet.forbids.purposes == {"check-in", "status"}
    assert quiet.forbids.channels == {"email"}
    assert quiet.forbids.recipients.who == ("everyone",)
    assert quiet.timing.expires == (Moment(Offset(months=3)),)
    assert quiet.stop.events == ("message.received",)
    assert (silent.purpose, silent.recipients, silent.channels) == ("any", None, None)
    assert silent.forbids == Selection(None, None, None)


def test_holds_and_stops(policy):
    """Ends of holds by field, date, instant and release; what holds and stops select."""
    promised, asked, paused, frozen = policy.holds
    assert (promised.until, promised.plus) == ("by", Offset(days=1))
    assert promised.selects == Selection(frozenset({"check-in"}), None, None)
    assert (asked.until, asked.release.events) == (dt.date(2026, 5, 1), ("message.received",))
    assert asked.trigger.condition == tree.Test("event.kind", TEXT, Operator.IS, "write_on")
    assert (paused.until, paused.release.events) == (None, ("case.resumed",))
    assert paused.selects.recipients.who == ("met", "staff")
    assert frozen.until == int(dt.datetime(2026, 5, 1, 16, tzinfo=dt.UTC).timestamp()) * 1_000_000
    rejected, heard = policy.stops
    assert (rejected.name, rejected.selects) == ("rejected", Selection(None, None, None))
    assert heard.selects.channels == {"email"}


@pytest.mark.parametrize(
    ("triggers", "per"),
    [
        ("interview.completed", "interview"),
        ("[interview.completed, interview.scheduled]", "interview"),
        ("message.sent", "case"),
        ("[interview.completed, message.sent]", "case"),
        ("interview.completed, per: case", "case"),
        ("message.sent, per: interview", "interview"),
    ],
)
def test_what_advice_is_per(triggers, per):
    """The key that all triggers share, unless the rule says otherwise."""
    assert rule_of(f"when: {triggers}, {TASK}").per == per


@pytest.mark.parametrize("due", ["never", None])
def test_never_is_no_deadline(due):
    """`never` stands for an absent deadline, so that a setting can say it."""
    timing = f"{{due: {due}, expires: {due}}}" if due else "{}"
    rule = rule_of(f"when: message.sent, {TASK}, timing: {timing}")
    assert rule.timing == Timing(Anchor("event", None))


@pytest.mark.parametrize("role", ["interviewer", "recruiter", "lead", "staff", "hiring-manager", "boss", "vp"])
def test_any_other_word_is_a_role(role):
    """Known roles are no misspelt selectors, and other words are roles too."""
    rule = rule_of(f"when: message.sent, strength: may, purpose: x, recipients: {role}")
    where = rule.recipients.where
    assert rule.recipients == Recipients((role,), False, None, None, where)


def test_a_fallback_writes_as_the_selector_before_it():
    """`each` holds for the fallback too, unless it says otherwise."""
    people = "{who: lead, each: true, fallback: {who: met, fallback: {who: everyone, each: false}}}"
    first = rule_of(f"when: message.sent, strength: may, purpose: x, recipients: {people}").recipients
    assert (first.each, first.fallback.each, first.fallback.fallback.each) == (True, True, False)


def test_a_purpose_may_stand_for_all_in_a_prohibition():
    """`any` forbids everything, as does no purpose."""
    forbids = rule_of("when: message.sent, strength: must_not, purpose: any").forbids
    assert forbids == Selection(None, None, None)


def test_yaml_words_are_text():
    """`on`, `no` and numbers are the text that they look like, where text is meant."""
    rule = rule_of("when: message.sent, if: {case.company: no, case.position: 007}, " + TASK)
    assert [part.value for part in rule.trigger.condition.parts] == ["no", "007"]


def test_a_small_policy_of_every_day():
    """Duty, permission and prohibition with a hold, stops and phrases load as they are meant."""
    policy = load(GOOD / "follow_up.yaml")
    assert [(rule.name, rule.strength) for rule in policy.rules] == [
        ("thanks-for-the-call", "must"),
        ("ask-once", "may"),
        ("then-be-quiet", "must_not"),
    ]
    assert policy.rules[1].timing.opens == (Moment(Offset(days=14)),)
    assert policy.calendar.holidays == {dt.date(2026, 7, 3), dt.date(2026, 12, 25)}


def test_nothing_is_invented():
    """A policy may be empty: where no rule speaks there is none."""
    policy = loads("tactful: 1\npolicy: p\n")
    assert (policy.rules, policy.holds, policy.stops, policy.zone) == ((), (), (), dt.UTC)


def test_the_place_of_a_setting_and_of_its_use():
    """A wrong value is told where it is written, and the help says where it is used."""
    text = "tactful: 1\npolicy: p\nsettings: {zone: {value: Mars/Phobos}}\ntimezone: $zone\n"
    with pytest.raises(PolicyError) as caught:
        loads(text, "p.yaml")
    (problem,) = caught.value.problems
    assert str(problem.where) == "p.yaml:3:26"
    assert problem.help.endswith("it is used as `$zone` in p.yaml:4:11")


def test_a_setting_may_hold_whole_rules():
    """`$name` stands wherever a value does, for all rules or for one."""
    rule = "{because: b, when: message.sent, strength: may, purpose: x, recipients: met}"
    text = "tactful: 1\npolicy: p\nsettings: {all: {value: {r: $one}}, one: {value: " + rule + "}}\nrules: $all\n"
    (compiled,) = loads(text, "p.yaml").rules
    assert (compiled.name, compiled.layer, str(compiled.where)) == ("r", 0, "p.yaml:3:26")
