"""Why is this advised, why not, and why not yet: everything that led to the advice of one case at a moment."""

from tactful.explaining.explanation import Explanation
from tactful.explaining.view import explain, explain_events

__all__ = ["Explanation", "explain", "explain_events"]
