"""Take photo files in: originals untouched under their digest, facts read, previews made."""

from __future__ import annotations

import hashlib
import os
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from app.errors import AppError
from app.files import CHUNK_BYTES, cannot_read, cannot_write, discard, sync_file, sync_folder
from app.i18n import N_
from app.inspection.decode import HEAD_BYTES, MAX_BYTES, Decoded, decode, sniff
from app.inspection.exif import Exif, read_exif
from app.inspection.previews import EDGES, write_previews
from app.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "HEIC": "heic"}
# What systems leave in folders; nobody chose these files.
_LEFTOVERS = {"thumbs.db", "desktop.ini", "ehthumbs.db"}
_settling = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """What is known of a photo from its bytes alone.

    Attributes:
        sha256: Digest of the original bytes, lower-case hex.
        extension: ``jpg``, ``png`` or ``heic``, from the content.
        format: ``JPEG``, ``PNG`` or ``HEIC``.
        size: Bytes.
        width: Pixels as shown upright.
        height: Pixels as shown upright.
        orientation: EXIF orientation that was applied, 1 to 8; 1 for HEIC, whose rotation is
            part of the container.
        taken_at_ms: See `app.inspection.exif.Exif`: without ``taken_zone`` it is wall time.
        taken_zone: Such as ``+08:00``; ``None``: the camera did not say.
        longitude: Decimal text, degrees east, WGS84.
        latitude: Decimal text, degrees north, WGS84.
        altitude: Decimal text, metres.
        camera: Make and model.
        warnings: English source strings for what is damaged or was left out.
    """

    sha256: str
    extension: str
    format: str
    size: int
    width: int
    height: int
    orientation: int
    taken_at_ms: int | None
    taken_zone: str | None
    longitude: str | None
    latitude: str | None
    altitude: str | None
    camera: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Stored:
    """An original in the photo folder.

    Attributes:
        picture: What is known of it.
        file: Where it is.
        already_there: The same bytes had been stored before.
    """

    picture: Picture
    file: Path
    already_there: bool


@dataclass(frozen=True)
class Outcome:
    """What became of one file: ``stored``, or refused with ``error``."""

    source: Path
    stored: Stored | None
    error: AppError | None


def photo_file(folder: Path, sha256: str, extension: str) -> Path:
    """Return where the original with this digest is kept."""
    return folder / sha256[:2] / f"{sha256}.{extension}"


def read_picture(path: Path) -> Picture:
    """Read everything about a photo without storing it.

    Raises:
        AppError: The file cannot be read or has no picture in it.
    """
    with _opened(path) as source:
        digest, size = _digest(source, path.name, None)
    return _picture(decode(path, path.name), digest, size)


def store(path: Path, folder: Path) -> Stored:
    """Copy an original untouched to ``folder/<2 hex>/<sha256>.<ext>``.

    The bytes are on the disk when this returns. Stored twice it stays one file, and a stored
    file that has been damaged since is mended by the good copy.

    Raises:
        AppError: Unreadable, changed while it was read, no picture, or no room; nothing is left.
    """
    return _take(path, folder, None)


def intake(
    paths: Path | Iterable[Path], folder: Path, cache: Path, progress: Progress = silent
) -> list[Outcome]:
    """Store photos and make both previews of each, on all cores, one decoding per photo.

    Args:
        paths: Files and folders; folders are searched through.
        folder: Where originals are kept.
        cache: Where previews are made.
        progress: Called from the calling thread after each file; when it raises, what is
            stored by then stays: originals that nothing names are harmless.

    Returns:
        One outcome per file, in the order found; errors are collected, not raised.
    Source:
        Threads, not processes: decoding, scaling and hashing leave Python's lock. One more
        than cores, so that a core works while another file waits for the disk.
    """
    files = list(find_files(paths))
    outcomes: list[Outcome] = []
    progress(0, len(files), "")
    with ThreadPoolExecutor((os.cpu_count() or 2) + 1, "photos") as pool:
        jobs = [pool.submit(_outcome, file, folder, cache) for file in files]
        try:
            for file, job in zip(files, jobs, strict=True):
                outcomes.append(job.result())
                progress(len(outcomes), len(files), file.name)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return outcomes


