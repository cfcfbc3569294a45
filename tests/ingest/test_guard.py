"""Which addresses may be fetched."""

from __future__ import annotations

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


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
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
