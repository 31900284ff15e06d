"""The list of destinations: one is chosen, arrows move, each says whether it is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.field.shown import size_words
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.exclusive import HeldRadio
from app.ui.widgets.focus import OWN_RING
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.ui.exchange.prepare import Way

ICONS = {"folder": "folder-open", "webdav": "hard-drive", "sftp": "hard-drive", "s3": "layers"}
_ROADS = {"webdav": "WebDAV", "sftp": "SFTP", "s3": "S3"}


def title_of(way: Way) -> str:
    """Return what a destination is called."""
    return way.stick.title if way.stick is not None else way.one.name


def line_of(way: Way) -> str:
    """Return where a destination is, and whether it is there."""
    parts = []
    if way.one.kind != "folder":
        parts += [_ROADS.get(way.one.kind, ""), way.one.shown]
    elif not way.there:
        parts.append(_("Not there now. Put the stick in, or look whether the share is connected."))
    else:
        parts.append(way.one.shown)
    if way.free >= 0:
        parts.append(_("{size} free").format(size=size_words(way.free)))
    if way.unfinished:
        parts.append(_("not finished the last time"))
    return "·".join(part for part in parts if part)


class _WayRow(HeldRadio):
    """One destination."""

    def __init__(self, owner: WayList, way: Way) -> None:
        super().__init__(title_of(way), owner)
        self._owner, self.way = owner, way
        self.setProperty(OWN_RING, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setToolTip(way.one.shown)

    def sizeHint(self) -> QSize:
        look = theme()
        height = look.line("body") + look.line("caption") + 2 * look.space(1)
        return QSize(look.space(12) * 4, max(look.height("row_place"), height))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(12), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._owner.take_key(self, event):
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        area = QRectF(self.rect())
        if self.isChecked():
            painter.fillRect(area, look.color("selected"))
            paint.marker(painter, area, "primary")
        elif self.underMouse():
            painter.fillRect(area, look.color("hover"))
        side = look.icon(2)
        left = look.space(4)
        icon = "usb" if self.way.stick is not None else ICONS.get(self.way.one.kind, "folder-open")
        ink = "primary" if self.isChecked() else "text2"
        draw_icon(painter, paint.middle(QRectF(left, 0, side, area.height()), side), icon, ink)
        words = QRectF(area)
        words.setLeft(left + side + look.space(3))
        words.setRight(area.right() - look.space(10))
        top = (area.height() - look.line("body") - look.line("caption")) / 2
        first = QRectF(words.left(), top, words.width(), look.line("body"))
        style = "body_strong" if self.isChecked() else "body"
        paint.text(painter, first, self.text(), style)
        second = QRectF(words.left(), first.bottom(), words.width(), look.line("caption"))
        tone = "text2" if self.way.there else "serious"
        paint.text(painter, second, line_of(self.way), "caption", tone)
        if self.isChecked():
            tick = QRectF(area.right() - look.space(8), 0, look.space(5), area.height())
            draw_icon(painter, paint.middle(tick, look.icon(1)), "check", "primary")
        if self.hasFocus():
            paint.focus_inside(painter, self.rect())


class WayList(QWidget):
    """Destinations to choose one of.

    Signals:
        chosen(name): Another one was picked.
        accepted(): Enter was pressed on one.
    """

    chosen = Signal(str)
    accepted = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        """Make the list; ``name``: what the destinations are chosen for."""
        super().__init__(parent)
        self._name = name or _("Where the package goes")
        self._rows: list[_WayRow] = []
        self._value = ""
        self._column = QVBoxLayout(self)
        edge = theme().stroke("line")
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def way(self) -> Way | None:
        """The chosen destination."""
        return next((row.way for row in self._rows if row.way.key == self._value), None)

    def set_ways(self, ways: Sequence[Way], chosen: str) -> None:
        """Show these; focus stays in the list if it was there."""
        had = any(row.hasFocus() for row in self._rows)
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [_WayRow(self, way) for way in ways]
        for row in self._rows:
            row.clicked.connect(lambda _on=False, key=row.way.key: self.pick(key))
            self._column.addWidget(row)
            row.show()  # a layout does that later: what is not shown yet takes no focus
        self._value = chosen
        self._tell()
        if had:
            self.focus_current()

    def pick(self, key: str) -> None:
        """Choose one as a person does."""
        if key != self._value:
            self._value = key
            self._tell()
            self.chosen.emit(key)

    def focus_current(self) -> None:
        """Put the focus on the chosen one, or on the first."""
        rows = [row for row in self._rows if row.way.key == self._value] or self._rows
        if rows:
            rows[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def take_key(self, row: _WayRow, event: QKeyEvent) -> bool:
        """Act on a key of a row; return whether it was one."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Space:
            self.pick(row.way.key)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            at = self._rows.index(row) + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= at < len(self._rows):
                self.pick(self._rows[at].way.key)
                self._rows[at].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            return False
        return True

    def _tell(self) -> None:
        known = any(row.way.key == self._value for row in self._rows)
        for number, row in enumerate(self._rows):
            on = row.way.key == self._value
            row.show_checked(on)
            state = _("chosen") if on else _("not chosen")
            row.setAccessibleName(f"{row.text()}, {line_of(row.way)}, {state}")
            stop = on or (not known and not number)
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
            row.update()
        self.setAccessibleName(self._name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        radius = look.radius("control")
        paint.box(painter, self.rect(), radius, "surface", "line_strong", look.stroke("control"))


def none_known() -> Text:
    """Return what stands where destinations would be, hidden."""
    words = _("No destination is known here yet. Add the one that the laptops send to.")
    text = Text(words, "body", "text2", wrap=True)
    text.hide()
    return text
