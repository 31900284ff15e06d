"""The two bars of room mode: where one is and how far, above; back, skip and on, below."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import _
from app.ui.roommode.buttons import ExitButton, RoomButton
from app.ui.theme import theme
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import CountBar


class Facts(NamedTuple):
    """What the upper bar says: names, the part and how far it is, who inspects, when saved."""

    name: str
    where: str
    part: str
    done: int
    total: int
    person: str
    saved: str


class RoomHead(Panel):
    """Building, progress of the part, person, saved time, the way out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent, _("Top bar"))
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(6) + look.space(1), 0, look.space(6), 0)
        row.setSpacing(look.space(3))
        self.name = Text("", "heading")
        self.where = Text("", "label", "text2", elide=True)
        self.part = Text("", "label_strong", "text2")
        self.bar = CountBar(_("Answered in this part"))
        self.bar.setFixedWidth(look.width("room_bar"))
        self.count = Text("", "label_strong")
        self.person = Text("", "label", "text2")
        self._mark = MarkLabel("done", "", 0)
        self.saved = Text("", "label", "text2")
        self.out = ExitButton(_("Leave room mode"), icon="minimize", hint="F11")
        row.addWidget(self.name)
        row.addWidget(self.where, 1)
        for widget in (self.part, self.bar, self.count):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.person)
        row.addSpacing(look.space(2))
        row.addWidget(self._mark)
        row.addWidget(self.saved)
        row.addWidget(self.out)
        self._mark.hide()
        self._fit()

    def tell(self, facts: Facts) -> None:
        """Say where one is and how far."""
        self.name.setText(facts.name)
        self.where.setText(facts.where)
        self.part.setText(facts.part)
        self.bar.set_count(facts.done, facts.total)
        self.count.setText(f"{facts.done} / {facts.total}")
        self.person.setText(facts.person)
        self.person.setAccessibleName(_("Inspector {name}").format(name=facts.person))
        self.saved.setText(facts.saved)
        self._mark.setVisible(bool(facts.saved))
        self._yield_room()

    def _yield_room(self) -> None:
        """Leave out what does not fit: first the words above the building, then the bar."""
        look = theme()
        always = (self.name, self.count, self.saved, self.out)
        room = self.width() - 2 * look.space(6) - 10 * look.space(3)
        room -= sum(widget.sizeHint().width() for widget in always)
        for widget in (self.part, self.person, self.bar):
            need = look.width("room_bar") if widget is self.bar else widget.sizeHint().width()
            room -= need
            widget.setVisible(room >= 0)
        self.where.setVisible(room >= look.space(12))

    def _fit(self) -> None:
        self.setFixedHeight(theme().height("room_top"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme().height("room_top"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._yield_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "out"):
            self._fit()


class RoomFoot(Panel):
    """上一题, 先跳过, what comes next, 下一题; always in the same place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "t", parent, _("Walk through the questions"))
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(6) + look.space(1), 0, look.space(6), 0)
        row.setSpacing(look.space(3))
        self.back = RoomButton(_("Previous question"), icon="arrow-left", hint="←")
        self.skip = RoomButton(_("Skip for now"), hint="Tab")
        self.following = Text("", "room_hint", "text2", elide=True)
        self.following.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.following.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.on = RoomButton(_("Next question"), "primary", icon="arrow-right", hint="Enter")
        for button in (self.back, self.skip):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.following)
        row.addWidget(self.on)
        self.setFixedHeight(look.height("room_foot"))

    def tell(self, following: str, *, on: str, first: bool) -> None:
        """Say what comes next; ``on``: what the primary button says."""
        self.following.setText(following)
        if self.on.text() != on:
            self.on.set_words(on)
        self.back.setEnabled(not first)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.following.setVisible(self.width() >= theme().breakpoint("side_to_tab") * 3 // 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme().height("room_foot"))
