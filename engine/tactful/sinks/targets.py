"""Where a webhook goes: a URL, checked and taken apart."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

from tactful.errors import EventError
from tactful.sinks.addresses import is_public

_LONGEST = 2048
_PORTS = {"http": 80, "https": 443}
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_URL = re.compile(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<host>{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>/[!-\"$-\[\]-~]*)?(?P<query>\?[!-\"$-\[\]-~]*)?"
)


class Target(NamedTuple):
    """A receiver: `host` is a name or an IP address, `path` what is asked for, with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The value of the header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, *, allow_private: bool, allow_http: bool) -> Target:
    """Read the URL of a receiver. Raises EventError, `bad_url`, and never shows the URL, which may hold secrets."""
    if not isinstance(url, str):
        raise _bad(f"found a {type(url).__name__}")
    if len(url) > _LONGEST:
        raise _bad(f"found {len(url):,} characters, expected at most {_LONGEST:,}")
    found = _URL.fullmatch(url)
    if found is None:
        raise _bad(_why(url))
    scheme = found["scheme"].lower()
    if scheme not in _PORTS:
        raise _bad(f"the scheme is `{scheme[:20]}`, expected `https`")
    if scheme == "http" and not (allow_http or allow_private):
        raise _bad("the scheme is `http`, expected `https` (`allow_http` or `allow_private` lets it pass)")
    port = int(found["port"] or _PORTS[scheme])
    if not 0 < port < 1 << 16:
        raise _bad(f"the port is {port}, expected 1 to 65535")
    host = found["host"].strip("[]").lower()
    _check_host(host, allow_private=allow_private)
    path = (found["path"] or "/") + (found["query"] or "")
    return Target(scheme, host, port, path)


def _check_host(host: str, *, allow_private: bool) -> None:
    if len(host) > 253:
        raise _bad("the host is longer than 253 characters")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if ":" in host:
            raise _bad("the host is no IPv6 address") from None
        return
    if not (allow_private or is_public(host)):
        raise _bad("the host is a private or reserved address (`allow_private` lets it pass)")


def _why(url: str) -> str:
    """Say why a text is no URL of a receiver."""
    if not url.isascii():
        return "found a character outside ASCII, expected a host as `xn--…` and a path with `%` codes"
    if not url.isprintable() or " " in url:
        return "found white space or a control character"
    authority = url.partition("://")[2].partition("/")[0]
    if "@" in authority:
        return "found a user name or password, expected none: the signature shows who sends"
    if "#" in url:
        return "found a fragment (`#`), expected none"
    return "expected a form such as `https://tracker.example/hooks`"


def _bad(why: str) -> EventError:
    return EventError(f"the webhook's URL cannot be used: {why}", "bad_url")
