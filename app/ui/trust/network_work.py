"""The network inbox of a hub: starting and ending it, and the accounts of the laptops."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.exchange.serve.server import Inbox
    from app.workspace import Workspace


class Door(NamedTuple):
    """Accounts of the network inbox, and its certificate.

    Attributes:
        fingerprint: SHA-256 of the certificate, in hexadecimal.
        addresses: Of this machine in its network.
    """

    accounts: list[str]
    fingerprint: str
    addresses: list[str]


def look(workspace: Workspace) -> Door:
    """Read accounts and certificate; the certificate is made if there is none."""
    from app.exchange.serve.accounts import accounts, certificate

    found = addresses()
    _file, fingerprint = certificate(workspace.device, found)
    return Door(accounts(workspace.device), fingerprint, found)


def addresses() -> list[str]:
    """Return the addresses of this machine that others may reach; nothing is sent."""
    found: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # asks the routing table only
        found.append(str(probe.getsockname()[0]))
    with suppress(OSError):
        for *_rest, address in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found.append(str(address[0]))
    return [one for one in dict.fromkeys(found) if not one.startswith("127.")]


def start(workspace: Workspace, port: int, before: Inbox | None = None) -> Inbox:
    """Start the network inbox, in place of one that runs.

    Raises:
        AppError: There is no account, or the port is in use.
    """
    from app.exchange.serve.server import Inbox

    if before is not None:
        before.stop()
    return Inbox(workspace, "0.0.0.0", port, addresses())


def add(workspace: Workspace, name: str) -> str:
    """Make an account or give it another password; returns the password."""
    from app.exchange.serve.accounts import add_account

    return add_account(workspace.device, name)


def remove(workspace: Workspace, name: str) -> None:
    """Close an account; what it brought stays."""
    from app.exchange.serve.accounts import remove_account

    remove_account(workspace.device, name)
