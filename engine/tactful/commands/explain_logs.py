"""Explanations over logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tactful.commands.cases import read_case
from tactful.events.logs import Reject
from tactful.explaining import Explanation, explain_events

if TYPE_CHECKING:
    from tactful.policy import Policy
    from tactful.timing import Instant


def explained(
    policy: Policy, logs: Sequence[str], case: str, at: Instant, known: Instant | None, rule: str | None
) -> tuple[Explanation, list[Reject]]:
    """Explain a case on what was known at `known` (None: ever); also return the events that were rejected.

    Raises EventError where a log cannot be opened, and for a case or a rule that is not there.
    """
    concerned, rejects = read_case(policy, logs, case)
    return explain_events(policy, concerned, case, at, known, rule), rejects
