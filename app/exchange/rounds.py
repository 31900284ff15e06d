"""One round of an inbox that is watched: take in what came, merge it, write receipts where it lay.

What checklists, findings and reviews are is not known here: whoever makes a round says how to keep,
derive and review them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.exchange.inbox.parcels import merge_parcels
from app.exchange.inbox.watch import InboxWatch
from app.exchange.receipts.bringing import send_receipts
from app.exchange.receipts.giving import Review, nothing_returned
from app.exchange.roads.local import LocalRoad
from app.exchange.seal_read import unlock
from app.models.log import last
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel
    from app.exchange.receive import KeepForm
    from app.exchange.received import Received
    from app.workspace import Workspace


RECEIPTS_EVERY_S = 300.0
"""A reviewer returns one record after the other: receipts tell of them together."""


@dataclass(frozen=True)
class Merging:
    """How what came is merged at once.

    Attributes:
        keep_form: See `app.exchange.receive.receive`.
        derive: Works out the findings afterwards.
    """

    keep_form: KeepForm
    derive: Callable[[], object]


@dataclass(frozen=True)
class Told:
    """What one round did.

    Attributes:
        came: Packages that were taken in; ``merged``: what became of them.
        receipts: Folder and name of each receipt that was written.
    """

    came: tuple[Parcel, ...] = ()
    merged: tuple[Received, ...] = ()
    receipts: tuple[tuple[Path, str], ...] = ()


class Round:
    """Looks into folders again and again.

    Args:
        workspace: The hub.
        folders: Lists the folders anew each time.
        merging: How to merge what comes; None: it waits in the inbox.
        review: Says which records are returned.
        words: Passphrase of the hub's keys.

    Raises:
        SealError: It is not their passphrase.
    """

    def __init__(
        self,
        workspace: Workspace,
        folders: Callable[[], Sequence[Path]],
        *,
        merging: Merging | None = None,
        review: Review = nothing_returned,
        words: str = "",
    ) -> None:
        unlock(workspace, words)  # what comes is sealed for them, long before receipts are signed
        self._workspace, self._folders = workspace, folders
        self._merging, self._review, self._words = merging, review, words
        self._watch = InboxWatch(workspace, folders)
        self._told, self._due = -1, 0.0

    def go(self, progress: Progress = silent) -> Told:
        """Look once.

        Raises:
            AppError: The workspace cannot be written, or a folder went away.
            Cancelled: What came before stays.
        """
        came = self._watch.take(progress)
        if not came:
            return Told(receipts=tuple(self.receipts() if self._is_news() else ()))
        merged: list[Received] = []
        if self._merging is not None:
            merged = merge_parcels(
                self._workspace, came, keep_form=self._merging.keep_form, progress=progress
            )
            self._merging.derive()
        return Told(tuple(came), tuple(merged), tuple(self.receipts()))

    def _is_news(self) -> bool:
        """Tell whether people here changed anything since receipts were written."""
        if time.monotonic() < self._due:
            return False
        with self._workspace.reading() as session:
            return last(session) != self._told

    def receipts(self) -> list[tuple[Path, str]]:
        """Write what is new to tell into the folders where packages lie."""
        with self._workspace.reading() as session:
            self._told = last(session)
        self._due = time.monotonic() + RECEIPTS_EVERY_S
        return [
            (folder, name)
            for folder in self._folders()
            if folder.is_dir()
            for name in send_receipts(
                self._workspace, LocalRoad(folder), review=self._review, words=self._words
            )
        ]
