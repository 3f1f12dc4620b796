"""Whether a policy has the shape of the language: pydantic's findings told in the language's words."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tactful.policy.document import PolicyDocument
from tactful.policy.report import Path, Report, either, near
from tactful.policy.values import EARLIEST, PATTERNS, SHAPES
from tactful.timing.texts import quoted

_STAND_INS = {"because": "-", "strength": "should", "max": "1", "within": "1 day"}
"""What a clause is given in place of a required key that is missing or wrong, so that the rest of it is checked."""

_SECTIONS = {
    "rules": "rule",
    "holds": "hold",
    "stops": "stop",
    "limits": "limit",
    "events": "event type",
    "settings": "setting",
}
_EXPECTED = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "bool_type": "`true` or `false`",
    "whole_number": "a whole number",
    "number_too_long": "a number of at most nine digits",
    "string_too_short": "some text",
}


def read_document(data: dict[str, Any], report: Report) -> PolicyDocument | None:
    """Return what has the right shape, every mistake reported and left out; None where too little is left."""
    data = copy.deepcopy(data)
    for attempt in range(4):
        try:
            return PolicyDocument.model_validate(data)
        except ValidationError as error:
            mistakes = error.errors(include_url=False, include_input=False)
            if attempt == 0:
                for mistake in mistakes:
                    _tell(mistake, report)
            for mistake in mistakes:
                _leave_out(data, mistake, report, depth=3 - attempt)
    return None


def _tell(mistake: ErrorDetails, report: Report) -> None:
    path, of_key = _aligned(mistake["loc"], report)
    kind = mistake["type"]
    if kind == "missing":
        if path not in report.lost:
            hint = _misspelt(path, report)
            report.add(path[:-1], "missing-key", f"{_owner(path[:-1])} lacks `{path[-1]}`", hint, key=True)
        return
    if any(path[:length] in report.lost for length in range(1, len(path) + 1)):
        return
    if kind == "extra_forbidden":
        _tell_unknown_key(mistake["loc"], path, report)
        return
    context = mistake.get("ctx", {})
    found = quoted(str(path[-1])) if of_key else report.node(path).described()
    if kind == "string_pattern_mismatch":
        text = f"{found} is not {PATTERNS[context['pattern']]}"
        report.add(path, "bad-name", text, key=of_key)
    elif kind == "literal_error":
        allowed = re.findall("'([^']*)'", context["expected"])
        hint = near(found.strip("`"), allowed)
        text = f"expected {either(f'`{value}`' for value in allowed)}, found {found}"
        report.add(path, "unknown-value", text, hint)
    elif kind == "greater_than_equal":
        report.add(path, "wrong-type", f"expected at least {context['ge']}, found {found}")
    else:
        expected = _EXPECTED.get(kind)
        if kind == "union_tag_invalid":
            expected = either(shape for tag, shape in SHAPES.items() if repr(tag) in context["expected_tags"])
        if kind == "too_short":
            least = context["min_length"]
            expected = "at least one item" if least == 1 else f"at least {least} items"
            found = str(context["actual_length"] or "none")
        text = f"expected {expected or 'another value'}, found {found}"
        report.add(path, "wrong-type", text, _rewritten(path, expected, report))


def _misspelt(path: Path, report: Report) -> str:
    """Return the inherited clause that one which lacks something may have been meant to change."""
    if len(path) != 3 or path[0] not in _SECTIONS:
        return ""
    section = report.node(path[:1]).value
    here = report.where(path[:2], key=True).path
    others = section if isinstance(section, dict) else {}
    inherited = [name for name in others if report.where((path[0], name), key=True).path != here]
    return near(str(path[1]), inherited)


def _rewritten(path: Path, expected: str | None, report: Report) -> str:
    """Return how what was probably meant is written."""
    value = report.node(path).value
    if isinstance(value, list) and path[2:-1] == ("timing",):
        return "for the earliest of several moments write `{earliest: […]}`"
    if isinstance(value, bool) and expected and expected.startswith("text"):
        return f"write `'{str(value).lower()}'` in quotes if the word is meant"
    return "leave out the quotes" if value in ("true", "false") and expected == _EXPECTED["bool_type"] else ""


def _tell_unknown_key(loc: tuple[str | int, ...], path: Path, report: Report) -> None:
    key = str(path[-1])
    known = _known_keys(loc[:-1])
    if loc[-2:-1] == (EARLIEST,) and key in known:
        hint = "make it one of the moments in the list; `null` removes what is inherited"
        report.add(path, "not-here", f"{quoted(key)} cannot stand beside `earliest`", hint, key=True)
        return
    hint = near(key, known) or f"the keys here are {', '.join(f'`{name}`' for name in known)}"
    report.add(path, "unknown-key", f"unknown key {quoted(key)} in {_owner(path[:-1])}", hint, key=True)


def _owner(path: Path) -> str:
    if not path:
        return "the policy"
    if len(path) == 2 and path[0] in _SECTIONS:
        return f"the {_SECTIONS[path[0]]} {quoted(str(path[1]))}"
    names = [str(step) for step in path if isinstance(step, str)]
    return quoted(names[-1])


def _aligned(loc: tuple[str | int, ...], report: Report) -> tuple[Path, bool]:
    """Return the path in the policy that pydantic's `loc` means, and whether its key is at fault."""
    if loc and loc[-1] == "[key]":
        return _aligned(loc[:-1], report)[0], True
    path: Path = ()
    for step in loc:
        value = report.node(path).value
        inside = step in value if isinstance(value, dict) else isinstance(value, list) and isinstance(step, int)
        if inside or not (isinstance(step, str) and step.startswith("\0")):
            path = (*path, step)
    return path, False


