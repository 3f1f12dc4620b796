"""Texts as they are written again: in the author's quotes, without those that nobody needs."""

from __future__ import annotations

import re

from tactful.authoring.written import Written, is_text_everywhere

# Plain in brackets and without.
_PLAIN = re.compile(r"[^\W_](?:[\w./@+-]| (?! ))*(?<! )")
_STEERS_FLOW = re.compile(r"[,\[\]{}?]|:$|^[&*!|>%@`#-]")


def scalar_line(node: Written, *, flow: bool) -> str | None:
    """Return a scalar as part of one line, in brackets if `flow`; None where it takes several."""
    if node.style in ("|", ">"):
        return None
    if node.style and is_plain(node.value):
        return node.value
    if not node.raw:
        return "null"
    lines = [line.strip(" \t") for line in node.raw.split("\n")]
    if "" in lines or any(line.endswith("\\") for line in lines[:-1]):
        return None
    text = " ".join(lines)
    if flow and not node.style and _STEERS_FLOW.search(text):
        return in_quotes(text)
    return text


def scalar_lines(node: Written, indent: str) -> list[str]:
    """Return a scalar that takes several lines: the first follows its key, the others stand below `indent`."""
    if node.style in ("|", ">"):
        return _block(node, indent)
    first, *others = (line.strip(" \t") for line in node.raw.split("\n"))
    return [first, *(f"{indent}{line}" if line else "" for line in others)]


def is_plain(text: str) -> bool:
    """Tell whether a text needs no quotes, in brackets or not, whoever reads it."""
    return _PLAIN.fullmatch(text) is not None and is_text_everywhere(text)


def in_quotes(text: str) -> str:
    """Return a text in single quotes, or in double ones where single would need doubling."""
    if text.isprintable():
        return f'"{text}"' if "'" in text and not {'"', "\\"} & set(text) else "'" + text.replace("'", "''") + "'"
    return _escaped(text)


def _escaped(text: str) -> str:
    known = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(known.get(c) or (c if c.isprintable() else f"\\U{ord(c):08x}") for c in text) + '"'


def _block(node: Written, indent: str) -> list[str]:
    header, *lines = node.raw.split("\n")
    header = header.split("#")[0].strip()
    if node.style == ">" and header in (">", ">-"):
        while lines and not lines[-1].strip():
            del lines[-1]
        depth = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
        return [header, *(f"{indent}{line[depth:]}" if line[depth:] else "" for line in lines)]
    text = node.value.removesuffix("\n")
    if not text.strip() or text.endswith("\n"):
        return [_escaped(node.value)]
    header = "|" + ("2" if re.match("\n* ", text) else "") + ("" if node.value.endswith("\n") else "-")
    return [header, *(f"{indent}{line}" if line else "" for line in text.split("\n"))]
