"""
Which addresses may be fetched: public ones, and private ones that the operator names.

A feed is somebody else's text, and so is every link and redirect in it; none of them may reach
into the network that the monitor runs in.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from figurewatch.errors import ConfigError

#: What the IANA registries of special-purpose addresses keep from being an outlet's, written out
#: because versions of Python know different parts of them.
_SPECIAL = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a provider's customers
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local; metadata of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocols: DS-Lite, dummy, PCP and TURN anycast, NAT64 discovery
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # protocols: Teredo, benchmarks, AMT, AS112, ORCHID, DRIP
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
#: The only unicast addresses of IPv6 that are given out; loopback, private, link-local, multicast,
#: NAT64, segment routing and every other way to carry an IPv4 address inside lie elsewhere.
_GIVEN_OUT = IPv6Network("2000::/3")


class AddressGuard:
    """
    Says whether an address may be connected to.

    `allow_private` names exceptions: "10.0.0.0/8", "192.0.2.7", "127.0.0.1:8123", "[::1]:8123"
    or "name:port"; a name counts once it is resolved (see `note_resolved`).
    """

    def __init__(self, allow_private: tuple[str, ...] = ()) -> None:
        self._networks = []
        self._endpoints: set[tuple[IPv4Address | IPv6Address, int]] = set()
        self._names: set[tuple[str, int]] = set()
        for text in allow_private:
            host, colon, port = text.rpartition(":")
            if colon and port.isdigit() and not (":" in host and not host.startswith("[")):
                self._allow_endpoint(host.strip("[]").lower(), int(port))
                continue
            try:
                self._networks.append(ip_network(text, strict=False))
            except ValueError as error:
                raise ConfigError(
                    f"{text} is neither host:port nor a network", place="allow_private"
                ) from error

    def allows(self, host: str, port: int) -> bool:
        """Say whether the literal address `host` may be connected to at `port`."""
        address = _unmapped(ip_address(host.partition("%")[0]))
        if (address, port) in self._endpoints:
            return True
        if any(address in network for network in self._networks):
            return True
        return is_public(address)

    def note_resolved(self, name: str, port: int, addresses: list[str]) -> None:
        """Take note of what `name` resolved to; matters for allowed names only."""
        if (name.lower(), port) in self._names:
            for address in addresses:
                self._endpoints.add((_unmapped(ip_address(address.partition("%")[0])), port))

    def _allow_endpoint(self, host: str, port: int) -> None:
        try:
            self._endpoints.add((_unmapped(ip_address(host)), port))
        except ValueError:
            self._names.add((host, port))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether `address` is a public unicast address, and no other in disguise."""
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT:
        return False
    return address.is_global and not any(address in network for network in _SPECIAL)


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
