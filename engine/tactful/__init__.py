"""Tactful: follow-up policy as YAML, advice as a pure function of policy, history and moment."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tactful.decisions import Decision
    from tactful.engine import Engine
    from tactful.errors import EventError, PolicyError, Position, Problem, TactfulError
    from tactful.events.event import Event
    from tactful.planning import Advice, CasePlan, Plan
    from tactful.policy import Policy, load, loads, validate
    from tactful.replaying import plan, replay

__version__ = "0.1.0"

_HOME = {
    "Advice": "planning",
    "CasePlan": "planning",
    "Decision": "decisions",
    "Engine": "engine",
    "Event": "events.event",
    "EventError": "errors",
    "Plan": "planning",
    "Policy": "policy",
    "PolicyError": "errors",
    "Position": "errors",
    "Problem": "errors",
    "TactfulError": "errors",
    "load": "policy",
    "loads": "policy",
    "plan": "replaying",
    "replay": "replaying",
    "validate": "policy",
}

__all__ = [
    "Advice",
    "CasePlan",
    "Decision",
    "Engine",
    "Event",
    "EventError",
    "Plan",
    "Policy",
    "PolicyError",
    "Position",
    "Problem",
    "TactfulError",
    "__version__",
    "load",
    "loads",
    "plan",
    "replay",
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
