"""The validators, each of which finds one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from tactful.diagnostics import Finding
from tactful.linting.checks.conditions import (
    hold_never_applies,
    limit_never_applies,
    never_fires,
    release_never_applies,
    silent_format,
    silent_status,
    stop_never_applies,
)
from tactful.linting.checks.rivals import always_forbidden, always_outranked, colliding_advice
from tactful.linting.checks.routes import via_never_applies
from tactful.linting.checks.selections import unmatched_selection
from tactful.linting.checks.times import (
    due_before_opening,
    expires_before_opening,
    never_earliest,
    open_for_ever,
    window_never_opens,
)
from tactful.linting.checks.unused import extends_overwrite, unused_phrase, unused_setting, unused_source
from tactful.linting.checks.wording import no_because, no_source, tone_contradiction, tone_dropped
from tactful.linting.subject import Subject

Validator: TypeAlias = Callable[[Subject], Iterator[Finding]]

VALIDATORS: tuple[Validator, ...] = (
    always_forbidden,
    always_outranked,
    colliding_advice,
    due_before_opening,
    expires_before_opening,
    extends_overwrite,
    hold_never_applies,
    limit_never_applies,
    never_earliest,
    never_fires,
    no_because,
    no_source,
    open_for_ever,
    release_never_applies,
    silent_format,
    silent_status,
    stop_never_applies,
    tone_contradiction,
    tone_dropped,
    unmatched_selection,
    unused_phrase,
    unused_setting,
    unused_source,
    via_never_applies,
    window_never_opens,
)
"""All of them, each named after the code that it finds."""
