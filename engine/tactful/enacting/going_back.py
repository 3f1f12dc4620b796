"""What was in force once, by its number or by the digest of one of its policies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tactful.errors import EventError
from tactful.service.enactments import Enactment
from tactful.timing.texts import quoted

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_DIGEST = re.compile(r"[0-9a-f]{6,64}")


def enactment_of(enactments: Sequence[Enactment], wanted: str) -> Enactment:
    """Return the enactment of a number, or the last of those policies whose digest begins so.

    Raises EventError, `unknown_policy`, where there is none or the beginning is of several, `bad_back_to` for a text
    that is neither.
    """
    number, digest = _NUMBER.fullmatch(wanted), _DIGEST.fullmatch(wanted)
    if number is None and digest is None:
        expected = "expected a number such as `1`, or a digest or its beginning, of 6 characters at least"
        raise EventError(f"found {quoted(wanted[:80])}, {expected}", "bad_back_to")
    if number is not None:
        for one in enactments:
            if one.number == int(wanted):
                return one
    found = [one for one in enactments if digest and any(full.startswith(wanted) for full in one.digests)]
    if not found:
        what = f"under the number {wanted}" if digest is None else f"under {quoted(wanted)}"
        raise EventError(f"nothing was put in force {what}; `tactful policies` lists all", "unknown_policy")
    if len({one.policies for one in found}) > 1:
        numbers = ", ".join(str(one.number) for one in found)
        text = f"{quoted(wanted)} is of several that were in force, expected one of the numbers {numbers}"
        raise EventError(text, "unknown_policy")
    return found[-1]
