"""Purposes and channels that holds, stops, limits and prohibitions select, and no rule has."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

from tactful.diagnostics import Finding
from tactful.errors import Position, did_you_mean
from tactful.linting.subject import Subject, finding, listed, meets
from tactful.policy.hints import CHANNELS, PURPOSES
from tactful.policy.model import Selection
from tactful.policy.recipients import ALL_PURPOSES
from tactful.policy.report import MAX_NAMES
from tactful.timing.texts import quoted

_Stray: TypeAlias = tuple[Position, str, str, str]
"""A name that no rule has: where it was written, what it is of, the name, and what was perhaps meant."""


def unmatched_selection(subject: Subject) -> Iterator[Finding]:
    """Find names in the policy's own file by which a selection leaves out what it should touch.

    A name beside others that rules have is found only where it is near one of theirs.
    """
    found: dict[_Stray, list[str]] = {}
    for section, name, selects in _selections(subject):
        for stray in _strays(subject, section, name, selects):
            found.setdefault(stray, []).append(f"the {_KINDS[section]} `{name}`")
    for (where, what, text, hint), clauses in found.items():
        more = f" and {len(clauses) - 1} more" if len(clauses) > 1 else ""
        message = (
            f"no rule asks for a message {_PREPOSITIONS[what]} {quoted(text)}, which {clauses[0]}{more} would touch"
        )
        yield finding("unmatched-selection", where, message, hint)


_KINDS = {"rules": "prohibition", "holds": "hold", "stops": "stop", "limits": "limit"}
_PREPOSITIONS = {"purpose": "of the purpose", "channel": "by the channel"}
_USUAL = {"purpose": frozenset((*PURPOSES, ALL_PURPOSES)), "channel": frozenset(CHANNELS)}


def _selections(subject: Subject) -> Iterator[tuple[str, str, Selection]]:
    for rule in subject.policy.rules:
        if rule.forbids is not None:
            yield "rules", rule.name, rule.forbids
    policy = subject.policy
    for section, clauses in (("holds", policy.holds), ("stops", policy.stops), ("limits", policy.limits)):
        for clause in clauses:
            # Of its own clause that touches nothing at all, the whole is found already.
            if not subject.is_own(clause.where) or any(meets(rule, clause.selects) for rule in subject.tasks):
                yield section, clause.name, clause.selects


def _strays(subject: Subject, section: str, clause: str, selects: Selection) -> Iterator[_Stray]:
    purposes = {rule.purpose for rule in subject.tasks}
    channels = {channel for rule in subject.tasks for channel in rule.channels or ()}
    for what, selected, known in (("purpose", selects.purposes, purposes), ("channel", selects.channels, channels)):
        if not known or not selected or len(known) > MAX_NAMES:
            continue
        # A prohibition is advice by itself, also of what no rule asks for.
        partial = section == "rules" or not known.isdisjoint(selected)
        own = [
            (where, text)
            for where, text in _written(subject, (section, clause, what))
            if subject.is_own(where) and text not in known
        ]
        hints = {text: did_you_mean(text[:100], known) for _, text in own if text not in _USUAL[what]}
        for where, text in own:
            if hint := hints.get(text):
                yield where, what, text, hint
            elif not partial and not any(hints.values()):
                yield where, what, text, _known(what, known)


def _written(subject: Subject, keys: tuple[str, str, str]) -> Iterator[tuple[Position, str]]:
    node = subject.report.node(keys)
    for item in node.value if isinstance(node.value, list) else [node]:
        if isinstance(item.value, str):
            yield item.where, item.value


def _known(what: str, known: Collection[str]) -> str:
    return f"the {what}s of the rules are {listed(known)}" if len(known) <= 8 else ""
