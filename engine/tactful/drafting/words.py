"""What stands for facts while a template is filled in, and the filters."""

from __future__ import annotations

from collections.abc import Mapping

from tactful.drafting.facts import Fact


class Missing:
    """A fact that is not known: false where it is tested, a marked gap where it is written."""

    __slots__ = ("_gap",)

    def __init__(self, gap: str) -> None:
        self._gap = gap

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"[{self._gap}]"


class Group:
    """Facts that belong together: true where there is such a person or thing, though nothing may be known of it.

    Its facts are items and not attributes, so that nothing else can be reached through it.
    """

    __slots__ = ("_facts", "_gaps", "_there")

    def __init__(self, facts: Mapping[str, Fact] | None, gaps: Mapping[str, str]) -> None:
        self._there = facts is not None
        self._facts = facts or {}
        self._gaps = gaps

    def __bool__(self) -> bool:
        return self._there

    def __getitem__(self, name: str) -> str | int | float | Missing:
        return known(self._facts.get(name), self._gaps[name])


def known(fact: Fact, gap: str) -> str | int | float | Missing:
    """Return a fact, or what stands for it where it is not known."""
    return Missing(gap) if fact is None else fact


def lowered(text: object) -> object:
    """Return a text in small letters; a gap stays one."""
    return text if isinstance(text, Missing) else str(text).lower()


def capitalized(text: object) -> object:
    """Return a text whose first letter is a capital, and the others as they are; a gap stays one."""
    if isinstance(text, Missing):
        return text
    plain = str(text)
    return plain[:1].upper() + plain[1:]
