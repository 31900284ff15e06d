"""Hostile roads, sticks full of strange files, and key files that others may not read."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from defusedxml import ElementTree
from keyring.backends.fail import Keyring as NoKeyring

from app import key_store, keys
from app.errors import AppError
from app.exchange.fetching import collect, fetched
from app.exchange.recovery import write_recovery
from app.exchange.roads.base import RoadError
from app.exchange.roads.destination import Destination, open_road
from app.exchange.roads.local import LocalRoad
from app.exchange.roads.webdav import listed
from app.exchange.task.says import says_task
from app.exchange.volumes import MOST_BYTES
from app.models.ids import new_id
from app.sealing import new_identity
from app.workspace import Workspace
from app.workspace_folder import OPENED
from tests.exchange.conftest import city, hub, packages  # noqa: F401


class Endless(LocalRoad):
    """A server that says what it likes and sends without end."""

    def __init__(self, folder: Path, said: int) -> None:
        super().__init__(folder)
        self.said, self.read_bytes = said, 0

    def sizes(self) -> dict[str, int]:
        return {"abcdef01-0001-1.zip": self.said} | super().sizes()

    def read(self, name: str) -> Iterator[bytes]:
        if not name.startswith("abcdef01"):
            yield from super().read(name)
            return
        while True:
            self.read_bytes += 1 << 20
            assert self.read_bytes < 1 << 27, "read without end"
            yield bytes(1 << 20)


def test_no_more_is_read_than_was_announced(
    hub: Workspace,  # noqa: F811
    packages: list[Path],  # noqa: F811
    tmp_path: Path,
) -> None:
    (tmp_path / "road").mkdir()
    shutil.copy(packages[0], tmp_path / "road" / "abcdef02-0001-1.zip")
    road = Endless(tmp_path / "road", 5_000_000)
    assert [one.state for one in collect(hub, road)] == ["ready"]
    assert road.read_bytes <= 6 << 20
    assert fetched(hub) == []
    road = Endless(tmp_path / "road", MOST_BYTES + 1)
    assert collect(hub, road) == []
    assert road.read_bytes == 0
    from app.exchange.inbox.parcels import parcels

    with hub.reading() as session:
        (refused,) = [one for one in parcels(session, hub) if one.state == "refused"]
    assert refused.name == "abcdef01-0001-1.zip"
    assert "abcdef01" in refused.reason
    assert refused.card.bytes == MOST_BYTES + 1
    assert not list((hub.inbox / "fetched").iterdir())


def test_a_listing_with_absurd_lengths_and_addresses_is_read_all_the_same() -> None:
    entries = [("/x/a.zip", "9" * 5000), ("http://[x", "1"), ("/x/b.zip", "٣"), ("/x/c.zip", "7")]
    answers = "".join(
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop><D:getcontentlength>{length}"
        "</D:getcontentlength></D:prop></D:propstat></D:response>"
        for href, length in entries
    )
    tree = ElementTree.fromstring(f'<D:multistatus xmlns:D="DAV:">{answers}</D:multistatus>')
    assert list(listed(tree)) == [("a.zip", -1), ("b.zip", -1), ("c.zip", 7)]


@pytest.mark.parametrize("method", [0, 8, 12, 14])
def test_a_strange_file_on_the_stick_is_no_task(tmp_path: Path, method: int) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        archive.writestr("x/bag-info.txt", b"a" * 5000)
    data = whole.getvalue()
    file = tmp_path / "a.zip"
    for at in range(0, len(data), 11):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        file.write_bytes(broken)
        assert not says_task(file), at


def test_key_files_are_this_users_alone(tmp_path: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        one = new_id()
        with pytest.raises(keys.LockedError) as raised:
            keys.make(one)
        assert str(raised.value)
        secret = keys.make(one, "一二三四五六")
        file = key_store.key_file(one)
        assert file.stat().st_mode & 0o077 == 0
        assert secret.seal_secret.encode() not in file.read_bytes()
        assert secret.seal_secret not in repr(secret)
        assert secret.sign_secret not in repr(secret)
    finally:
        keyring.set_keyring(before)
    write_recovery(new_identity(), tmp_path / "recovery.age", "一二三四五六")
    assert (tmp_path / "recovery.age").stat().st_mode & 0o077 == 0


def test_a_password_may_hold_any_letter() -> None:
    goal = Destination("站", "https://127.0.0.1:1/x/", {"user": "李四"})
    road = open_road(goal, lambda _one: "密码é")
    with pytest.raises(RoadError) as raised:
        road.sizes()
    assert "密码" not in str(raised.value) + repr(raised.value.__cause__)


def test_what_a_killed_run_left_open_goes_with_the_next_start(
    hub: Workspace,  # noqa: F811
) -> None:
    left = hub.cache / OPENED / "1-killed" / "package.zip"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"open")
    hub.close()
    with Workspace.open(hub.root, person="x") as again:
        assert not left.parent.exists()
        with pytest.raises(AppError):  # a second program does not get in
            Workspace.open(again.root, person="y")
