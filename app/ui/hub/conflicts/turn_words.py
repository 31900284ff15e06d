"""What undo and redo at the merge desk did, as a sentence and its mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _, ngettext

if TYPE_CHECKING:
    from app.inspection.conflict.deciding import Decided
    from app.inspection.conflict.redoing import Redone


def undone_words(done: Decided) -> tuple[str, str]:
    """Say how many conflicts are open again."""
    count = len(done.opened)
    if not count:
        return _("Changed since, so it stays as it is"), "serious"
    words = ngettext(
        "Taken back: {count} conflict is open again",
        "Taken back: {count} conflicts are open again",
        count,
    )
    return words.format(count=count), "undo-2"


def redone_words(done: Redone) -> tuple[str, str]:
    """Say how many conflicts are decided again, and why others are not."""
    count, left = len(done.done), len(done.left)
    if not count:
        return _("Not redone: {what}").format(what=done.reasons), "serious"
    words = ngettext(
        "{count} conflict is decided again", "{count} conflicts are decided again", count
    ).format(count=count)
    if not left:
        return words, "redo-2"
    words += ngettext(
        "; {count} stays as it is: {why}", "; {count} stay as they are: {why}", left
    ).format(count=left, why=done.reasons)
    return words, "serious"
