"""`{% vary %} … {% or %} … {% endvary %}`: of several wordings one, another for the next person."""

from __future__ import annotations

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context

TURNS = "turns"
"""The name under which a template finds its `Turns` while it is filled in; it is no fact, so no template may use it."""


class Turns:
    """Chooses wordings by a place, from 0, so that neighbours get others.

    Each choice counts on by one step more once all wordings have had their turn: with two choices of n wordings, it
    takes n * n places until everything is the same again.
    """

    def __init__(self, place: int) -> None:
        self._place = place
        self._choices = 0
        self._chosen = 0

    def takes(self, number: int, count: int) -> bool:
        """Tell whether it is a wording's turn; the numbers count from 0, and 0 begins a new choice."""
        if number == 0:
            self._chosen = (self._place + self._choices * (self._place // count)) % count
            self._choices += 1
        return number == self._chosen


class Vary(Extension):
    """The tag, read as a chain of `if`."""

    tags = {"vary"}  # noqa: RUF012

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the tag, which the parser stands at, to its end."""
        line = next(parser.stream).lineno
        wordings = [_wording(parser)]
        while next(parser.stream).value == "or":
            wordings.append(_wording(parser))
        if len(wordings) < 2:
            parser.fail("`vary` needs a second wording, after `{% or %}`", line)
        *others, last = wordings
        arms = [
            nodes.If(self._turn(number, len(wordings), line), wording, [], [], lineno=line)
            for number, wording in enumerate(others)
        ]
        first, *more = arms
        first.elif_, first.else_ = more, last
        return first

    def takes(self, context: Context, number: int, count: int) -> bool:
        """Tell whether it is a wording's turn in the template that is being filled in."""
        turns: Turns = context[TURNS]
        return turns.takes(number, count)

    def _turn(self, number: int, count: int, line: int) -> nodes.Call:
        arguments: list[nodes.Expr] = [nodes.ContextReference(), nodes.Const(number), nodes.Const(count)]
        return self.call_method("takes", arguments, lineno=line)


def _wording(parser: Parser) -> list[nodes.Node]:
    return parser.parse_statements(("name:or", "name:endvary"))
