"""The second place: sealed, growing, opened by its passphrase alone, whole when it is needed."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from app.backup import backups
from app.backup_outside import KEY, copy_out, is_prepared, prepare, sealed_backups
from app.backup_return import bring_back
from app.errors import AppError
from app.models.ids import new_id
from app.models.log import Draft, dump, write
from app.sealing import SealError, open_file, unlock_secret
from app.workspace import CampaignInfo, Workspace

INFO = CampaignInfo("2026 年城市体检", "2026", "示例市")
WORDS = "沙坡头 2026 冬"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared place; a passphrase is slow on purpose, so it is made once."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder, WORDS)
    return folder


@pytest.fixture
def place(ready: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready, tmp_path / "stick" / "备份"))


def made(root: Path, photos: int = 3) -> Workspace:
    workspace = Workspace.create(root, person="马", campaign=INFO)
    for number in range(photos):
        add_photo(workspace, number)
    return workspace


def add_photo(workspace: Workspace, number: int) -> str:
    data = f"photo {number}".encode() * 50_000
    sha256 = hashlib.sha256(data).hexdigest()
    file = workspace.photo_file(sha256, "jpg")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    with workspace.sessions.begin() as session:
        subject = new_id()
        drafts = [
            Draft("photo", subject, "sha256", sha256),
            Draft("photo", subject, "extension", "jpg"),
        ]
        write(session, workspace.writer(session), drafts)
    return sha256


def test_everything_comes_back_on_a_new_laptop(tmp_path: Path, place: Path) -> None:
    with made(tmp_path / "w") as space:
        first = copy_out(space, place)
        add_photo(space, 9)
        second = copy_out(space, place)
        assert (first.photos, first.already, first.missing) == (3, 0, 0)
        assert (second.photos, second.already) == (1, 3)
        with space.reading() as session:
            dump(session, tmp_path / "before")
        originals = {
            path.relative_to(space.photos): path.read_bytes()
            for path in space.photos.rglob("*.jpg")
        }
    shutil.rmtree(tmp_path / "w")
    (tmp_path / "w").mkdir()
    done, photos = bring_back(tmp_path / "w", place, WORDS)
    assert (photos, done.rescued) == (4, 0)
    with Workspace.open(tmp_path / "w") as back:
        with back.reading() as session:
            dump(session, tmp_path / "after")
        found = {
            path.relative_to(back.photos): path.read_bytes() for path in back.photos.rglob("*.jpg")
        }
    assert found == originals
    for file in sorted((tmp_path / "before").iterdir()):
        assert (tmp_path / "after" / file.name).read_bytes() == file.read_bytes()


def test_nothing_outside_lies_open(tmp_path: Path, place: Path) -> None:
    with made(tmp_path / "w") as space:
        copy_out(space, place)
    for file in place.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert b"SQLite format" not in data
            assert b"photo 1photo 1" not in data
            assert WORDS.encode() not in data


def test_the_wrong_passphrase_changes_nothing(tmp_path: Path, place: Path) -> None:
    with made(tmp_path / "w") as space:
        copy_out(space, place)
    before = sorted(path.name for path in (tmp_path / "w").rglob("*"))
    with pytest.raises(SealError):
        bring_back(tmp_path / "w", place, "falsch")
    assert sorted(path.name for path in (tmp_path / "w").rglob("*")) == before


@pytest.mark.parametrize("at", [0.02, 0.5, 0.98])
def test_a_damaged_database_outside_is_refused_and_changes_nothing(
    tmp_path: Path, place: Path, at: float
) -> None:
    with made(tmp_path / "w") as space:
        sealed = copy_out(space, place).database
        for backup in backups(space.root):
            backup.path.unlink()  # else the copy in the workspace serves
    data = bytearray(sealed.read_bytes())
    data[int(len(data) * at)] ^= 1
    sealed.write_bytes(data)
    with pytest.raises(AppError):
        bring_back(tmp_path / "w", place, WORDS)
    with Workspace.open(tmp_path / "w") as space:
        assert space.recognition.kind == "same"


def test_what_a_stick_has_lost_keeps_nothing_else_from_coming_back(
    tmp_path: Path, place: Path
) -> None:
    with made(tmp_path / "w", 3) as space:
        older = copy_out(space, place).database
        newer = older.with_name("chengjian-20991231T000000Z-1.sqlite.age")
        newer.write_bytes(older.read_bytes()[:-100])
    photos = sorted((place / "photos").rglob("*.age"))
    photos[0].write_bytes(photos[0].read_bytes()[:-50] + bytes(50))
    photos[1].write_bytes(photos[2].read_bytes())  # whole, but another photo
    done, came = bring_back(tmp_path / "new", place, WORDS)
    assert (came, done.damaged, done.skipped) == (1, 2, 1)
    assert done.backup.path.name == older.name.removesuffix(".age")
    assert not list((tmp_path / "new").rglob("*.back"))


def test_what_cannot_be_written_is_named_by_its_place(tmp_path: Path, place: Path) -> None:
    with made(tmp_path / "w", 1) as space:
        (place / "photos").write_bytes(b"in the way")
        with pytest.raises(AppError) as told:
            copy_out(space, place)
    assert place.name in str(told.value)
    assert ".age" not in str(told.value)


def test_a_place_keeps_its_key_and_needs_a_passphrase(tmp_path: Path) -> None:
    place = tmp_path / "stick"
    with pytest.raises(AppError):
        prepare(place, "")
    assert not is_prepared(place)
    prepare(place, WORDS)
    key = (place / KEY).read_bytes()
    prepare(place, "another")
    assert (place / KEY).read_bytes() == key


def test_a_stick_that_is_not_in_is_said(tmp_path: Path) -> None:
    with made(tmp_path / "w", 0) as space, pytest.raises(AppError, match="gone"):
        copy_out(space, tmp_path / "gone")


def test_any_age_program_opens_it(tmp_path: Path, place: Path) -> None:
    """By the library alone, as the README in the folder says."""
    with made(tmp_path / "w", 1) as space:
        copy_out(space, place)
    secret = unlock_secret((place / KEY).read_bytes(), WORDS)
    photo = next((place / "photos").rglob("*.age"))
    open_file(photo, tmp_path / "photo", secret)
    data = (tmp_path / "photo").read_bytes()
    assert hashlib.sha256(data).hexdigest() == photo.name.partition(".")[0]
    assert len(sealed_backups(place)) == 1
