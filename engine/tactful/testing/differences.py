"""How what was given differs from what was expected: advice by advice, laid side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from tactful.planning import Advice
from tactful.planning.plan import HIDDEN
from tactful.testing.expected import Expected, given, shown
from tactful.testing.pairing import paired
from tactful.testing.suite import Expectation

_TELLING = frozenset(("purpose", "to", "rule"))  # by these, people tell which advice is meant
_DOING = frozenset(("now", "late"))
_SHOWN = ("purpose", "strength", "to", "for", "verdict", "opens", "due", "expires")


@dataclass(frozen=True, slots=True)
class Difference:
    """An expected advice and the given one that comes nearest to it; one of the two may be None.

    `fields` are those in which they differ. `why` says why what was expected is not there, or is empty.
    """

    expected: Expected | None
    got: Advice | None
    fields: tuple[str, ...] = ()
    why: str = ""


def is_met(expectation: Expectation, advice: Sequence[Advice]) -> bool:
    """Say whether all advice to a case, also what is hidden, is as expected."""
    if expectation.advice is not None:
        listed = _listed(expectation.advice, advice)
        if len(listed) != len(expectation.advice) or None in _pairs(expectation.advice, listed):
            return False
    return expectation.forbidden is None or not forbidden_lines(expectation.forbidden, advice, dt.UTC)


def differences(
    expected: Sequence[Expected], advice: Sequence[Advice], why: Callable[[Expected], str]
) -> tuple[Difference, ...]:
    """Return how all advice to a case differs from what is expected; `why` says why an advice is not there."""
    listed = _listed(expected, advice)
    pairs = _pairs(expected, listed)
    met = set(pairs)
    left = [one for place, one in enumerate(listed) if place not in met]
    found = []
    for one in (one for one, pair in zip(expected, pairs, strict=True) if pair is None):
        near = min(left, key=partial(_distance, one), default=None)
        if near is None:
            found.append(Difference(one, None, why=why(one)))
            continue
        left.remove(near)
        fields = tuple(one.differences(near))
        found.append(Difference(one, near, fields, why(one) if _TELLING.intersection(fields) else ""))
    return (*found, *(Difference(None, one) for one in left))


def difference_lines(difference: Difference, zone: dt.tzinfo) -> Iterator[str]:
    """Yield a table of what was expected and what was given; `!` marks the rows that differ."""
    rows = list(_rows(difference, zone))
    names, wanted = (max(len(row[place]) for row in rows) for place in (1, 2))
    for mark, name, expected, got in rows:
        yield f"{mark} {name:{names}}  {expected:{wanted}}  {got}".rstrip()
    if difference.why:
        yield f"  {'why':{names}}  {difference.why}"


def forbidden_lines(purpose: str, advice: Sequence[Advice], zone: dt.tzinfo) -> list[str]:
    """Say what is wrong where a purpose is to be forbidden; nothing where it is, and nothing is to be done."""
    in_force = [one for one in advice if one.strength == "must_not" and one.verdict == "now"]
    wanted = "any message" if purpose == "any" else f"`{purpose}`"
    lines = []
    if not any(one.purpose == "any" or purpose in one.purpose.split(", ") for one in in_force):
        lines.append(f"expected  that {wanted} is forbidden")
        lines += [f"     got  {described(one, zone)}" for one in in_force] or ["     got  no prohibition"]
    doing = [one for one in advice if one.verdict in _DOING and one not in in_force]
    if doing:
        lines.append(f"expected  that nothing is to be done while {wanted} is forbidden")
        lines += [f"     got  {described(one, zone)}" for one in doing]
    return lines


def described(advice: Advice, zone: dt.tzinfo) -> str:
    """Describe an advice in one line, in the words of a test file, with the sentence of its reason."""
    told = [f"{name}: {shown(name, given(advice, name), zone)}" for name in _told_of(advice)]
    return f"{{{', '.join(told)}, reason: {advice.reason.code}, rule: {advice.rule}}} {advice.reason.text}"


def _listed(expected: Sequence[Expected], advice: Sequence[Advice]) -> list[Advice]:
    asked = {one.fields.get("verdict") for one in expected}
    return [one for one in advice if one.verdict not in HIDDEN or one.verdict in asked]


def _pairs(expected: Sequence[Expected], listed: Sequence[Advice]) -> list[int | None]:
    fits = [[place for place, advice in enumerate(listed) if not one.differences(advice)] for one in expected]
    return paired(fits, len(listed))


def _rows(difference: Difference, zone: dt.tzinfo) -> Iterator[tuple[str, str, str, str]]:
    expected, got = difference.expected, difference.got
    asked = expected.fields if expected is not None else {}
    extra = () if got is None else (*_told_of(got), "reason", "rule")
    yield " ", "", "expected", "got"
    if expected is None or got is None or not asked:
        yield (
            "!",
            "",
            "this advice" if expected is not None else "nothing more",
            "nothing" if got is None else "this advice",
        )
    for name in (*asked, *(name for name in extra if name not in asked)):
        wanted = shown(name, asked[name], zone) if name in asked else ""
        found = "" if got is None else shown(name, given(got, name), zone)
        if name == "reason" and got is not None:
            found += f" ({got.reason.text})"
        yield "!" if name in difference.fields else " ", name, wanted, found


def _told_of(advice: Advice) -> list[str]:
    """Return the fields worth telling of an advice: those that say something, and an opening that is not known."""
    return [name for name in _SHOWN if name == "opens" or given(advice, name) not in (None, ())]


def _distance(expected: Expected, advice: Advice) -> tuple[int, int]:
    differing = expected.differences(advice)
    return (sum(name in _TELLING for name in differing), len(differing))
