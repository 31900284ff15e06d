"""A real WebDAV server on loopback, and a proxy before it that does what networks do."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cheroot import wsgi
from wsgidav.wsgidav_app import WsgiDAVApp

FAULTS = (
    "cut request",
    "cut answer",
    "no answer",
    "delay",
    "double",
    "late double",
    "412",
    "423",
    "507",
    "503",
)


@contextmanager
def server(folder: Path) -> Iterator[int]:
    """Serve a folder by wsgidav; yields the port."""
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": True}},
            "logging": {"enable": False},
            "verbose": 0,
            "lock_storage": True,
            "property_manager": None,
            "dir_browser": {"enable": False},
        }
    )
    one = wsgi.Server(("127.0.0.1", 0), app, numthreads=4)
    one.shutdown_timeout = 1
    one.error_log = lambda *_args, **_more: None  # cut connections are the point
    one.prepare()
    thread = threading.Thread(target=one.serve, daemon=True)
    thread.start()
    try:
        yield one.bind_addr[1]
    finally:
        one.stop()
        thread.join(5)


@dataclass
class Proxy:
    """Passes requests on, one at a time on each connection, and spoils a share of them.

    Attributes:
        share: Of requests that are spoilt.
        done: How often each fault was done.
    """

    port: int
    share: float = 0.0
    seed: int = 1
    faults: tuple[str, ...] = FAULTS
    only: str = ""
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.here = self._socket.getsockname()[1]
        self._open = True
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._open = False
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _listen(self) -> None:
        while self._open:
            try:
                client, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError, EOFError):
            client.settimeout(20)
            while True:
                head, body = read_message(client)
                head = head.replace(str(self.here).encode(), str(self.port).encode())
                fault = ""
                method = head.split(b" ", 1)[0].decode()
                if self._random.random() < self.share and self.only in ("", method):
                    fault = self._random.choice(self.faults)
                    self.done[fault] += 1
                if not self._pass(client, head, body, fault):
                    return

    def _pass(self, client: socket.socket, head: bytes, body: bytes, fault: str) -> bool:
        """Handle one request; tells whether the connection lives on."""
        if fault.isdecimal():
            client.sendall(f"HTTP/1.1 {fault} Spoilt\r\nContent-Length: 0\r\n\r\n".encode())
            return True
        whole = head + body
        if fault == "cut request":
            with socket.create_connection(("127.0.0.1", self.port)) as there:
                there.sendall(whole[: self._random.randrange(len(whole))])
            return False
        if fault == "delay":
            time.sleep(self._random.random() * 0.05)
        answer = self._ask(whole)
        if fault == "no answer":
            return False
        if fault == "double":
            answer = self._ask(whole)
        if fault == "late double":
            pause = self._random.random() * 0.1
            threading.Timer(pause, self._quietly, args=(whole,)).start()
        if fault == "cut answer":
            client.sendall(answer[: self._random.randrange(len(answer))])
            return False
        client.sendall(answer)
        return True

    def _quietly(self, whole: bytes) -> None:
        with suppress(OSError, EOFError):
            self._ask(whole)

    def _ask(self, whole: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as there:
            there.sendall(whole)
            head, body = read_message(there, answer=True)
            return head + body


def read_message(one: socket.socket, *, answer: bool = False) -> tuple[bytes, bytes]:
    """Read one HTTP message whole."""
    data = bytearray()
    while b"\r\n\r\n" not in data:
        piece = one.recv(65536)
        if not piece:
            raise EOFError
        data += piece
    head, _blank, rest = bytes(data).partition(b"\r\n\r\n")
    head += b"\r\n\r\n"
    lines = [line.split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line]
    fields = {name.strip().lower(): value.strip() for name, value in lines}
    body = bytearray(rest)
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        while not body.endswith(b"0\r\n\r\n"):
            piece = one.recv(65536)
            if not piece:
                raise EOFError
            body += piece
    else:
        none = answer and head.split(b" ")[1] in (b"204", b"304")
        length = 0 if none else int(fields.get(b"content-length", b"0"))
        while len(body) < length:
            piece = one.recv(min(1 << 18, length - len(body)))
            if not piece:
                raise EOFError
            body += piece
    return head, bytes(body)
