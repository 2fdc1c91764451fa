"""Which network a request came from, for logs: forwarded headers count from trusted proxies only."""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from osspulse.settings import Network

Address = IPv4Address | IPv6Address
Header = tuple[bytes, bytes]

_FORWARDED_FOR = re.compile(rb'(?:^|;)\s*for\s*=\s*("(?:[^"\\]|\\.)*"|[^;,\s]*)', re.IGNORECASE)
_BRACKETED = re.compile(r"\[([^\]]*)\](?::\d{1,5})?")
_WITH_PORT = re.compile(r"([0-9.]+):\d{1,5}")
_MOST_HOPS = 32


class Senders:
    """Tells whom a request is from, as far as that can be believed."""

    def __init__(self, trusted_proxies: Iterable[Network] = ()) -> None:
        """Believe the forwarded headers of peers in these networks, and of nobody else."""
        self._trusted = tuple(trusted_proxies)

    def network(self, peer: str | None, headers: Sequence[Header]) -> str:
        """The sender's network, `203.0.113.0/24` or `2001:db8::/48`: no single person; or `unknown`."""
        address = self._address(peer, headers)
        if address is None:
            return "unknown"
        length = 24 if address.version == 4 else 48
        shift = address.max_prefixlen - length
        return f"{type(address)(int(address) >> shift << shift)}/{length}"

    def _address(self, peer: str | None, headers: Sequence[Header]) -> Address | None:
        address = _parsed(peer or "")
        if address is None or not self._is_trusted(address):
            return address
        # A proxy writes one of the two; who sends the other as well wants to be believed instead.
        chains = [chain for chain in (_for_chain(headers), _forwarded_chain(headers)) if chain]
        if len(chains) != 1:
            return address
        for hop in reversed(chains[0][-_MOST_HOPS:]):
            told = _parsed(hop)
            if told is None:
                return address
            address = told
            if not self._is_trusted(address):
                return address
        return address

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _for_chain(headers: Sequence[Header]) -> list[str]:
    values = [value for name, value in headers if name == b"x-forwarded-for"]
    return [hop.decode("latin-1") for hop in b",".join(values).split(b",")] if values else []


def _forwarded_chain(headers: Sequence[Header]) -> list[str]:
    values = [value for name, value in headers if name == b"forwarded"]
    if not values:
        return []
    found = [_FORWARDED_FOR.search(hop) for hop in b",".join(values).split(b",")]
    return [hop.group(1).decode("latin-1").strip('"') if hop else "" for hop in found]


def _parsed(text: str) -> Address | None:
    text = text.strip()
    for form in (_BRACKETED, _WITH_PORT):
        if found := form.fullmatch(text):
            text = found.group(1)
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
