"""What is proved of conditions holds of whatever facts there are."""

from __future__ import annotations

import dataclasses

import pytest
from condition_strategies import FACTS, conditions, values
from histories import histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tactful
from tactful.conditions.plain import holds
from tactful.conditions.tree import All, AnyOf, FactType, NoneOf, Operator
from tactful.conditions.tree import Test as FactTest
from tactful.events.vocabulary import BUILT_IN
from tactful.linting.deciding import ALWAYS, Decider
from tactful.planning import Panel
from tactful.planning.plan import plan_of
from tactful.planning.program import Program
from tactful.replaying import by_partition

NAMES = sorted({name for name, _ in FACTS})
slow = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def decider(**options):
    return Decider(BUILT_IN, **options)


@slow
@given(conditions(), st.fixed_dictionaries({name: values(name) for name in NAMES}))
def test_never_is_sound(condition, facts):
    """Where it is said that a condition never holds, it does not, whatever the facts."""
    if holds(condition, facts):
        assert not decider().never(condition)


@slow
@given(conditions(), conditions(), st.fixed_dictionaries({name: values(name) for name in NAMES}))
def test_implication_is_sound(first, second, facts):
    """Where it is said that one condition implies another, the other holds wherever the first does."""
    if holds(first, facts) and not holds(second, facts):
        assert not decider().implies(first, second)


@slow
@given(conditions())
def test_possible_and_never_exclude_each_other(condition):
    """What is shown to be possible is not said never to hold."""
    assert not (decider().possible(condition) and decider().never(condition))


@slow
@given(conditions())
def test_contradictions_are_found(condition):
    """A condition and its contrary never hold together, where the work is not too much."""
    both = All((condition, NoneOf((condition,))))
    few = len({test.fact for test in single_tests(condition)}) <= 2
    assert decider().never(both) or not few


def single_tests(condition):
    if isinstance(condition, FactTest):
        return [condition]
    return [test for part in condition.parts for test in single_tests(part)]


ASKED = """
tactful: 1
policy: everything
rules:
  all:
    because: it reads all facts
    when: [{events}]
    if:
      any:
{tests}
    strength: should
    purpose: check-in
    recipients: {{who: everyone, each: true, if: {{any: [{of_people}]}}}}
"""
EVENTS = [
    "message.sent",
    "message.received",
    "interview.completed",
    "interview.cancelled",
    "application.rejected",
    "offer.extended",
    "case.paused",
    "decision.promised",
]
COUNTS = ["any", "thank-you", "check-in", "other"]
READ = [
    *["event.type", "message.purpose", "message.channel", "message.kind", "case.status", "case.company"],
    *["interview.format", "interview.status", "interview.people", "interview.met", "case.has.lead"],
    *[f"case.sent.{purpose}" for purpose in COUNTS],
    *[f"case.unanswered.{purpose}" for purpose in COUNTS],
    *[f"case.count.{event}" for event in EVENTS],
    *["event.purpose", "event.format"],
]
OF_PEOPLE = [
    *["person.role", "person.has_address", "person.met", "person.interviewed", "case.sent.any", "case.status"],
    *[f"person.{what}.{purpose}" for what in ("sent", "unanswered") for purpose in COUNTS],
]
READER = tactful.loads(
    ASKED.format(
        events=", ".join(EVENTS),
        tests="\n".join(f"        - {{{fact}: {{exists: true}}}}" for fact in READ),
        of_people=", ".join(f"{{{fact}: {{exists: true}}}}" for fact in OF_PEOPLE),
    )
)


@dataclasses.dataclass
class Seen:
    """Keeps what facts were met at which type of event."""

    facts: list

    def decided(self, role, clause, case, happening, facts, held):
        self.facts.append((happening.type, dict(facts)))

    def chosen(self, recipients, case, happening, person, facts, held):
        self.facts.append((happening.type, dict(facts)))


def met(history):
    seen = Seen([])
    program = Program(READER, lowering="plain", watch=seen)
    plan_of(Panel([program]), by_partition(READER, history), 1 << 60)
    return seen.facts


def exactly(fact, value):
    """Return the test that only this value of a fact passes."""
    kinds = {str: FactType.TEXT, bool: FactType.YES_NO, int: FactType.NUMBER}
    if value is None:
        return FactTest(fact, FactType.TEXT, Operator.EXISTS, False)
    return FactTest(fact, kinds[type(value)], Operator.IS, value)


@slow
@given(histories(), st.data())
def test_what_happens_is_never_said_to_be_impossible(history, data):
    """Facts that are met in one situation are not said to exclude each other."""
    for event, facts in met(history):
        names = data.draw(st.lists(st.sampled_from(sorted(facts)), min_size=2, max_size=8, unique=True))
        condition = All(tuple(exactly(name, facts[name]) for name in names))
        assert holds(condition, facts)
        assert not decider().never(condition, event), (event, {name: facts[name] for name in names})


def number(fact, operator, value):
    return FactTest(fact, FactType.NUMBER, operator, value)


@pytest.mark.parametrize(("facts", "decided"), [(3, True), (20, False)])
def test_too_much_work_is_given_up(facts, decided):
    """Where too many combinations would have to be tried, nothing is said."""
    free = (AnyOf((number(f"event.f{one}", Operator.MORE_THAN, 5), ALWAYS)) for one in range(facts))
    last = (number("event.last", Operator.MORE_THAN, 5), number("event.last", Operator.LESS_THAN, 3))
    assert decider().never(All((*free, *last))) is decided


def test_the_work_for_one_policy_is_bounded():
    """Many questions together cost no more than one policy may."""
    condition = All((number("event.f", Operator.MORE_THAN, 5), number("event.f", Operator.LESS_THAN, 3)))
    tired = decider(work=500)
    answers = [tired.never(condition) for _ in range(200)]
    assert answers[0]
    assert not answers[-1]


@pytest.mark.parametrize("count", [60, 30_000])
def test_large_conditions_are_let_be(count):
    """Very many facts, or very many values, are not gone through."""
    facts = All(tuple(number(f"event.f{one}", Operator.IS, 1) for one in range(count)))
    assert not decider().never(facts)
    values = tuple(str(one) for one in range(count))
    patterns = tuple(FactTest("case.company", FactType.TEXT, Operator.MATCHES, str(one)) for one in range(40))
    condition = All((*patterns, FactTest("case.company", FactType.TEXT, Operator.ONE_OF, values)))
    assert decider().never(condition) is (count == 60)
