"""S3 against a real server, ``moto.server``, in a process of its own on loopback."""

from __future__ import annotations

import hashlib
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest

from app.errors import Cancelled
from app.exchange.deliver import Patience, deliver
from app.exchange.roads.base import PassingError, RoadError, TakenError
from app.exchange.roads.destination import Destination, open_road


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _wait in range(600):
            assert process.poll() is None, "the server did not start"
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(120)


def test_without_the_secret_key_it_says_so_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = {"user": "a", "endpoint": "http://127.0.0.1:9", "region": "us-east-1"}
    one = Destination("云", "s3://bucket/2026", options)
    with pytest.raises(RoadError, match="密钥"):
        open_road(one, lambda _one: "")
    # Nor does what is left to the system's own settings end as a broken connection.
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    road = open_road(replace(one, options={"endpoint": "http://127.0.0.1:9"}), lambda _one: "")
    with pytest.raises(RoadError, match="密钥") as said:
        road.sizes()
    assert not isinstance(said.value, PassingError)


@pytest.mark.parametrize("size", [500_000, 40_000_000])  # one request; several parts
def test_written_once_and_never_over_another(tmp_path: Path, endpoint: str, size: int) -> None:
    bucket = f"hub-{token_hex(4)}"
    credential = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request"
    request = urllib.request.Request(
        f"{endpoint}/{bucket}", method="PUT", headers={"Authorization": credential}
    )
    urllib.request.urlopen(request).close()
    options = {"user": "a", "endpoint": endpoint, "region": "us-east-1"}
    one = open_road(Destination("云", f"s3://{bucket}/2026", options), lambda _one: "b")
    file = tmp_path / "aaaaaaaa-0001-1.zip"
    file.write_bytes(random.randbytes(size))
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()

    def stop(_count: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        one.write("other.zip", file, stop)

    def told(_count: int) -> None:
        return None

    assert deliver(one, file, sha256, told, Patience(tries=1)) == "sent"
    assert deliver(one, file, sha256, told, Patience(tries=1)) == "there"
    file.write_bytes(random.randbytes(size))
    with pytest.raises(TakenError):
        one.write(file.name, file, told)
    assert hashlib.sha256(b"".join(one.read(file.name))).hexdigest() == sha256
    assert one.sizes()[file.name] == size
    one.remove(file.name)
    assert file.name not in one.sizes()
