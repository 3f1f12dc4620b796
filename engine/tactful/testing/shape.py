"""Whether a test file has its shape: pydantic's findings told in the language's words."""

from __future__ import annotations

import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tactful.policy.report import Path, Report, either, near
from tactful.policy.values import SHAPES
from tactful.testing.forms import AdviceForm, EventForm, ExpectationForm, FileForm, TestForm
from tactful.timing.texts import quoted

Form = TypeVar("Form", bound=BaseModel)

_PLACES: dict[tuple[str, ...], tuple[str, type[BaseModel]]] = {
    (): ("the test file", FileForm),
    ("tests",): ("the test", TestForm),
    ("tests", "events"): ("the event", EventForm),
    ("tests", "expect"): ("the expectation", ExpectationForm),
    ("tests", "expect", "advice"): ("the expected advice", AdviceForm),
}
"""What stands where, by the keys that lead there."""

_EXPECTED = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "string_too_short": "some text",
    "too_short": "at least one item",
}


def read_shape(form: type[Form], path: Path, report: Report) -> Form | None:
    """Read what stands at a path; None, and every mistake in it reported, where it has another shape."""
    try:
        return form.model_validate(report.node(path).data)
    except ValidationError as error:
        for mistake in error.errors(include_url=False, include_input=False):
            _tell(mistake, path, report)
        return None


def _tell(mistake: ErrorDetails, start: Path, report: Report) -> None:
    # The marks of the forms of a value are pydantic's, no steps of the path.
    path = start + tuple(step for step in mistake["loc"] if not (isinstance(step, str) and step.startswith("\0")))
    kind, context = mistake["type"], mistake.get("ctx", {})
    if kind in ("missing", "extra_forbidden"):
        owner, form = _PLACES[tuple(step for step in path[:-1] if isinstance(step, str))]
        if kind == "missing":
            report.add(path[:-1], "missing-key", f"{owner} lacks `{path[-1]}`", key=True)
            return
        key = str(path[-1])
        known = list(form.model_fields)
        hint = near(key, known) or f"the keys here are {', '.join(f'`{name}`' for name in known)}"
        report.add(path, "unknown-key", f"unknown key {quoted(key)} in {owner}", hint, key=True)
        return
    found = report.node(path).described()
    if kind == "literal_error":
        allowed = re.findall("'([^']*)'", context["expected"])
        text = f"expected {either(f'`{value}`' for value in allowed)}, found {found}"
        report.add(path, "unknown-value", text, near(found.strip("`"), allowed))
        return
    expected = _EXPECTED.get(kind, "another value")
    if kind == "union_tag_invalid":
        expected = either(shape for tag, shape in SHAPES.items() if repr(tag) in context["expected_tags"])
    report.add(path, "wrong-type", f"expected {expected}, found {'none' if kind == 'too_short' else found}")
