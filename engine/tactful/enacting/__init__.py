"""Policies put in force with their effect known beforehand. All of it are coroutines over a service's `desk`.

A blocking program runs them with `tactful.service.drive`.
"""

from tactful.enacting.applying import MaxChanged, apply
from tactful.enacting.going_back import enactment_of
from tactful.enacting.planned import PlannedChange, plan_change, planned_change, policies_of
from tactful.enacting.reloading import Reload, reload
from tactful.enacting.texts import policy_from_text
from tactful.enacting.watching import Watcher

__all__ = [
    "MaxChanged",
    "PlannedChange",
    "Reload",
    "Watcher",
    "apply",
    "enactment_of",
    "plan_change",
    "planned_change",
    "policies_of",
    "policy_from_text",
    "reload",
]
