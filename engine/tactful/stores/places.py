"""Places in the order of decisions: numbers, written so that texts sort as they do."""

from __future__ import annotations

from tactful.errors import StoreError

_DIGITS = 19
_LAST = 2**63 - 1


def place_of(number: int) -> str:
    """Return the text of a place."""
    return f"{number:0{_DIGITS}d}"


def number_of(place: str) -> int:
    """Return the number of a place, 0 for `""`; raises StoreError `bad_place` for a text that is none."""
    if not place:
        return 0
    if len(place) <= _DIGITS and place.isascii() and place.isdigit() and (number := int(place)) <= _LAST:
        return number
    raise StoreError(f"`{place[:40]}` is no place, expected one that this store gave", "bad_place")
