"""SFTP against a real server: paramiko's own, over a folder, on loopback."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import paramiko
import pytest

from app import i18n
from app.exchange.deliver import Patience, deliver
from app.exchange.roads.base import NewKeyError, RoadError, TakenError
from app.exchange.roads.destination import Destination, open_road

ONCE = Patience(tries=1)


class Login(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        right = (username, password) == ("laptop", "right")
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def get_allowed_auths(self, username: str) -> str:
        return "password"


class Handle(paramiko.SFTPHandle):
    def stat(self):
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class Files(paramiko.SFTPServerInterface):
    root = Path()

    def _at(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def list_folder(self, path: str):
        try:
            return [self._one(file) for file in self._at(path).iterdir()]
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def _one(self, file: Path) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat(file.stat(), file.name)

    def stat(self, path: str):
        try:
            return self._one(self._at(path))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes):
        try:
            number = os.open(self._at(path), flags, 0o600)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        mode = "wb" if flags & os.O_WRONLY else "r+b" if flags & os.O_RDWR else "rb"
        handle = Handle(flags)
        handle.readfile = handle.writefile = os.fdopen(number, mode)
        return handle

    def rename(self, oldpath: str, newpath: str) -> int:
        if self._at(newpath).exists():  # as OpenSSH answers the plain request
            return paramiko.SFTP_FAILURE
        self._at(oldpath).rename(self._at(newpath))
        return paramiko.SFTP_OK

    def remove(self, path: str) -> int:
        try:
            self._at(path).unlink()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return paramiko.SFTP_OK


class Sshd:
    """One server; ``cut`` closes its connections after so many bytes."""

    def __init__(self, root: Path) -> None:
        self.key = paramiko.ECDSAKey.generate()
        self.files = type("Rooted", (Files,), {"root": root})
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.transports: list[paramiko.Transport] = []
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def fingerprint(self) -> str:
        digest = hashlib.sha256(self.key.asbytes()).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self.socket.accept()
            except OSError:
                return
            transport = paramiko.Transport(client)
            transport.add_server_key(self.key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, self.files)
            with suppress(paramiko.SSHException, EOFError):
                transport.start_server(server=Login())
            self.transports.append(transport)

    def cut(self) -> None:
        for transport in self.transports:
            transport.close()

    def close(self) -> None:
        self.cut()
        self.socket.close()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("en")
    yield
    i18n.set_language(before)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    (tmp_path / "there").mkdir()
    return tmp_path / "there"


@pytest.fixture
def sshd(tmp_path: Path, there: Path) -> Iterator[Sshd]:
    one = Sshd(tmp_path)
    yield one
    one.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "aaaaaaaa-0001-1.zip"
    found.write_bytes(random.Random(1).randbytes(900_000))
    return found


def sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def road(sshd: Sshd, folder: str = "there", password: str = "right", key: str = ""):
    url = f"sftp://127.0.0.1:{sshd.port}/{folder}"
    options = {"user": "laptop", "host_key": key or sshd.fingerprint}
    return open_road(Destination("站", url, options), lambda _one: password)


def told(_count: int) -> None:
    return None


def test_written_once_and_never_over_another(sshd: Sshd, there: Path, file: Path) -> None:
    one = road(sshd)
    assert deliver(one, file, sha(file), told, ONCE) == "sent"
    assert (there / file.name).read_bytes() == file.read_bytes()
    assert deliver(one, file, sha(file), told, ONCE) == "there"
    assert [found.name for found in there.iterdir()] == [file.name]
    (there / file.name).write_bytes(b"another")
    with pytest.raises(TakenError):
        deliver(one, file, sha(file), told, ONCE)
    with pytest.raises(TakenError):
        one.write(file.name, file, told)
    one.write("x.part", file, told)
    with pytest.raises(TakenError):
        one.rename("x.part", file.name)
    assert (there / file.name).read_bytes() == b"another"
    one.close()


def test_cut_in_the_middle_and_sent_again(sshd: Sshd, there: Path, file: Path) -> None:
    def cut(count: int) -> None:
        if count:
            sshd.cut()

    with pytest.raises(RoadError, match="broke off"):
        deliver(road(sshd), file, sha(file), cut, ONCE)
    assert file.name not in {found.name for found in there.iterdir()}
    assert deliver(road(sshd), file, sha(file), told, ONCE) == "sent"
    assert [found.name for found in there.iterdir()] == [file.name]


def test_a_server_that_is_not_known_and_one_that_changed(
    sshd: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    url = f"sftp://127.0.0.1:{sshd.port}/there"
    new = Destination("站", url, {"user": "laptop"})
    with pytest.raises(NewKeyError, match="not known here") as error:
        open_road(new, lambda _one: "right")
    assert error.value.key == sshd.fingerprint
    assert sshd.fingerprint in str(error.value)
    with pytest.raises(RoadError, match="another key") as changed:
        road(sshd, key="SHA256:other")
    assert not isinstance(changed.value, NewKeyError)  # nobody is led to take it
    hosts = paramiko.HostKeys()
    other = paramiko.ECDSAKey.generate()
    hosts.add(f"[127.0.0.1]:{sshd.port}", other.get_name(), other)
    (tmp_path / ".ssh").mkdir()
    hosts.save(str(tmp_path / ".ssh" / "known_hosts"))
    with pytest.raises(RoadError, match="another key") as changed:
        open_road(new, lambda _one: "right")
    assert not isinstance(changed.value, NewKeyError)


def test_a_wrong_password(sshd: Sshd) -> None:
    with pytest.raises(RoadError, match="account or password"):
        road(sshd, password="wrong")


def test_a_folder_that_is_not_there(sshd: Sshd) -> None:
    with pytest.raises(RoadError, match="not there on the server"):
        road(sshd, "nowhere").sizes()


def test_a_server_that_does_not_answer(there: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    with pytest.raises(RoadError, match="broke off"):
        open_road(Destination("站", f"sftp://127.0.0.1:{port}/x"), lambda _one: "")


def test_what_a_server_says_is_shown_short_and_without_the_password(
    sshd: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "disk full for laptop:geheim-9\r\n\x1b[31m" + "x" * 5000
    monkeypatch.setattr(Login, "check_auth_password", lambda *_: paramiko.AUTH_SUCCESSFUL)
    monkeypatch.setattr(sshd.files, "list_folder", lambda *_: paramiko.SFTP_FAILURE, raising=False)
    words = [said] * len(paramiko.sftp_server.SFTP_DESC)
    monkeypatch.setattr(paramiko.sftp_server, "SFTP_DESC", words)
    one = road(sshd, password="geheim-9")
    with pytest.raises(RoadError, match="disk full") as raised:
        one.sizes()
    one.close()
    sentence = str(raised.value)
    assert "geheim" not in sentence
    assert len(sentence) < 200
    assert sentence.isprintable()