def find_files(paths: Path | Iterable[Path]) -> Iterator[Path]:
    """List the files meant by files and folders; folders sorted, hidden files left out."""
    for path in [paths] if isinstance(paths, Path) else paths:
        if not path.is_dir():
            yield path
            continue
        for place, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and name.lower() not in _LEFTOVERS:
                    yield Path(place) / name


def _outcome(file: Path, folder: Path, cache: Path) -> Outcome:
    try:
        return Outcome(file, _take(file, folder, cache), None)
    except AppError as error:
        return Outcome(file, None, error)
    except MemoryError:
        problem = AppError(N_("{name} is too large for this computer's memory."), name=file.name)
        return Outcome(file, None, problem)


def _take(path: Path, folder: Path, cache: Path | None) -> Stored:
    part = folder / f".{uuid.uuid4().hex}.part"
    try:
        digest, size = _copy(path, part)
        decoded = decode(part, path.name, max(EDGES) if cache else 0)
        picture = _picture(decoded, digest, size)
        target = photo_file(folder, digest, picture.extension)
        already_there = _settle(part, target, digest)
    finally:
        discard(part)
    if cache:
        write_previews(decoded, picture.orientation, cache, digest, EDGES)
    return Stored(picture, target, already_there)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise cannot_read(path.name, error) from error


def _copy(path: Path, part: Path) -> tuple[str, int]:
    with _opened(path) as source:
        try:
            head = source.read(HEAD_BYTES)
            source.seek(0)
        except OSError as error:
            raise cannot_read(path.name, error) from error
        sniff(head, path.name)  # before a byte is copied: a film card holds gigabytes
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as copy:
                return _digest(source, path.name, copy)
        except OSError as error:
            raise cannot_write(path.name, error) from error


def _digest(source: BinaryIO, name: str, copy: BinaryIO | None) -> tuple[str, int]:
    """Hash a file while copying it; refuse one that changes meanwhile."""
    sha256 = hashlib.sha256()
    done = 0
    try:
        before = os.fstat(source.fileno())
    except OSError as error:
        raise cannot_read(name, error) from error
    if before.st_size > MAX_BYTES:
        raise AppError(N_("{name} is larger than 1 GB; that is no photo of a camera."), name=name)
    # A file that grows is left as soon as it is longer than it was, or the chase might not end.
    while done <= before.st_size:
        try:
            chunk = source.read(CHUNK_BYTES)
        except OSError as error:
            raise cannot_read(name, error) from error
        if not chunk:
            break
        sha256.update(chunk)
        done += len(chunk)
        if copy:
            copy.write(chunk)
    after = os.fstat(source.fileno())
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, done):
        raise AppError(
            N_("{name} changed while it was being read. Wait until it is copied, then try again."),
            name=name,
        )
    return sha256.hexdigest(), done


def _settle(part: Path, target: Path, digest: str) -> bool:
    """Move a checked copy to its place; return whether the same bytes were there before."""
    try:
        if _holds(target, digest):
            return True
        sync_file(part)
        target.parent.mkdir(exist_ok=True)
        # Two of the same file in one batch: the second finds the first.
        with _settling:
            if _holds(target, digest):
                return True
            part.replace(target)
        sync_folder(target.parent)
        sync_folder(target.parent.parent)
    except OSError as error:
        raise cannot_write(target.name, error) from error
    return False


def _holds(file: Path, digest: str) -> bool:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def _picture(decoded: Decoded, sha256: str, size: int) -> Picture:
    exif: Exif = read_exif(decoded.exif)
    orientation = 1 if decoded.format == "HEIC" else exif.orientation
    turned = orientation >= 5
    return Picture(
        sha256=sha256,
        extension=_EXTENSIONS[decoded.format],
        format=decoded.format,
        size=size,
        width=decoded.height if turned else decoded.width,
        height=decoded.width if turned else decoded.height,
        orientation=orientation,
        taken_at_ms=exif.taken_at_ms,
        taken_zone=exif.taken_zone,
        longitude=exif.longitude,
        latitude=exif.latitude,
        altitude=exif.altitude,
        camera=exif.camera,
        warnings=decoded.warnings + exif.warnings,
    )
