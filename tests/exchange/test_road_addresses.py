"""Addresses of destinations: a password is never kept and never repeated; all else is in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import AppError
from app.exchange.roads.address import shown
from app.exchange.roads.destination import Destination, check, destination
from app.exchange.volumes import named
from tests.faults.small import make

SECRET = "geheim77"


def test_an_address_that_was_kept_before_passwords_were_refused_shows_none() -> None:
    for url in (f"https://u:{SECRET}@host/x", f"https://host/x?p={SECRET}", f"s3://b/#{SECRET}"):
        kept = Destination("网盘", url)
        assert SECRET not in kept.shown
        assert kept.shown.startswith(url[:5])
    assert Destination("U 盘", "/media/a#1/50%?").shown == "/media/a#1/50%?"
    assert Destination("机房", "sftp://me@host/x").shown == "sftp://me@host/x"
    assert Destination("网盘", "https://host:8443/a b").shown == "https://host:8443/a b"


@pytest.mark.parametrize(
    "url",
    [
        f"ftp://u:{SECRET}@h",
        f"smb://u:{SECRET}@h/x",
        f"u:{SECRET}@host/x",
        f"https://{SECRET}@host/x",
        f"https://u:{SECRET}@[x",
        f"sftp://u:{SECRET}@host/x",
        f"https://host/x?password={SECRET}",
        f"s3://u:{SECRET}@bucket/x",
        f"https://u:12/{SECRET}@host/x",
        f"https://u:{SECRET}/34@host",
        f"u:a/{SECRET}@host",
        f"https:/u:{SECRET}@h",
        f" https://u:{SECRET}@h",
        f"//u:{SECRET}@h/x",
        f"HTTPS:\\\\u:{SECRET}@host",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str, tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        check(Destination("网盘", url))
    assert SECRET not in str(refused.value) + repr(refused.value)
    assert SECRET not in shown(url) or "?" in url
    with make(tmp_path / "w", "马") as workspace, workspace.reading() as session:
        with pytest.raises(AppError) as refused:
            destination(session, url)
        assert SECRET not in str(refused.value)


@pytest.mark.parametrize("option", ["password", "passwd", "secret_key", "token", "Key"])
def test_only_known_options_are_kept(option: str) -> None:
    with pytest.raises(AppError, match=option) as refused:
        check(Destination("网盘", "https://host/x", {option: SECRET}))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("https://[x", {}),
        ("https:///x", {}),
        ("sftp://h:99999", {}),
        ("sftp://h:x/y", {}),
        ("s3://bucket/x", {"endpoint": f"u:{SECRET}@host"}),
        ("s3://bucket/x", {"endpoint": "no address"}),
        ("s3://bucket/x", {"endpoint": "https://[x"}),
    ],
)
def test_what_no_program_could_read_is_said_in_words(url: str, options: dict[str, str]) -> None:
    with pytest.raises(AppError) as refused:
        check(Destination("网盘", url, options))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("https://nas.example:8443/城检", {"user": "laptop1", "fingerprint": "AA"}),
        ("sftp://tijian@host/x", {"host_key": "SHA256:x", "key_file": "k"}),
        ("s3://bucket/prefix", {"endpoint": "https://s3.example", "region": "x", "user": "id"}),
        ("/media/stick@1/城检", {}),
        ("https://nas.example/dav/me@unit.cn/x", {}),
        ("//nas/share/a@b", {}),
        ("C:\\Users\\a@b\\城检", {}),
        ("\\\\nas\\share#1?", {}),
    ],
)
def test_what_is_right_stays_right(url: str, options: dict[str, str]) -> None:
    check(Destination("网盘", url, options))


@pytest.mark.parametrize(
    "name",
    [f"0a1b2c3d-{'1' * 230}-1.zip", f"0a1b2c3d-0001-{'9' * 5000}.zip", "0a1b2c3d-٠٠٠١-1.zip"],
)
def test_a_name_that_no_package_has_is_no_package(name: str) -> None:
    """One of them on a stick or server kept all that stands behind it from being fetched."""
    assert named(name) is None
    assert named("0a1b2c3d-0001-1.zip.age") is not None
