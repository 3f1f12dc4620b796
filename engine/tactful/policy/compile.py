"""From a policy's text to the form that the engine reads, with every mistake told at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from tactful.errors import PolicyError, Problem
from tactful.events.vocabulary import BUILT_IN, EventType, Vocabulary, extend
from tactful.policy import limits, merge, rules
from tactful.policy.digest import digest
from tactful.policy.document import PolicyDocument
from tactful.policy.model import Policy, Setting
from tactful.policy.packs import packs_folder
from tactful.policy.report import Problems, Report
from tactful.policy.settings import substitute
from tactful.policy.shape import read_document
from tactful.policy.times import fits
from tactful.policy.tones import phrases, tone
from tactful.policy.triggers import Context
from tactful.timing import Calendar, zone


def compile_policy(text: bytes | str, name: str, path: Path | None) -> Policy:
    """Read, merge, check and compile a policy. Raises PolicyError with every problem of every file."""
    problems = Problems()
    return _compiled(merge.layers(text, name, path, problems), problems)


def compile_bundle(files: Sequence[tuple[str, str]]) -> Policy:
    """Compile a policy from the names and texts of all its files, ancestors first. Raises PolicyError."""
    problems = Problems()
    return _compiled(merge.bundled(files, problems), problems)


def _compiled(layers: list[merge.Layer], problems: Problems) -> Policy:
    merged = merge.merge(layers, problems)
    root = substitute(merged.root, problems)
    report = Report(root, problems)
    document = read_document(root.data, report)
    if document is None:
        raise PolicyError(_causes(problems.found))
    policy = _policy(document, merged, report)
    if problems.found:
        raise PolicyError(_causes(problems.found))
    return dataclasses.replace(policy, digest=digest(policy))


def _causes(found: Sequence[Problem]) -> Sequence[Problem]:
    """Leave out what is told of shipped packs where the author's own files have problems: it follows from those."""
    shipped = merge.shown(packs_folder()) + os.sep
    return [problem for problem in found if not problem.where.path.startswith(shipped)] or found


def _policy(document: PolicyDocument, merged: merge.Merged, report: Report) -> Policy:
    wordings = phrases(document, report)
    context = Context(report, _vocabulary(document, report), frozenset(wordings), frozenset(document.sources or ()))
    last = len(merged.files) - 1
    toned = {} if document.tone is None else tone(document.tone, ("tone",), context)
    compiled = [
        rules.rule(name, form, context, order=order, layer=merged.layers.get(name, last), beneath=toned)
        for order, (name, form) in enumerate((document.rules or {}).items())
    ]
    holds = [rules.hold(name, form, context) for name, form in (document.holds or {}).items()]
    stops = [rules.stop(name, form, context) for name, form in (document.stops or {}).items()]
    limited = [limits.limit(name, form, context) for name, form in (document.limits or {}).items()]
    return Policy(
        name=document.policy,
        title=document.title or document.policy,
        digest="",
        zone=_zone(document, report),
        calendar=_calendar(document, report),
        vocabulary=context.vocabulary,
        rules=tuple(rule for rule in compiled if rule is not None),
        holds=tuple(hold for hold in holds if hold is not None),
        stops=tuple(stop for stop in stops if stop is not None),
        limits=tuple(limit for limit in limited if limit is not None),
        tone=MappingProxyType(toned),
        phrases=MappingProxyType(wordings),
        settings=MappingProxyType(_settings(document, report)),
        sources=MappingProxyType(dict(document.sources or {})),
        files=merged.files,
        texts=merged.texts,
    )


def _vocabulary(document: PolicyDocument, report: Report) -> Vocabulary:
    declared: dict[str, EventType] = {}
    for name, form in (document.events or {}).items():
        try:
            declared[name] = extend(BUILT_IN, {name: form.model_dump(exclude_none=True)})[name]
        except ValueError as error:
            report.refused(("events", name), "bad-event-type", error, key=True)
    return MappingProxyType({**BUILT_IN, **declared})


def _zone(document: PolicyDocument, report: Report) -> dt.tzinfo:
    if document.timezone is None:
        return dt.UTC
    try:
        return zone(document.timezone)
    except ValueError as error:
        report.refused(("timezone",), "bad-zone", error)
        return dt.UTC


def _calendar(document: PolicyDocument, report: Report) -> Calendar:
    form = document.calendar
    if form is None:
        return Calendar()
    weekend, holidays = form.weekend, form.holidays
    if not fits(lambda days: Calendar.parse(weekend=days), weekend, ("calendar", "weekend"), "bad-calendar", report):
        weekend = None
    if not fits(lambda days: Calendar.parse(holidays=days), holidays, ("calendar", "holidays"), "bad-calendar", report):
        holidays = None
    return Calendar.parse(weekend, holidays)


def _settings(document: PolicyDocument, report: Report) -> dict[str, Setting]:
    return {
        name: Setting(name, form.value, form.about or "", report.where(("settings", name), key=True))
        for name, form in (document.settings or {}).items()
    }
