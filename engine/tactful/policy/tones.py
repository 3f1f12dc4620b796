"""Tone and phrases: how a message should sound and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tactful.conditions.patterns import compile_wording
from tactful.policy.document import PatternDocument, PolicyDocument, ToneDocument, ToneProhibitions
from tactful.policy.report import Path, Report
from tactful.policy.triggers import Context, items, many


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


def tone(form: ToneDocument, path: Path, context: Context) -> Mapping[str, Any]:
    """Compile a rule's `tone` to plain data, in which `voice` and `say` are lists."""
    compiled: dict[str, Any] = {}
    if form.voice is not None:
        compiled["voice"] = list(many(form.voice))
    for key in ("must", "should", "must_not"):
        demands: ToneProhibitions | None = getattr(form, key)
        if demands is not None:
            compiled[key] = _demands(demands, (*path, key), context)
    return compiled


def _demands(form: ToneProhibitions, path: Path, context: Context) -> dict[str, Any]:
    compiled = form.model_dump(exclude_none=True)
    if form.say is not None:
        compiled["say"] = list(many(form.say))
        for name, at in items(form.say, (*path, "say")):
            if name not in context.phrases and ("phrases", name) not in context.report.lost:
                context.report.unknown(at, "unknown-phrase", "phrase", name, context.phrases)
    return compiled


def _check_pattern(pattern: str, path: Path, report: Report) -> None:
    try:
        compile_wording(pattern)
    except ValueError as error:
        report.refused(path, "bad-pattern", error)
