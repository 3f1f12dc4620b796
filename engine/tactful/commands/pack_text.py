"""The shipped policies for people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tactful.commands.text import Paper, fitted, wrapped
from tactful.policy import load, resolve

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r"(?<=[.!?])\s")


def pack_lines(names: Sequence[str], paper: Paper) -> Iterator[str]:
    """Yield the lines about each pack: name and number of rules, title, and the first sentence of its README."""
    column = max(map(len, names), default=0)
    for name in names:
        policy = load(name)
        count = len(policy.rules)
        rules = f"{count} {'rule' if count == 1 else 'rules'}"
        yield f"{paper.paint(fitted(name, column), 'heading')}  {paper.paint(rules, 'faint')}"
        for text in (policy.title, about(resolve(name).with_name("README.md"))):
            for line in wrapped(text, paper.width - 2) if text else ():
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
