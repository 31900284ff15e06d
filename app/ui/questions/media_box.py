"""The box of a question that holds a file: what is in it, where to drop another, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text
from app.ui.widgets.photos import dropped_files

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPaintEvent

_INK = "text2"


class Thumb(QWidget):
    """A small picture, or the outline of what kind of file it is."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._pixmap: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage | None) -> None:
        """Show a picture; None: the outline."""
        self._pixmap = QPixmap.fromImage(image) if image is not None else None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        side = look.height("answer")
        return look.size("tile") if self._pixmap is not None else QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        if self._pixmap is None:
            paint.box(painter, self.rect(), look.radius("control"), "sunken")
            where = paint.middle(self.rect(), look.icon(2))
            draw_icon(painter, where, self._icon, _INK)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint.box(painter, self.rect(), look.radius("control"), "sunken")
        room, size = QRectF(self.rect()), self._pixmap.size()
        scale = min(room.width() / size.width(), room.height() / size.height())
        area = QRectF(0, 0, size.width() * scale, size.height() * scale)
        area.moveCenter(room.center())
        painter.drawPixmap(area, self._pixmap, QRectF(self._pixmap.rect()))
        paint.box(painter, area, 0, None, "line", look.stroke("line"))


class MediaBox(QFrame):
    """A box that takes dropped and pasted files; Delete takes the file away.

    Signals:
        files(paths): Files were dropped or pasted.
        picture(image): A picture was pasted.
        removed(): Delete was pressed.
    """

    files = Signal(list)
    picture = Signal(QImage)
    removed = Signal()

    def __init__(self, name: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._name = name
        self._full = self._over = self._error = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.thumb = Thumb(icon)
        self.title = Text("", "body_strong", elide=True)
        self.facts = Text("", "caption", "text2", wrap=True)
        self.buttons = FlowRow(look.space(2))
        words = QVBoxLayout()
        words.setSpacing(look.space(1))
        words.addWidget(self.title)
        words.addWidget(self.facts)
        words.addWidget(self.buttons)
        row = QHBoxLayout(self)
        edge = look.space(3)
        row.setContentsMargins(edge, edge, edge, edge)
        row.setSpacing(edge)
        row.addWidget(self.thumb, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def add_button(self, button: Button) -> Button:
        """Append a button; hidden ones take no room."""
        self.buttons.add_widget(button)
        return button

    def offer(self, *shown: Button) -> None:
        """Show these of its buttons and hide the others."""
        for button in self.buttons.findChildren(Button):
            button.setVisible(button in shown)

    def say(self, title: str, facts: str, *, full: bool) -> None:
        """Say what is in it.

        Args:
            title: Name of the file, or what is wanted.
            facts: Kind and size, or how to give it.
            full: There is a file.
        """
        self._full = full
        self.title.setText(title)
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        self.setAccessibleName(", ".join(part for part in (self._name, title, facts) if part))
        self.update()

    def set_error(self, on: bool) -> None:
        """Give the box the outline of a refused answer."""
        self._error = on
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        line = "critical" if self._error else "primary" if self._over else "line_strong"
        width = look.stroke("focus" if self._over or self._error else "control")
        fill = "primary_soft" if self._over else "surface" if self._full else "bg"
        radius = look.radius("control")
        paint.box(painter, self.rect(), radius, fill, line, width, dashed=not self._full)
        if self.hasFocus():
            paint.box(painter, self.rect(), radius, None, "focus", look.stroke("focus"))

    # Dropping and pasting

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._drag(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drag(event)

    def _drag(self, event: QDragMoveEvent) -> None:
        if len(dropped_files(event.mimeData())) == 1 or event.mimeData().hasImage():
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, _event: QEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        if self._take(event.mimeData().imageData(), dropped_files(event.mimeData())):
            event.acceptProposedAction()

    def paste(self) -> bool:
        """Take what the clipboard holds; return whether it was anything."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        image = clipboard.image() if data.hasImage() else None
        return self._take(image, dropped_files(data))

    def _take(self, image: object, files: list[Path]) -> bool:
        if files:
            self.files.emit(files)
        elif isinstance(image, QImage) and not image.isNull():
            self.picture.emit(image)
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        # The room has Ctrl+V for itself; over this box it means this question.
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.matches(_PASTE):
            event.accept()
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(_PASTE):
            if not self.paste():
                self.facts.setText(_("There is neither a file nor a picture on the clipboard."))
                self.facts.show()
        elif event.key() == Qt.Key.Key_Delete and self._full:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


_PASTE = QKeySequence.StandardKey.Paste
