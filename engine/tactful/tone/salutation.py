"""The salutation, with which nobody begins to say anything."""

from __future__ import annotations

import re
from collections.abc import Collection

from tactful.tone.folding import words_of

_GREETING = re.compile(
    r"[\W_]*(?:to whom it may concern|good (?:morning|afternoon|evening|day)|dear|hi|hiya|hello|hey|greetings)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[,:;!\u2013\u2014]|\s-+\s|(?<!\b[mds][rst])(?<!\bmrs)(?<!\bprof)\.(?=\s|$)|$", re.IGNORECASE)
_BARE = re.compile(r"\s*([^,:.!?]{1,60})[,:]\s*", re.IGNORECASE)
_MOST = 6
_MOST_BARE = 3
# Words that stand in sentences and in no name.
_SAID = frozenset(
    words_of(
        """a again also am an and appreciate are as at but by can could did do does finally first for from had has have
        having how however i i'd i'll i'm i've if in indeed is it it's just last let may meeting might my no not now of
        on once our please regards should sincerely so speaking still sure talking thank thanking thanks that that's the
        these this today tomorrow unfortunately was we we've were what when where while who why will with would yes
        yesterday you you're your yours best cheers"""
    )
)


def after_salutation(line: str, names: Collection[str]) -> int:
    """Return where in the first line the text begins: after the salutation, or at 0 where there is none.

    `names` are words of the recipients' names, as they are compared.
    """
    at = 0
    while (further := _one(line, at, names)) > at:
        at = further
    return at


def _one(line: str, at: int, names: Collection[str]) -> int:
    if greeting := _GREETING.match(line, at):
        start = greeting.end()
        ends = _END.search(line, start)
        end = ends.start() if ends else len(line)
        if not _is_name(line[start:end], _MOST, names):
            return start
        return ends.end() if ends else end
    if bare := _BARE.match(line, at):
        words = words_of(bare[1])
        alone = bare.end() == len(line) and _is_name(bare[1], _MOST_BARE, names)
        if words and (alone or all(word in names for word in words)):
            return bare.end()
    return at


def _is_name(text: str, most: int, names: Collection[str]) -> bool:
    words = words_of(text)
    return len(words) <= most and all(word in names or word not in _SAID for word in words)
