"""SFTP, through fsspec and paramiko; the server's key must be known before a password is given."""

from __future__ import annotations

import base64
import errno
import hashlib
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from app.errors import AppError
from app.exchange.roads.base import (
    CHUNK_BYTES,
    NewKeyError,
    PassingError,
    RoadError,
    Told,
    harmless,
    pieces,
    safe_names,
    taken,
)
from app.i18n import N_

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination, Secrets

_SECONDS = 90.0


class SftpRoad:
    """See `app.exchange.roads.base.Road`."""

    renames = True

    def __init__(self, one: Destination, secrets: Secrets) -> None:
        """Connect.

        Raises:
            RoadError: The server cannot be reached, is not known, or refuses the account.
        """
        parts = urlsplit(one.url)
        self._folder = unquote(parts.path).rstrip("/") or "."
        keys = {"key_filename": file} if (file := one.options.get("key_file", "")) else {}
        password = secrets(one)
        self._private = password  # a server may say it back
        with self._said():
            self._files = SFTPFileSystem(
                host=parts.hostname or "",
                port=parts.port or 22,
                username=one.user or parts.username,
                password=password or None,
                host_key_policy=KnownKey(one.options.get("host_key", "")),
                timeout=15,
                banner_timeout=30,
                auth_timeout=30,
                skip_instance_cache=True,
                **keys,
            )
            self._files.ftp.get_channel().settimeout(_SECONDS)

    def sizes(self) -> dict[str, int]:
        with self._said():
            found = self._files.ftp.listdir_attr(self._folder)
        return safe_names(
            (one.filename, one.st_size or 0) for one in found if stat.S_ISREG(one.st_mode or 0)
        )

    def write(self, name: str, source: Path, told: Told) -> None:
        with self._said(name):
            try:
                file = self._files.ftp.open(self._at(name), "wbx")
            except OSError as error:
                if self._is_there(name):
                    raise taken(name) from error
                raise
            with file:
                file.set_pipelined(True)  # errors come with the last answer, which close awaits
                for piece in pieces(source, told):
                    file.write(piece)

    def read(self, name: str) -> Iterator[bytes]:
        with self._said(name), self._files.ftp.open(self._at(name), "rb") as file:
            file.prefetch(max_concurrent_requests=64)
            while piece := file.read(CHUNK_BYTES):
                yield piece

    def rename(self, name: str, final: str) -> None:
        with self._said(final):
            try:  # the plain request, which refuses a name in use; not posix-rename
                self._files.ftp.rename(self._at(name), self._at(final))
            except OSError as error:
                if self._is_there(final):
                    raise taken(final) from error
                raise

    def remove(self, name: str) -> None:
        with self._said(name):
            try:
                self._files.ftp.remove(self._at(name))
            except OSError as error:
                if error.errno != errno.ENOENT:
                    raise

    def close(self) -> None:
        self._files.ftp.close()
        self._files.client.close()

    def _said(self, name: str = "") -> AbstractContextManager[None]:
        return _said(name, self._private)

    def _at(self, name: str) -> str:
        return f"{self._folder}/{name}"

    def _is_there(self, name: str) -> bool:
        try:
            self._files.ftp.stat(self._at(name))
        except OSError:
            return False
        return True


class KnownKey(paramiko.MissingHostKeyPolicy):
    """Accept one key only: the one of that fingerprint, or one that ``ssh`` knows already."""

    def __init__(self, fingerprint: str) -> None:
        self._wanted = fingerprint.removeprefix("SHA256:").rstrip("=")

    def missing_host_key(
        self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
    ) -> None:
        """Compare; see paramiko."""
        digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
        if digest == self._wanted:
            return
        known = None
        if not self._wanted:
            hosts = paramiko.HostKeys()
            file = Path("~/.ssh/known_hosts").expanduser()
            if file.is_file():
                hosts.load(str(file))
            if hosts.check(hostname, key):
                return
            known = hosts.lookup(hostname)
        if not self._wanted and known is None:
            raise NewKeyError(digest)
        raise RoadError(
            N_(
                "The server shows another key than before: SHA256:{digest}. Somebody else may be"
                " answering in its place; nothing was sent. Ask whoever looks after the server"
                " before you enter another key."
            ),
            digest=digest,
        )


@contextmanager
def _said(name: str, private: str) -> Iterator[None]:
    """Say paramiko's errors in words."""
    try:
        yield
    except AppError:
        raise
    except paramiko.AuthenticationException as error:
        raise RoadError(N_("The server does not accept this account or password.")) from error
    except FileNotFoundError as error:
        if name:
            raise PassingError(
                N_("{name} is not there any more on the server."), name=name
            ) from error
        raise RoadError(N_("The folder is not there on the server. Check the address.")) from error
    except PermissionError as error:
        raise RoadError(N_("The server does not let this account write here.")) from error
    except (paramiko.SSHException, EOFError, OSError) as error:
        if (
            type(error) is OSError and error.errno is None and "closed" not in str(error)
        ):  # the server's own words: a full disk …
            reason = harmless(str(error), private)
            raise PassingError(N_("The server refuses: {reason}"), reason=reason) from error
        raise PassingError(
            N_("The connection to the server broke off. Check the network; then send again.")
        ) from error
