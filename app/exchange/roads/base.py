"""What every road can do, and the few ways in which it fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from app.errors import AppError
from app.i18n import N_

_WORDS = 120
CHUNK_BYTES = 1 << 18


class RoadError(AppError):
    """The road failed in a way that a person can mend; sending again goes on from there."""


class PassingError(RoadError):
    """The road failed in a way that passes by itself: a cut, a lock, a server that is busy."""


class TakenError(RoadError):
    """There is a file of that name already; it is never overwritten."""


class NewKeyError(RoadError):
    """The server shows a key that nobody has compared yet.

    Attributes:
        key: Its fingerprint, as the option ``host_key`` takes it.
    """

    def __init__(self, digest: str) -> None:
        super().__init__(
            N_(
                "The server shows the key SHA256:{digest}, which is not known here. Compare it with"
                " whoever looks after the server, and enter it with the destination."
            ),
            digest=digest,
        )
        self.key = f"SHA256:{digest}"


class Road(Protocol):
    """One folder somewhere, opened.

    Attributes:
        renames: A file is first written under a temporary name; else in one conditional step.
    """

    renames: bool

    def sizes(self) -> dict[str, int]:
        """List the files and their bytes."""

    def write(self, name: str, source: Path, told: Told) -> None:
        """Write a file that is not there yet.

        Args:
            name: Its name on the road.
            source: What to write.
            told: Called with the bytes of each piece; may raise Cancelled.

        Raises:
            TakenError: There is one of that name.
        """

    def read(self, name: str) -> Iterator[bytes]:
        """Yield what is there, from the carrier itself and not from a cache of this machine."""

    def rename(self, name: str, final: str) -> None:
        """Give a file its final name.

        Raises:
            TakenError: There is one of that name.
        """

    def remove(self, name: str) -> None:
        """Remove a file, which may be gone."""

    def close(self) -> None:
        """Let go of it."""


class Told(Protocol):
    """Told how many more bytes have passed."""

    def __call__(self, count: int) -> None:
        """Report ``count`` bytes; may raise `app.errors.Cancelled`."""


def pieces(source: Path, told: Told) -> Iterator[bytes]:
    """Yield a file piece by piece and tell of each.

    Raises:
        RoadError: It cannot be read.
    """
    try:
        with source.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece
                told(len(piece))
    except OSError as error:
        raise RoadError(N_("{name} cannot be read here any more."), name=source.name) from error


def harmless(text: str, private: str = "") -> str:
    """Return a server's own words as they may be shown and kept: short, in one line, no password.

    Args:
        text: What the server said; whatever it likes.
        private: A password that it knows.
    """
    if private:
        text = text.replace(private, "…")
    text = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return text if len(text) <= _WORDS else text[:_WORDS] + "…"


def taken(name: str) -> TakenError:
    """Say that a name is in use."""
    return TakenError(
        N_("There is another file named {name} at the destination; it was not overwritten."),
        name=name,
    )


def safe_names(names: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Keep the names that are plain: what a server lists may lead anywhere."""
    return {
        name: size
        for name, size in names
        if name and name not in (".", "..") and not set(name) & set("/\\:\0")
    }
