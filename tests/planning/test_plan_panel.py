"""Several policies at once: each advises as it would alone, and what is shown is settled between them."""

from __future__ import annotations

from typing import Any

import pytest
from stage import CHECK, DANA, NEVER, THANKS, at, event, got, met, numbered, sent

import tactful

THANK = f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, each: true}}"
ASK = f"{CHECK}, when: message.received, recipients: event.from"


def policy(name: str, rules: dict[str, str], *more: str) -> tactful.Policy:
    """Return a policy of a name, of rules in flow style."""
    lines = [f"tactful: 1\npolicy: {name}\nrules:", *(f"  {rule}: {{{text}}}" for rule, text in rules.items())]
    return tactful.loads("\n".join([*lines, *more]))


def shows(policies: list[tactful.Policy], history: list[dict[str, Any]], now: str) -> list[str]:
    """Return policy, rule, verdict and reason of all advice at a moment."""
    plan = tactful.plan(policies, numbered(history), at(now))
    return [f"{one.policy} {one.rule} {one.verdict} {one.reason.code}" for one in plan]


FIRST = policy("first", {"thank": f"{THANK}, timing: {{due: 1 hour}}"})
SECOND = policy("second", {"thank-you": f"{THANK}, timing: {{due: 1 day}}"})


def test_the_policy_given_first_is_shown() -> None:
    """Of advice for one purpose and person, that of the policy given first is shown, and the other says whose goes
    first."""
    history = [met("03-03T10:00")]
    assert shows([FIRST, SECOND], history, "03-03T10:00") == [
        "first thank now triggered",
        "second thank-you withheld outranked",
    ]
    assert shows([SECOND, FIRST], history, "03-03T10:00") == [
        "second thank-you now triggered",
        "first thank withheld outranked",
    ]
    (_, other) = tactful.plan([FIRST, SECOND], numbered(history), at("03-03T10:00"))
    assert other.reason.text == "`thank` of `first` goes first: b"
    assert other.evidence == ("e0",)


def test_priority_comes_before_the_order() -> None:
    """A higher priority is shown whichever policy was given first."""
    higher = policy("higher", {"thank": f"{THANK}, priority: 1"})
    assert shows([FIRST, higher], [met("03-03T10:00")], "03-03T10:00") == [
        "first thank withheld outranked",
        "higher thank now triggered",
    ]


def test_one_message_does_both() -> None:
    """The message that one policy asks for does the other's advice too."""
    history = [met("03-03T10:00"), sent("03-03T11:00")]
    assert shows([FIRST, SECOND], history, "03-03T11:00") == ["first thank done sent", "second thank-you done sent"]


@pytest.mark.parametrize("recipients", ["", ", recipients: event.from"], ids=["everybody", "one person"])
def test_a_prohibition_of_either_binds_all(recipients: str) -> None:
    """What one policy forbids, no other advises; the reason names the policy that forbids it."""
    quiet = policy("quiet", {"no": f"{NEVER}, when: contact.instructed{recipients}"})
    asking = policy("asking", {"ask": ASK})
    history = [got("03-03T10:00"), event("03-03T11:00", "contact.instructed", kind="no_contact", from_=DANA)]
    assert shows([asking, quiet], history, "03-03T11:00") == [
        "asking ask blocked forbidden:no",
        "quiet no now triggered",
    ]
    (ask, _) = tactful.plan([asking, quiet], numbered(history), at("03-03T11:00"))
    assert ask.reason.text == "`no` of `quiet` forbids it: b"


def test_people_are_one_across_policies_whatever_each_knows() -> None:
    """A person whom one policy first knows by name, and the other by address, is the same."""
    fair = "events: {fair.visited: {fields: {with: people}}}"
    by_name = policy("by-name", {"ask": f"{ASK}, channel: phone"}, fair)
    history = [
        event("03-01T10:00", "fair.visited", with_=[{"name": "Dana"}]),
        event("03-02T10:00", "contact.updated", person=DANA),
        got("03-03T10:00"),
    ]
    assert shows([by_name, policy("plain", {"ask": ASK})], history, "03-03T10:00") == [
        "by-name ask now triggered",
        "plain ask withheld outranked",
    ]


