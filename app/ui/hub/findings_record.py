"""The room 问题 with the record that Enter opens from its table, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.widgets.chips import chip_for
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.record_parts import Record
    from app.ui.desk import Desk
    from app.ui.hub.finding_panel import FindingSide
    from app.ui.hub.finding_rows import FindingRows
    from app.ui.hub.findings_model import FindingsModel
    from app.ui.hub.output import Output
    from app.ui.hub.record_page import RecordPage
    from app.ui.widgets.buttons import Button
    from app.ui.widgets.fields import SearchField


class FindingsRecord(QWidget):
    """What `app.ui.hub.findings_page.FindingsPage` does with one record."""

    _desk: Desk
    _campaign: str
    _stack: QStackedWidget
    _body: QWidget
    table: FindingRows
    model: FindingsModel
    side: FindingSide
    search: SearchField
    sheet_button: Button
    output: Output
    _record: RecordPage | None

    def _focus(self) -> None:
        inner = self.record.table if self._in_record else self.table
        inner.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        bar = self._desk.shell.topbar
        first = [("campaign", self._campaign)] if self._campaign else []
        found = self._record.record if self._record is not None else None
        if self._in_record and found is not None:
            where = f"{found.where} {found.name}".replace(" · ", " ")
            bar.set_path([*first, ("findings", word("findings"))], where)
            bar.set_state(chip_for(found.state))
            bar.set_actions([self.sheet_button])
        else:
            bar.set_path(first, word("findings"))
            bar.set_state(None)
            bar.set_actions([self.search])

    def _open(self, index: QModelIndex) -> None:
        line = self.model.line(index.row())
        if line is not None:
            self.open_record(line.inspection, self.side.question_of(line))

    @property
    def record(self) -> RecordPage:
        """The record view, made when it is first wanted."""
        if self._record is None:
            from app.ui.hub.record_page import RecordPage  # loads the form engine

            self._record = RecordPage(self._desk)
            self._record.loaded.connect(self._record_shown)
            self._stack.addWidget(self._record)
        return self._record

    @property
    def _in_record(self) -> bool:
        return self._record is not None and self._stack.currentWidget() is self._record

    def open_record(self, inspection: UUID, question: str) -> None:
        """Show the record of an inspection, at a question if one is given."""
        self._stack.setCurrentWidget(self.record)
        self.record.open(inspection, question)

    @Slot(object)
    def _record_shown(self, _record: Record) -> None:
        self._tell()

    def back(self) -> None:
        """Return from the record to the table."""
        if self._in_record:
            self._stack.setCurrentWidget(self._body)
            self._tell()
            self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._in_record:
            self.back()
            return
        super().keyPressEvent(event)

    def print_sheet(self) -> None:
        """Write the PDF sheet of the open record, or of the finding chosen, and open it."""
        line = self.table.line()
        inspection = line.inspection if line is not None else None
        if self._in_record and self._record is not None and self._record.record is not None:
            inspection = self._record.record.inspection
        self.output.print_sheet(inspection)
