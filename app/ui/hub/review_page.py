"""审核: the records that wait, one record with remarks, confirm or return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _, ngettext
from app.ui.hub.facts_card import StepsCard
from app.ui.hub.finding_panel import scrolled
from app.ui.hub.record_page import RecordPage
from app.ui.hub.review_foot import ReviewFoot
from app.ui.hub.review_model import FILTERS, WIDTHS, ReviewModel, passes
from app.ui.hub.review_work import ReviewWork
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import chip_for
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection import review_changes, review_fields
    from app.inspection.record_view import Record
    from app.inspection.review_changes import Difference
    from app.inspection.review_desk import Line
    from app.inspection.review_fields import Review
    from app.ui.desk import Desk
    from app.ui.shell import Reach
else:
    review_changes = lazy("app.inspection.review_changes")
    review_fields = lazy("app.inspection.review_fields")


class _Seen(NamedTuple):
    inspection: UUID
    review: Review
    changed: list[Difference]


class ReviewPage(QWidget):
    """The room 审核.

    Attributes:
        table: The list.
        record: The record in view.
        foot: Remarks and ways out.
        changed: What changed since the last review.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._desk = desk
        self._line: Line | None = None
        self.setAccessibleName(word("review"))
        self.work = ReviewWork.of(desk)
        self.filters = SegmentBar(_("Show"), [(k, _(w).format(count=0)) for k, w in FILTERS])
        self.filters.chosen.connect(lambda _which: self._fill())
        self.model = ReviewModel(self)
        self.table = Table(_("Records"))
        self.table.setModel(self.model)
        self.table.set_widths([look.scaled(width) for width in WIDTHS], stretch=0)
        self.table.opened.connect(self._open)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.selectionModel().selectionChanged.connect(lambda *_rows: self._count())
        self.join = Button(_("One building…"), icon="building-2", hint="J")
        self.join.clicked.connect(self.join_places)
        bar = QHBoxLayout()
        bar.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        bar.addWidget(self.filters)
        bar.addStretch()
        bar.addWidget(self.join)
        listed = Panel("surface", role=_("Records"))
        pile = QVBoxLayout(listed)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(0)
        pile.addLayout(bar)
        pile.addWidget(self.table, 1)
        self.record = RecordPage(desk)
        self.record.loaded.connect(self._loaded)
        self.record.table.selectionModel().currentRowChanged.connect(self._question)
        self.foot = ReviewFoot()
        self.foot.confirmed.connect(self.confirm)
        self.foot.returned.connect(self.send_back)
        self.changed = StepsCard()
        self._changed = Panel("bg", "b", role=_("Changed since the return"))
        told = QVBoxLayout(self._changed)
        told.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        told.addWidget(Text(_("Changed since the last review"), "body_strong"))
        told.addWidget(scrolled(self.changed))
        self._changed.setMaximumHeight(look.scaled(190))
        self._changed.hide()
        self._one = QWidget()
        column = QVBoxLayout(self._one)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._changed)
        column.addWidget(self.record, 1)
        column.addWidget(self.foot)
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(listed)
        self._stack.addWidget(self._one)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        keys = desk.shell.keys
        keys.bind("review.confirm", self, self.confirm)
        keys.bind("review.return", self, self.send_back)
        keys.bind("review.remark", self, self._to_remark)
        keys.bind("review.join", self.table, self.join_places)
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
        return self._stack.currentWidget() is self._one

    def _tell(self) -> None:
        bar = self._desk.shell.topbar
        bar.set_actions([])
        if self._inside and self._line is not None:
            where = f"{self._line.where} {self._line.name}".replace(" · ", " ")
            bar.set_path([("review", word("review"))], where)
            known = self._line.state in ("confirmed", "returned")
            bar.set_state(chip_for(self._line.state) if known else None)
        else:
            bar.set_path([], word("review"))
            bar.set_state(None)

    # The list

    @Slot(object)
    def _listed(self, lines: list[Line]) -> None:
        for key, words in FILTERS:
            count = sum(passes(one, key) for one in lines)
            self.filters.set_words(key, _(words).format(count=count))
        self._fill()

    def _fill(self) -> None:
        kept = self.model.line(self.table.currentIndex().row())
        which = self.filters.value
        self.model.set_lines([one for one in self.work.lines if passes(one, which)])
        ids = [one.inspection for one in self.model.lines]
        row = ids.index(kept.inspection) if kept is not None and kept.inspection in ids else 0
        if ids:
            self.table.selectRow(row)
            self.table.setCurrentIndex(self.model.index(row, 0))

        self._count()

    def _chosen(self) -> list[Line]:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [line for row in rows if (line := self.model.line(row)) is not None]

    def _count(self) -> None:
        chosen = self._chosen()
        self.join.setEnabled(
            (len(chosen) == 2 or any(one.same_as for one in chosen[:1])) and not self._desk.locked
        )

    def join_places(self) -> None:
        """Say that the two chosen are one building, or that the chosen one is not."""
        from app.ui.hub.join_dialog import JoinDialog

        chosen = self._chosen()
        if self.join.isEnabled() and not self._inside:
            self.dialog = JoinDialog(self._desk, chosen[:2], self)
            self.dialog.agreed.connect(self.work.join)
            self.dialog.parted.connect(self.work.part)
            self.dialog.open()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        line = self.model.line(index.row())
        if line is not None:
            self.open_line(line)

    def open_line(self, line: Line) -> None:
        """Show one record; at the first question that was sent back, if it came again."""
        self._line = line
        self._stack.setCurrentWidget(self._one)
        workspace, inspection = self._desk.workspace, line.inspection
        self.foot.begin((), "")

        def work(session: Any) -> _Seen:
            return _Seen(
                inspection,
                review_fields.review_of(session, inspection),
                review_changes.differences(workspace, session, inspection),
            )

        self._desk.read(work, self._reviewed, "review")

    @Slot(object)
    def _reviewed(self, seen: _Seen) -> None:
        line = self._line
        if line is None or seen.inspection != line.inspection:
            return
        # What came again is looked at afresh; a return that still stands keeps its remarks.
        kept = seen.review.remarks if line.state == "returned" else ()
        self.foot.begin(kept, seen.review.until if line.state == "returned" else "")
        self.changed.set_steps([_step(one) for one in seen.changed])
        self._changed.setVisible(bool(seen.changed))
        first = next((one.path for one in seen.changed if one.asked), "")
        paths = [one.path for one in seen.review.remarks]
        self.record.open(line.inspection, first or next(iter(paths), ""))
        self._tell()

    @Slot(object)
    def _loaded(self, _record: Record) -> None:
        self._question(self.record.table.currentIndex(), QModelIndex())

    @Slot(QModelIndex, QModelIndex)
    def _question(self, now: QModelIndex, _before: QModelIndex) -> None:
        from app.inspection.record_view import photos_for

        row = self.record.model.row(now.row()) if now.isValid() else None
        found = self.record.record
        photos = photos_for(found.photos, row.path, None) if found and row else []
        self.foot.show_question(row, photos)

    # Ways out

    def _to_remark(self) -> None:
        if self._inside:
            self.foot.remark.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def confirm(self) -> None:
        """Accept the record in view, or the current one of the list."""
        line = self._line if self._inside else self.model.line(self.table.currentIndex().row())
        if (
            line is None
            or self._desk.locked
            or (self._inside and not self.foot.confirm.isEnabled())
        ):
            return
        if line.state == "unfinished":
            self._desk.say(_("This record is not finished yet"), "serious")
            return
        self.work.confirm(line.inspection)
        self.back()

    def send_back(self) -> None:
        """Give the record in view back with its remarks."""
        if not self._inside or self._line is None or self._desk.locked:
            return
        if not self.foot.back.isEnabled():
            self._desk.say(_("Say what is to be looked at again"), "serious")
            return
        self.work.send_back(self._line.inspection, self.foot.remarks(), self.foot.day)
        self.back()

    def back(self) -> None:
        """Return to the list."""
        self._line = None
        self._stack.setCurrentIndex(0)
        self._tell()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._inside:
            self.back()
            return
        super().keyPressEvent(event)


def _step(one: Difference) -> tuple[str, str, str, str]:
    what = one.what or _("Photos of the building")
    if one.after.startswith("+"):
        count = int(one.after[1:])
        after = ngettext("{count} new photo", "{count} new photos", count).format(count=count)
        return "camera", what, after, "text"
    before, after = one.before or _("nothing"), one.after or _("cleared")
    beneath = _("{before} → {after}, {person}").format(
        before=before, after=after, person=one.person or _("Unknown")
    )
    asked = _("asked: {what}").format(what=what) if one.asked else what
    return ("undo-2" if one.asked else "pencil"), asked, beneath, "text"
