"""URLs and addresses that a webhook may go to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful import EventError
from tactful.sinks import SinkError
from tactful.sinks.addresses import checked_addresses, is_public
from tactful.sinks.targets import Target, target_of

PUBLIC = ["93.184.215.14", "8.8.8.8", "100.63.255.255", "100.128.0.0", "223.255.255.255", "2606:4700::1", "2a00::1"]
NOT_PUBLIC = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9", "168.63.129.16"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1"),
    *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1"),
    *(
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:c000::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
    ),
    *("fe80::1%eth0", "fec0::1", "ff02::1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    """Addresses of the public internet may be sent to."""
    assert is_public(address)


@pytest.mark.parametrize("address", [*NOT_PUBLIC, "", "tracker.example", "1.2.3", "0x7f.1", "1.2.3.4.5", "٣.1.1.1"])
def test_other_addresses(address: str) -> None:
    """Others may not, and what is no address is none."""
    assert not is_public(address)


NEAR = [ipaddress.ip_address(one.partition("%")[0]) for one in [*PUBLIC, *NOT_PUBLIC]]
ADDRESSES = st.one_of(
    st.ip_addresses(),
    st.sampled_from(NEAR).flatmap(
        lambda one: st.integers(0, one.max_prefixlen - 1).map(lambda bit: type(one)(int(one) ^ 1 << bit))
    ),
)


@given(ADDRESSES)
def test_the_library_agrees(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """What Python calls private, reserved or for a special purpose is never public."""
    special = (
        address.is_private,
        address.is_loopback,
        address.is_link_local,
        address.is_multicast,
        address.is_reserved,
        address.is_unspecified,
        not address.is_global,
    )
    if any(special):
        assert not is_public(str(address))
    if isinstance(address, ipaddress.IPv6Address):
        hidden = (address.ipv4_mapped, address.sixtofour, address.teredo)
        if any(one is not None for one in hidden):
            assert not is_public(str(address))


@given(st.lists(st.sampled_from([*PUBLIC, *NOT_PUBLIC]), max_size=4))
def test_every_address_of_a_host_is_checked(addresses: list[str]) -> None:
    """One bad address is enough to refuse the host for good; having none may pass."""
    if addresses and not set(addresses) & set(NOT_PUBLIC):
        assert checked_addresses(addresses, allow_private=False) == list(dict.fromkeys(addresses))
        return
    with pytest.raises(SinkError) as caught:
        checked_addresses(addresses, allow_private=False)
    assert (caught.value.code, caught.value.again) == (
        ("private_address", False) if addresses else ("unknown_host", True)
    )
    assert not addresses or checked_addresses(addresses, allow_private=True)


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        ("https://tracker.example", ("https", "tracker.example", 443, "/"), "tracker.example"),
        ("HTTPS://Tracker.example:443/a?b=c", ("https", "tracker.example", 443, "/a?b=c"), "tracker.example"),
        ("https://tracker.example:8443/a//b", ("https", "tracker.example", 8443, "/a//b"), "tracker.example:8443"),
        ("https://tracker.example?x", ("https", "tracker.example", 443, "/?x"), "tracker.example"),
        ("https://[2606:4700::1]:99/", ("https", "2606:4700::1", 99, "/"), "[2606:4700::1]:99"),
    ],
)
def test_a_url_is_taken_apart(url: str, target: tuple[str, str, int, str], authority: str) -> None:
    """Into scheme, host, port and what is asked for; the port shows where it is another than the scheme's."""
    found = target_of(url, allow_private=False, allow_http=False)
    assert found == Target(*target)
    assert found.authority == authority


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "expected a form"),
        ("hooks.here", "expected a form"),
        ("https://", "expected a form"),
        ("https:///x", "expected a form"),
        ("https://a..example", "expected a form"),
        ("https://-a.example", "expected a form"),
        ("https://a.example\\@b.example/", "user name"),
        ("https://dana:pw@a.example/", "user name"),
        ("https://a.example/#x", "fragment"),
        ("https://a.example/ x", "white space"),
        ("https://a.example/\r\nX: y", "white space"),
        ("https://a.example/x\n", "white space"),
        ("https://ä.example/", "ASCII"),
        ("ftp://a.example/", "scheme is `ftp`"),
        ("file://a/etc/passwd", "scheme is `file`"),
        ("http://a.example/", "allow_http"),
        ("https://a.example:0/", "port is 0"),
        ("https://a.example:65536/", "port is 65536"),
        ("https://127.0.0.1/", "private"),
        ("https://[::ffff:8.8.8.8]/", "private"),
        ("https://[1::2::3]/", "IPv6"),
        ("https://a.example/" + "x" * 2048, "2,066 characters"),
        ("https://" + "a." * 130 + "example/", "253"),
        (None, "found a NoneType"),
    ],
)
def test_a_bad_url(url: str, why: str) -> None:
    """It is refused with the reason, and not shown: it may hold secrets."""
    with pytest.raises(EventError, match=why) as caught:
        target_of(url, allow_private=False, allow_http=False)
    assert caught.value.code == "bad_url"
    assert not url or url == "https://" or url not in str(caught.value)


@given(st.from_regex(r"\A(https?|ftp)://[a-z0-9.:@%\[\]\\/?#_ -]{1,30}\Z") | st.text(max_size=40))
def test_any_text_as_a_url(url: str) -> None:
    """Whatever is taken means to `urllib` the same host and port, and all else is an EventError."""
    try:
        found = target_of(url, allow_private=True, allow_http=True)
    except EventError:
        return
    oracle = urlsplit(url)
    assert (found.scheme, found.host) == (oracle.scheme, oracle.hostname)
    assert found.port == (oracle.port or {"http": 80, "https": 443}[oracle.scheme])
    assert oracle.username is None
    assert oracle.fragment == ""
