"""What the dialog 送出 shows: what goes along, what came of it, what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.i18n import _, ngettext
from app.ui.crash import sentence
from app.ui.field.shown import buildings_count, photos_count, size_words
from app.ui.theme import theme
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel

if TYPE_CHECKING:
    from app.exchange.package import Package
    from app.inspection.custody import Custody


def problem_words(error: BaseException, folder: Path) -> str:
    """Say why a package was not written, and what to do next."""
    if not folder.is_dir():
        return _(
            "The stick was pulled out; the package is not finished. Plug it in again and press"
            " “Send…”: everything is still here, and no number is lost."
        )
    rest = _("Nothing half written stays there; send it again, or choose another folder.")
    return f"{sentence(error)}\n{rest}"


def facts_card(found: Custody) -> Card:
    """Return what goes into the next package."""
    look = theme()
    card = Card("bg")
    column = QVBoxLayout(card)
    edge = look.space(4)
    column.setContentsMargins(edge, look.space(3), edge, look.space(3))
    column.addWidget(Text(_("This package"), "label_strong"))
    row = QHBoxLayout()
    row.setSpacing(look.space(6))
    changes = ngettext("{count} change", "{count} changes", found.changes)
    for words in (
        buildings_count(found.places),
        changes.format(count=found.changes),
        photos_count(found.photos),
    ):
        row.addWidget(Text(words, "heading"))
    row.addStretch()
    column.addLayout(row)
    column.addWidget(
        Text(
            _("Changed since the last package. Everything without a receipt goes along again."),
            "caption",
            "text2",
            wrap=True,
        )
    )
    return card


def add_result(column: QVBoxLayout, package: Package) -> None:
    """Say what was written, and where it is."""
    look = theme()
    row = QHBoxLayout()
    row.setSpacing(look.space(4))
    row.addWidget(MarkLabel("done", size=4))
    words = QVBoxLayout()
    words.setSpacing(0)
    title = _("Package {number} is written").format(number=package.number)
    words.addWidget(Text(title, "heading"))
    changes = ngettext("{count} change", "{count} changes", package.changes)
    facts = "·".join(
        (
            changes.format(count=package.changes),
            photos_count(package.photos),
            size_words(package.bytes),
        )
    )
    words.addWidget(Text(facts, "body", "text2"))
    row.addLayout(words, 1)
    column.addLayout(row)
    card = Card("bg")
    inner = QVBoxLayout(card)
    inner.addWidget(Text(package.path.name, "body_strong", wrap=True))
    inner.addWidget(Text(str(package.path.parent), "caption", "text2", wrap=True))
    if package.missing:
        missing = ngettext(
            "{count} photo is named but not here; it was not packed.",
            "{count} photos are named but not here; they were not packed.",
            package.missing,
        )
        inner.addWidget(Text(missing.format(count=package.missing), "body", "serious"))
    column.addWidget(card)
