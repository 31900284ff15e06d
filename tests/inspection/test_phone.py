"""The phone page on loopback: who is let in, what arrives, what is refused, what is sent twice."""

from __future__ import annotations

import hashlib
import http.client
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from app.errors import AppError
from app.inspection.phone import Limits, PhonePage, Sessions, Taken, addresses
from app.inspection.phone.net import is_private


class _Desk:
    """Takes files in as the window does: durable before it says so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []

    def take(self, file: Path, name: str) -> Taken:
        data = file.read_bytes()
        if not data.startswith(b"\xff\xd8"):
            return Taken("这不是照片")
        (self.folder / hashlib.sha256(data).hexdigest()).write_bytes(data)
        self.names.append(name)
        return Taken()


class _Phone:
    def __init__(self, address: str) -> None:
        found = urlsplit(address)
        assert found.hostname
        assert found.port
        self.host, self.port, self.path = found.hostname, found.port, found.path
        self.cookie = ""

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            if self.cookie:
                given["Cookie"] = self.cookie
            line.request(method, path, body or None, given)
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            line.close()

    def enter(self) -> int:
        status, headers, _body = self.ask("GET", self.path)
        if status == 303:
            self.cookie = headers["Set-Cookie"].partition(";")[0]
            assert headers["Location"] == "/p/"
        return status

    def send(self, data: bytes, key: str = "", name: str = "IMG_1.jpg") -> tuple[int, str]:
        status, _headers, body = self.ask(
            "POST", "/p/photo", data, X_Name=quote(name), X_Key=key or hashlib.md5(data).hexdigest()
        )
        return status, body.decode()


@pytest.fixture
def desk(tmp_path: Path) -> _Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    return _Desk(folder)


@pytest.fixture
def served(desk: _Desk, tmp_path: Path) -> Iterator[PhonePage]:
    page = PhonePage(tmp_path / "incoming", desk.take, "3号楼 · <样例>")
    page.start()
    yield page
    page.stop()


def test_a_phone_sends_photos(served: PhonePage, desk: _Desk, tmp_path: Path) -> None:
    phone = _Phone(served.renew())
    assert phone.enter() == 303
    status, headers, body = phone.ask("GET", "/p/")
    text = body.decode()
    assert status == 200
    assert "3号楼 · &lt;样例&gt;" in text
    assert not re.search(r"https?://", text)  # nothing from elsewhere
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    for number in range(5):
        data = b"\xff\xd8" + bytes([number]) * 300_000
        assert phone.send(data, name=f"照片 {number}.jpg") == (200, "")
        assert (desk.folder / hashlib.sha256(data).hexdigest()).read_bytes() == data
    assert desk.names == [f"照片 {number}.jpg" for number in range(5)]
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_code_lets_one_phone_in_once(served: PhonePage) -> None:
    address = served.renew()
    first, second = _Phone(address), _Phone(address)
    assert first.enter() == 303
    assert second.enter() == 403
    assert second.send(b"\xff\xd8x")[0] == 403
    assert first.send(b"\xff\xd8x")[0] == 200


def test_a_new_code_puts_the_old_phone_out(served: PhonePage) -> None:
    old = _Phone(served.renew())
    old.enter()
    new = _Phone(served.renew())
    assert old.send(b"\xff\xd8x")[0] == 403
    assert new.enter() == 303


def test_without_a_code_nothing_is_told(served: PhonePage) -> None:
    stranger = _Phone(served.renew())
    for path in ("/", "/p/", "/p", "/wrong/", "/../etc/passwd", "/p/photo"):
        status, _headers, body = stranger.ask("GET", path)
        assert status == 403
        assert "3号楼" not in body.decode()
    assert stranger.ask("PUT", "/p/photo", b"x")[0] in (403, 405)


def test_a_code_grows_old_and_a_silent_phone_is_forgotten(desk: _Desk, tmp_path: Path) -> None:
    now = [0.0]
    sessions = Sessions(Limits(token_s=10, idle_s=100), clock=lambda: now[0])
    page = PhonePage(tmp_path / "in", desk.take, "x", sessions)
    phone = _Phone(page.start())
    try:
        now[0] = 11
        assert phone.enter() == 403
        phone = _Phone(page.renew())
        assert phone.enter() == 303
        now[0] += 99
        assert phone.send(b"\xff\xd8a")[0] == 200
        now[0] += 101
        assert phone.send(b"\xff\xd8b")[0] == 403
        assert not sessions.connected
    finally:
        page.stop()


def test_sent_again_after_a_lost_answer_it_is_there_once(served: PhonePage, desk: _Desk) -> None:
    phone = _Phone(served.renew())
    phone.enter()
    assert phone.send(b"\xff\xd8one", key="k1")[0] == 200
    assert phone.send(b"\xff\xd8one", key="k1")[0] == 200
    assert len(desk.names) == 1


def test_what_is_no_photo_is_refused_in_words(served: PhonePage, desk: _Desk) -> None:
    phone = _Phone(served.renew())
    phone.enter()
    assert phone.send(b"plain text") == (422, "这不是照片")
    assert phone.ask("POST", "/p/photo", b"")[0] == 400
    assert desk.names == []


def test_a_photo_that_is_too_large_is_refused(desk: _Desk, tmp_path: Path) -> None:
    page = PhonePage(tmp_path / "in", desk.take, "x", Sessions(Limits(photo_bytes=1000)))
    phone = _Phone(page.start())
    try:
        phone.enter()
        assert phone.ask("POST", "/p/photo", b"\xff\xd8" * 600)[0] in (400, 413)
        assert desk.names == []
    finally:
        page.stop()


def test_a_phone_that_walks_away_leaves_nothing_half(
    served: PhonePage, desk: _Desk, tmp_path: Path
) -> None:
    import socket

    phone = _Phone(served.renew())
    phone.enter()
    with socket.create_connection((phone.host, phone.port)) as line:
        head = (
            f"POST /p/photo HTTP/1.1\r\nHost: {phone.host}:{phone.port}\r\n"
            f"Cookie: {phone.cookie}\r\nContent-Length: 100000\r\n\r\n"
        )
        line.sendall(head.encode() + b"\xff\xd8" + b"x" * 5000)
    assert phone.send(b"\xff\xd8next")[0] == 200  # the next one waits until the broken one is gone
    assert desk.names == ["IMG_1.jpg"]
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_strangers_page_cannot_post_by_another_name(served: PhonePage, desk: _Desk) -> None:
    phone = _Phone(served.renew())
    phone.enter()
    mine = f"{phone.host}:{phone.port}"
    data = b"\xff\xd8x"
    assert phone.ask("POST", "/p/photo", data, Origin="http://evil.example")[0] == 403
    assert phone.ask("POST", "/p/photo", data, Host="evil.example")[0] == 403
    assert phone.ask("POST", "/p/photo", data, Origin=f"http://{mine}")[0] == 200
    assert len(desk.names) == 1


def test_many_at_once_are_taken_one_after_the_other(served: PhonePage, desk: _Desk) -> None:
    phone = _Phone(served.renew())
    phone.enter()
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(phone.send(b"\xff\xd8%d" % n)[0]))
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert found == [200] * 12
    assert len(desk.names) == 12


@pytest.mark.parametrize("host", ["0.0.0.0", "8.8.8.8", "", "::", "example.org"])
def test_only_private_addresses_are_served(desk: _Desk, tmp_path: Path, host: str) -> None:
    page = PhonePage(tmp_path, desk.take, "x")
    with pytest.raises(AppError):
        page.start(host)
    assert not page.running


def test_addresses_of_this_machine_are_private_and_loopback_is_last() -> None:
    found = addresses()
    assert found[-1].loopback
    assert all(is_private(one.host) for one in found[:-1])


def test_stopped_it_answers_nobody(desk: _Desk, tmp_path: Path) -> None:
    page = PhonePage(tmp_path, desk.take, "x")
    phone = _Phone(page.start())
    page.stop()
    with pytest.raises(ConnectionError):
        phone.enter()
    page.stop()
