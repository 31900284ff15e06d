"""Destinations (去处): where packages go, by name; the password is the system's to keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlalchemy import select

from app.errors import AppError
from app.exchange.roads.address import check_endpoint, readable, refuse_secrets, shown
from app.exchange.roads.base import Road
from app.i18n import N_
from app.models.custody import DestinationRow
from app.private_text import remember

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SERVICE = "chengjian road"
KINDS = {
    "file": "folder",
    "http": "webdav",
    "https": "webdav",
    "dav": "webdav",
    "davs": "webdav",
    "sftp": "sftp",
    "s3": "s3",
}


@dataclass(frozen=True)
class Destination:
    """Where packages go.

    Attributes:
        name: What people call it; photo bytes go once to each name.
        url: A folder's path, or ``https://…``, ``sftp://host/path``, ``s3://bucket/prefix``.
        options: ``user``; WebDAV: ``fingerprint`` (SHA-256 of a self-signed certificate); SFTP:
            ``host_key`` (``SHA256:…``), ``key_file``; S3: ``endpoint``, ``region``. Never a
            password.
    """

    name: str
    url: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """``folder``, ``webdav``, ``sftp`` or ``s3``."""
        scheme, colon, _rest = self.url.partition("://")
        return KINDS.get(scheme.lower(), "") if colon else "folder"

    @property
    def shown(self) -> str:
        """The address for screens, slips and logs; one of an old workspace may hold a password."""
        return shown(self.url)

    @property
    def user(self) -> str:
        """Account at the destination, empty for none."""
        return self.options.get("user", "")

    @property
    def folder(self) -> Path:
        """The folder of a destination on this machine's disks and shares."""
        if self.url.lower().startswith("file://"):
            return Path(url2pathname(urlsplit(self.url).path))
        return Path(self.url)


Secrets = Callable[[Destination], str]


def check(destination: Destination) -> None:
    """Refuse a destination that would not work, or that carries a password.

    Raises:
        AppError: Says what is wrong.
    """
    refuse_secrets(destination.url, destination.options)
    if not destination.name.strip():
        raise AppError(N_("Give the destination a name."))
    if not destination.kind:
        raise AppError(
            N_("{url} is no address that packages can go to: use a folder, https, sftp or s3."),
            url=destination.url,
        )
    if destination.kind != "folder":
        readable(destination.url)
    if endpoint := destination.options.get("endpoint", ""):
        check_endpoint(endpoint)


def destinations(session: Session) -> list[Destination]:
    """List the destinations that are known here, by name."""
    rows = session.scalars(select(DestinationRow).order_by(DestinationRow.name))
    return [Destination(row.name, row.url, _options(row.options)) for row in rows]


def destination(session: Session, name: str) -> Destination:
    """Return a destination by name; the path of a folder or an address is one too.

    Raises:
        AppError: There is none of that name.
    """
    row = session.get(DestinationRow, name)
    if row is not None:
        return Destination(row.name, row.url, _options(row.options))
    refuse_secrets(name, {})
    given = Destination(name, name)
    if "://" in name or Path(name).is_absolute() or Path(name).is_dir():
        check(given)
        return given
    raise AppError(N_("There is no destination named {name}."), name=name)


def keep(session: Session, one: Destination) -> None:
    """Keep a destination, in place of another of its name.

    Raises:
        AppError: See `check`.
    """
    check(one)
    options = json.dumps(dict(one.options), ensure_ascii=False, sort_keys=True)
    session.merge(DestinationRow(name=one.name, url=one.url, options=options))


def forget(session: Session, name: str) -> None:
    """Forget a destination; what went there stays in the books."""
    row = session.get(DestinationRow, name)
    if row is not None:
        session.delete(row)


def kept_secret(one: Destination) -> str:
    """Return the password that the system's keyring keeps for a destination, empty for none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, _account(one)) or ""
    except KeyringError:
        return ""


def keep_secret(one: Destination, secret: str) -> bool:
    """Give a password to the system's keyring; tells whether there is one that keeps it."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, _account(one), secret)
    except KeyringError:
        return False
    return True


def open_road(one: Destination, secrets: Secrets = kept_secret) -> Road:
    """Open the road to a destination.

    Args:
        one: Where to.
        secrets: Asked for the password when the road needs one.

    Raises:
        AppError: It is not there, refuses us, or is not known to be the one it says.
    """
    check(one)

    def known(asked: Destination) -> str:
        return remember(secrets(asked), asked.user or urlsplit(asked.url).username or "")

    # Each library costs its time to import only where its road is taken.
    if one.kind == "folder":
        from app.exchange.roads.local import LocalRoad

        return LocalRoad(one.folder)
    if one.kind == "webdav":
        from app.exchange.roads.webdav import WebDavRoad

        return WebDavRoad(one, known)
    if one.kind == "sftp":
        from app.exchange.roads.sftp import SftpRoad

        return SftpRoad(one, known)
    from app.exchange.roads.s3 import S3Road

    return S3Road(one, known)


def _account(one: Destination) -> str:
    return f"{one.user}@{one.url}"


def _options(text: str) -> dict[str, str]:
    raw = json.loads(text)
    return {str(key): str(value) for key, value in raw.items()} if isinstance(raw, dict) else {}
