"""照片核对: what speaks for a photo and what a person should look into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.photo import suspicions
    from app.inspection.photo.evidence import Doubt
    from app.inspection.photo.photos import PhotoRow

if not TYPE_CHECKING:
    suspicions = lazy("app.inspection.photo.suspicions")


class ViewerTrust(QWidget):
    """Lines with a shape and words; each doubt can be looked into and settled.

    Signals:
        other_wanted(photo): Look at the other photo (a UUID) beside this one.
        settled(kinds): These kinds of doubts are in order (a frozenset).
    """

    other_wanted = Signal(object)
    settled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._shown: object = None
        self.buttons: list[Button] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        column.addWidget(Text(_("Can this photo be trusted"), "body_strong"))
        self._card = Card()
        self._inside = QVBoxLayout(self._card)
        edge = look.space(3)
        self._inside.setContentsMargins(edge, edge, edge, edge)
        self._inside.setSpacing(look.space(2))
        column.addWidget(self._card)

    def show_photo(
        self, photo: PhotoRow, taken: str, doubts: list[Doubt], custody: str | None = None
    ) -> None:
        """Show what is known of a photo.

        Args:
            photo: The photo.
            taken: When, in words.
            doubts: What should be looked into.
            custody: Where it is, see `PhotoMarks.state`.
        """
        now = (photo.id, photo.sha256, photo.checked, photo.here, taken, tuple(doubts), custody)
        if now == self._shown:
            return
        self._shown = now
        self._empty()
        digest = _("Fingerprint {digest}").format(digest=photo.sha256[:8])
        if photo.here:
            self._line("none", _("Original untouched"), digest)
            if custody is not None:
                self._custody("merged" if custody == "away" else custody)
        elif custody == "away":
            self._line("merged", _("The original is at the hub"), digest)
        else:
            self._line("critical", _("The original is not on this machine"), digest)
        if taken and not {one.kind for one in doubts} & {"early", "late"}:
            self._line("none", _("Time taken"), taken)
        for doubt in doubts:
            self._doubt(doubt)
        if suspicions.checked_kinds(photo.checked):
            note = suspicions.checked_note(photo.checked)
            self._line("none", _("Looked into, in order"), note)

    def _empty(self) -> None:
        self.buttons.clear()
        while (item := self._inside.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _line(self, mark: str, words: str, below: str = "") -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().space(2))
        line.addWidget(MarkLabel(mark, size=0))
        said = Text(words, "label", "serious" if mark == "serious" else "text", wrap=True)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(said)
        if below:
            column.addWidget(Text(below, "caption", "text2", wrap=True))
        line.addLayout(column, 1)
        self._inside.addWidget(row)

    def _custody(self, state: str) -> None:
        if not state:
            self._line("not_started", _("Only on this machine"))
            return
        self._line(state, word(state), "" if state == "merged" else _("waits for the receipt"))

    def _doubt(self, doubt: Doubt) -> None:
        self._line("serious", suspicions.sentence(doubt))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(theme().icon(0) + theme().space(2), 0, 0, 0)
        line.setSpacing(theme().space(2))
        if doubt.other is not None:
            look = Button(_("Look at that one"), "quiet")
            look.clicked.connect(lambda: self.other_wanted.emit(doubt.other))
            self._take(line, look)
        fine = Button(_("No problem"), "quiet", "check")
        fine.clicked.connect(lambda: self.settled.emit(frozenset({doubt.kind})))
        self._take(line, fine)
        line.addStretch()
        self._inside.addWidget(row)

    def _take(self, line: QHBoxLayout, button: Button) -> None:
        button.setAutoDefault(False)
        self.buttons.append(button)
        line.addWidget(button)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())