def test_stops_holds_and_zones_are_each_policys_own() -> None:
    """Holds, stops, limits and the calendar of a policy are for its own advice: times are those it would give alone."""
    held = policy("held", {"ask": f"{ASK}, timing: {{opens: 1 day}}"}, "stops: {s: {when: case.paused, because: b}}")
    free = policy("free", {"ask": f"{ASK}, timing: {{opens: 2 days}}"}, "timezone: Asia/Tokyo")
    history = [got("03-03T10:00"), event("03-03T11:00", "case.paused")]
    alone = [one.to_dict() for of in (held, free) for one in tactful.plan(of, numbered(history), at("03-03T12:00"))]
    together = [one.to_dict() for one in tactful.plan([held, free], numbered(history), at("03-03T12:00"))]
    assert together == alone
    assert [one["verdict"] for one in together] == ["stopped", "wait"]


def test_one_rule_that_both_inherit_is_told_of_each() -> None:
    """Both policies may have a rule from one ancestor: its advice has one id, and each policy its own decision."""
    one, two = (policy(name, {"thank": THANK}) for name in ("one", "two"))
    history = numbered([met("03-03T10:00"), sent("03-03T11:00")])
    decisions = tactful.replay([one, two], history)
    assert [(each.type, each.advice.policy) for each in decisions] == [
        ("advice.opened", "one"),
        ("advice.withheld", "two"),
        ("advice.done", "one"),
        ("advice.done", "two"),
    ]
    assert len({each.advice.id for each in decisions}) == 1
    assert [each.to_dict()["source"] for each in decisions[:2]] == ["tactful/one", "tactful/two"]
    assert len({each.id for each in decisions}) == 4


def test_the_plan_names_its_policies() -> None:
    """The data of a plan names one policy as `policy` and several as `policies`; each advice names its own."""
    history = numbered([met("03-03T10:00")])
    told = tactful.plan([FIRST, SECOND], history, at("03-03T10:00")).to_dict(everything=True)
    assert told["policies"] == [
        {"name": "first", "digest": FIRST.digest},
        {"name": "second", "digest": SECOND.digest},
    ]
    assert "policy" not in told
    assert [one["policy"]["name"] for one in told["cases"][0]["advice"]] == ["first", "second"]
    assert tactful.plan([FIRST], history, at("03-03T10:00")).to_dict()["policy"]["name"] == "first"


@pytest.mark.parametrize(
    ("policies", "text"),
    [
        ([], "found no policy, expected one or more"),
        ([FIRST, FIRST], "two policies are named `first`: give one of them another name"),
        (
            [
                policy("a", {"thank": THANK}, "events: {fair.visited: {fields: {on: date}}}"),
                policy("b", {"thank": THANK}, "events: {fair.visited: {fields: {on: text}}}"),
            ],
            "`fair.visited`: the field `on` is of kind `date`, it cannot become `text`",
        ),
    ],
    ids=["none", "one name", "another kind"],
)
def test_policies_that_cannot_advise_together(policies: list[tactful.Policy], text: str) -> None:
    """Policies of one name, and those that mean different things by one event, are refused."""
    with pytest.raises(tactful.EventError) as caught:
        tactful.plan(policies, [], at("03-03T10:00"))
    assert (str(caught.value), caught.value.code) == (text, "policies_disagree")


def test_an_engine_goes_on_with_fewer_policies() -> None:
    """Restored without one of its policies, the engine takes back what that one said, and shows what it outranked."""
    engine = tactful.Engine([FIRST, SECOND])
    engine.process_all(numbered([met("03-03T10:00")]))
    engine = tactful.Engine.restore([SECOND], engine.snapshot())
    said = [(one.type, one.advice.policy, one.advice.reason.code) for one in engine.advance(at("03-03T10:30"))]
    assert sorted(said) == [
        ("advice.opened", "second", "policy_changed"),
        ("advice.retracted", "first", "policy_changed"),
    ]


def test_what_policies_said_that_advise_no_longer_is_taken_back() -> None:
    """Restored with others, the engine takes back what each earlier policy said, in that policy's name, also where two
    said one thing under one id."""
    one, two, three = (policy(name, {"thank": THANK}) for name in ("one", "two", "three"))
    engine = tactful.Engine([one, two])
    engine.process_all(numbered([met("03-03T10:00")]))
    for others in ([three], [three, FIRST]):
        said = tactful.Engine.restore(others, engine.snapshot()).advance(at("03-03T10:30"))
        taken_back = [each.to_dict() for each in said if each.type == "advice.retracted"]
        assert sorted((each["source"], each["data"]["policy"]["digest"]) for each in taken_back) == [
            ("tactful/one", one.digest),
            ("tactful/two", two.digest),
        ]
