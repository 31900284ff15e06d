"""The server behind the page: a small WSGI application on Cheroot, bound to one address."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from app.errors import AppError
from app.files import CHUNK_BYTES, cannot_write, discard
from app.i18n import N_, _, language
from app.inspection.phone.net import LOOPBACK, is_private
from app.inspection.phone.page import POLICY, closed, page
from app.inspection.phone.session import Sessions

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

_COOKIE = "chengjian"
_NAME_LENGTH = 120


@dataclass(frozen=True)
class Taken:
    """What became of a photo that a phone sent.

    Attributes:
        error: Why it was not taken in; empty: it is on the disk and in the records.
    """

    error: str = ""


Take = Callable[[Path, str], Taken]
"""Takes in a file that a phone sent, with the name it had there; returns when it is durable."""


class PhonePage:
    """A running page; `stop` it when the dialog closes.

    Attributes:
        sessions: Who may send.
        place: Where the photos go, in words; may change while a phone is in.
    """

    def __init__(
        self, folder: Path, take: Take, place: str, sessions: Sessions | None = None
    ) -> None:
        """Prepare a page.

        Args:
            folder: Where a photo lies until it is taken in; made when needed.
            take: Takes a photo in; called in a thread of the server, one photo at a time.
            place: Where the photos go, in words.
            sessions: Limits and clock; None: the usual ones.
        """
        self.sessions = sessions or Sessions()
        self.place = place
        self._folder, self._take = folder, take
        self._one = threading.Lock()
        self._done: dict[str, Taken] = {}
        self._server: Any = None
        self._thread: threading.Thread | None = None
        self._host = ""

    def start(self, host: str = LOOPBACK, port: int = 0) -> str:
        """Begin to serve; returns the address for the QR code, with a token in it.

        Raises:
            AppError: The address is not private, or in use.
        """
        if host != LOOPBACK and not is_private(host):
            raise AppError(N_("{host} is not an address of a private network."), host=host)
        from cheroot.wsgi import Server

        class Quiet(Server):
            def error_log(self, *_args: object, **_named: object) -> None:
                """Say nothing: a phone that walks away is no error."""

        server = Quiet((host, port), self._answer, numthreads=3, timeout=60)
        server.max_request_body_size = self.sessions.limits.photo_bytes
        server.max_request_header_size = 16_384
        try:
            server.prepare()
        except OSError as error:
            raise AppError(
                N_("The page cannot be offered at {host}: {reason}"), host=host, reason=error
            ) from error
        self._server, self._host = server, host
        self._thread = threading.Thread(target=server.serve, name="phone page", daemon=True)
        self._thread.start()
        return self.renew()

    def take_with(self, take: Take) -> None:
        """Hand photos to somebody else from now on; the phone that is in stays in."""
        self._take = take

    def renew(self) -> str:
        """Return the address with a fresh token: for another phone, or when time ran out."""
        return f"http://{self._host}:{self.port}/{self.sessions.new_token()}/"

    @property
    def port(self) -> int:
        """The port in use; 0 when it is not running."""
        return int(self._server.bind_addr[1]) if self._server is not None else 0

    @property
    def running(self) -> bool:
        """Whether it answers."""
        return self._server is not None

    def stop(self) -> None:
        """Stop serving; a photo that is being taken in is finished first."""
        self.sessions.end()
        server, self._server = self._server, None
        if server is not None:
            server.stop()
        if self._thread is not None:
            self._thread.join(10)
            self._thread = None

    # Requests

    def _answer(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        nonce = secrets.token_urlsafe(12)
        method = environ["REQUEST_METHOD"]
        path = str(environ.get("PATH_INFO", "/")).strip("/")
        cookie = _cookie(environ)
        headers = _headers(nonce)
        if not self._asked_for_us(environ):
            return _said(start, "403 Forbidden", headers, closed(_shut(), nonce, language()))
        if method == "POST" and path == "p/photo":
            status, words = self._photo(environ, cookie)
            plain = [*headers, ("Content-Type", "text/plain; charset=utf-8")]
            return _said(start, status, plain, words.encode())
        headers.append(("Content-Type", "text/html; charset=utf-8"))
        if method != "GET":
            return _said(start, "405 Method Not Allowed", headers, b"")
        if path == "p" and self.sessions.known(cookie):
            return _said(start, "200 OK", headers, page(self.place, nonce, language()))
        if path and "/" not in path and (entered := self.sessions.enter(path)):
            # The token leaves the address bar and the history; from now on the cookie counts.
            headers += [
                ("Set-Cookie", f"{_COOKIE}={entered}; Path=/; HttpOnly; SameSite=Lax"),
                ("Location", "/p/"),
            ]
            return _said(start, "303 See Other", headers, b"")
        if path == "favicon.ico":
            return _said(start, "404 Not Found", headers, b"")
        return _said(start, "403 Forbidden", headers, closed(_shut(), nonce, language()))

    def _asked_for_us(self, environ: dict[str, Any]) -> bool:
        """Refuse names that lead here by a stranger's page (DNS rebinding, cross-site posts)."""
        mine = f"{self._host}:{self.port}"
        origin = environ.get("HTTP_ORIGIN")
        return environ.get("HTTP_HOST") == mine and origin in (None, f"http://{mine}")

    def _photo(self, environ: dict[str, Any], cookie: str) -> tuple[str, str]:
        if not self.sessions.known(cookie):
            return "403 Forbidden", _shut()
        key = str(environ.get("HTTP_X_KEY", ""))[:80]
        with self._one:
            if key and key in self._done:  # sent again because the answer was lost on the way
                return _verdict(self._done[key])
            if not self.sessions.count():
                return "429 Too Many Requests", _("That is enough for one round. Show a new code.")
            taken = self._received(environ)
            if taken is None:
                return "400 Bad Request", _("The photo did not arrive whole. Send it again.")
            if key:
                self._done[key] = taken
            return _verdict(taken)

    def _received(self, environ: dict[str, Any]) -> Taken | None:
        """Write what comes into a file of our own name and have it taken in."""
        try:
            expected = int(environ.get("CONTENT_LENGTH") or -1)
        except ValueError:
            return None
        if expected <= 0 or expected > self.sessions.limits.photo_bytes:
            return None
        name = _plain_name(str(environ.get("HTTP_X_NAME", "")))
        file = self._folder / f"{secrets.token_hex(8)}{_suffix(name)}"
        try:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                if not _stored(environ["wsgi.input"], file, expected):
                    return None
            except OSError as error:
                return Taken(str(cannot_write(name, error)))
            return self._take(file, name)
        except AppError as error:
            return Taken(str(error))
        finally:
            discard(file)


