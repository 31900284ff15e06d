"""Why a package was not sent, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exchange.sending import UnfinishedError
from app.i18n import _
from app.ui.crash import sentence

if TYPE_CHECKING:
    from app.ui.exchange.prepare import Way


def problem_words(error: BaseException, way: Way) -> str:
    """Say why something was not sent, and what to do next."""
    folder = way.one.kind == "folder"
    gone = folder and not way.one.folder.is_dir()
    if gone and isinstance(error, UnfinishedError):
        return _(
            "The stick was pulled out; volume {volume} is not finished. Plug it in again and press"
            " “Go on sending”: what is written is not written again."
        ).format(volume=error.volume)
    if gone:
        return _(
            "The stick was pulled out; the package is not finished. Plug it in again and press"
            " “Send…”: everything is still here, and no number is lost."
        )
    rest = (
        _("Nothing half written stays there; send it again, or choose another folder.")
        if folder
        else _("What arrived stays there; send again and it goes on.")
    )
    return f"{sentence(error)}\n{rest}"
