"""Signatures of webhooks: HMAC-SHA-256 over time and body."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tactful.errors import EventError, TactfulError
from tactful.moments import Moment, instant_from

TIMESTAMP = "Tactful-Timestamp"
SIGNATURE = "Tactful-Signature"

Secret: TypeAlias = str | bytes
"""What sender and receiver share: at least 16 bytes; text counts as UTF-8."""

TOLERANCE = dt.timedelta(minutes=5)

_SHORTEST = 16
_MOST = 8
_SECOND = 1_000_000
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURES = re.compile(rf"v1=[0-9a-f]{{64}}(?:, ?v1=[0-9a-f]{{64}}){{0,{_MOST - 1}}}", re.ASCII)


class SignatureError(TactfulError):
    """A webhook is not from whom it should be, or not of now. `code` is stable.

    `missing_header`, `bad_header`, `wrong_signature`, `too_old`, `too_new`.
    """

    def __init__(self, message: str, code: str) -> None:
        self.code = code
        super().__init__(message)


def key_of(secret: Secret) -> bytes:
    """Return the bytes of a secret. Raises EventError, `bad_secret`, for another type or one that is too short."""
    if not isinstance(secret, str | bytes):
        raise EventError(f"found a {type(secret).__name__} as the secret, expected text or bytes", "bad_secret")
    key = secret.encode("utf-8", "surrogatepass") if isinstance(secret, str) else secret
    if len(key) < _SHORTEST:
        raise EventError(f"found a secret of {len(key)} bytes, expected at least {_SHORTEST}", "bad_secret")
    return key


def signed(body: bytes, now: int, keys: Sequence[bytes]) -> dict[str, str]:
    """Return the headers that sign a body at an instant, with a signature for each key."""
    timestamp = str(now // _SECOND)
    signatures = ", ".join(f"v1={_signature(key, timestamp, body)}" for key in keys)
    return {TIMESTAMP: timestamp, SIGNATURE: signatures}


def verify(
    body: bytes,
    headers: Mapping[str, str],
    secrets: Sequence[Secret],
    now: Moment,
    tolerance: dt.timedelta = TOLERANCE,
) -> None:
    """Raise SignatureError unless one of the secrets signed this body, within `tolerance` of `now`.

    `body` are the bytes as they came, before any parsing. Names of headers may be in upper or lower case. While a
    secret is exchanged, both the old and the new one are in `secrets`.
    """
    if isinstance(secrets, str | bytes):
        raise EventError("found one secret, expected a list of them", "bad_secret")
    keys = [key_of(secret) for secret in secrets]
    lower = {name.lower(): value for name, value in headers.items()}
    timestamp = _header(lower, TIMESTAMP, _TIMESTAMP, "seconds since 1970")
    given = _header(lower, SIGNATURE, _SIGNATURES, "`v1=` and 64 hexadecimal digits")
    signatures = [one.strip().removeprefix("v1=") for one in given.split(",")]
    # All are compared, so that the time taken does not tell which one fits.
    fits = [hmac.compare_digest(_signature(key, timestamp, body), one) for key in keys for one in signatures]
    if not any(fits):
        raise SignatureError("no signature fits this body, time and secret", "wrong_signature")
    age = instant_from(now) - int(timestamp) * _SECOND
    allowed = tolerance // dt.timedelta(microseconds=1)
    if age > allowed:
        raise SignatureError(f"signed {age // _SECOND} seconds ago, expected at most {tolerance}", "too_old")
    if age < -allowed:
        raise SignatureError(f"signed {-age // _SECOND} seconds ahead, expected at most {tolerance}", "too_new")


def _signature(key: bytes, timestamp: str, body: bytes) -> str:
    return hmac.new(key, b"%s.%s" % (timestamp.encode(), body), hashlib.sha256).hexdigest()


def _header(headers: Mapping[str, str], name: str, form: re.Pattern[str], expected: str) -> str:
    value = headers.get(name.lower())
    if value is None:
        raise SignatureError(f"found no header `{name}`, expected {expected}", "missing_header")
    if form.fullmatch(value) is None:
        raise SignatureError(f"the header `{name}` cannot be read, expected {expected}", "bad_header")
    return value
