"""Signatures of webhooks, and what a receiver refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful import EventError
from tactful.sinks import SignatureError, verify
from tactful.sinks.signatures import key_of, signed

OLD, NEW = "a-secret-of-the-sender", b"another-secret-\xff"
AT = 1_772_533_800
NOW = dt.datetime.fromtimestamp(AT, dt.UTC)


def headers(body: bytes = b"{}", *secrets: str | bytes) -> dict[str, str]:
    return signed(body, AT * 1_000_000 + 999_999, [key_of(secret) for secret in secrets or (OLD,)])


def test_golden_signatures() -> None:
    """HMAC-SHA-256 over the seconds, a point and the body; one signature for each secret, in their order."""
    assert headers(b'{"a":1}', OLD, NEW) == {
        "Tactful-Timestamp": "1772533800",
        "Tactful-Signature": "v1=c1a58ced3b5aea76d921d0595a04d9d9bc8fe16297cbaf18bb0ffdc3ebb35273, "
        "v1=f09e6e93385d4e5a1d34b75c68a7ec5392ac3fa2946deb85889748aa709bb29b",
    }


@given(st.binary(max_size=100))
def test_what_was_signed_is_verified(body: bytes) -> None:
    """With either secret, in upper or lower case of the headers' names; after a change of the body never."""
    both = headers(body, OLD, NEW)
    for secrets in ([OLD], [NEW], ["something-else-entirely", OLD]):
        verify(body, {name.upper(): value for name, value in both.items()}, secrets, NOW)
        with pytest.raises(SignatureError) as caught:
            verify(body + b" ", both, secrets, NOW)
        assert caught.value.code == "wrong_signature"


@pytest.mark.parametrize(
    ("seconds", "code"), [(0, None), (300, None), (301, "too_old"), (-300, None), (-301, "too_new")]
)
def test_the_time_counts(seconds: int, code: str | None) -> None:
    """What is more than the tolerance away from now is refused, though it is signed."""
    now = NOW + dt.timedelta(seconds=seconds)
    if code is None:
        verify(b"{}", headers(), [OLD], now)
        return
    with pytest.raises(SignatureError) as caught:
        verify(b"{}", headers(), [OLD], now)
    assert caught.value.code == code
    verify(b"{}", headers(), [OLD], now, dt.timedelta(seconds=301))


GOOD = headers()["Tactful-Signature"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Tactful-Timestamp": None}, "missing_header"),
        ({"Tactful-Signature": None}, "missing_header"),
        ({"Tactful-Timestamp": ""}, "bad_header"),
        ({"Tactful-Timestamp": "-1"}, "bad_header"),
        ({"Tactful-Timestamp": "٣"}, "bad_header"),
        ({"Tactful-Timestamp": "9" * 13}, "bad_header"),
        ({"Tactful-Timestamp": f"{AT + 1}"}, "wrong_signature"),
        ({"Tactful-Signature": ""}, "bad_header"),
        ({"Tactful-Signature": GOOD[:-1]}, "bad_header"),
        ({"Tactful-Signature": GOOD.upper()}, "bad_header"),
        ({"Tactful-Signature": GOOD + "\n"}, "bad_header"),
        ({"Tactful-Signature": ", ".join([GOOD] * 9)}, "bad_header"),
        ({"Tactful-Signature": "v1=" + "0" * 64}, "wrong_signature"),
        ({"Tactful-Signature": ",".join([GOOD] * 8)}, None),
    ],
)
def test_hostile_headers(changed: dict[str, str | None], code: str | None) -> None:
    """Headers that are missing, out of form or too many are refused with a code."""
    given = {name: value for name, value in {**headers(), **changed}.items() if value is not None}
    if code is None:
        verify(b"{}", given, [OLD], NOW)
        return
    with pytest.raises(SignatureError) as caught:
        verify(b"{}", given, [OLD], NOW)
    assert caught.value.code == code


@pytest.mark.parametrize("secret", ["", "x" * 15, b"x" * 15, 3, None])
def test_a_bad_secret(secret: str) -> None:
    """A secret is at least 16 bytes; one in place of a list is a mistake, and none never verifies."""
    with pytest.raises(EventError) as caught:
        verify(b"{}", headers(), [secret], NOW)
    assert caught.value.code == "bad_secret"
    with pytest.raises(EventError):
        verify(b"{}", headers(), OLD, NOW)
    with pytest.raises(SignatureError):
        verify(b"{}", headers(), [], NOW)
