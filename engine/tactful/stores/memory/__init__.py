"""A store in memory: for tests, trials, and programs whose cases need not outlive them."""

from tactful.stores.memory.store import MemoryStore

__all__ = ["MemoryStore"]