def _leave_out(data: dict[str, Any], mistake: ErrorDetails, report: Report, depth: int) -> None:
    """Take the faulty part out of the data: the key of a rule or the like, or at last the whole of it."""
    path, _ = _aligned(mistake["loc"], report)
    if depth == 3 and len(path) == 3 and path[2] in _STAND_INS:
        clause = data[str(path[0])].get(path[1])
        if isinstance(clause, dict):
            clause[path[2]] = _STAND_INS[str(path[2])]
        report.lost.add(path)
        return
    if mistake["type"] != "extra_forbidden" or depth < 3:
        if path[0] not in _SECTIONS:
            depth -= 1
        path = path[: max(depth, 1)]
    parent: Any = data
    for step in path[:-1]:
        inside = step in parent if isinstance(parent, dict) else isinstance(parent, list) and isinstance(step, int)
        parent = parent[step] if inside else None
    if isinstance(parent, dict) and path[-1] in parent:
        del parent[path[-1]]
    report.lost.add(path)


def _known_keys(loc: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the mapping at pydantic's `loc` may have."""
    forms: list[Any] = [PolicyDocument]
    for step in loc:
        if not (isinstance(step, str) and step.startswith("\0")):
            forms = [inner for form in forms for inner in _inside(form, step)]
    return [name for form in forms if _is_model(form) for name in _fields(form)]


def _fields(form: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in form.model_fields.items()}


def _inside(form: Any, step: str | int) -> Iterator[Any]:
    if _is_model(form):
        yield from _forms(_fields(form).get(str(step)))
    elif get_origin(form) is dict:
        yield from _forms(get_args(form)[1])
    elif get_origin(form) is list and isinstance(step, int):
        yield from _forms(get_args(form)[0])


def _forms(annotation: Any) -> Iterator[Any]:
    """Yield every form that a value so annotated may have."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _forms(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for option in get_args(annotation):
            yield from _forms(option)
    else:
        yield annotation


def _is_model(form: Any) -> bool:
    return isinstance(form, type) and issubclass(form, BaseModel)
