"""A decision: one change of an advice's verdict or times, as a CloudEvent."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import orjson

from tactful.planning.advice import Advice
from tactful.planning.program import Speech
from tactful.timing import format_instant, local

PLANNED = "advice.planned"
OPENED = "advice.opened"
LATE = "advice.late"
BLOCKED = "advice.blocked"
WITHHELD = "advice.withheld"
MOVED = "advice.moved"
DONE = "advice.done"
STOPPED = "advice.stopped"
EXPIRED = "advice.expired"
REOPENED = "advice.reopened"
RETRACTED = "advice.retracted"
TYPES = (PLANNED, OPENED, LATE, BLOCKED, WITHHELD, MOVED, DONE, STOPPED, EXPIRED, REOPENED, RETRACTED)


class Decision:
    """A change that became known at `time` (microseconds since 1970 UTC). `advice` is the advice after it.

    `policy` is the name and digest of the policy that it comes from.
    """

    __slots__ = ("_json", "advice", "policy", "time", "type")

    def __init__(self, time: int, type: str, advice: Advice, policy: tuple[str, str]) -> None:  # noqa: A002
        self.time = time
        self.type = type
        self.advice = advice
        self.policy = policy
        self._json: bytes | None = None

    def __repr__(self) -> str:
        return f"<{self.type} {self.at.isoformat()} {self.advice!r}>"

    @property
    def at(self) -> dt.datetime:
        """`time` as an aware datetime, in the zone of the advice."""
        return local(self.time, self.advice.zone)

    @property
    def id(self) -> str:
        """A hash of the content: the same decision has the same id wherever it is computed."""
        return self.to_json()[_ID].decode()

    @property
    def subject(self) -> str:
        """The case."""
        return self.advice.case

    @property
    def order(self) -> tuple[int, str, int, str]:
        """The key by which decisions are sorted: time, case, rule, advice."""
        advice = self.advice
        return (self.time, advice.case, advice.speech.order, advice.id)

    def to_dict(self) -> dict[str, Any]:
        """Return the CloudEvent as plain data."""
        record: dict[str, Any] = orjson.loads(self.to_json())
        return record

    def to_json(self) -> bytes:
        """Return the CloudEvent as one line of JSON without the line's end."""
        if self._json is None:
            advice = self.advice
            speech = advice.speech
            reason = advice.reason
            name, digest = self.policy
            body = orjson.dumps(
                {
                    "source": f"tactful/{name}",
                    "type": self.type,
                    "subject": advice.case,
                    "time": format_instant(self.time, advice.zone),
                    "data": {
                        "advice": advice.id,
                        "rule": speech.rule,
                        "purpose": speech.purpose,
                        "strength": speech.strength,
                        **advice.people(),
                        "channel": speech.channel,
                        **advice.times(),
                        "tone": speech.tone,
                        "because": speech.because,
                        "source": speech.source,
                        "reason": {"code": reason.code, "text": reason.text},
                        "evidence": advice.evidence,
                        "policy": {"name": name, "digest": digest},
                    },
                }
            )
            digest_of_body = hashlib.sha256(body).hexdigest()[:32].encode()
            self._json = b'{"specversion":"1.0","id":"%s",%s' % (digest_of_body, body[1:])
        return self._json


_ID = slice(len(b'{"specversion":"1.0","id":"'), len(b'{"specversion":"1.0","id":"') + 32)

_LIVE_TYPE = {"wait": PLANNED, "now": OPENED, "late": LATE, "blocked": BLOCKED, "withheld": WITHHELD}
_ENDED_TYPE = {"done": DONE, "stopped": STOPPED, "expired": EXPIRED}


def type_of_change(before: str | None, after: str | None) -> str:
    """Return the decision type of a change from one verdict to another; None is absent from the plan."""
    if after is None:
        return RETRACTED
    ended = _ENDED_TYPE.get(after)
    if ended is not None:
        return ended
    if before is None:
        return _LIVE_TYPE[after]
    if before in _ENDED_TYPE:
        return REOPENED
    return MOVED if after in (before, "wait") else _LIVE_TYPE[after]


__all__ = ["TYPES", "Decision", "Speech", "type_of_change"]
