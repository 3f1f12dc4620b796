"""Conditions: a typed tree of tests on facts, and the two lowerings that decide it."""
