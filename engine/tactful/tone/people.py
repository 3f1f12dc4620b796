"""Those whom a message is to, as names and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import getaddresses
from itertools import chain

from tactful.tone.folding import key_of, words_of

_LONGEST = 10_000


def people_in(*texts: str) -> Iterator[str]:
    """Yield the names and addresses in texts such as `Dana Ruiz <dana@sunmesa.example>`."""
    for text in texts:
        shown = _decoded(text[:_LONGEST])
        # Without an address it is no list of mailboxes: the parser would take a first name for the local part of one.
        parts = chain.from_iterable(getaddresses([shown])) if "@" in shown else shown.split(",")
        yield from filter(None, map(str.strip, parts))


def _decoded(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def folded(people: Iterable[str]) -> frozenset[str]:
    """Return people as they are compared."""
    return frozenset(" ".join(key_of(one).split()) for one in people)


def names_of(people: Iterable[str]) -> frozenset[str]:
    """Return the words of people's names, of an address those before the `@`, as they are compared."""
    return frozenset(word for one in people for word in words_of(one.partition("@")[0].replace("_", " ")))
