"""How the fields of an event are read: one function for each kind, from a JSON value to a typed one."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from tactful.events.vocabulary import Kind
from tactful.timing import Instant, parse_date, parse_instant
from tactful.timing.texts import quoted

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,3})?", re.ASCII)


class Person(NamedTuple):
    """Somebody as one event lists them: text without surrounding blanks, the address not folded."""

    name: str | None
    email: str | None
    role: str | None


Remarks: TypeAlias = list[tuple[str, str]]
"""Code and text of what was accepted with a remark, as a parser meets it."""

Parser: TypeAlias = Callable[[object, Remarks], object]
"""Reads one value. None means that nothing was said; ValueError tells what was expected and found."""


def found(value: object) -> str:
    """Describe a JSON value for an error text, shortened and without control characters."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"the number `{value}`"
    if isinstance(value, str):
        return quoted(value) if value.strip() else "blank text"
    return "a list" if isinstance(value, list) else "an object"


def _text(value: object, _: Remarks) -> str | None:
    if type(value) is str:
        return None if not value or value.isspace() else value
    raise ValueError(f"expected text, found {found(value)}")


def _number(value: object, _: Remarks) -> int | float | None:
    if type(value) is int or type(value) is float:
        return value
    if type(value) is str:
        text = value.strip()
        if not text:
            return None
        if _NUMBER.fullmatch(text):
            if text.removeprefix("-").isdigit():
                return int(text)
            if math.isfinite(number := float(text)):
                return number
    raise ValueError(f"expected a number, found {found(value)}")


def _yes_no(value: object, _: Remarks) -> bool | None:
    if type(value) is bool:
        return value
    if value == "true" or value == "false":
        return value == "true"
    if type(value) is str and not value.strip():
        return None
    raise ValueError(f"expected `true` or `false`, found {found(value)}")


def _instant(value: object, _: Remarks) -> Instant | None:
    if type(value) is not str:
        raise ValueError(f"expected an RFC 3339 time with an offset, found {found(value)}")
    text = value.strip()
    return parse_instant(text)[0] if text else None


def _date(value: object, _: Remarks) -> dt.date | Instant | None:
    if type(value) is not str:
        raise ValueError(f"expected a date, or a time with an offset, found {found(value)}")
    text = value.strip()
    if not text:
        return None
    if len(text) > 10:
        return parse_instant(text)[0]
    return parse_date(text)


def _person(value: object, remarks: Remarks) -> Person | None:
    if type(value) is str:
        text = value.strip()
        if "@" not in text:
            return Person(text, None, None) if text else None
        if text[-1] == ">" and "<" in text:
            before, _, address = text[:-1].rpartition("<")
            return Person(before.strip().strip('"').strip() or None, address.strip() or None, None)
        return Person(None, text, None)
    if type(value) is not dict:
        raise ValueError(f"expected a person or an address, found {found(value)}")
    get = value.get
    name, email, role = get("name"), get("email"), get("role")
    if name is not None:
        name = _part("name", name, remarks)
    if email is not None:
        email = _part("email", email, remarks)
        if email is not None and "@" not in email:
            remarks.append(("bad_field", f"expected an address in `email`, found {quoted(email)}"))
            email = None
    if role is not None:
        role = _part("role", role, remarks)
    if name is None and email is None:
        remarks.append(("empty_person", "a person with neither name nor address was left out"))
        return None
    return Person(name, email, role)


def _part(part: str, value: object, remarks: Remarks) -> str | None:
    if type(value) is str:
        return value.strip() or None
    remarks.append(("bad_field", f"expected text in `{part}`, found {found(value)}"))
    return None


def _people(value: object, remarks: Remarks) -> tuple[Person, ...] | None:
    if type(value) is not list:
        person = _person(value, remarks)
        return None if person is None else (person,)
    people = []
    for item in value:
        try:
            person = _person(item, remarks)
        except ValueError as error:
            remarks.append(("bad_field", str(error)))
        else:
            if person is not None:
                people.append(person)
    # An empty list says that there is nobody; one of which nothing can be used says nothing.
    return tuple(people) if people or not value else None


def _list(value: object, _: Remarks) -> tuple[str | int | float | bool, ...]:
    items = value if isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, str | int | float):
            raise ValueError(f"expected a list of plain values, found {found(item)}")
    return tuple(items)


PARSERS: Mapping[Kind, Parser] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.YES_NO: _yes_no,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.PERSON: _person,
    Kind.PEOPLE: _people,
    Kind.LIST: _list,
}
