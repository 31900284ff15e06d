"""Photos come in untouched, once, upright, or are refused with a reason; nothing is half there."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import threading
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from app.errors import AppError, Cancelled
from app.inspection.photo.decode import CUT_OFF
from app.inspection.photo.pictures import Outcome, Picture, find_files, intake, read_picture, store
from app.inspection.photo.previews import make_preview, preview_file


def scene(size: tuple[int, int] = (600, 400)) -> Image.Image:
    """A picture whose corners differ: red, green, blue, white clockwise from the top left."""
    image = Image.new("RGB", (2, 2))
    image.putdata([(255, 0, 0), (0, 255, 0), (255, 255, 255), (0, 0, 255)])
    return image.resize(size, Image.Resampling.BILINEAR)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def written(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def files_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


@pytest.fixture
def card(tmp_path: Path) -> Path:
    return tmp_path / "card"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return tmp_path / "photos"


def test_the_original_is_kept_untouched_under_its_digest(card: Path, photos: Path) -> None:
    data = encoded(scene())
    stored = store(written(card, "IMG_1.JPEG", data), photos)
    digest = hashlib.sha256(data).hexdigest()
    assert stored.file == photos / digest[:2] / f"{digest}.jpg"
    assert stored.file.read_bytes() == data
    assert not stored.already_there
    assert stored.picture == Picture(
        digest, "jpg", "JPEG", len(data), 600, 400, 1, *[None] * 6, warnings=()
    )
    assert files_in(photos) == [stored.file]


def test_the_same_bytes_are_stored_once_and_said_so(card: Path, photos: Path) -> None:
    data = encoded(scene())
    first = store(written(card, "a.jpg", data), photos)
    again = store(written(card, "b.jpg", data), photos)
    assert (again.file, again.already_there) == (first.file, True)
    assert again.picture == first.picture
    assert files_in(photos) == [first.file]


def test_a_stored_original_that_was_damaged_is_mended_by_the_good_copy(
    card: Path, photos: Path
) -> None:
    source = written(card, "a.jpg", encoded(scene()))
    stored = store(source, photos)
    stored.file.write_bytes(b"damaged")
    assert not store(source, photos).already_there
    assert stored.file.read_bytes() == source.read_bytes()


@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png")])
def test_the_content_tells_the_format_not_the_name(
    card: Path, photos: Path, kind: str, extension: str
) -> None:
    stored = store(written(card, "photo.heic", encoded(scene(), kind)), photos)
    assert (stored.picture.format, stored.file.suffix) == (kind, f".{extension}")


GIF = encoded(scene().convert("P"), "GIF")
JPEG = encoded(scene())
PNG = encoded(scene(), "PNG")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"just some text, no picture at all",
        b"\xff\xd8\xff",
        JPEG[:100],
        JPEG[: JPEG.index(b"\xff\xda") + 14],
        PNG[:40],
        b"\x89PNG\r\n\x1a\n" + bytes(1000),
        GIF,
        b"\0\0\0\x18ftypisom" + bytes(500),
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500),
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(500),
        b"%PDF-1.7",
        os.urandom(0) + bytes(5000),
    ],
)
def test_what_has_no_picture_in_it_is_refused_and_leaves_nothing(
    card: Path, photos: Path, data: bytes
) -> None:
    file = written(card, "IMG_2.jpg", data)
    with pytest.raises(AppError) as caught:
        store(file, photos)
    assert "IMG_2.jpg" in str(caught.value)
    with pytest.raises(AppError):
        read_picture(file)
    assert files_in(photos) == []
    assert file.read_bytes() == data


@pytest.mark.parametrize("data", [JPEG, PNG, encoded(scene(), progressive=True)])
def test_a_picture_that_is_cut_off_is_kept_with_a_warning(
    card: Path, photos: Path, data: bytes
) -> None:
    half = data[: len(data) * 2 // 3]
    stored = store(written(card, "half.jpg", half), photos)
    assert stored.picture.warnings == (CUT_OFF,)
    assert (stored.picture.width, stored.picture.height) == (600, 400)
    assert stored.file.read_bytes() == half


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">2I5B", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def huge_jpeg() -> bytes:
    """A JPEG that claims 65,000 × 65,000 pixels in its frame header."""
    at = JPEG.index(b"\xff\xc0")
    return JPEG[: at + 5] + struct.pack(">2H", 65_000, 65_000) + JPEG[at + 9 :]


@pytest.mark.parametrize(
    "data", [bomb(60_000, 60_000), bomb(200_000, 1), bomb(2**31 - 1, 2**31 - 1), huge_jpeg()]
)
def test_a_picture_bomb_is_refused_before_it_is_decoded(
    card: Path, photos: Path, data: bytes
) -> None:
    file = written(card, "bomb.png", data)
    start = time.process_time()
    with pytest.raises(AppError, match=r"bomb\.png"):
        store(file, photos)
    assert time.process_time() - start < 1
    assert files_in(photos) == []


def test_a_progressive_bomb_of_many_scans_is_refused(card: Path) -> None:
    data = encoded(scene((64, 64)), progressive=True)
    end = data.rindex(b"\xff\xda")
    file = written(card, "scans.jpg", data[:end] + data[end:-2] * 600 + b"\xff\xd9")
    with pytest.raises(AppError, match=r"scans\.jpg"):
        read_picture(file)


def test_broken_exif_never_breaks_intake(card: Path, photos: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x0110] = "Camera"
    exif[0x011A] = 72.0
    block = exif.tobytes()
    for at in range(6, len(block)):
        damaged = block[:at] + b"\xff" + block[at + 1 :]
        data = encoded(scene((32, 16)), exif=damaged)
        picture = store(written(card, "x.jpg", data), photos).picture
        assert {picture.width, picture.height} == {32, 16}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_previews_are_upright(tmp_path: Path, card: Path, orientation: int, kind: str) -> None:
    upright = scene()
    stored_as = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = written(card, "x", encoded(stored_as[orientation], kind, exif=exif))
    picture = read_picture(file)
    assert (picture.width, picture.height, picture.orientation) == (600, 400, orientation)
    preview = make_preview(file, tmp_path / "cache", picture.sha256, 320)
    with Image.open(preview) as image:
        assert image.size == (320, 213)
        corners = [image.getpixel(at) for at in ((3, 3), (316, 3), (316, 209), (3, 209))]
    for found, wanted in zip(
        corners, [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)], strict=True
    ):
        assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) < 40


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_previews_are_rgb_whatever_the_picture_is(tmp_path: Path, card: Path, mode: str) -> None:
    if mode == "I;16":
        image = Image.frombytes("I;16", (400, 300), struct.pack("<H", 0x8000) * 120_000)
    else:
        image = scene((400, 300)).convert(mode)
    file = written(card, "x", encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    with Image.open(make_preview(file, tmp_path / "cache", "ab" * 32, 320)) as preview:
        assert (preview.mode, preview.size, preview.format) == ("RGB", (320, 240), "JPEG")
        if mode == "I;16":
            assert preview.getpixel((9, 9)) == pytest.approx((128, 128, 128), abs=2)


def test_transparent_parts_are_white(tmp_path: Path, card: Path) -> None:
    file = written(card, "x.png", encoded(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))
    with Image.open(make_preview(file, tmp_path / "cache", "ab" * 32, 320)) as preview:
        assert preview.size == (50, 50)
        assert preview.getpixel((20, 20)) == (255, 255, 255)


def test_another_colour_space_is_converted_and_a_damaged_profile_ignored(
    tmp_path: Path, card: Path
) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for number, profile in enumerate((lab, b"junk", lab[:100])):
        file = written(card, "x.jpg", encoded(scene(), icc_profile=profile))
        with Image.open(make_preview(file, tmp_path / str(number), "ab" * 32, 320)) as preview:
            assert "icc_profile" not in preview.info
            assert preview.getpixel((3, 3)) == pytest.approx((255, 0, 0), abs=40)


def test_a_preview_is_made_once_and_again_when_it_was_cut(tmp_path: Path, card: Path) -> None:
    file = written(card, "x.jpg", JPEG)
    preview = make_preview(file, tmp_path / "cache", "ab" * 32, 320)
    whole = preview.read_bytes()
    before = preview.stat().st_mtime_ns
    assert make_preview(file, tmp_path / "cache", "ab" * 32, 320).stat().st_mtime_ns == before
    preview.write_bytes(b"")
    assert make_preview(file, tmp_path / "cache", "ab" * 32, 320).read_bytes() == whole


def test_a_preview_of_a_missing_original_is_said(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"gone\.jpg"):
        make_preview(tmp_path / "gone.jpg", tmp_path / "cache", "ab" * 32, 320)


def many(card: Path, count: int) -> list[Path]:
    return [
        written(card, f"IMG_{number:03}.jpg", encoded(scene((300 + number, 200))))
        for number in range(count)
    ]


def test_what_cannot_be_put_in_place_is_named_as_the_clerk_knows_it(
    card: Path, photos: Path
) -> None:
    data = encoded(scene())
    photos.mkdir(exist_ok=True)
    (photos / hashlib.sha256(data).hexdigest()[:2]).write_bytes(b"in the way")
    with pytest.raises(AppError, match=r"^IMG_1\.jpg"):
        store(written(card, "IMG_1.jpg", data), photos)
    assert not list(photos.rglob(".*.part"))


def test_a_folder_is_taken_in_with_previews_and_errors_per_file(
    tmp_path: Path, card: Path, photos: Path
) -> None:
    many(card / "DCIM", 6)
    written(card, "DCIM/IMG_002_copy.jpg", (card / "DCIM" / "IMG_002.jpg").read_bytes())
    written(card, "DCIM/notes.txt", b"not a photo")
    written(card, "DCIM/Thumbs.db", b"leftover")
    written(card, ".hidden/x.jpg", JPEG)
    seen: list[tuple[int, int]] = []
    outcomes = intake(
        card, photos, tmp_path / "cache", lambda done, total, what="": seen.append((done, total))
    )
    assert [outcome.source.name for outcome in outcomes] == [
        "IMG_000.jpg",
        "IMG_001.jpg",
        "IMG_002.jpg",
        "IMG_002_copy.jpg",
        "IMG_003.jpg",
        "IMG_004.jpg",
        "IMG_005.jpg",
        "notes.txt",
    ]
    assert seen == [(done, 8) for done in range(9)]
    stored = [outcome.stored for outcome in outcomes if outcome.stored]
    assert sum(one.already_there for one in stored) == 1
    assert len(files_in(photos)) == 6
    for one in stored:
        for edge in (320, 2048):
            with Image.open(preview_file(tmp_path / "cache", one.picture.sha256, edge)) as preview:
                assert max(preview.size) == min(edge, one.picture.width)
    assert outcomes[-1].stored is None
    assert "notes.txt" in str(outcomes[-1].error)
    again = intake(card, photos, tmp_path / "cache")
    assert all(outcome.stored.already_there for outcome in again if outcome.stored)


def test_twenty_copies_at_once_become_one_file(tmp_path: Path, card: Path, photos: Path) -> None:
    copies = [written(card, f"{number}.jpg", JPEG) for number in range(20)]
    outcomes = intake(copies, photos, tmp_path / "cache")
    assert [outcome.error for outcome in outcomes] == [None] * 20
    assert sum(not outcome.stored.already_there for outcome in outcomes if outcome.stored) == 1
    assert len(files_in(photos)) == 1


def test_cancelled_intake_leaves_whole_originals_and_no_temporary_files(
    tmp_path: Path, card: Path, photos: Path
) -> None:
    files = many(card, 30)

    def stop(done: int, total: int, what: str = "") -> None:
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        intake(files, photos, tmp_path / "cache", stop)
    left = files_in(photos)
    assert 3 <= len(left) < 30
    for file in left:
        assert hashlib.sha256(file.read_bytes()).hexdigest() == file.stem
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("photos")]


def test_files_that_are_gone_or_folders_that_are_empty_are_said(
    tmp_path: Path, photos: Path
) -> None:
    (tmp_path / "empty").mkdir()
    [outcome] = intake([tmp_path / "gone.jpg", tmp_path / "empty"], photos, tmp_path / "cache")
    assert isinstance(outcome, Outcome)
    assert "gone.jpg" in str(outcome.error)


def test_a_link_circle_ends(tmp_path: Path, card: Path) -> None:
    many(card, 1)
    (card / "round").symlink_to(card, target_is_directory=True)
    assert [file.name for file in find_files(card)] == ["IMG_000.jpg"]


def test_a_file_that_changes_while_it_is_read_is_refused(card: Path, photos: Path) -> None:
    """A camera or a copy still writes: a pipe-like race, made by a thread that keeps writing."""
    file = written(card, "growing.jpg", JPEG + bytes(30_000_000))
    stop = threading.Event()

    def write() -> None:
        with file.open("ab") as handle:
            while not stop.is_set():
                handle.write(b"x" * 4096)
                handle.flush()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with pytest.raises(AppError, match=r"growing\.jpg"):
            store(file, photos)
    finally:
        stop.set()
        writer.join(120)
    assert files_in(photos) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs rights to lose")
def test_a_folder_without_rights_is_said(card: Path, photos: Path) -> None:
    photos.mkdir(mode=0o500)
    with pytest.raises(AppError):
        store(many(card, 1)[0], photos)


def test_a_photo_folder_that_cannot_be_made_is_said_per_file(tmp_path: Path, card: Path) -> None:
    blocked = written(tmp_path, "blocked", b"a file where the folder should be")
    outcomes = intake(many(card, 2), blocked, tmp_path / "cache")
    assert all(outcome.error for outcome in outcomes)
    assert blocked.read_bytes() == b"a file where the folder should be"
