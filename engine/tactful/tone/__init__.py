"""Whether a message has the tone that its rule asks for: text in, findings out."""

from tactful.tone.check import check_draft
from tactful.tone.codes import CODES
from tactful.tone.review import Finding, Place, Review

__all__ = ["CODES", "Finding", "Place", "Review", "check_draft"]
