"""The literals of tests: from what YAML says to typed values."""

from __future__ import annotations

import math
import re

from tactful.conditions.patterns import compile_pattern
from tactful.conditions.tree import FactType, Operator, Test, Value
from tactful.errors import Position, did_you_mean
from tactful.timing import parse_date, parse_instant

MAX_TEXT = 65_535
"""The most bytes of UTF-8 in a text literal."""

MAX_NUMBER = 2**53
"""The largest size of a number literal: up to here whole numbers and floats are the same numbers."""

_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[-+]?[0-9]{1,17}")

_ORDERED = frozenset({FactType.NUMBER, FactType.DATE, FactType.INSTANT})
_TYPES = {
    Operator.AT_LEAST: _ORDERED,
    Operator.AT_MOST: _ORDERED,
    Operator.MORE_THAN: _ORDERED,
    Operator.LESS_THAN: _ORDERED,
    Operator.MATCHES: frozenset({FactType.TEXT}),
}
_LISTS = frozenset({Operator.ONE_OF, Operator.NONE_OF})

_EXPECTED = {
    FactType.TEXT: "text",
    FactType.NUMBER: "a number such as `3` or `3.5`",
    FactType.YES_NO: "`true` or `false`",
    FactType.DATE: "a date such as `2026-03-01`",
    FactType.INSTANT: "an instant with an offset such as `2026-03-01T09:00:00Z`",
}


def parse_test(
    fact: str, fact_type: FactType, operator: Operator | str, raw: object, *, where: Position | None = None
) -> Test:
    """Return the typed test of a fact.

    `raw` is what YAML holds: text, True, False, None or a list of these. Raises ValueError where the operator
    is unknown or does not fit the type, or a literal does not fit.
    """
    try:
        operator = Operator(operator)
    except ValueError:
        near = did_you_mean(str(operator), Operator)
        help_ = near or f"expected one of {', '.join(f'`{known}`' for known in Operator)}"
        raise ValueError(f"unknown test `{operator}`, {help_}") from None
    if fact_type not in _TYPES.get(operator, frozenset(FactType)):
        expected = "a number, a date or an instant" if _TYPES[operator] is _ORDERED else "text"
        raise ValueError(f"found `{operator}` on `{fact}`, which is {_noun(fact_type)}, expected {expected}")
    return Test(fact, fact_type, operator, _value(fact_type, operator, raw), where)


def _value(fact_type: FactType, operator: Operator, raw: object) -> Value | tuple[Value, ...]:
    if operator in _LISTS:
        if not isinstance(raw, list):
            raise ValueError(f"found {_show(raw)} for `{operator}`, expected a list")
        return tuple(_literal(fact_type, part) for part in raw)
    if isinstance(raw, list):
        raise ValueError(f"found a list for `{operator}`, expected one value; lists belong to `one_of` and `none_of`")
    if operator is Operator.EXISTS:
        return _literal(FactType.YES_NO, raw)
    value = _literal(fact_type, raw)
    if operator is Operator.MATCHES:
        compile_pattern(str(value))
    return value


def _literal(fact_type: FactType, raw: object) -> Value:
    if raw is None:
        raise ValueError(
            f"found null, expected {_EXPECTED[fact_type]}; to test for a missing fact write `exists: false`"
        )
    if fact_type is FactType.YES_NO:
        if isinstance(raw, bool):
            return raw
    elif isinstance(raw, str):
        return _parse(fact_type, raw)
    hint = "; a word in quotes is text" if fact_type is FactType.TEXT and isinstance(raw, bool) else ""
    raise ValueError(f"found {_show(raw)}, expected {_EXPECTED[fact_type]}{hint}")


def _parse(fact_type: FactType, text: str) -> Value:
    match fact_type:
        case FactType.TEXT:
            return _text(text)
        case FactType.NUMBER:
            return _number(text)
    return parse_date(text).toordinal() if fact_type is FactType.DATE else parse_instant(text)[0]


def _text(text: str) -> str:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise ValueError("found a lone surrogate, expected valid Unicode") from None
    if size > MAX_TEXT:
        raise ValueError(f"found a text of {size} bytes, expected at most {MAX_TEXT}")
    return text


def _number(text: str) -> int | float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"found {_show(text)}, expected {_EXPECTED[FactType.NUMBER]}")
    number = int(text) if _WHOLE.fullmatch(text) else float(text)
    if not math.isfinite(number) or abs(number) > MAX_NUMBER:
        raise ValueError(f"found {_show(text)}, expected a number between -2^53 and 2^53")
    return number


def _noun(fact_type: FactType) -> str:
    nouns = {FactType.TEXT: "text", FactType.YES_NO: "yes or no"}
    return nouns.get(fact_type, f"{'an' if fact_type is FactType.INSTANT else 'a'} {fact_type}")


def _show(raw: object) -> str:
    if isinstance(raw, bool):
        return "`true`" if raw else "`false`"
    if isinstance(raw, str):
        return f"`{raw}`" if len(raw) <= 60 else f"`{raw[:57]}...`"
    return {list: "a list", dict: "a map", type(None): "null"}.get(type(raw), f"`{str(raw)[:60]}`")
