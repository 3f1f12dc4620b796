"""HTML as text, simply: its words, blocks on lines of their own, and quotations marked with `>`."""

from __future__ import annotations

import html
import re

# The parser of the standard library takes time quadratic in the number of tags left open, this takes linear time.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*+)[^<>]*+>|<[!?/][^<>]*+>", re.IGNORECASE | re.DOTALL
)
_SILENT = frozenset(("head", "script", "style", "template", "title"))
_PARAGRAPHS = frozenset(("blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"))
_LINES = frozenset(("address", "article", "dd", "div", "dt", "footer", "header", "hr", "li", "section", "tr"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")


class _Page:
    """The lines written so far, and the one being written."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.quoted = False
        self._pieces: list[str] = []

    def write(self, text: str) -> None:
        self._pieces.append(_BLANKS.sub(" ", html.unescape(text)))

    def end_line(self, *, even_empty: bool = False) -> None:
        text = "".join(self._pieces).strip(" ")
        self._pieces.clear()
        if text or even_empty:
            self.lines.append(f"> {text}" if self.quoted else text)

    def end_paragraph(self) -> None:
        self.end_line()
        if self.lines and self.lines[-1]:
            self.lines.append("")


def text_of_html(source: str) -> str:
    """Return the text of a page, or of a part of one, whether or not it is well-formed."""
    page = _Page()
    silent = quoted = at = 0
    for markup in _MARKUP.finditer(source):
        if not silent:
            page.write(source[at : markup.start()])
        at = markup.end()
        tag = (markup["tag"] or "").lower()
        step = -1 if markup["end"] else 1
        if tag in _SILENT:
            silent = max(silent + step, 0)
        elif tag in _PARAGRAPHS:
            page.end_paragraph()
        elif tag in _LINES or tag == "br":
            page.end_line(even_empty=tag == "br")
        if tag == "blockquote":
            quoted = max(quoted + step, 0)
            page.quoted = quoted > 0
    if not silent:
        page.write(source[at:])
    page.end_line()
    return "\n".join(page.lines)
