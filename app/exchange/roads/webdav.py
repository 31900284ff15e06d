"""WebDAV: a NAS, a Nextcloud, or the inbox that `chengjian serve` offers.

A client of its own on urllib3, because the ready ones cannot send conditions: each file is written
with ``If-None-Match: *`` under a temporary name and moved with ``Overwrite: F``, so that nothing is
ever overwritten. Entity tags are used where they may be: a weak one, or one that a compressing
server changed (``…-gzip``), never matches itself, and asking for it would fail for ever.
"""

from __future__ import annotations

import base64
import ipaddress
import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

import urllib3
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from urllib3.exceptions import HTTPError, SSLError

from app.exchange.roads.base import (
    CHUNK_BYTES,
    PassingError,
    RoadError,
    Told,
    pieces,
    safe_names,
    taken,
)
from app.exchange.roads.statuses import refusal
from app.i18n import N_

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

    from app.exchange.roads.destination import Destination, Secrets

_LIST = (
    b'<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/>'
    b"<getcontentlength/></prop></propfind>"
)
_LIST_BYTES = 64 << 20
_DAV = "{DAV:}"
_LENGTH = re.compile(r"[0-9]{1,18}")
# Seconds: to connect, and of silence; a disk that wakes up takes its time.
_TIMEOUT = urllib3.Timeout(connect=15, read=90)


class WebDavRoad:
    """See `app.exchange.roads.base.Road`."""

    renames = True

    def __init__(self, one: Destination, secrets: Secrets) -> None:
        """Prepare; nothing is asked of the server yet.

        Raises:
            RoadError: The password would travel in the clear.
        """
        scheme, _colon, rest = one.url.partition("://")
        scheme = {"dav": "http", "davs": "https"}.get(scheme.lower(), scheme.lower())
        self._url = f"{scheme}://{rest.rstrip('/')}/"
        self._headers = {"Accept-Encoding": "identity", "User-Agent": "chengjian"}
        if one.user:
            if scheme == "http" and not _is_here(urlsplit(self._url).hostname or ""):
                raise RoadError(
                    N_("{url} is not encrypted: the password would be readable. Use https."),
                    url=one.url,
                )
            given = f"{one.user}:{secrets(one)}".encode()  # a password may be Chinese
            self._headers["Authorization"] = f"Basic {base64.b64encode(given).decode()}"
            self._headers["Cache-Control"] = "no-cache"
        pin = re.sub(r"[^0-9a-f]", "", one.options.get("fingerprint", "").lower())
        if pin:
            self._pool = urllib3.PoolManager(
                maxsize=1, cert_reqs="CERT_NONE", assert_hostname=False, assert_fingerprint=pin
            )
        else:
            self._pool = urllib3.PoolManager(maxsize=1)
        self._tags: dict[str, str] = {}

    def sizes(self) -> dict[str, int]:
        headers = {"Depth": "1", "Content-Type": "application/xml; charset=utf-8"}
        with self._ask("PROPFIND", "", headers, _LIST) as answer, _said():
            if answer.status != 207:
                raise refusal(answer)
            data = answer.read(_LIST_BYTES)
        try:
            tree = ElementTree.fromstring(data)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise RoadError(N_("The server does not answer as WebDAV servers do.")) from error
        return safe_names(listed(tree))

    def write(self, name: str, source: Path, told: Told) -> None:
        length = str(source.stat().st_size)
        headers = {
            "If-None-Match": "*",
            "Content-Length": length,
            "Content-Type": "application/octet-stream",
        }
        with self._ask("PUT", name, headers, pieces(source, told)) as answer:
            if answer.status == 412:
                raise taken(name)
            if answer.status not in (200, 201, 204):
                raise refusal(answer)

    def read(self, name: str) -> Iterator[bytes]:
        with self._ask("GET", name, {"Cache-Control": "no-cache"}) as answer, _said():
            if answer.status != 200:
                raise refusal(answer, name)
            tag = strong(answer.headers.get("ETag", ""))
            yield from answer.stream(CHUNK_BYTES, decode_content=True)
            self._tags[name] = tag

    def rename(self, name: str, final: str) -> None:
        headers = {"Destination": self._at(final), "Overwrite": "F"}
        tag = self._tags.pop(name, "")
        for condition in ([{"If-Match": tag}] if tag else []) + [{}]:
            with self._ask("MOVE", name, headers | condition) as answer:
                if answer.status in (200, 201, 204):
                    return
                if answer.status == 412 and condition:
                    continue  # servers that number their answers anew; the name is safe either way
                if answer.status == 412:
                    raise taken(final)
                raise refusal(answer, name)

    def remove(self, name: str) -> None:
        with self._ask("DELETE", name) as answer:
            if answer.status not in (200, 202, 204, 404, 410):
                raise refusal(answer, name)

    def close(self) -> None:
        self._pool.clear()

    def _at(self, name: str) -> str:
        return self._url + quote(name)

    @contextmanager
    def _ask(
        self,
        method: str,
        name: str,
        headers: dict[str, str] | None = None,
        body: bytes | Iterator[bytes] | None = None,
    ) -> Iterator[BaseHTTPResponse]:
        with _said():
            answer = self._pool.request(
                method,
                self._at(name),
                body=body,
                headers={**self._headers, **(headers or {})},
                preload_content=False,
                retries=False,
                redirect=False,
                timeout=_TIMEOUT,
            )
        try:
            yield answer
        finally:
            answer.close()  # what is left unread would be taken for the next answer


def strong(tag: str) -> str:
    """Return an entity tag if it can be asked for again, else nothing.

    Weak tags never match strongly (RFC 9110, 8.8.3.2); a compressing module adds ``-gzip`` or
    ``;gzip`` to a tag that the store behind it does not know.
    """
    if not re.fullmatch(r'"[\x21\x23-\x7e]*"', tag) or re.search(r'[-;](gzip|br|zstd)"$', tag):
        return ""
    return tag


def listed(tree: Element) -> Iterator[tuple[str, int]]:
    """Yield the files of a listing and their bytes, -1 where the server says none that may be."""
    for response in tree.iter(f"{_DAV}response"):
        try:
            path = unquote(urlsplit(response.findtext(f"{_DAV}href", "")).path)
        except ValueError:
            continue  # no address, so no file of ours
        if path.endswith("/") or response.find(f".//{_DAV}collection") is not None:
            continue
        length = response.findtext(f".//{_DAV}getcontentlength", "")
        yield posixpath.basename(path), int(length) if _LENGTH.fullmatch(length) else -1


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _said() -> Iterator[None]:
    """Say the library's errors in words."""
    try:
        yield
    except SSLError as error:
        raise RoadError(
            N_(
                "The server's certificate is not the one expected. Compare its fingerprint with the"
                " one that the hub shows; do not go on if they differ."
            )
        ) from error
    except (HTTPError, OSError) as error:
        raise PassingError(
            N_("The connection to the server broke off. Check the network; then send again.")
        ) from error
