"""Plans compared from instant to instant: what changed, and why."""

from tactful.decisions.decision import TYPES, Decision
from tactful.decisions.partition import Partition

__all__ = ["TYPES", "Decision", "Partition"]
