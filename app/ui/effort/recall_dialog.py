"""回头看: what an earlier round found, one by one: still there, mended or not to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.effort.recall import NOW, WORDS
from app.ui.field.shown import short_code
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec, chip_for
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from uuid import UUID

    from app.inspection.effort.recall import RecallItem

_TALL = 220


class Shot(QWidget):
    """One photo, fitted into its frame, with a caption beneath; or that there is none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._image = name, QImage()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_photo(None, "")

    @property
    def filled(self) -> bool:
        """Whether a photo is shown."""
        return not self._image.isNull()

    def show_photo(self, image: QImage | None, words: str) -> None:
        """Show a photo, or none."""
        self._image = image if image is not None else QImage()
        self._words = words
        self.setAccessibleName(f"{self._name}: {words or _('no photo')}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().width("number"), theme().scaled(_TALL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        foot = look.line("caption") + look.space(1)
        frame = QRectF(0, foot, self.width(), self.height() - foot)
        head = QRectF(0, 0, self.width(), foot)
        said = f"{self._name}  {self._words}".strip()
        paint.text(painter, head, said, "caption", "text2")
        if self._image.isNull():
            paint.box(painter, frame, look.radius("control"), "sunken")
            paint.text(painter, frame, _("no photo"), "label", "text2", paint.CENTRE)
            return
        paint.box(painter, frame, look.radius("control"), "canvas")
        size = self._image.size().scaled(frame.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(0, 0, size.width(), size.height())
        area.moveCenter(frame.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image)


class RecallDialog(Dialog):
    """Walks through the problems of earlier rounds of one building.

    Attributes:
        items: The problems, as last read.
        at: Which one is shown, counted from 0.

    Signals:
        said(id, now): How one looks now.
        noted(id, text): A remark on one.
        photo_wanted(id): Take a photo of how it is now.
        answer_wanted(path): Go to this year's answer that finds it again.
    """

    said = Signal(object, str)
    noted = Signal(object, str)
    photo_wanted = Signal(object)
    answer_wanted = Signal(str)

    def __init__(self, parent: QWidget, name: str, items: list[RecallItem]) -> None:
        super().__init__(parent, _("Looked at again: {name}").format(name=name))
        look = theme()
        self.items, self.at = items, 0
        self._images: dict[UUID, tuple[QImage | None, QImage | None]] = {}
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        self._chip = Chip(ChipSpec("", ""))
        self._title = Text("", "question", wrap=True)
        self._count = Text("", "label", "text2")
        head.addWidget(self._chip)
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        self.body.addLayout(head)
        self._facts = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self._facts)
        shots = QHBoxLayout()
        shots.setSpacing(look.space(3))
        self.before, self.after = Shot(_("Then")), Shot(_("Now"))
        right = QVBoxLayout()
        right.addWidget(self.after)
        shots.addWidget(self.before, 1)
        shots.addLayout(right, 1)
        self.body.addLayout(shots)
        options = tuple(Option(code, _(WORDS[code])) for code in NOW)
        self.now = AnswerBar(_("How it is now"), options, height="target")
        self.now.set_digits(True)
        self.now.chosen.connect(self._said)
        self.now.advanced.connect(lambda: self.step(1))
        self.body.addWidget(self.now)
        self.note = TextField(_("Remark"), _("Remark"))
        self.note.committed.connect(lambda text: self.noted.emit(self.item.id, text))
        self.body.addWidget(self.note)
        self.body.addStretch()
        self.answer = self.add_button(Button(_("To the answer"), icon="arrow-right"))
        self.answer.clicked.connect(lambda: self.answer_wanted.emit(self.item.again))
        self.take = self.add_button(Button(_("Photo of now"), icon="image-plus", hint="Ctrl+I"))
        self.take.clicked.connect(lambda: self.photo_wanted.emit(self.item.id))
        back = self.add_button(Button("", icon="arrow-left", hint="PgUp", name=_("Previous one")))
        back.clicked.connect(lambda: self.step(-1))
        ahead = self.add_button(Button("", icon="arrow-right", hint="PgDn", name=_("Next one")))
        ahead.clicked.connect(lambda: self.step(1))
        self.go = self.add_button(Button(_("OK"), "primary"))
        self.go.clicked.connect(self.accept)
        first = next((n for n, one in enumerate(items) if not one.now), 0)
        self.show_item(first)

    @property
    def item(self) -> RecallItem:
        """The problem on the screen."""
        return self.items[self.at]

    def take_items(self, items: list[RecallItem]) -> None:
        """Show them as they are now."""
        self.items = items
        self.show_item(min(self.at, len(items) - 1))

    def take_images(self, key: UUID, images: tuple[QImage | None, QImage | None]) -> None:
        """Show the photos of then and now of a problem."""
        self._images[key] = images
        if self.item.id == key:
            self._show_images()

    def show_item(self, at: int) -> None:
        """Show one problem."""
        self.at = at
        one = self.item
        self._chip.setVisible(bool(one.severity))
        if one.severity:
            self._chip.set_chip(chip_for(one.severity))
        self._title.setText(f"{short_code(one.item)} {one.title}".strip())
        count = _("{number} of {total}").format(number=at + 1, total=len(self.items))
        self._count.setText(count)
        again = _("found again by this year's answers") if one.again else ""
        facts = (_("round {round}").format(round=one.round), one.location, again)
        self._facts.setText(" · ".join(part for part in facts if part))
        self.now.set_value(one.now)
        self.note.set_value(one.note)
        self.answer.setVisible(bool(one.again))
        left = sum(not each.now for each in self.items)
        self.set_note(
            _("{count} not looked at yet").format(count=left) if left else _("All looked at")
        )
        self._show_images()
        self.now.focus_current()

    def _show_images(self) -> None:
        one = self.item
        then, now = self._images.get(one.id, (None, None))
        self.before.show_photo(then, one.before[0].caption if one.before else "")
        self.after.show_photo(now, one.after[-1].caption if one.after else "")

    def step(self, by: int) -> None:
        """Go to the next or previous problem; past the last one it ends."""
        self.note.commit()
        if 0 <= self.at + by < len(self.items):
            self.show_item(self.at + by)
        elif by > 0 and all(one.now for one in self.items):
            self.accept()

    def _said(self, now: str) -> None:
        self.note.commit()
        self.said.emit(self.item.id, now)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_PageUp:
            self.step(-1)
        elif event.key() == Qt.Key.Key_PageDown:
            self.step(1)
        elif control and event.key() == Qt.Key.Key_I:
            self.photo_wanted.emit(self.item.id)
        else:
            super().keyPressEvent(event)
