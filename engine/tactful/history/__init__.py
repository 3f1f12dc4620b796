"""Known events become what happened: one timeline for a partition, and what is known of each case."""

from tactful.history.case import Case
from tactful.history.interviews import Interview
from tactful.history.people import Person
from tactful.history.timeline import Happening, Timeline, listing_of

__all__ = ["Case", "Happening", "Interview", "Person", "Timeline", "listing_of"]
