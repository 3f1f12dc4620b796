"""Tactful: follow-up policy as YAML, advice as a pure function of policy, history and moment."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tactful.comparing import Comparison, compare
    from tactful.decisions import Decision
    from tactful.drafting import Draft, draft
    from tactful.engine import Engine
    from tactful.errors import EventError, PolicyError, Position, Problem, StoreError, TactfulError
    from tactful.events.event import Event
    from tactful.explaining import Explanation, explain
    from tactful.planning import Advice, CasePlan, Plan
    from tactful.policy import Policy, load, loads, validate
    from tactful.replaying import plan, replay
    from tactful.service import AsyncService, Service
    from tactful.standing import Standing, still_valid
    from tactful.tone import Review, check_draft

__version__ = "0.1.0"

_HOME = {
    "Advice": "planning",
    "AsyncService": "service",
    "CasePlan": "planning",
    "Comparison": "comparing",
    "Decision": "decisions",
    "Draft": "drafting",
    "Engine": "engine",
    "Event": "events.event",
    "EventError": "errors",
    "Explanation": "explaining",
    "Plan": "planning",
    "Policy": "policy",
    "PolicyError": "errors",
    "Position": "errors",
    "Problem": "errors",
    "Review": "tone",
    "Service": "service",
    "Standing": "standing",
    "StoreError": "errors",
    "TactfulError": "errors",
    "check_draft": "tone",
    "compare": "comparing",
    "draft": "drafting",
    "explain": "explaining",
    "load": "policy",
    "loads": "policy",
    "plan": "replaying",
    "replay": "replaying",
    "still_valid": "standing",
    "validate": "policy",
}

__all__ = [
    "Advice",
    "AsyncService",
    "CasePlan",
    "Comparison",
    "Decision",
    "Draft",
    "Engine",
    "Event",
    "EventError",
    "Explanation",
    "Plan",
    "Policy",
    "PolicyError",
    "Position",
    "Problem",
    "Review",
    "Service",
    "Standing",
    "StoreError",
    "TactfulError",
    "__version__",
    "check_draft",
    "compare",
    "draft",
    "explain",
    "load",
    "loads",
    "plan",
    "replay",
    "still_valid",
    "validate",
]


def __getattr__(name: str) -> object:
    # Loaded when first used, so that `tactful --help` need not wait for all of it.
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module `tactful` has no attribute `{name}`")
    value = getattr(importlib.import_module(f"tactful.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
