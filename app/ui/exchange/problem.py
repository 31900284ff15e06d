"""Why a package was not sent, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exchange.sending import UnfinishedError
from app.files import WriteError
from app.i18n import _
from app.ui.crash import sentence
from app.ui.exchange.ways import title_of

if TYPE_CHECKING:
    from app.ui.exchange.prepare import Way


def problem_words(error: BaseException, way: Way, *, packed: bool) -> str:
    """Say why something was not sent, and what to do next.

    Args:
        error: Why.
        way: Where it was to go.
        packed: The package is made and was on its way.
    """
    folder = way.one.kind == "folder"
    if folder and not way.one.folder.is_dir():
        return _gone(error)
    if isinstance(error, WriteError):
        words = _("{where} cannot be written: {reason}") if packed else _("Not packed: {reason}")
        said = words.format(where=title_of(way), reason=error.values["reason"])
    else:
        said = sentence(error)
    if not packed:
        rest = _("No number is lost; send it again, or choose another destination.")
    elif folder:
        rest = _("Nothing half written stays there; go on sending, or choose another destination.")
    else:
        rest = _("What arrived stays there; send again and it goes on.")
    return f"{said}\n{rest}"


def _gone(error: BaseException) -> str:
    if isinstance(error, UnfinishedError):
        return _(
            "The stick was pulled out; volume {volume} is not finished. Plug it in again and press"
            " “Go on sending”: what is written is not written again."
        ).format(volume=error.volume)
    return _(
        "The stick was pulled out; the package is not finished. Plug it in again and press"
        " “Send…”: everything is still here, and no number is lost."
    )
