"""A laptop that is in thieves' hands, and the hub's own inbox."""

from __future__ import annotations

import http.client
import ssl
from pathlib import Path

import pytest

from app.exchange.serve.accounts import Doorkeeper, add_account, certificate, remove_account
from app.exchange.serve.server import Inbox
from app.workspace import Workspace
from tests.exchange.test_serve import _english, hub, inbox, words  # noqa: F401


def ask(
    inbox: Inbox,  # noqa: F811
    words: dict[str, str],  # noqa: F811
    method: str,
    path: str,
    body: bytes = b"",
    **headers: str,
) -> int:
    import urllib3

    line = http.client.HTTPSConnection(
        "127.0.0.1", inbox.port, context=ssl._create_unverified_context(), timeout=20
    )
    line.putrequest(method, path, skip_host="Host" in headers)
    given = urllib3.make_headers(basic_auth=f"laptop1:{words['laptop1']}")
    for key, value in {"Content-Length": str(len(body)), **given, **headers}.items():
        line.putheader(key.replace("_", "-"), value)
    line.endheaders()
    if body:
        line.send(body)
    try:
        return line.getresponse().status
    finally:
        line.close()


@pytest.mark.parametrize(
    "goal",
    [
        "https://h%2Flaptop2%2Fstolen.zip%3F/laptop1/ok.zip",
        "https://h%2Flaptop2%2Fstolen.zip%23/laptop1/ok.zip",
        "/laptop1/%252e%252e%252flaptop2%252fstolen.zip",
        "/laptop1/..%2flaptop2/stolen.zip",
        "//laptop1/../laptop2/stolen.zip",
        "https://h/laptop2/stolen.zip;/../../laptop1/stolen.zip",
    ],
)
def test_nothing_is_moved_to_another(
    inbox: Inbox,  # noqa: F811
    words: dict[str, str],  # noqa: F811
    goal: str,
) -> None:
    assert ask(inbox, words, "PUT", "/laptop1/a.part", b"x") in (201, 204, 412)
    ask(inbox, words, "MOVE", "/laptop1/a.part", Host="h", Destination=goal)
    assert not list((inbox.root / "laptop2").iterdir())
    for left in (inbox.root / "laptop1").iterdir():
        left.unlink()


def test_what_a_thief_asks(
    hub: Workspace,  # noqa: F811
    inbox: Inbox,  # noqa: F811
    words: dict[str, str],  # noqa: F811
) -> None:
    (inbox.root / "laptop2" / "secret.zip").write_bytes(b"x")
    for path in (
        "/laptop2/secret.zip",
        "/laptop1/../laptop2/secret.zip",
        "/laptop1/..%2flaptop2%2fsecret.zip",
        "/laptop1/%2e%2e/laptop2/secret.zip",
        "/laptop1//../laptop2/secret.zip",
        "/LAPTOP2/secret.zip",
        "//laptop2/secret.zip",
        "/laptop1/..\\laptop2\\secret.zip",
        "/",
        "/laptop1/../",
    ):
        for method in ("GET", "HEAD", "PROPFIND", "PUT", "DELETE"):
            assert ask(inbox, words, method, path) in (400, 403, 404), (method, path)
    for name in ("CON", "nul.zip", "a%00b", "a.zip.", "a%20", "x%0a", "a%3ab", "%c3%a9.zip", ".x"):
        assert ask(inbox, words, "PUT", f"/laptop1/{name}", b"x") in (400, 403), name
    for method in ("LOCK", "MKCOL", "COPY", "PROPPATCH", "POST", "TRACE"):
        assert ask(inbox, words, method, "/laptop1/a") == 405, method
    large = b"<" * 3_000_000
    assert ask(inbox, words, "PROPFIND", "/laptop1/", large, Depth="1") == 413
    assert ask(inbox, words, "PUT", "/laptop1/a.part", Content_Length="-1") in (400, 411)
    assert ask(inbox, words, "PUT", "/laptop1/a.part", Content_Length=str(1 << 62)) == 413
    assert (inbox.root / "laptop2" / "secret.zip").read_bytes() == b"x"
    (inbox.root / "laptop2" / "secret.zip").unlink()
    assert not list((inbox.root / "laptop1").iterdir())


def test_an_account_that_is_closed_is_closed_at_once(tmp_path: Path, hub: Workspace) -> None:  # noqa: F811
    word = add_account(hub.device, "lost")
    keeper = Doorkeeper(hub.device)
    assert keeper.lets_in("lost", word)
    remove_account(hub.device, "lost")
    assert not keeper.lets_in("lost", word)
    file, _fingerprint = certificate(hub.device)
    assert file.stat().st_mode & 0o077 == 0
