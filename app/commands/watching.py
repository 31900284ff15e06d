"""One round of watching: take in what came, merge it if asked to, write receipts where it lay."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import _

if TYPE_CHECKING:
    from app.workspace import Workspace


def add_watching(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--every", type=float, default=5.0, help=_("seconds between two looks"))
    parser.add_argument(
        "--merge", action="store_true", help=_("merge what comes; otherwise it waits in the inbox")
    )


class Round:
    """Looks into folders again and again.

    Args:
        workspace: The hub.
        folders: Lists the folders anew each time.
        merge: Merge what comes and derive findings.
        words: Passphrase of the hub's keys.
    """

    def __init__(
        self,
        workspace: Workspace,
        folders: Callable[[], Sequence[Path]],
        *,
        merge: bool,
        words: str = "",
    ) -> None:
        from app.exchange.watch_inbox import InboxWatch

        self._workspace, self._folders = workspace, folders
        self._merge, self._words = merge, words
        self._watch = InboxWatch(workspace, folders)

    def go(self) -> int:
        """Look once; return how many packages came.

        Raises:
            AppError: The workspace cannot be written, or a folder went away.
        """
        from app.exchange.fetching import send_receipts
        from app.exchange.inbox import merge_parcels
        from app.exchange.roads.local import LocalRoad
        from app.inspection.checklists import keeper
        from app.inspection.derive import derive

        came = self._watch.take()
        if not came:
            return 0
        for one in came:
            words = one.reason or _("taken in")
            print(f"{one.name}: {words}", flush=True)
        if self._merge:
            done = merge_parcels(self._workspace, came, keep_form=keeper(self._workspace))
            derive(self._workspace)
            print(_("{count} packages merged.").format(count=len(done)), flush=True)
        for folder in self._folders():
            if folder.is_dir():
                for name in send_receipts(self._workspace, LocalRoad(folder), words=self._words):
                    print(f"{folder.name}: {name}", flush=True)
        return len(came)
