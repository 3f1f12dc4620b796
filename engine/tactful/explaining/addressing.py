"""How the recipients of an advice were chosen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tactful.explaining.marked import mark
from tactful.explaining.record import Tried
from tactful.explaining.words import all_of, ticked
from tactful.history import Person


def choices_to_list(choices: tuple[Tried, ...], case: str, zone: dt.tzinfo) -> list[dict[str, Any]]:
    """Return the selectors tried as plain data, the last being the one that was taken."""
    return [_to_dict(tried, case, zone, place > 0) for place, tried in enumerate(choices)]


def _to_dict(tried: Tried, case: str, zone: dt.tzinfo, is_fallback: bool) -> dict[str, Any]:
    choice = tried.choice
    condition = choice.selector.condition
    return {
        "who": list(choice.selector.who),
        "each": choice.selector.each,
        "first": choice.selector.first,
        "via": None if choice.via is None else name_of(choice.via),
        "asked": None if choice.asked is None else choice.asked.id,
        "fallback": is_fallback,
        "named": [name_of(person) for person in choice.named],
        "if": [
            {"person": name_of(person), "holds": held, "condition": mark(condition, facts).to_dict(zone)}
            for person, facts, held in tried.facts
            if condition is not None
        ],
        "opted_out": [name_of(person) for person in choice.passed if person.opted_out],
        "chosen": [name_of(person) for person in choice.willing],
        "text": _said(tried, is_fallback),
        "where": str(choice.selector.where),
    }


def _said(tried: Tried, is_fallback: bool) -> str:
    choice = tried.choice
    who = all_of(ticked(choice.selector.who))
    if is_fallback:
        who = f"else {who}"
    if choice.selector.first:
        who = f"the next of {who}"
    if not choice.named:
        return f"{who}: nobody is known"
    if choice.via is None and choice.selector.via is not None and not choice.willing:
        return f"{who}: nobody to go through, no `{choice.selector.via}` is known"
    nobody = "nobody left to write to" if choice.selector.first else "nobody who may be written to"
    text = f"{who}: {_names(choice.willing) if choice.willing else nobody}"
    if choice.selector.each and len(choice.willing) > 1:
        text += ", a message to each"
    failed = tuple(person for person in choice.named if person not in choice.passed)
    refused = tuple(person for person in choice.passed if person.opted_out)
    if choice.via is not None and choice.willing != (choice.via,):
        how = f"`{choice.selector.via}`" if choice.asked is None else f"as they asked, {choice.asked.id}"
        text += f", through {name_of(choice.via)} ({how})"
    if choice.via is not None and choice.via.opted_out:
        text += f"; {name_of(choice.via)} opted out"
    if failed:
        text += f"; not {_names(failed)}, by its `if`"
    if refused:
        text += f"; not {_names(refused)}, who opted out"
    return text


def _names(people: tuple[Person, ...]) -> str:
    return all_of([name_of(person) for person in people])


def name_of(person: Person) -> str:
    """Return what a person is called."""
    return person.name or person.email or "somebody"
