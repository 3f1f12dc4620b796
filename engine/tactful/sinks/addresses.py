"""Which addresses a webhook may be sent to: those of the public internet."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

from tactful.sinks.sink import SinkError

# By IANA's registries of special-purpose addresses; `ipaddress` changes its mind from one Python to the next.
_NOT_PUBLIC_4: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's translation
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's own services, at a public address
        "169.254.0.0/16",  # link-local, with the metadata of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays from 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
# All else, such as mapped and translated IPv4, loopback, link-local, unique local and multicast, lies outside.
_UNICAST_6: Final = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # for protocols, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
    )
)


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet; what is no address is not."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(read, ipaddress.IPv4Address):
        return not any(read in network for network in _NOT_PUBLIC_4)
    return read in _UNICAST_6 and not any(read in network for network in _NOT_PUBLIC_6)


def checked_addresses(addresses: Sequence[str], *, allow_private: bool) -> list[str]:
    """Return the addresses of a host, each once. Raises SinkError where there is none, or one of them is not public."""
    if not addresses:
        raise SinkError("the receiver's host has no address", "unknown_host")
    if not allow_private and not all(map(is_public, addresses)):
        raise SinkError(
            "the receiver's host has a private or reserved address, expected public ones only "
            "(`allow_private` lets all pass)",
            "private_address",
            again=False,
        )
    return list(dict.fromkeys(addresses))
