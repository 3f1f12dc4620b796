"""The part of Jinja that templates may use: a closed list, in which nothing loops, computes or reaches out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from jinja2 import nodes

from tactful.drafting.facts import Names
from tactful.errors import Position, Problem, did_you_mean
from tactful.timing.texts import quoted

FILTERS = ("capitalize", "lower")

MAX_DEPTH = 20
"""The levels to which tags and expressions may be nested."""

_ALLOWED = "a template may hold facts, texts, `if`, `vary`, `and`, `or`, `not`, `==`, `!=` and `in`"
_TAGS: Mapping[type[nodes.Node], str] = {
    nodes.For: "for",
    nodes.Macro: "macro",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter",
    nodes.With: "with",
    nodes.Block: "block",
    nodes.Extends: "extends",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
}
_COMPARISONS = ("eq", "ne", "in", "notin")


def problems_of(tree: nodes.Template, source: str, path: str, names: Names) -> Iterator[Problem]:
    """Yield what a template, parsed from its source, may not hold. `names` are the facts that it may use."""
    return _Check(source.split("\n"), path, names).statements(tree.body, 0)


class _Check:
    def __init__(self, lines: list[str], path: str, names: Names) -> None:
        self._lines = lines
        self._path = path
        self._names = names

    def statements(self, several: list[nodes.Node], depth: int) -> Iterator[Problem]:
        for node in several:
            if depth > MAX_DEPTH:
                yield self._too_deep(node)
            elif isinstance(node, nodes.Output):
                for written in node.nodes:
                    if not isinstance(written, nodes.TemplateData):
                        yield from self.expression(written, depth)
            elif isinstance(node, nodes.If):
                if not _is_of_vary(node.test):
                    yield from self.expression(node.test, depth, test=True)
                yield from self.statements([*node.body, *node.elif_, *node.else_], depth + 1)
            else:
                tag = _TAGS.get(type(node), "")
                yield self._not_allowed(node, f"`{{% {tag} %}}`" if tag else "this tag", tag)

    def expression(self, node: nodes.Node, depth: int, *, test: bool = False) -> Iterator[Problem]:
        """Yield the problems of an expression: of a `test`, which may be true or false, else of a text."""
        if depth > MAX_DEPTH:
            yield self._too_deep(node)
            return
        depth += 1
        match node:
            case nodes.Const(value=str()) | nodes.Const(value=int()) if not isinstance(node.value, bool):
                pass
            case nodes.Name():
                yield from self._name(node, test)
            case nodes.Getattr(node=nodes.Name() as group, attr=name):
                yield from self._fact(group, name)
            case nodes.Getitem(node=nodes.Name() as group, arg=nodes.Const(value=str() as name)):
                yield from self._fact(group, name)
            case nodes.And() | nodes.Or():
                yield from self.expression(node.left, depth, test=test)
                yield from self.expression(node.right, depth, test=test)
            case nodes.Not() if test:
                yield from self.expression(node.node, depth, test=True)
            case nodes.Compare() if test:
                yield from self._comparison(node, depth)
            case nodes.CondExpr(expr2=nodes.Node() as other):
                yield from self.expression(node.test, depth, test=True)
                yield from self.expression(node.expr1, depth, test=test)
                yield from self.expression(other, depth, test=test)
            case nodes.Filter(node=nodes.Node() as filtered):
                yield from self.expression(filtered, depth)
                yield from self._filter(node)
            case nodes.Sub(left=nodes.Getattr(node=nodes.Name(name=group_name))):
                hint = f'a name with `-` is written `{group_name}["…"]`'
                yield self._problem(node, group_name, "a template does not compute", "template-part", hint)
            case _:
                yield self._not_allowed(node, _described(node))

    def _name(self, node: nodes.Name, test: bool) -> Iterator[Problem]:
        name = node.name
        fact = self._names.get(name)
        if fact is None:
            yield self._unknown(node, "fact", name, self._known_names())
        elif not isinstance(fact, str) and not test:
            fields = ", ".join(f"`{name}.{field}`" for field in fact)
            message = f"`{name}` is no text, it can only be tested"
            yield self._problem(node, name, message, "template-part", f"its facts are {fields}" if fields else "")

    def _fact(self, group: nodes.Name, name: str) -> Iterator[Problem]:
        fields = self._names.get(group.name)
        if fields is None:
            yield self._unknown(group, "fact", group.name, self._known_names())
        elif isinstance(fields, str):
            hint = f"write `{group.name}`"
            yield self._problem(group, group.name, f"`{group.name}` has no parts", "template-name", hint)
        elif name not in fields:
            known = [f"{group.name}.{field}" for field in fields]
            yield self._unknown(group, "fact", f"{group.name}.{name}", known)

    def _comparison(self, node: nodes.Compare, depth: int) -> Iterator[Problem]:
        yield from self.expression(node.expr, depth)
        for operand in node.ops:
            if operand.op not in _COMPARISONS:
                yield self._not_allowed(node, "this comparison")
            elif operand.op in ("eq", "ne"):
                yield from self.expression(operand.expr, depth)
            elif isinstance(operand.expr, nodes.List | nodes.Tuple):
                for part in operand.expr.items:
                    yield from self.expression(part, depth)
            else:
                hint = 'write `in ["phone", "video"]`'
                yield self._problem(node, "in", "expected a list after `in`", "template-part", hint)

    def _filter(self, node: nodes.Filter) -> Iterator[Problem]:
        if node.name not in FILTERS:
            yield self._unknown(node, "filter", node.name, FILTERS)
        elif node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            yield self._problem(node, node.name, f"the filter `{node.name}` takes nothing", "template-part")

    def _known_names(self) -> list[str]:
        facts = self._names.items()
        fields = [f"{name}.{field}" for name, fact in facts if not isinstance(fact, str) for field in fact]
        return [*self._names, *fields]

    def _unknown(self, node: nodes.Node, what: str, name: str, known: Collection[str]) -> Problem:
        hint = did_you_mean(name[:100], known)
        if not hint and what == "filter":
            hint = f"the filters are {' and '.join(f'`{one}`' for one in known)}"
        return self._problem(node, name, f"unknown {what} {quoted(name)}", "template-name", hint)

    def _not_allowed(self, node: nodes.Node, what: str, word: str = "") -> Problem:
        return self._problem(node, word, f"{what} does not belong in a template", "template-part", _ALLOWED)

    def _too_deep(self, node: nodes.Node) -> Problem:
        message = f"tags and expressions are nested more than {MAX_DEPTH} deep"
        return self._problem(node, "", message, "template-size")

    def _problem(self, node: nodes.Node, word: str, message: str, code: str, hint: str = "") -> Problem:
        number = node.lineno or 0  # a few kinds of node have none
        line = self._lines[number - 1] if 0 < number <= len(self._lines) else ""
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line) if word else None
        column = found.start() if found else len(line) - len(line.lstrip())
        return Problem(Position(self._path, number, column + 1), message, code, hint)


def _is_of_vary(test: nodes.Node) -> bool:
    """Tell whether an `if` stands for a wording of `vary`; such a test cannot be written in a template."""
    return isinstance(test, nodes.Call) and isinstance(test.node, nodes.ExtensionAttribute)


def _described(node: nodes.Node) -> str:
    match node:
        case nodes.Compare() | nodes.Not():
            return "a comparison outside of `if`"
        case nodes.CondExpr():
            return "an `if` without its `else`"
        case nodes.Test():
            return "a test with `is`"
        case nodes.Concat():
            return "`~`"
        case nodes.BinExpr() | nodes.UnaryExpr():
            return "arithmetic"
        case nodes.Call():
            return "a call"
        case nodes.List() | nodes.Tuple() | nodes.Dict():
            return "a list or mapping"
    return "this expression"
