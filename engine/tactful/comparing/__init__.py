"""The same history under two policies: whose advice changes, and how."""

from tactful.comparing.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
