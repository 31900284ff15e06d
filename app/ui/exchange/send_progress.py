"""Second page of 送出: how far it is, how fast, and each volume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.field.shown import buildings_count, duration, photos_named, size_words
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel, draw_mark
from app.ui.widgets.progress import ProgressRing, draw_bar

if TYPE_CHECKING:
    from app.exchange.ahead import Ahead
    from app.exchange.sending import VolumeLine, Watch

_SHOWN = 200


class VolumeRow(QWidget):
    """One volume: its name, its size, a bar, and what became of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: VolumeLine | None = None
        self._shown: tuple[object, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().space(12) * 6, theme().height("row_dense"))

    def show_line(self, line: VolumeLine) -> None:
        """Show how far a volume is."""
        words, _mark = _became(line)
        shown = (line.name, words)
        if shown != self._shown:
            self._line, self._shown = line, shown
            self.setAccessibleName(f"{line.name}, {size_words(line.size)}, {words}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        line = self._line
        if line is None:
            return
        painter, look = QPainter(self), theme()
        tall, wide = float(self.height()), float(self.width())
        name, size, state = wide * 0.34, look.space(12) * 1.8, look.space(12) * 2.4
        paint.text(painter, QRectF(0, 0, name, tall), line.name, "label")
        cell = QRectF(name, 0, size, tall)
        paint.text(painter, cell, size_words(line.size), "label", "text2", paint.RIGHT)
        words, mark = _became(line)
        bar = QRectF(name + size + look.space(3), 0, 0, look.height("bar"))
        bar.setRight(wide - state - look.space(3))
        bar.moveTop((tall - bar.height()) / 2)
        sure = line.state in ("sent", "there")
        draw_bar(painter, bar, line.done, max(1, 2 * line.size), "ok" if sure else "primary")
        square = QRectF(wide - state, 0, look.icon(0), tall)
        share = line.done / max(1, 2 * line.size)
        draw_mark(painter, paint.middle(square, look.icon(0)), mark, fraction=share)
        said = QRectF(square.right() + look.space(2), 0, state - look.icon(0) - look.space(2), tall)
        ink = {"done": "ok", "in_progress": "primary"}.get(mark, "text2")
        paint.text(painter, said, words, "label", ink)


def _became(line: VolumeLine) -> tuple[str, str]:
    if line.state in ("sent", "there"):
        return (_("checked") if line.state == "sent" else _("was there")), "done"
    if line.state == "going":
        share = 100 * line.done // max(1, 2 * line.size)
        return _("writing {share}%").format(share=share), "in_progress"
    return _("waiting"), "not_started"


class ProgressPage(QWidget):
    """What is going on; after it was stopped, how far it came."""

    def __init__(self, title: str, where: str, found: Ahead | None) -> None:
        super().__init__()
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(3))
        row = QHBoxLayout()
        row.setSpacing(look.space(5))
        self.ring = ProgressRing(title, "ring_large")
        self.ring.set_count(0, 1, percent=True)
        row.addWidget(self.ring)
        words = QVBoxLayout()
        words.setSpacing(look.space(1))
        words.addStretch()
        self.title = Text(title, "heading", wrap=True)
        words.addWidget(self.title)
        words.addWidget(Text(where, "body", "text2", elide=True))
        self.said = Text("", "body", "text2", wrap=True)
        words.addWidget(self.said)
        words.addStretch()
        row.addLayout(words, 1)
        column.addLayout(row)
        self._problem_row = QWidget()
        problem = QHBoxLayout(self._problem_row)
        problem.setContentsMargins(0, 0, 0, 0)
        problem.setSpacing(look.space(2))
        problem.addWidget(MarkLabel("critical", _("Not finished"), 2))
        self.problem = Text("", "body", wrap=True)
        problem.addWidget(self.problem, 1)
        self._problem_row.hide()
        column.addWidget(self._problem_row)
        if found is not None and found.news:
            column.addWidget(self._facts(found))
        self._rows: list[VolumeRow] = []
        self._volumes = QVBoxLayout()
        self._volumes.setSpacing(0)
        column.addLayout(self._volumes)
        column.addStretch()

    def _facts(self, found: Ahead) -> Card:
        look = theme()
        card = Card("bg")
        column = QVBoxLayout(card)
        edge = look.space(4)
        column.setContentsMargins(edge, look.space(3), edge, look.space(3))
        column.addWidget(Text(_("This package"), "label_strong"))
        changes = ngettext("{count} change", "{count} changes", found.changes)
        row = QHBoxLayout()
        row.setSpacing(look.space(6))
        for words in (
            buildings_count(found.places),
            changes.format(count=found.changes),
            photos_named(found.photos),
        ):
            row.addWidget(Text(words, "heading"))
        row.addStretch()
        column.addLayout(row)
        return card

    def show_watch(self, watch: Watch, done: int, total: int) -> None:
        """Show how far it is."""
        self.ring.set_count(done, max(1, total), percent=True)
        lines = watch.lines[:_SHOWN]
        while len(self._rows) < len(lines):
            row = VolumeRow()
            self._rows.append(row)
            self._volumes.addWidget(row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(lines))
            if number < len(lines):
                row.show_line(lines[number])
        if not lines:
            words = _("Packing: {done} of {total} photos").format(done=done, total=total)
            self.said.setText(words if total else _("Packing"))
            return
        parts = [
            _("{done} of {total}").format(
                done=size_words(done // 2), total=size_words(max(1, total // 2))
            )
        ]
        if watch.speed:
            parts.append(f"{watch.speed:.1f} MB/s")
        if watch.seconds_left >= 1:
            parts.append(_("about {time} left").format(time=duration(round(watch.seconds_left))))
        self.said.setText(" · ".join(parts))

    def show_stopped(self, watch: Watch, title: str, problem: str = "") -> None:
        """Say that it stopped, how far it came, and how to go on."""
        lines = watch.lines
        done, total = sum(one.done for one in lines), sum(2 * one.size for one in lines)
        self.show_watch(watch, done, total)
        self.title.setText(title)
        self.said.setText("")
        self.problem.setText(problem)
        self._problem_row.setVisible(bool(problem))
