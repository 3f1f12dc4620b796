"""What is written and never read: settings, phrases, sources, and keys that another file overwrites."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tactful.diagnostics import Finding
from tactful.errors import did_you_mean
from tactful.linting.subject import Subject, extended, finding
from tactful.policy.settings import REFERENCE
from tactful.yaml_nodes import Node

_APART = ("policy", "title", "extends", "tactful")
_CLAUSES = ("rules", "holds", "stops", "limits")
_MOST_OVERWRITTEN = 20


def unused_setting(subject: Subject) -> Iterator[Finding]:
    """Find settings of the policy's own file that stand nowhere."""
    assert isinstance(subject.written.value, dict)
    settings = subject.written.value.get("settings")
    values = settings.value if settings is not None and isinstance(settings.value, dict) else {}
    reached = {name for key, node in subject.written.value.items() if key != "settings" for name in _references(node)}
    left = list(reached)
    while left:
        node = values.get(left.pop())
        new = set(_references(node)) - reached if node is not None else set()
        reached |= new
        left += new
    for name in values:
        where = subject.where(("settings", name))
        if name not in reached and subject.is_own(where):
            meant = did_you_mean(name, reached & values.keys(), cutoff=0.75)
            help_text = meant or f"write `${name}` where it should stand, or remove it"
            yield finding("unused-setting", where, f"nothing uses the setting `{name}`", help_text)


def unused_phrase(subject: Subject) -> Iterator[Finding]:
    """Find phrases of the policy's own file that no tone says."""
    said = {
        phrase
        for rule in subject.policy.rules
        for demands in (rule.tone or {}).values()
        if not isinstance(demands, list)
        for phrase in demands.get("say", ())
    }
    for name in subject.policy.phrases if subject.tasks else ():
        where = subject.where(("phrases", name))
        if name not in said and subject.is_own(where):
            yield finding("unused-phrase", where, f"no rule's tone says the phrase `{name}`", "use it, or remove it")


def unused_source(subject: Subject) -> Iterator[Finding]:
    """Find sources of the policy's own file that no rule cites."""
    cited = {text.split(maxsplit=1)[0] for rule in subject.policy.rules for text in rule.source if text.strip()}
    for name in subject.policy.sources if subject.policy.rules else ():
        where = subject.where(("sources", name))
        if name not in cited and subject.is_own(where):
            yield finding("unused-source", where, f"no rule cites the source `{name}`", "cite it, or remove it")


def extends_overwrite(subject: Subject) -> Iterator[Finding]:
    """Find keys that two of the extended policies write differently, and the policy itself does not write."""
    own = subject.parts[-1]
    written = {part.name: part.root for part in subject.parts}
    items = [(name, node) for name, node in zip(subject.parents[own.name], extended(own.root), strict=True) if name]
    own_keys = dict(_leaves(own.root, ()))
    count = 0
    for (first, _), (second, item) in combinations(items, 2):
        families = _family(subject, first), _family(subject, second)
        earlier = {keys: (name, data) for name in written if name in families[0] - families[1]
                   for keys, data in _leaves(written[name], ())}  # fmt: skip
        for name in written:
            if name not in families[1] - families[0]:
                continue
            for keys, data in _leaves(written[name], ()):
                if keys not in earlier or earlier[keys][1] == data or _is_written(keys, own_keys):
                    continue
                count += 1
                if count > _MOST_OVERWRITTEN:
                    return
                message = f"`{name}` overwrites `{'.'.join(keys)}` of `{earlier[keys][0]}`"
                help_text = "write the key here to say which is meant, or extend one of the two"
                yield finding("extends-overwrite", item.where, message, help_text)


def _references(node: Node) -> Iterator[str]:
    if isinstance(node.value, dict):
        for child in node.value.values():
            yield from _references(child)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _references(child)
    elif isinstance(node.value, str) and (match := REFERENCE.fullmatch(node.value)):
        yield match[1]


def _family(subject: Subject, name: str) -> set[str]:
    """Return a file and all that it extends."""
    found: set[str] = set()
    left = [name]
    while left:
        file = left.pop()
        if file not in found:
            found.add(file)
            left += subject.parents.get(file, ())
    return found


def _leaves(node: Node, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield what a file writes as a merge sees it: scalars, lists and conditions, each whole."""
    whole = len(keys) >= 3 and keys[0] in _CLAUSES and keys[-1] == "if"
    if not isinstance(node.value, dict) or whole:
        if len(keys) == 2 and keys[0] == "settings":
            keys = (*keys, "value")
        yield keys, node.data
        return
    for key, child in node.value.items():
        if keys or key not in _APART:
            yield from _leaves(child, (*keys, key))


def _is_written(keys: tuple[str, ...], own: dict[tuple[str, ...], object]) -> bool:
    """Tell whether a file writes a key or what contains it."""
    return any(keys[:length] in own for length in range(1, len(keys) + 1))
