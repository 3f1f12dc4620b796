"""People made unreadable, what is held about them, and how long anything is kept."""

from tactful.privacy.erasing import Erased, erase
from tactful.privacy.held import held
from tactful.privacy.retention import Pruned, Retention, keep_for, kept_for, prune

__all__ = ["Erased", "Pruned", "Retention", "erase", "held", "keep_for", "kept_for", "prune"]