def _stored(source: Any, file: Path, expected: int) -> bool:
    left = expected
    with file.open("xb") as out:
        while left:
            try:
                piece = source.read(min(CHUNK_BYTES, left))
            except (OSError, TimeoutError):
                return False
            if not piece:
                return False
            out.write(piece)
            left -= len(piece)
    return True


def _verdict(taken: Taken) -> tuple[str, str]:
    return ("422 Unprocessable Content", taken.error) if taken.error else ("200 OK", "")


def _shut() -> str:
    return _("This code was used or is too old. Show a new one on the laptop and scan it.")


def _said(
    start: StartResponse, status: str, headers: list[tuple[str, str]], body: bytes
) -> list[bytes]:
    start(status, [*headers, ("Content-Length", str(len(body)))])
    return [body]


def _headers(nonce: str) -> list[tuple[str, str]]:
    return [
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", POLICY.format(nonce=nonce)),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    ]


def _cookie(environ: dict[str, Any]) -> str:
    try:
        found = SimpleCookie(str(environ.get("HTTP_COOKIE", ""))).get(_COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _plain_name(raw: str) -> str:
    """Return the name that the phone gave, without folders; it is shown, never used as a path."""
    name = unquote(raw, errors="replace").replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in name if sign.isprintable())[:_NAME_LENGTH] or "photo.jpg"


def _suffix(name: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return f".{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= 5 else ""
