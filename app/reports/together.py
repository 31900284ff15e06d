"""Several files of one run get their names together: all of them, or none."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from app.files import WriteError, cannot_write, discard
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Together:
    """Drafts that wait beside their targets until all of a run are ready.

    Used as a context manager; leaving it with an error leaves the folder as it was. A crash in the
    middle of naming may leave an older file under ``~<name>.old``.
    """

    def __init__(self) -> None:
        self._drafts: list[tuple[Path, Path]] = []
        self._made: list[Path] = []

    def folder(self, folder: Path) -> Path:
        """Make a folder; what was not there before goes again when nothing comes of the run.

        Raises:
            AppError: It cannot be made.
        """
        with _named(folder):
            missing = [one for one in (folder, *folder.parents) if not one.exists()]
            folder.mkdir(parents=True, exist_ok=True)
            self._made += missing
        return folder

    def add(self, draft: Path, target: Path) -> Path:
        """Note a draft beside its target; whatever becomes of it, nothing of it stays there."""
        self._drafts.append((draft, target))
        return draft

    def draft(self, target: Path) -> Path:
        """Return the name under which a file is written until all are ready."""
        return self.add(target.with_name(f"~{target.name}.new"), target)

    def publish(self) -> list[Path]:
        """Give all drafts their names, in place of older files; returns the targets in order.

        Raises:
            AppError: One cannot be replaced, for it is open in Excel; all are as before then.
        """
        done: list[tuple[Path, Path | None]] = []
        try:
            for draft, target in self._drafts:
                with _named(target):
                    older = _aside(target)
                    done.append((target, older))
                    draft.replace(target)
        except BaseException:
            for target, older in reversed(done):
                with suppress(OSError):
                    discard(target)
                if older is not None:
                    with suppress(OSError):
                        older.replace(target)
            raise
        for _target, older in done:
            if older is not None:
                discard(older)
        targets = [target for _draft, target in self._drafts]
        self._drafts, self._made = [], []
        return targets

    def __enter__(self) -> Together:
        return self

    def __exit__(self, *_: object) -> None:
        _discard_all(draft for draft, _target in self._drafts)
        for folder in self._made:
            with suppress(OSError):  # something of others is in it by now
                folder.rmdir()
        self._drafts, self._made = [], []


def _aside(target: Path) -> Path | None:
    """Move an older file out of the way; what is open in Excel on Windows refuses that."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder has this name", str(target))
    if not target.exists():
        return None
    aside = target.with_name(f"~{target.name}.old")
    target.replace(aside)
    return aside


@contextmanager
def _named(target: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        if not target.is_file():
            raise cannot_write(target.name, error) from error
        raise WriteError(
            N_(
                "{name} cannot be replaced: most likely it is open in Excel. Close it there and"
                " write again; all files are as they were."
            ),
            name=target.name,
        ) from error
    except OSError as error:
        raise cannot_write(target.name, error) from error


def _discard_all(files: Iterable[Path]) -> None:
    for file in files:
        discard(file)
