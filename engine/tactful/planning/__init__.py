"""A policy and what happened become advice: episodes as plain instants, then verdicts at a moment."""

from tactful.planning.advice import Advice, Recipient
from tactful.planning.panel import Panel, Policies, panel_of
from tactful.planning.plan import CasePlan, Plan
from tactful.planning.program import Program
from tactful.planning.reasons import CODES, Reason

__all__ = ["CODES", "Advice", "CasePlan", "Panel", "Plan", "Policies", "Program", "Reason", "Recipient", "panel_of"]
