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
    """Looks into folders again and again, and says on the terminal what came of it.

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
        from app.exchange import rounds
        from app.inspection.checklists import keeper
        from app.inspection.derive import derive
        from app.inspection.review.returned import returned_records

        merging = rounds.Merging(keeper(workspace), lambda: derive(workspace)) if merge else None
        self._round = rounds.Round(
            workspace, folders, merging=merging, review=returned_records, words=words
        )

    def go(self) -> int:
        """Look once; return how many packages came.

        Raises:
            AppError: The workspace cannot be written, or a folder went away.
        """
        told = self._round.go()
        for one in told.came:
            words = one.reason or _("taken in")
            print(f"{one.name}: {words}", flush=True)
        if told.merged:
            print(_("{count} packages merged.").format(count=len(told.merged)), flush=True)
        for folder, name in told.receipts:
            print(f"{folder.name}: {name}", flush=True)
        return len(told.came)
