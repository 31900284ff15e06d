"""The link to a phone as a line over the checklist, so that it can stay on while one inspects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import _
from app.ui.phone.words import state_mark, state_words
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.marks import MarkLabel

if TYPE_CHECKING:
    from app.ui.phone.link import PhoneLink


class PhoneStrip(Panel):
    """State and aim of the link, the code again, and off.

    Signals:
        code_wanted(): Show the code.
        ended(): The link is off; the line may go.
    """

    code_wanted = Signal()
    ended = Signal()

    def __init__(self, link: PhoneLink, parent: QWidget | None = None) -> None:
        super().__init__("sunken", "b", parent, _("Photos from a phone"))
        self._link = link
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(1), look.space(3), look.space(1))
        row.setSpacing(look.space(2))
        row.addWidget(MarkLabel("smartphone", size=1))
        self._mark = MarkLabel("circle-dashed", size=0)
        row.addWidget(self._mark)
        self.words = Text("", "label", elide=True)
        row.addWidget(self.words, 1)
        self.code = Button(_("Show the code"), "quiet")
        self.code.clicked.connect(self.code_wanted)
        row.addWidget(self.code)
        self.off = Button(_("Switch off"), "quiet")
        self.off.clicked.connect(link.stop)
        row.addWidget(self.off)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        link.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        link = self._link
        if not link.on:
            self.ended.emit()
            return
        where = link.target.words if link.target is not None else _("No building is open")
        self.words.setText(f"{state_words(link)} · {_('They go to {where}').format(where=where)}")
        self._mark.set_mark(state_mark(link))
