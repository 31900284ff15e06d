"""审核: the records that wait, one record with remarks, confirm or return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.review_list import ReviewList
from app.ui.hub.review_record import ReviewRecord
from app.ui.hub.review_work import ReviewWork
from app.ui.widgets.chips import chip_for
from app.ui.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.inspection.review.desk import Line
    from app.ui.desk import Desk
    from app.ui.hub.join_dialog import JoinDialog
    from app.ui.shell import Reach


class ReviewPage(QWidget):
    """The room 审核.

    Attributes:
        list: The records; one: the record in view.
        model, table, filters, join: Parts of the list.
        record, foot, changed: Parts of the record in view.
        dialog: The dialog that was opened last, for tests and for pictures.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.dialog: JoinDialog | None = None
        self.setAccessibleName(word("review"))
        self.work = ReviewWork.of(desk)
        self.list, self.one = ReviewList(), ReviewRecord(desk)
        self.model, self.table = self.list.model, self.list.table
        self.filters, self.join = self.list.filters, self.list.join
        self.record, self.foot, self.changed = self.one.record, self.one.foot, self.one.changed
        self.list.opened.connect(self.open_line)
        self.list.join_wanted.connect(self._join)
        self.foot.confirmed.connect(self.confirm)
        self.foot.returned.connect(self.send_back)
        self.record.loaded.connect(lambda _record: self._tell())
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.one)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        keys = desk.shell.keys
        keys.bind("review.confirm", self, self.confirm)
        keys.bind("review.return", self, self.send_back)
        keys.bind("review.remark", self, self._to_remark)
        keys.bind("review.draw", self, self._to_draw)
        keys.bind("review.join", self.table, self.list.ask_join)
        desk.shell.reflowed.connect(self.flow)
        self.work.listed.connect(self._listed)
        self._listed(self.work.lines)

    # What the shell asks

    def enter(self) -> None:
        """Take the top bar."""
        self._tell()
        (self.record.table if self._inside else self.table).setFocus()

    def leave(self) -> None:
        """Nothing is half typed that must be handed over: remarks stay with the page."""

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [*self.record.panes(), self.foot] if self._inside else [self.table]

    def flow(self, reach: Reach) -> None:
        """Let the record give way as it does elsewhere."""
        self.record.flow(reach)

    def undo(self) -> None:
        """Take the last review back (Ctrl+Z)."""
        self.work.turn(forth=False)

    def redo(self) -> None:
        """Do it again (Ctrl+Y)."""
        self.work.turn(forth=True)

    def crumb_chosen(self, key: str) -> None:
        """Go back to the list by the breadcrumb."""
        if key == "review":
            self.back()

    @property
    def _inside(self) -> bool:
        return self._stack.currentWidget() is self.one

    def _tell(self) -> None:
        bar = self._desk.shell.topbar
        bar.set_actions([])
        if self._inside and self.line is not None:
            where = f"{self.line.where} {self.line.name}".replace(" · ", " ")
            bar.set_path([*self._crumbs(), ("review", word("review"))], where)
            known = self.line.state in ("confirmed", "returned")
            bar.set_state(chip_for(self.line.state) if known else None)
        else:
            bar.set_path(self._crumbs(), word("review"))
            bar.set_state(None)

    def _crumbs(self) -> list[tuple[str, str]]:
        return [("campaign", self.work.campaign)] if self.work.campaign else []

    @property
    def line(self) -> Line | None:
        """The record in view."""
        return self.one.line

    # The list

    @Slot(object)
    def _listed(self, lines: list[Line]) -> None:
        self.list.show_lines(lines, free=not self._desk.locked)
        if self._desk.shell.content.currentWidget() is self and not self._inside:
            self._tell()

    @Slot(object)
    def _join(self, chosen: Sequence[Line]) -> None:
        """Say that the two chosen are one building, or that the chosen one is not."""
        from app.ui.hub.join_dialog import JoinDialog

        self.dialog = JoinDialog(self._desk, chosen, self)
        self.dialog.agreed.connect(self.work.join)
        self.dialog.parted.connect(self.work.part)
        self.dialog.open()

    @Slot(object)
    def open_line(self, line: Line) -> None:
        """Show one record; at the first question that was sent back, if it came again."""
        self._stack.setCurrentWidget(self.one)
        self.one.open_line(line)
        self._tell()

    # Ways out

    def _to_remark(self) -> None:
        if self._inside:
            self.foot.remark.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_draw(self) -> None:
        if self._inside:
            self.foot.ask_marks()

    def confirm(self) -> None:
        """Accept the record in view, or the current one of the list."""
        line = self.line if self._inside else self.list.current
        if (
            line is None
            or self._desk.locked
            or (self._inside and not self.foot.confirm.isEnabled())
        ):
            return
        self.work.confirm(line.inspection)
        self.back(settled=True)

    def send_back(self) -> None:
        """Give the record in view back with its remarks."""
        if not self._inside or self.line is None or self._desk.locked:
            return
        if not self.foot.back.isEnabled():
            self._desk.say(_("Say what is to be looked at again"), "serious")
            return
        self.work.send_back(self.line.inspection, self.foot.remarks(), self.foot.day)
        self.back(settled=True)

    def back(self, *, settled: bool = False) -> None:
        """Return to the list; remarks that were not sent stay with their record."""
        self.one.put_away(settled=settled)
        self._stack.setCurrentIndex(0)
        self._tell()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._inside:
            self.back()
            return
        super().keyPressEvent(event)
