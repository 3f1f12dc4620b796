"""The salutation, with which nobody begins to say anything."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from tactful.tone.folding import words_of

_GREETING = re.compile(
    r"[\W_]*(?:(?P<dear>dear)|good\s+(?:morning|afternoon|evening|day)|hi|hiya|hello|hey|greetings"
    r"|to\s+whom\s+it\s+may\s+concern)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[,:;!\u2013\u2014]|\s-+\s|(?<!\b[mds][rst])(?<!\bmrs)(?<!\bprof)\.(?=\s|$)|$", re.IGNORECASE)
_BARE = re.compile(r"\s*((?:(?:dr|mrs?|ms|prof)\.|[^,:.!?]){1,60})[,:]\s*", re.IGNORECASE)
_MARKS = " \t,;:!.-\u2013\u2014"
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


def after_salutation(line: str, names: AbstractSet[str]) -> int:
    """Return where in the first line the text begins: after the salutation, or at 0 where there is none.

    `names` are words of the recipients' names, as they are compared.
    """
    shown, at, before = line[:_LONGEST], 0, ""
    while further := _greeting(shown, at) or _name_alone(shown, at, before, names):
        before, at = shown[at:further], further
    return len(line) if at and not words_of(line[at:]) else at


def _greeting(line: str, at: int) -> int:
    """Return where a greeting ends that begins here, with the name in it; 0 where there is none."""
    greeting = _GREETING.match(line, at)
    if greeting is None:
        return 0
    ends = _END.search(line, greeting.end())
    end, after = ends.span() if ends else (len(line), len(line))
    name = words_of(line[greeting.end() : end])
    whole = greeting["dear"] and not line[after:].strip()
    return after if len(name) <= _MOST and (whole or _SAYING.isdisjoint(name)) else greeting.end()


def _name_alone(line: str, at: int, before: str, names: AbstractSet[str]) -> int:
    """Return where a name ends that stands here up to a comma; 0 where there is none.

    It is the recipient's, or all that is left of the line, or follows a greeting without a name. `before` is what was
    read of the salutation.
    """
    bare = _BARE.match(line, at)
    words = words_of(bare[1]) if bare else ()
    if bare is None or not words:
        return 0
    alone = bare.end() == len(line)
    short = len(words) <= _MOST_BARE and _SAYING.isdisjoint(words)
    nameless = _GREETING.fullmatch(before.rstrip(_MARKS)) is not None
    fits = (alone and before) or ((alone or nameless) and _FUNCTION.isdisjoint(words))
    return bare.end() if names >= set(words) or (short and fits) else 0
