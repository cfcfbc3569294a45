"""Which addresses may be fetched."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from figurewatch.errors import ConfigError
from ingest.guard import AddressGuard


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "fec0::1",
        "fd00::1",
        "fe80::1%eth0",
        "ff02::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378::1",
    ],
)
def test_a_private_address_is_refused_in_every_disguise(address: str) -> None:
    assert not AddressGuard().allows(address, 80)


#: The registries, https://www.iana.org/assignments/iana-ipv{4,6}-special-registry, and what is
#: not given out.
REGISTERED = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
    192.0.0.0/29 192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/31 192.0.2.0/24
    192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.88.99.2/32 192.168.0.0/16 192.175.48.0/24
    198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 255.255.255.255/32 224.0.0.0/4
    ::1/128 ::/128 ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23
    2001::/32 2001:1::1/128 2001:1::2/128 2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48
    2001:10::/28 2001:20::/28 2001:30::/28 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20
    5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8 200::/7 400::/6 800::/5 1000::/4 4000::/2
    8000::/2 c000::/3 e000::/4 f000::/5 f800::/6
"""


@pytest.mark.parametrize("network", REGISTERED.split())
def test_no_special_purpose_network_is_reached(network: str) -> None:
    """Neither by its ends nor in the middle, nor mapped into IPv6."""
    inside = ip_network(network)
    for number in (0, inside.num_addresses // 2, -1):
        address = inside[number]
        assert not AddressGuard().allows(str(address), 80)
        if address.version == 4:
            assert not AddressGuard().allows(f"::ffff:{address}", 80)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "192.0.1.1", "2606:2800:220:1::1", "2a00::1", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert AddressGuard().allows(address, 443)


@pytest.mark.parametrize(
    ("allowed", "address", "port"),
    [
        ("127.0.0.1:8123", "127.0.0.1", 8123),
        ("[::1]:8123", "::1", 8123),
        ("10.0.0.0/8", "10.9.8.7", 80),
        ("192.168.1.7", "192.168.1.7", 9000),
        ("fd00::/8", "fd12::1", 80),
    ],
)
def test_a_private_address_is_allowed_where_it_is_named(
    allowed: str, address: str, port: int
) -> None:
    assert AddressGuard((allowed,)).allows(address, port)


def test_an_allowed_port_says_nothing_about_another_port() -> None:
    assert not AddressGuard(("127.0.0.1:8123",)).allows("127.0.0.1", 8124)


def test_an_allowed_name_counts_once_it_is_resolved() -> None:
    guard = AddressGuard(("bridge:1200",))
    assert not guard.allows("172.18.0.5", 1200)
    guard.note_resolved("bridge", 1200, ["172.18.0.5"])
    assert guard.allows("172.18.0.5", 1200)


def test_a_name_that_is_not_allowed_opens_nothing() -> None:
    guard = AddressGuard(("bridge:1200",))
    guard.note_resolved("elsewhere.example", 1200, ["172.18.0.5"])
    assert not guard.allows("172.18.0.5", 1200)


def test_an_exception_that_can_not_be_read_is_a_mistake_in_the_configuration() -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        AddressGuard(("nowhere",))
