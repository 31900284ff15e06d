"""Take photo files in: originals untouched under their digest, facts read, previews made."""

from __future__ import annotations

import os
import uuid
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.files import discard, shown_name
from app.i18n import N_
from app.inspection.photo.decode import Decoded, decode
from app.inspection.photo.exif import Exif, read_exif
from app.inspection.photo.hands import handed
from app.inspection.photo.originals import copy_in, digest_of, opened, photo_file, settle
from app.inspection.photo.previews import EDGES, write_previews
from app.inspection.photo.sniff import sniff
from app.progress import Progress, silent
from app.stepping import step_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "HEIC": "heic"}
# What systems leave in folders; nobody chose these files.
_LEFTOVERS = {"thumbs.db", "desktop.ini", "ehthumbs.db"}


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
        taken_at_ms: See `app.inspection.photo.exif.Exif`: without ``taken_zone`` it is wall time.
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


def read_picture(path: Path) -> Picture:
    """Read everything about a photo without storing it.

    Raises:
        AppError: The file cannot be read or has no picture in it.
    """
    with opened(path) as source:
        digest, size = digest_of(source, shown_name(path), None)
    return _picture(decode(path, shown_name(path)), digest, size)


def store(path: Path, folder: Path, *, name: str = "") -> Stored:
    """Copy an original untouched to ``folder/<2 hex>/<sha256>.<ext>``.

    ``name`` is what messages call it, by default its own.

    The bytes are on the disk when this returns. Stored twice it stays one file, and a stored
    file that has been damaged since is mended by the good copy.

    Raises:
        AppError: Unreadable, changed while it was read, no picture, or no room; nothing is left.
    """
    return _take(path, folder, None, name)


def intake(
    paths: Path | Iterable[Path],
    folder: Path,
    cache: Path,
    progress: Progress = silent,
    *,
    helpers: Executor | None = None,
) -> list[Outcome]:
    """Store photos and make both previews of each, on all cores, one decoding per photo.

    Args:
        paths: Files and folders; folders are searched through.
        folder: Where originals are kept.
        cache: Where previews are made.
        progress: Called from the calling thread after each file; when it raises, what is
            stored by then stays: originals that nothing names are harmless.
        helpers: Processes that do it, see `app.inspection.photo.hands`. None: threads.

    Returns:
        One outcome per file, in the order found; errors are collected, not raised.
    Source:
        Decoding, scaling and hashing leave Python's lock, so threads are as quick as processes,
        and begin at once. One more than cores, so that a core works while another file waits
        for the disk; behind the window, so that a key is answered while all cores decode.
    """
    files = list(find_files(paths))
    outcomes: list[Outcome] = []
    progress(0, len(files), "")
    threads = (os.cpu_count() or 2) + 1
    with nullcontext(helpers) if helpers else ThreadPoolExecutor(threads, "photos", step_back) as p:
        jobs = [handed(p, _outcome, file, folder, cache) for file in files]
        try:
            for file, job in zip(files, jobs, strict=True):
                try:
                    outcomes.append(job.result())
                except BrokenExecutor:  # somebody ended a helper
                    outcomes.append(_outcome(file, folder, cache))
                progress(len(outcomes), len(files), shown_name(file))
        finally:
            wait_for([job for job in jobs if not job.cancel()])
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
        problem = AppError(
            N_("{name} is too large for this computer's memory."), name=shown_name(file)
        )
        return Outcome(file, None, problem)


def _take(path: Path, folder: Path, cache: Path | None, name: str = "") -> Stored:
    part = folder / f".{uuid.uuid4().hex}.part"
    try:
        digest, size = copy_in(path, part, lambda head, own: sniff(head, name or own))
        name = name or shown_name(path)
        decoded = decode(part, name, max(EDGES) if cache else 0)
        picture = _picture(decoded, digest, size)
        target = photo_file(folder, digest, picture.extension)
        already_there = settle(part, target, digest, name)
    finally:
        discard(part)
    if cache:
        write_previews(decoded, picture.orientation, cache, digest, EDGES)
    return Stored(picture, target, already_there)


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
