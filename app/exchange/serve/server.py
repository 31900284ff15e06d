"""`chengjian serve`: a small inbox over WebDAV and TLS, one account and one folder for each device.

A device may write new files into its own folder, read what lies there, its receipts among it, and
clear its own temporary files. It cannot replace or remove what it brought, nor see another's.
"""

from __future__ import annotations

import base64
import posixpath
import shutil
import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.wsgidav_app import WsgiDAVApp

from app.errors import AppError
from app.exchange.bags.names import check_name
from app.exchange.serve.accounts import Doorkeeper, accounts, certificate
from app.exchange.volumes import MOST_BYTES
from app.files import cannot_write
from app.i18n import N_

if TYPE_CHECKING:
    from app.workspace import Workspace

PORT = 8443
FOLDER = "served"
PART = ".part"
_METHODS = {"OPTIONS", "PROPFIND", "GET", "HEAD", "PUT", "MOVE", "DELETE"}
_RESERVE_BYTES = 500_000_000
"""This much of the disk stays free for the hub's own work."""
_DRAIN_BYTES = 256_000_000
_ASK_BYTES = 64_000
"""Most of what asks for something: the library reads it into memory at once."""
_NAME_BYTES = 200

Environ = dict[str, Any]
Start = Callable[..., Any]


class Gate:
    """Stands before the WebDAV application: who may do what, and where."""

    def __init__(
        self,
        inner: Callable[[Environ, Start], Iterable[bytes]],
        keeper: Doorkeeper,
        root: Path,
        reserve: int = _RESERVE_BYTES,
    ) -> None:
        self._inner, self._keeper, self._root = inner, keeper, root
        self._reserve = reserve

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """See PEP 3333."""
        refused = self._refusal(environ)
        if not refused:
            return self._inner(environ, start)
        if not refused.startswith("401"):
            _drain(environ)  # who is cut off while writing never reads why
        headers = [("Content-Length", "0"), ("Connection", "close")]
        if refused.startswith("401"):
            headers.append(("WWW-Authenticate", 'Basic realm="chengjian", charset="UTF-8"'))
        start(refused, headers)
        return [b""]

    def _refusal(self, environ: Environ) -> str:
        user = self._user(environ.get("HTTP_AUTHORIZATION", ""))
        if not user:
            return "401 Unauthorized"
        method = environ["REQUEST_METHOD"]
        name = _inside(environ.get("PATH_INFO", ""), user)
        if method not in _METHODS:
            return "405 Method Not Allowed"
        if name is None or (not name and method in ("PUT", "MOVE", "DELETE")):
            return "403 Forbidden"
        # What was looked at is what is done: the application would read the path in its own way.
        environ["PATH_INFO"] = f"/{user}/{name}"
        if method == "DELETE" and not name.endswith(PART):
            return "403 Forbidden"
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return "411 Length Required"
        if method == "PUT":
            return self._refused_put(environ, user, name)
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > _ASK_BYTES:
            return "413 Content Too Large"
        if method == "MOVE":
            environ["HTTP_OVERWRITE"] = "F"
            goal = _inside(unquote(urlsplit(environ.get("HTTP_DESTINATION", "")).path), user)
            if not goal or not name.endswith(PART):
                return "403 Forbidden"
            environ["HTTP_DESTINATION"] = quote(f"/{user}/{goal}")
        return ""

    def _refused_put(self, environ: Environ, user: str, name: str) -> str:
        if (self._root / user / name).exists():
            return "412 Precondition Failed"
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal():
            return "411 Length Required"
        if int(length) > MOST_BYTES:
            return "413 Content Too Large"
        if shutil.disk_usage(self._root).free - int(length) < self._reserve:
            return "507 Insufficient Storage"
        return ""

    def _user(self, header: str) -> str:
        scheme, _blank, given = header.partition(" ")
        if scheme.lower() != "basic":
            return ""
        try:
            name, _colon, password = base64.b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            return ""
        return name if self._keeper.lets_in(name, password) else ""


def _drain(environ: Environ) -> None:
    left = int(length) if (length := environ.get("CONTENT_LENGTH") or "0").isdecimal() else 0
    left = min(left, _DRAIN_BYTES)
    while left > 0 and (piece := environ["wsgi.input"].read(min(left, 1 << 18))):
        left -= len(piece)


def _inside(path: str, user: str) -> str | None:
    """Return the file name that a path means in the user's own folder, ``""`` for the folder."""
    folder, _slash, name = posixpath.normpath(path).strip("/").partition("/")
    if folder != user:
        return None
    try:
        if name:
            check_name(name, _NAME_BYTES)
    except AppError:
        return None
    return None if "/" in name else name


class Inbox:
    """The running server; ``stop`` ends it.

    Attributes:
        port: Where it listens; ``fingerprint``: SHA-256 of its certificate, for laptops to compare.
        root: Where the devices' folders are.
    """

    def __init__(
        self,
        workspace: Workspace,
        host: str = "0.0.0.0",
        port: int = PORT,
        names: Iterable[str] = (),
        reserve: int = _RESERVE_BYTES,
    ) -> None:
        """Bind the port.

        Args:
            workspace: The hub; its inbox holds the devices' folders.
            host: Address to listen on.
            port: 0: any.
            names: Names under which laptops reach it, for the certificate.
            reserve: Bytes of the disk that no device may fill.

        Raises:
            AppError: There is no account, or the port is in use.
        """
        known = accounts(workspace.device)
        if not known:
            raise AppError(N_("There is no account yet: make one for each laptop first."))
        try:  # the library leaves a socket behind when it cannot bind
            socket.create_server((host, port)).close()
        except OSError as error:
            raise AppError(
                N_("Port {port} is in use or not allowed: choose another."), port=port
            ) from error
        self.root = workspace.inbox / FOLDER
        file, self.fingerprint = certificate(workspace.device, tuple(names))
        try:
            for name in known:
                (self.root / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.root.name, error) from error
        gate = Gate(_application(self.root), Doorkeeper(workspace.device), self.root, reserve)
        self._server = wsgi.Server((host, port), gate, numthreads=8, server_name="chengjian")
        self._server.ssl_adapter = BuiltinSSLAdapter(str(file), str(file))
        self._server.max_request_body_size = MOST_BYTES
        self._server.shutdown_timeout = 2
        # Strangers' mistakes are no news.
        self._server.error_log = _silent  # type: ignore[method-assign]
        try:
            self._server.prepare()
        except OSError as error:
            raise AppError(
                N_("Port {port} is in use or not allowed: choose another."), port=port
            ) from error
        self.port = int(self._server.bind_addr[1])
        self._thread = threading.Thread(target=self._server.serve, daemon=True)
        self._thread.start()

    def folders(self) -> list[Path]:
        """List the devices' folders."""
        return sorted(one for one in self.root.iterdir() if one.is_dir())

    def stop(self) -> None:
        """End the server; what is half brought stays under its temporary name."""
        self._server.stop()
        self._thread.join(5)


def _silent(*_words: object, **_more: object) -> None:
    return None


def _application(root: Path) -> Any:
    return WsgiDAVApp(
        {
            "provider_mapping": {"/": FilesystemProvider(str(root))},
            "simple_dc": {"user_mapping": {"*": True}},  # the gate has looked already
            "http_authenticator": {"trusted_auth_header": None},
            "logging": {"enable": False},
            "verbose": 0,
            "lock_storage": True,
            "property_manager": None,
            "dir_browser": {"enable": False},
        }
    )
