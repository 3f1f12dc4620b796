"""The salutation, with which nobody begins to say anything."""

from __future__ import annotations

import re
from collections.abc import Collection

from tactful.tone.folding import words_of

_GREETING = re.compile(
    r"[\W_]*(?:(?P<dear>dear)|good (?:morning|afternoon|evening|day)|hi|hiya|hello|hey|greetings"
    r"|to whom it may concern)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[,:;!\u2013\u2014]|\s-+\s|(?<!\b[mds][rst])(?<!\bmrs)(?<!\bprof)\.(?=\s|$)|$", re.IGNORECASE)
_BARE = re.compile(r"\s*([^,:.!?]{1,60})[,:]\s*", re.IGNORECASE)
_LONGEST = 200
_MOST = 6
_MOST_BARE = 3
# Words with which somebody already says something, and words that stand in sentences and in no name alone on a line.
_SAYING = frozenset(
    words_of(
        """am i i'd i'll i'm i've is it it's just let may might my our please thank thanking thanks that that's this was
        we we've were would you you're your"""
    )
)
_FUNCTION = frozenset(
    words_of(
        """a again also an and appreciate are as at best but by can cheers could did do does finally first for from had
        has have having how however if in indeed last meeting no not now of on once regards should sincerely so
        speaking still sure talking the these today tomorrow unfortunately what when where while who why will with
        yes yesterday yours"""
    )
)


def after_salutation(line: str, names: Collection[str]) -> int:
    """Return where in the first line the text begins: after the salutation, or at 0 where there is none.

    `names` are words of the recipients' names, as they are compared.
    """
    line, at = line[:_LONGEST], 0
    while (further := _one(line, at, names)) > at:
        at = further
    return at


def _one(line: str, at: int, names: Collection[str]) -> int:
    if greeting := _GREETING.match(line, at):
        start = greeting.end()
        ends = _END.search(line, start)
        end, after = ends.span() if ends else (len(line), len(line))
        named = line[start:end]
        addressed = greeting["dear"] and not line[after:].strip() and len(words_of(named)) <= _MOST
        return after if addressed or _is_name(named, _MOST, names, _SAYING) else start
    if bare := _BARE.match(line, at):
        words = words_of(bare[1])
        alone = bare.end() == len(line) and _is_name(bare[1], _MOST_BARE, names, _SAYING | _FUNCTION)
        if words and (alone or all(word in names for word in words)):
            return bare.end()
    return at


def _is_name(text: str, most: int, names: Collection[str], no_names: Collection[str]) -> bool:
    words = words_of(text)
    return len(words) <= most and all(word in names or word not in no_names for word in words)
