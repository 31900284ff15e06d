"""The laptop's own addresses in private networks; the page is offered on nothing else."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import closing, suppress
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
# Connecting a datagram socket sends nothing; it asks the system which way it would go.
_PROBES = ("192.168.255.254", "10.255.255.254", "172.31.255.254", "192.168.43.1", "172.20.10.1")


@dataclass(frozen=True)
class Address:
    """An address that a phone in the same network reaches.

    Attributes:
        host: IPv4, such as ``192.168.43.17``.
        loopback: Only this machine reaches it (for tests and practice).
    """

    host: str
    loopback: bool = False


def addresses() -> list[Address]:
    """Return private IPv4 addresses of this machine, the likeliest first; loopback is the last."""
    found: list[str] = []
    for probe in _PROBES:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as asking, suppress(OSError):
            asking.connect((probe, 9))
            found.append(str(asking.getsockname()[0]))
    with suppress(OSError):
        found += [
            str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        ]
    private = [host for host in dict.fromkeys(found) if is_private(host)]
    return [*(Address(host) for host in private), Address(LOOPBACK, loopback=True)]


def is_private(host: str) -> bool:
    """Tell whether an address belongs to a private network, loopback apart."""
    try:
        address = ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return address.is_private and not address.is_loopback and not address.is_unspecified
