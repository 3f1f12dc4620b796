"""The shipped policies for people, and as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tactful.commands.text import Paper, fitted, wrapped
from tactful.policy import load, resolve

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r"(?<=[.!?])\s")


def packs_to_list(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return what each pack is: its name, its title, the first sentence of its README, and how many rules it has."""
    found = []
    for name in names:
        policy = load(name)
        readme = resolve(name).with_name("README.md")
        found.append({"name": name, "title": policy.title, "about": about(readme), "rules": len(policy.rules)})
    return found


def pack_lines(packs: Sequence[Mapping[str, Any]], paper: Paper) -> Iterator[str]:
    """Yield the lines about each pack: its name and number of rules, and what it is about, else its title."""
    column = max((len(pack["name"]) for pack in packs), default=0)
    for pack in packs:
        count = pack["rules"]
        rules = f"{count} {'rule' if count == 1 else 'rules'}"
        yield f"{paper.paint(fitted(pack['name'], column), 'heading')}  {paper.paint(rules, 'faint')}"
        for line in wrapped(pack["about"] or pack["title"], paper.width - 2):
            yield f"  {line}"


def about(readme: Path) -> str:
    """Return the first sentence below the heading of a README; an empty text where there is none."""
    try:
        text = readme.read_text(encoding="utf-8")
    except OSError:
        return ""
    paragraphs = (part.strip() for part in text.split("\n\n"))
    first = next((part for part in paragraphs if part and part[0] not in "#|<!-"), "")
    return _SENTENCE.split(_LINK.sub(r"\1", " ".join(first.split())), maxsplit=1)[0]
