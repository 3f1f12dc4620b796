"""What lint says of a rule's advice is so in every history."""

from __future__ import annotations

import json

from histories import at, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tactful
from tactful.linting import lints

OPEN = {"now", "late"}
offsets = st.sampled_from([None, None, "1 hour", "1 day", "24 hours", "3 days", "2 business days", "1 day before"])
expiries = st.sampled_from([None, None, None, "1 hour", "1 day", "5 days"])
own = st.builds(
    lambda anchor, plus: {"from": anchor, "plus": plus} if plus else {"from": anchor},
    st.sampled_from(["event", "interview.start", "interview.end"]),
    offsets,
)


def times(plain):
    """A time of each form: mostly a plain offset."""
    moments = plain.filter(bool) | own
    several = st.builds(lambda few: {"earliest": few}, st.lists(moments, min_size=2, max_size=3))
    return st.one_of(plain, plain, plain, own, several)


conditions = st.sampled_from(
    [
        None,
        None,
        {"case.status": "active"},
        {"case.status": {"none_of": ["rejected", "offered", "accepted", "withdrawn", "filled"]}},
        {"case.sent.any": {"at_least": "1"}},
        {"case.sent.any": {"more_than": "0"}},
        {"interview.format": ["phone", "onsite"]},
        {"message.purpose": "thank-you"},
        {"case.unanswered.any": {"more_than": "0"}, "case.sent.any": "0"},
    ]
)


RECIPIENTS = [
    "main_contact",
    {"who": "main_contact", "via": "recruiter"},
    {"who": "everyone", "each": True},
    {"who": "everyone", "each": True, "first": True},
]


@st.composite
def rules(draw, *, forbids=False):
    timing = {"opens": draw(times(offsets)), "due": draw(times(offsets)), "expires": draw(times(expiries))}
    timing["window"] = draw(st.sampled_from([None, None, {"days": ["mon", "wed"]}]))
    timing["from"] = draw(st.sampled_from([None, None, None, "event"]))
    rule = {
        "because": "it is so",
        "when": draw(st.sampled_from([["message.sent"], ["interview.completed"], ["message.sent", "offer.extended"]])),
        "if": draw(conditions),
        "strength": "should",
        "purpose": "check-in",
        "recipients": draw(st.sampled_from(RECIPIENTS)),
        "channel": draw(st.sampled_from([None, None, "phone"])),
        "again": draw(st.sampled_from([None, "restart"])),
        "priority": draw(st.sampled_from([None, None, "1"])),
        "stop": draw(st.sampled_from([None, "message.received"])),
        "per": draw(st.sampled_from([None, "case"])),
    }
    if forbids:
        del timing["due"]
        rule |= {"strength": "must_not", "recipients": None, "channel": None}
    rule["timing"] = {key: value for key, value in timing.items() if value is not None} or None
    return {key: value for key, value in rule.items() if value is not None}


policies = st.builds(
    lambda first, second, third: {
        "tactful": "1",
        "policy": "claims",
        "rules": {"a": first, "b": second, "c": third},
        "stops": {"over": {"when": "application.rejected", "because": "it is over"}},
    },
    rules(),
    rules(),
    rules(forbids=True) | rules(),
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(policies, histories())
def test_claims_hold_in_every_history(form, history):
    """What is never shown, always forbidden, late or gone when it opens, or never speaks, does so at no moment."""
    text = json.dumps(form, indent=1)
    claims = [(one.problem.code, one.problem.message.split("`")[1]) for one in lints(text)]
    claims = [claim for claim in claims if claim[0] in MAY_NOT_BE]
    if not claims:
        return
    policy = tactful.loads(text)
    for step in range(40):
        plan = tactful.plan(policy, history, at(step), known=at(60))
        verdicts = {(one.rule, one.verdict) for case in plan.cases for one in case.advice}
        for code, rule in claims:
            assert not verdicts & {(rule, verdict) for verdict in MAY_NOT_BE[code]}, (code, rule, step)


MAY_NOT_BE = {
    "never-fires": {"wait", "blocked", "withheld", "done", "stopped", "expired"} | OPEN,
    "always-outranked": OPEN,
    "always-forbidden": OPEN,
    "due-before-opening": {"now"},
    "expires-before-opening": OPEN,
}
