"""Decisions posted to a URL, signed."""

from __future__ import annotations

import email.utils
import importlib
import math
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from tactful.errors import EventError
from tactful.moments import instant_from
from tactful.sinks.signatures import Secret, key_of, signed
from tactful.sinks.sink import Delivery, SinkError, checked_name
from tactful.sinks.targets import target_of

if TYPE_CHECKING:
    from tactful.sinks.posting import Answer, Poster

_LONGEST_REST = 86_400
_SECOND = 1_000_000


class WebhookSink:
    """Posts each decision to a URL as a CloudEvent in structured mode; a status from 200 to 299 means that it arrived.

    `secret` signs it; while the receiver changes over, `old_secret` signs it too. `clock` gives the present instant in
    microseconds since 1970 UTC, and `timeout` is how many seconds one attempt may take in all. Redirects are not
    followed, nor are proxies of the environment used.

    Hosts with an address outside the public internet are refused unless `allow_private`; `http` needs that or
    `allow_http`. `tls` is used in place of the system's certificates.
    Raises EventError for what cannot be used, `missing_extra` where `tactful[webhook]` is not installed.
    """

    def __init__(
        self,
        name: str,
        url: str,
        *,
        secret: Secret,
        clock: Callable[[], int],
        old_secret: Secret | None = None,
        timeout: float = 10.0,
        allow_private: bool = False,
        allow_http: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.name = checked_name(name)
        self._target = target_of(url, allow_private=allow_private, allow_http=allow_http)
        self._keys = [key_of(one) for one in (secret, old_secret) if one is not None]
        if not (math.isfinite(timeout) and timeout > 0):
            raise EventError(f"found {timeout!r} as the timeout, expected seconds above 0", "bad_timeout")
        try:
            self._posting = importlib.import_module("tactful.sinks.posting")
        except ImportError:
            raise EventError("webhooks need `httpcore`: install `tactful[webhook]`", "missing_extra") from None
        self._clock = clock
        self._timeout = timeout
        self._allow_private = allow_private
        self._tls = tls
        self._asynchronous = False
        self._poster: Poster | None = None

    def bind(self, *, asynchronous: bool) -> None:
        """Post in the event loop, or blocking."""
        if self._poster is not None and asynchronous != self._asynchronous:
            raise EventError(f"the sink `{self.name}` is used by another service", "bad_sink")
        self._asynchronous = asynchronous

    async def send(self, delivery: Delivery) -> None:
        """Post the decision."""
        body = delivery.to_json()
        now = self._clock()
        headers = {
            "Host": self._target.authority,
            "User-Agent": "tactful",
            "Content-Type": "application/cloudevents+json",
            "Idempotency-Key": delivery.id,
            **signed(body, now, self._keys),
        }
        _judge(await self._connected().post(headers, body), now)

    async def close(self) -> None:
        """Close the connections."""
        poster, self._poster = self._poster, None
        if poster is not None:
            await poster.close()

    def _connected(self) -> Poster:
        if self._poster is None:
            kind = self._posting.AsyncPoster if self._asynchronous else self._posting.BlockingPoster
            poster: Poster = kind(self._target, self._timeout, self._tls, allow_private=self._allow_private)
            self._poster = poster
        return self._poster


def _judge(answer: Answer, now: int) -> None:
    """Raise SinkError unless the receiver took it."""
    status = answer.status
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise SinkError(f"the receiver redirects ({status}), and redirects are not followed", "redirect")
    if status == 410:
        raise SinkError("the receiver is gone (410) and wants no more", "gone", again=False)
    rest = _rest(answer.retry_after, now) if status in (429, 503) else 0
    raise SinkError(f"the receiver answered {status}, expected 200 to 299", "status", retry_after=rest)


def _rest(text: str, now: int) -> int:
    """Return the seconds that `Retry-After` asks for, as a number or a date; 0 where it cannot be read."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), _LONGEST_REST) if len(text) < 10 else _LONGEST_REST
    try:
        until = instant_from(email.utils.parsedate_to_datetime(text[:40]))
    except (ValueError, OverflowError, TypeError, IndexError, EventError):
        return 0
    return min(max(0, -(-(until - now) // _SECOND)), _LONGEST_REST)
