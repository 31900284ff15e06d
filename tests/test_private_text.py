"""What is sent to whoever mends the program holds no password, and stays of use."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from app import private_text
from app.cli import main
from app.private_text import redacted, remember


@pytest.fixture(autouse=True)
def _forgetting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_text, "_known", set())


WORD = "p@ss/w0rd 密"


@pytest.mark.parametrize(
    ("text", "secret", "kept"),
    [
        ("https://jia:geheim1@nas.local/inbox not found", "geheim1", "@nas.local/inbox not found"),
        ("PUT /b/k?X-Amz-Signature=abcdef0123&X-Amz-Date=2026", "abcdef0123", "X-Amz-Date=2026"),
        ("?AWSAccessKeyId=AKIA123&Expires=1", "AKIA123", "Expires=1"),
        ("headers={'Authorization': 'Basic amlhOmdlaGVpbQ=='}", "amlhOmdlaGVpbQ==", "headers="),
        ("Authorization: Bearer abc.def-ghi\r\nHost: nas", "abc.def-ghi", "Host: nas"),
        (
            "AWS4-HMAC-SHA256 Credential=a/2026/s3, SignedHeaders=host, Signature=" + "0f" * 32,
            "0f" * 32,
            "SignedHeaders=host",
        ),
        ("Set-Cookie: oc_session=1a2b3c; path=/", "1a2b3c", "Set-Cookie"),
        ("proxy http://u:pw12@proxy:3128 refused", "pw12", "proxy:3128 refused"),
        ("key AGE-SECRET-KEY-1QQQQ is", "AGE-SECRET-KEY-1QQQQ", "key "),
        ("proxy http://u:p@ss9876@proxy:3128 refused", "ss9876", "proxy:3128 refused"),
        ("proxy http://u:p/ss9876@proxy:3128 refused", "ss9876", "proxy:3128 refused"),
        ("{'aws_secret_access_key': 'abc/DEF', 'region': 'cn'}", "abc/DEF", "'region': 'cn'"),
        ('{"password": "geheim1", "user": "jia"}', "geheim1", '"user": "jia"'),
        ("X-Amz-Security-Token=FwoGZX/x&X-Amz-Date=2026", "FwoGZX", "X-Amz-Date=2026"),
        ("<StringToSign>AWS4 geheim1</StringToSign><Code>403</Code>", "geheim1", "<Code>403"),
    ],
)
def test_what_is_written_like_a_secret_is_gone_and_the_rest_stays(
    text: str, secret: str, kept: str
) -> None:
    found = redacted(text)
    assert secret not in found
    assert kept in found


@pytest.mark.parametrize(
    "echoed",
    [WORD, quote(WORD, safe=""), repr(WORD)[1:-1], base64.b64encode(WORD.encode()).decode()],
)
def test_a_password_that_was_used_is_gone_however_a_server_repeats_it(echoed: str) -> None:
    assert echoed in redacted(f"you sent {echoed} to us")
    remember(WORD)
    assert redacted(f"you sent {echoed} to us") == "you sent … to us"


def test_ordinary_traces_are_left_as_they_are() -> None:
    text = 'File "app/x.py", line 12, in f\n    raise AppError("signature of the package")\n'
    remember("")
    remember("ab")
    assert redacted(text) == text


def test_neither_debug_nor_the_log_of_mistakes_repeats_a_servers_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.commands import dump

    def broken(_arguments: object) -> int:
        remember("geheim-42")
        raise ValueError("server said: geheim-42, Authorization: Basic amlhOmdlaGVpbQ==")

    monkeypatch.setattr(dump, "run", broken)
    monkeypatch.setattr("app.cli.user_log", lambda: tmp_path)
    assert main(["dump", "-w", str(tmp_path), str(tmp_path / "out")]) == 70
    assert main(["--debug", "dump", "-w", str(tmp_path), str(tmp_path / "out")]) == 70
    told = capsys.readouterr().err + (tmp_path / "mistakes.log").read_text(encoding="utf-8")
    assert told.count("ValueError: server said") == 2
    assert "geheim" not in told
    assert "amlh" not in told


@pytest.mark.parametrize("spelt", [html.escape, json.dumps, ascii, lambda one: repr(one.encode())])
def test_other_spellings_of_a_password_are_gone(spelt: Callable[[str], str]) -> None:
    word = "a<b&密'码9"
    told = f"<Message>{spelt(word)}</Message>"
    remember(word)
    assert redacted(told).count("…") == 1
    assert "b" not in redacted(told).replace("<Message>", "").replace("b'", "").replace('b"', "")


def test_what_the_header_of_a_request_said_is_gone_without_the_word_before_it() -> None:
    value = base64.b64encode(b"jia:geheim-42").decode()
    remember("geheim-42", "jia")
    assert redacted(f"you sent {value}") == "you sent …"


def test_the_password_of_a_proxy_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://jia:geh%40im-42@proxy:3128")
    assert redacted("407: geh@im-42") == "407: …"
