"""三步上手: know the window, answer a question, send; a strip that goes on as one does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.panes import Panes
    from app.ui.field.visits import Visits

STEPS = 3


class Outlines(QWidget):
    """Frames with names around the panes that a step speaks of; keys and mouse go through."""

    def __init__(self, parent: QWidget, named: list[tuple[QWidget, str]]) -> None:
        super().__init__(parent)
        self._host, self._named = parent, named
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        for number, (pane, words) in enumerate(self._named, 1):
            if not pane.isVisible():
                continue
            corner = pane.mapTo(self._host, QPoint(0, 0))
            gap = look.space(1)
            area = QRectF(QRect(corner, pane.size()).adjusted(gap, gap, -gap, -gap))
            paint.box(painter, area, look.radius("card"), None, "primary", look.stroke("marker"))
            said = f"{number}  {words}"
            wide = look.text_width("label_strong", said) + 2 * look.space(2)
            tall = look.line("label_strong") + look.space(1)
            wide = min(wide, int(area.width()))
            tag = QRectF(area.right() - wide, area.bottom() - tall, wide, tall)
            paint.box(painter, tag, look.radius("chip"), "primary")
            paint.text(painter, tag, said, "label_strong", "on_primary", paint.CENTRE)


class Guide(Panel):
    """The strip of the three steps; it steals no key and covers nothing.

    Attributes:
        step: Which one is shown, from 0.
        go, skip: The buttons.
    """

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__("selected", "b", None, _("First steps"))
        self._desk, self._panes, self._visits = desk, panes, visits
        self.step = 0
        self._outlines: Outlines | None = None
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(2), look.space(3), look.space(2))
        row.setSpacing(look.space(3))
        self._count = Text("", "body_strong")
        row.addWidget(self._count)
        self.words = Text("", "body", wrap=True)
        row.addWidget(self.words, 1)
        self.skip = Button(_("Skip"), "quiet")
        self.skip.clicked.connect(self.end)
        row.addWidget(self.skip)
        self.go = Button("", "primary")
        self.go.clicked.connect(self.forward)
        row.addWidget(self.go)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        visits.begun.connect(self._begun)
        if visits.building is not None:
            self._begun(visits.building)
        desk.packed.connect(self._packed)
        self.show_step(0)

    def show_step(self, step: int) -> None:
        """Show one of the steps."""
        self.step = step
        words = (
            _(
                "The buildings are at the left, the questions in the middle, photos and findings at"
                " the right. At the foot it says what is saved. Choose a building with Enter."
            ),
            _(
                "Answer a question: press 1 for none, 2 for present. It goes on by itself, and"
                " every answer is on the disk at once. F1 says what a question is about."
            ),
            _(
                "When the building is done, F9 looks it over. Send then writes a package for the"
                " hub; everything stays here too until the receipt comes."
            ),
        )
        self._count.setText(f"{step + 1}/{STEPS}")
        self.words.setText(words[step])
        self.setAccessibleName(f"{_('First steps')} {step + 1}/{STEPS}: {words[step]}")
        self.go.set_words(_("OK") if step == STEPS - 1 else _("Next"))
        self._frame(step == 0)

    def forward(self) -> None:
        """Go to the next step, or end."""
        if self.step == STEPS - 1:
            self.end()
        else:
            self.show_step(self.step + 1)

    def end(self) -> None:
        """Put the guide away; it does not come by itself again."""
        self._frame(False)
        self._desk.acts["choose"](guided=True)
        self._desk.shell.notices.drop("guide")
        self._panes.focus_middle()

    def _frame(self, shown: bool) -> None:
        if self._outlines is not None:
            self._outlines.hide()
            self._outlines.deleteLater()
            self._outlines = None
        if shown:
            panes = self._panes
            self._outlines = Outlines(
                self._desk.shell.content,
                [
                    (panes.tree, _("Buildings")),
                    (panes.middle, _("Questions")),
                    (panes.beside, _("Photos and findings")),
                ],
            )

    # What people do carries it on

    def _begun(self, building: Building) -> None:
        if self.step == 0 and self.isVisible():
            self.show_step(1)
        building.changed.connect(self._answered)

    def _answered(self, _paths: object) -> None:
        if self.step == 1:
            self.show_step(2)

    def _packed(self) -> None:
        if self.step == 2 and self.isVisible():
            self.end()
