"""
Which addresses may be fetched: public ones, and private ones that the operator names.

A feed is somebody else's text, and so is every link and redirect in it; none of them may reach
into the network that the monitor runs in.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from figurewatch.errors import ConfigError

#: Networks that carry an IPv4 address inside and that `is_global` calls public.
_TRANSLATED = (
    IPv6Network("64:ff9b::/96"),  # NAT64
    IPv6Network("64:ff9b:1::/48"),  # NAT64, local use
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("2001::/32"),  # Teredo
    IPv6Network("::/96"),  # IPv4-compatible
    IPv6Network("::ffff:0:0:0/96"),  # IPv4-translated (SIIT)
)


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
    """Say whether `address` is a public unicast address, seen through every translation."""
    if isinstance(address, IPv6Address) and any(address in network for network in _TRANSLATED):
        return False
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not address.is_multicast


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
