"""The foot of a record in review: what is wrong with the question, and both ways out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.inspection.photo.marks import read_markup
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text

if TYPE_CHECKING:
    from uuid import UUID

    from app.inspection.photo.photos import PhotoRow
    from app.inspection.record_parts import Row
    from app.inspection.review.fields import Remark

_REMARK = 320
"""The least width of the remark and its photo beside the buttons."""
_LOW = 480
"""In a lower window the question is read above alone."""
_DAY = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


class ReviewFoot(Panel):
    """Remarks on questions, a photo each if wanted, a day, and confirm or return.

    Attributes:
        remark: What is wrong with the question in view.
        draw: Draws on the chosen photo what is meant.
        until: Day until which the record is wanted back.
        confirm, back: The ways out.

    Signals:
        confirmed(): Accept the record.
        returned(): Give it back.
        draw_wanted(photo, marks): Draw on this photo, beginning with these marks.
    """

    confirmed = Signal()
    returned = Signal()
    draw_wanted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "t", parent, _("Review"))
        look = theme()
        self._path = ""
        self._said: dict[str, Remark] = {}
        self._photos: dict[UUID, PhotoRow] = {}
        self._marks = ""
        self.question = Text("", "body_strong", elide=True)
        self.count = Text("", "label", "text2")
        self.remark = TextField(_("Remark"), _("What is to be looked at again in this question"))
        self.remark.textChanged.connect(lambda _text: self._keep())
        self.photo = QComboBox()
        self.photo.setAccessibleName(_("Photo that the remark is about"))
        self.photo.currentIndexChanged.connect(lambda _at: self._photo_chosen())
        self.draw = Button(_("Draw on it…"), icon="pencil", hint="Ctrl+D")
        self.draw.clicked.connect(self.ask_marks)
        self.until = TextField(_("Back until"), _("e.g. {day}").format(day="2026-12-01"))
        said = look.text_width("body", self.until.placeholderText())
        self.until.setFixedWidth(max(look.width("number"), said + 4 * look.space(2)))
        self.until.textChanged.connect(lambda _text: self._tell())
        self.back = Button(_("Return"), "danger", "undo-2", hint="Ctrl+R")
        self.confirm = Button(_("Confirm"), "primary", "check", hint="Ctrl+Enter")
        self.back.clicked.connect(self.returned)
        self.confirm.clicked.connect(self.confirmed)
        self._above = QWidget()
        head = QHBoxLayout(self._above)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.question, 1)
        head.addWidget(self.count)
        what = QHBoxLayout()
        what.setSpacing(look.space(2))
        what.addWidget(self.remark, 3)
        what.addWidget(self.photo, 1)
        what.addWidget(self.draw)
        day = QWidget()
        beside = QHBoxLayout(day)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(look.space(2))
        beside.addWidget(Text(_("Back until"), "label", "text2"))
        beside.addWidget(self.until)
        self.ways = FlowRow(look.space(2))
        for widget in (day, self.back, self.confirm):
            self.ways.add_widget(widget)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(look.space(2))
        row.addLayout(what, 1)
        row.addWidget(self.ways)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(3))
        column.setSpacing(look.space(2))
        column.addWidget(self._above)
        column.addLayout(row)
        self.begin((), "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the ways out under the remark where both have no room in one row."""
        way = QBoxLayout.Direction
        room = self.width() - 2 * theme().space(4) - theme().space(2)
        wanted = self.ways.sizeHint().width() + self.draw.sizeHint().width()
        beside = room - wanted >= theme().scaled(_REMARK)
        self._row.setDirection(way.LeftToRight if beside else way.TopToBottom)
        low = self.window().height() < theme().scaled(_LOW)
        self._above.setVisible(not low)
        layout = self.layout()
        if layout is not None:  # what lies above gives way, the buttons do not
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))

    def begin(self, remarks: tuple[Remark, ...], until: str) -> None:
        """Begin a record with what was said of it before."""
        self._said = {one.path: one for one in remarks}
        self._path = ""
        self.until.setText(until)
        self._tell()

    def show_question(self, row: Row | None, photos: list[PhotoRow]) -> None:
        """Show what was said of one question."""
        self._path = ""  # filling the fields is not typing
        known = self._said.get(row.path if row else "")
        photo = known.photo if known is not None else None
        self._marks = known.marks if known is not None else ""
        self._photos = {one.id: one for one in photos}
        self.question.setText(f"{row.code.partition('-')[2]} {row.label}" if row else "")
        self.photo.clear()
        self.photo.addItem(_("points at no photo") if photos else _("no photo"), None)
        for number, one in enumerate(photos, 1):
            self.photo.addItem(one.caption or _("photo {number}").format(number=number), one.id)
            if one.id == photo:
                self.photo.setCurrentIndex(number)
        self.photo.setEnabled(bool(photos))
        self.remark.setText(known.text if known is not None else "")
        self._path = row.path if row else ""
        self.remark.setEnabled(row is not None)
        self._tell()

    def _photo_chosen(self) -> None:
        if self._path:
            self._marks = ""  # they were meant on another picture
            self._keep()

    def ask_marks(self) -> None:
        """Ask to draw on the chosen photo; on the first one while none is chosen."""
        if not self._path or not self._photos:
            return
        if self.photo.currentData() is None:
            self.photo.setCurrentIndex(1)
        self.draw_wanted.emit(self._photos[self.photo.currentData()], self._marks)

    def take_marks(self, marks: str) -> None:
        """Keep what was drawn with the remark in view."""
        self._marks = marks
        if marks and not self.remark.text().strip():
            self.remark.setText(_("See the mark on the photo"))
        self._keep()

    def _keep(self) -> None:
        if not self._path:
            return
        from app.inspection.review.fields import Remark

        text = self.remark.text().strip()
        if text:
            photo: UUID | None = self.photo.currentData()
            self._said[self._path] = Remark(self._path, text, photo, "", self._marks)
        else:
            self._said.pop(self._path, None)
        self._tell()

    def remarks(self) -> list[Remark]:
        """Return what is to be looked at again."""
        return list(self._said.values())

    @property
    def day(self) -> str:
        """The day until which it is wanted back, empty for none."""
        return self.until.text().strip()

    def _tell(self) -> None:
        count = len(self._said)
        words = ngettext(
            "{count} question to look at again", "{count} questions to look at again", count
        )
        drawn = len(read_markup(self._marks).marks)
        marked = ngettext("Drawn: {count}", "Drawn: {count}", drawn).format(count=drawn)
        self.draw.set_words(marked if drawn else _("Draw on it…"))
        self.draw.setEnabled(bool(self._path and self._photos))
        self.count.setText(words.format(count=count) if count else "")
        good = not self.day or bool(_DAY.fullmatch(self.day))
        self.until.set_error(not good)
        self.back.setEnabled(count > 0 and good)
        self.confirm.setEnabled(count == 0)
