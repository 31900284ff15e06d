"""Roads: real folders, a real WebDAV server behind a bad proxy, a real SFTP server, S3."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

import pytest

from app import i18n
from app.errors import AppError, Cancelled
from app.exchange.deliver import Patience, deliver
from app.exchange.roads.base import PassingError, RoadError, TakenError
from app.exchange.roads.destination import (
    Destination,
    check,
    destination,
    destinations,
    forget,
    open_road,
)
from app.exchange.roads.destination import keep as keep_destination
from app.exchange.roads.webdav import strong
from app.exchange.sending import UnfinishedError, send
from app.inspection.photo.photos import add_photos
from app.models.custody import Delivery, DestinationRow
from tests.exchange.dav import FAULTS, Proxy, server
from tests.faults.small import begin, fill, make, picture, take
from tests.prove import roads as prove

ONCE = Patience(tries=1)
QUICK = Patience(tries=4, seconds=0, sleep=lambda _seconds: None)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("en")
    yield
    i18n.set_language(before)


def told(_count: int) -> None:
    return None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "aaaaaaaa-0001-1.zip"
    found.write_bytes(random.Random(1).randbytes(700_000))
    return found


def sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    root = tmp_path_factory.mktemp("served")
    with server(root) as port:
        yield root, port


@pytest.fixture
def there(served: tuple[Path, int]) -> Path:
    folder = served[0] / token_hex(4)
    folder.mkdir()
    return folder


@pytest.fixture
def dav(served: tuple[Path, int]) -> Iterator[Proxy]:
    proxy = Proxy(served[1])
    yield proxy
    proxy.close()


def web(proxy: Proxy, there: Path | str) -> Destination:
    name = there if isinstance(there, str) else there.name
    return Destination("网盘", f"http://127.0.0.1:{proxy.here}/{name}/")


@pytest.fixture(params=["folder", "webdav"])
def where(request: pytest.FixtureRequest, there: Path) -> Destination:
    if request.param == "folder":
        return Destination("盘", str(there))
    return web(request.getfixturevalue("dav"), there)


# What every road does


def test_written_once_and_never_over_another(where: Destination, there: Path, file: Path) -> None:
    road = open_road(where)
    assert deliver(road, file, sha(file), told, ONCE) == "sent"
    assert (there / file.name).read_bytes() == file.read_bytes()
    assert deliver(road, file, sha(file), told, ONCE) == "there"
    (there / file.name).write_bytes(b"another")
    with pytest.raises(TakenError):
        deliver(road, file, sha(file), told, QUICK)
    assert (there / file.name).read_bytes() == b"another"
    assert [one.name for one in there.iterdir()] == [file.name]
    road.close()


def test_what_an_earlier_try_left_is_cleared(where: Destination, there: Path, file: Path) -> None:
    (there / f"{file.name}.01234567.part").write_bytes(b"half")
    (there / "bbbbbbbb-0001-1.zip.01234567.part").write_bytes(b"of another")
    deliver(open_road(where), file, sha(file), told, ONCE)
    assert sorted(one.name for one in there.iterdir()) == [
        file.name,
        "bbbbbbbb-0001-1.zip.01234567.part",
    ]


def test_stopped_in_the_middle(where: Destination, there: Path, file: Path) -> None:
    passed = 0

    def stop(count: int) -> None:
        nonlocal passed
        passed += count
        if passed > 300_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        deliver(open_road(where), file, sha(file), stop, ONCE)
    assert file.name not in {one.name for one in there.iterdir()}
    deliver(open_road(where), file, sha(file), told, ONCE)
    assert sha(there / file.name) == sha(file)


def test_a_carrier_that_alters_bytes_is_found_out(
    where: Destination, there: Path, file: Path
) -> None:
    with pytest.raises(PassingError, match="arrived damaged"):
        deliver(open_road(where), file, "0" * 64, told, QUICK)
    assert list(there.iterdir()) == []


# Folders


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(RoadError, match="is not there"):
        open_road(Destination("盘", str(tmp_path / "stick")))
    assert not (tmp_path / "stick").exists()


@pytest.mark.skipif(os.name == "nt", reason="limits of the file size are POSIX")
def test_a_disk_that_takes_no_more(there: Path, file: Path) -> None:
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        with pytest.raises(AppError, match="too large for this disk"):
            deliver(open_road(Destination("盘", str(there))), file, sha(file), told, ONCE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    assert list(there.iterdir()) == []


def test_a_stick_that_is_pulled_out_and_put_back(tmp_path: Path, there: Path) -> None:
    goal = Destination("U盘", str(there))
    with make(tmp_path / "a", "甲") as workspace:
        visit = begin(workspace)
        names = [picture(tmp_path / f"{n}.jpg", n, (400, 300)) for n in range(6)]
        add_photos(workspace, visit.inspection, names)

        def pull(done: int, total: int, what: str = "") -> None:
            if what.startswith("volume 2") and there.exists():
                there.rename(tmp_path / "pulled")

        with pytest.raises(UnfinishedError, match="volume 2 of package 1") as error:
            send(workspace, goal, volume_bytes=60_000, patience=ONCE, progress=pull)
        assert error.value.gone
        (tmp_path / "pulled").rename(there)
        sent = send(workspace, goal)
        assert (sent.packages, sent.numbers) == ((), (1,))
        assert prove.digests(there) == prove.digests(workspace.outbox)
        with make(tmp_path / "hub", "汇总", campaign=False, filled=False) as hub:
            assert {one.state for one in take(hub, *sorted(there.iterdir()))} == {"merged"}


def test_only_what_is_new_is_packed(tmp_path: Path, there: Path) -> None:
    goal = Destination("U盘", str(there))
    with make(tmp_path / "a", "甲") as workspace:
        visit = begin(workspace)
        assert len(send(workspace, goal).packages) == 1
        assert send(workspace, goal).packages == ()
        fill(visit, B07="新")
        assert send(workspace, goal).packages[0].number == 2
        assert send(workspace, goal, again=True).packages[0].number == 3


def test_a_crash_between_packing_and_entering(tmp_path: Path, there: Path) -> None:
    goal = Destination("U盘", str(there))
    from app.exchange.package import export

    with make(tmp_path / "a", "甲") as workspace:
        begin(workspace)
        package = export(workspace, workspace.outbox, destination=goal.name)
        sent = send(workspace, goal)
        assert (sent.packages, sent.volumes) == ((), 1)
        assert (there / package.path.name).exists()


def test_a_volume_lost_from_the_outbox_goes_again(tmp_path: Path, there: Path) -> None:
    goal = Destination("U盘", str(there))
    with make(tmp_path / "a", "甲") as workspace:
        visit = begin(workspace)
        add_photos(workspace, visit.inspection, [picture(tmp_path / "1.jpg", 1)])
        send(workspace, goal)
        with workspace.sessions.begin() as session:
            for row in session.query(Delivery):
                row.delivered_at = None
        for volume in (*workspace.outbox.iterdir(), *there.iterdir()):
            volume.unlink()
        (package,) = send(workspace, goal).packages
        assert (package.number, package.photos) == (2, 1)


# WebDAV


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["PROPFIND", "PUT", "GET", "MOVE"])
def test_each_fault_at_each_step(
    dav: Proxy, there: Path, file: Path, fault: str, method: str
) -> None:
    dav.faults, dav.only, dav.share, dav.seed = (fault,), method, 0.5, 1
    said: list[str] = []
    for _send in range(60):
        try:
            deliver(open_road(web(dav, there)), file, sha(file), told, QUICK)
        except RoadError as error:
            said.append(str(error))
        else:
            break
    assert sha(there / file.name) == sha(file)
    assert all(said)
    assert not [words for words in said if "{" in words]


def test_a_share_of_the_long_run() -> None:
    found = prove.faults(120, seed=random.randrange(10**6))
    assert found["problems"] == []
    assert found["faults"] >= 120


def test_a_loss_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def losing(road, file: Path, sha256: str, told, patience) -> str:
        said = deliver(road, file, sha256, told, patience)
        with suppress(RoadError):
            road.remove(file.name)
        return said

    monkeypatch.setattr(prove, "deliver", losing)
    assert prove.faults(2)["problems"]


def test_killed_while_sending() -> None:
    found = prove.killed(2, seed=random.randrange(10**6))
    assert found["problems"] == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [("507", "disk is full"), ("423", "locked"), ("412", "contradict|changed meanwhile")],
)
def test_refusals_in_words(dav: Proxy, there: Path, file: Path, fault: str, words: str) -> None:
    dav.faults, dav.only, dav.share = (fault,), "PUT", 1.0
    with pytest.raises(RoadError, match=words):
        deliver(open_road(web(dav, there)), file, sha(file), told, QUICK)
    assert dav.done[fault] == (1 if fault == "507" else QUICK.tries)


def test_a_folder_that_the_server_does_not_have(dav: Proxy) -> None:
    with pytest.raises(RoadError, match="not there on the server"):
        open_road(web(dav, "nowhere")).sizes()


@pytest.mark.parametrize(
    ("tag", "use"),
    [
        ('"abc"', '"abc"'),
        ('W/"abc"', ""),
        ('"abc-gzip"', ""),
        ('"abc;gzip"', ""),
        ('W/"abc-gzip"', ""),
        ('"abc-br"', ""),
        ("abc", ""),
        ("", ""),
    ],
)
def test_only_strong_tags_are_asked_for(tag: str, use: str) -> None:
    assert strong(tag) == use


class Tagging(Proxy):
    """A gate that alters entity tags on the way out, as compressing modules do."""

    form = '"%s-gzip"'

    def _ask(self, whole: bytes) -> bytes:
        answer = super()._ask(whole)
        head, blank, body = answer.partition(b"\r\n\r\n")
        lines = [
            b"ETag: " + (self.form % line[7:].decode().strip('"')).encode()
            if line.lower().startswith(b"etag:")
            else line
            for line in head.split(b"\r\n")
        ]
        return b"\r\n".join(lines) + blank + body


@pytest.mark.parametrize("form", ['"%s-gzip"', 'W/"%s"', '"%s9"', "%s"])
def test_altered_tags_do_not_loop(
    served: tuple[Path, int], there: Path, file: Path, form: str
) -> None:
    proxy = Tagging(served[1])
    proxy.form = form
    assert deliver(open_road(web(proxy, there)), file, sha(file), told, ONCE) == "sent"
    proxy.close()
    assert sha(there / file.name) == sha(file)


def test_a_password_does_not_travel_in_the_clear() -> None:
    with pytest.raises(RoadError, match="not encrypted"):
        open_road(Destination("x", "http://nas.example/dav", {"user": "a"}), lambda _one: "x")


# Destinations


def test_destinations_are_kept_without_passwords(tmp_path: Path) -> None:
    with make(tmp_path / "a", "甲", filled=False) as workspace:
        one = Destination("街道", "https://nas/dav", {"user": "王", "fingerprint": "ab"})
        with workspace.sessions.begin() as session:
            keep_destination(session, one)
        with workspace.reading() as session:
            assert destinations(session) == [one] == [destination(session, "街道")]
            assert destination(session, str(tmp_path)).kind == "folder"
            with pytest.raises(AppError):
                destination(session, "nobody")
            assert {column.name for column in DestinationRow.__table__.columns} == {
                "name",
                "url",
                "options",
            }
        with workspace.sessions.begin() as session:
            forget(session, "街道")
            assert destinations(session) == []


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("https://a:secret@nas/dav", {}),
        ("https://nas/dav", {"password": "x"}),
        ("ftp://nas/x", {}),
        ("sftp://a:b@nas/x", {}),
    ],
)
def test_bad_destinations(url: str, options: dict[str, str]) -> None:
    with pytest.raises(AppError):
        check(Destination("x", url, options))
