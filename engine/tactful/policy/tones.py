"""Tone and phrases: how a message should sound and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tactful.conditions.patterns import compile_wording
from tactful.policy.clauses import RuleDocument, ToneDocument, ToneProhibitions
from tactful.policy.document import PatternDocument, PolicyDocument
from tactful.policy.report import Path, Report, near
from tactful.policy.triggers import Context, items, many
from tactful.timing.texts import quoted

_LISTS = ("voice", "say")


def phrases(document: PolicyDocument, report: Report) -> dict[str, tuple[Any, ...]]:
    """Compile `phrases`: texts, and `{"pattern": …}` for regular expressions."""
    found: dict[str, tuple[Any, ...]] = {}
    for name, form in (document.phrases or {}).items():
        path: Path = ("phrases", name)
        wordings: list[Any] = []
        for number, part in enumerate(form if isinstance(form, list) else [form]):
            at = (*path, number) if isinstance(form, list) else path
            if isinstance(part, PatternDocument):
                _check_pattern(part.pattern, (*at, "pattern"), report)
                wordings.append({"pattern": part.pattern})
            else:
                wordings.append(part)
        found[name] = tuple(wordings)
    return found


def tone(form: ToneDocument, path: Path, context: Context) -> dict[str, Any]:
    """Compile a tone to plain data, in which `voice` and `say` are lists."""
    return _laid_over({}, form, path, context)


def tone_of(form: RuleDocument, path: Path, context: Context, beneath: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Compile a rule's `tone`, laid as a JSON Merge Patch over the tone beneath; None where neither says anything."""
    if form.tone is not None:
        return _laid_over(beneath, form.tone, (*path, "tone"), context)
    if "tone" not in form.model_fields_set:
        return beneath or None
    if not beneath:
        _removes_nothing("tone", beneath, (*path, "tone"), context)
    return None


def _laid_over(
    beneath: Mapping[str, Any], form: ToneDocument | ToneProhibitions, path: Path, context: Context
) -> dict[str, Any]:
    laid = dict(beneath)
    keys = type(form).model_fields
    for key in keys:
        value, at = getattr(form, key), (*path, key)
        if isinstance(value, ToneProhibitions):
            laid[key] = _laid_over(beneath.get(key, {}), value, at, context)
        elif value is not None:
            laid[key] = list(many(value)) if key in _LISTS else value
        elif key in form.model_fields_set and laid.pop(key, None) is None:
            _removes_nothing(key, beneath, at, context)
        if key == "say":
            _check_phrases(value, at, context)
    return {key: laid[key] for key in keys if key in laid}


def _check_phrases(said: str | list[str] | None, path: Path, context: Context) -> None:
    for name, at in items(said or (), path):
        if name not in context.phrases and ("phrases", name) not in context.report.lost:
            context.report.unknown(at, "unknown-phrase", "phrase", name, context.phrases)


def _removes_nothing(key: str, known: Mapping[str, Any], path: Path, context: Context) -> None:
    report = context.report
    if any(lost[0] == "tone" for lost in report.lost):
        return
    if known:
        message = f"`null` removes nothing: there is no {quoted(key)} in the policy's `tone`"
        report.add(path, "removes-nothing", message, near(key, known), key=True)
    else:
        report.add(path, "no-value", f"{quoted(key)} has no value", "give it one or leave it out", key=True)


def _check_pattern(pattern: str, path: Path, report: Report) -> None:
    try:
        compile_wording(pattern)
    except ValueError as error:
        report.refused(path, "bad-pattern", error)
