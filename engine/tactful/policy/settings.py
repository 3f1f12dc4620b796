"""Settings: every `$name` replaced by the value of that setting."""

from __future__ import annotations

import re
from dataclasses import replace

from tactful.errors import PolicyError, Problem
from tactful.policy.report import FromSetting, Path, Problems, near
from tactful.timing.texts import quoted
from tactful.yaml_nodes import MAX_DEPTH, MAX_NODES, Node

REFERENCE = re.compile(r"\$([A-Za-z0-9_-]+)")


_MAX_CHAIN = 16


def substitute(root: Node, problems: Problems) -> Node:
    """Return the tree with every scalar `$name` replaced.

    A reference that cannot be resolved leaves its key or list item out. Problems are added to the list.
    Raises PolicyError when settings make the tree deeper or larger than a policy may be.
    """
    settings = root.value.get("settings") if isinstance(root.value, dict) else None
    tree = _Substitution(settings, problems).tree(root, ())
    _check_depth(tree, problems)
    return tree


class _Substitution:
    def __init__(self, settings: Node | None, problems: Problems) -> None:
        self._written: dict[str, Node] = {}
        self._resolved: dict[str, Node | None] = {}
        self._sizes: dict[str, int] = {}
        self._size = self._depth = 0
        self._open: list[str] = []
        self._problems = problems
        if settings is not None and isinstance(settings.value, dict):
            for name, node in settings.value.items():
                if isinstance(node.value, dict) and "value" in node.value:
                    self._written[name] = node.value["value"]
                else:
                    self._resolved[name] = None

    def tree(self, node: Node, path: Path) -> Node:
        """Return the node with references replaced."""
        self._count(1, node)
        if not isinstance(node.value, dict | list):
            return node
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _too_deep(node, self._problems)
        value: dict[str, Node] | list[Node]
        if isinstance(node.value, dict):
            children = {key: self._value(child, (*path, key)) for key, child in node.value.items()}
            value = {key: child for key, child in children.items() if child is not None}
        else:
            items = [self._item(child, path) for child in node.value]
            value = [item for item in items if item is not None]
        self._depth -= 1
        return replace(node, value=value)

    def _value(self, node: Node, path: Path) -> Node | None:
        match = REFERENCE.fullmatch(node.value) if isinstance(node.value, str) else None
        if match is None:
            return self.tree(node, path)
        value = self._setting(match[1], node)
        if value is None:
            self._problems.lost.add(path)
        return value

    def _item(self, node: Node, path: Path) -> Node | None:
        value = self._value(node, path)
        if isinstance(value, FromSetting) and isinstance(value.value, list):
            message = f"the setting `{value.setting}` is a list and cannot be an item of one"
            help_text = f"write `${value.setting}` in place of the whole list"
            self._problems.add(node.where, "list-in-list", message, help_text)
            self._problems.lost.add(path)
            return None
        return value

    def _setting(self, name: str, use: Node) -> Node | None:
        if name in self._open or len(self._open) > _MAX_CHAIN:
            chain = self._open[self._open.index(name) :] if name in self._open else self._open[-2:]
            ring = " -> ".join(f"${step}" for step in [*chain, name])
            message = (
                f"a setting cannot refer to itself: {ring}"
                if name in self._open
                else (f"settings refer to each other more than {_MAX_CHAIN} deep: … -> {ring}")
            )
            self._problems.add(use.where, "circular-setting", message)
            return None
        if name in self._sizes:
            self._count(self._sizes[name], use)
        elif name not in self._resolved:
            if name not in self._written:
                message = f"unknown setting {quoted('$' + name)}"
                self._problems.add(use.where, "unknown-setting", message, near(name, self._written))
                return None
            self._open.append(name)
            before = self._size
            self._resolved[name] = self._value(self._written[name], ("settings", name, "value"))
            self._sizes[name] = self._size - before
            self._open.pop()
        value = self._resolved[name]
        if value is None:
            return None
        return FromSetting(value.value, value.where, value.keys, name, use.where)

    def _count(self, size: int, node: Node) -> None:
        self._size += size
        if self._size > MAX_NODES:
            message = f"the settings make this policy hold more than {MAX_NODES:,} values"
            raise PolicyError([*self._problems.found, Problem(node.where, message, "yaml-too-large")])


def _check_depth(root: Node, problems: Problems) -> None:
    """Refuse a tree that settings used within settings have made too deep, without recursion."""
    level = [root]
    for _ in range(MAX_DEPTH + 1):
        level = [
            child
            for node in level
            if isinstance(node.value, dict | list)
            for child in (node.value.values() if isinstance(node.value, dict) else node.value)
        ]
        if not level:
            return
    raise _too_deep(level[0], problems)


def _too_deep(node: Node, problems: Problems) -> PolicyError:
    message = f"the settings nest lists and mappings more than {MAX_DEPTH} deep"
    return PolicyError([*problems.found, Problem(node.where, message, "yaml-too-deep")])
