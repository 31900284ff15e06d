"""待补: every place that was begun and is not 查完, those with least missing first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.effort.revisits import revisit_rows
from app.ui.field.shown import building_row
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.place_model import PlaceModel
from app.ui.widgets.place_tree import PlaceTree
from app.ui.widgets.segments import SegmentBar
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection import browse
    from app.inspection.browse import PlaceLine
    from app.ui.desk import Desk
    from app.ui.widgets.place_model import Place


if not TYPE_CHECKING:
    browse = lazy("app.inspection.browse")


INCOMPLETE, REVISIT, RETURNED = "incomplete", "revisit", "returned"


class TodoRoom(Panel):
    """The list of what is unfinished."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("surface", "", parent, word("todo"))
        look = theme()
        self._desk = desk
        self._fresh = False  # the room was entered and nobody has chosen a list since
        self._back = 0
        row = QHBoxLayout(self)
        edge = look.space(8)
        row.setContentsMargins(edge, look.space(6), edge, 0)
        page = QWidget()
        page.setMaximumWidth(look.width("reading_max"))
        row.addWidget(page, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        self._title = Text("", "title")
        column.addWidget(self._title)
        self._why = Text(
            _("Begun and not done, those with least missing first."), "body", "text2", wrap=True
        )
        column.addWidget(self._why)
        self.model = PlaceModel(self)
        self.list = PlaceTree(word("todo"), self.model)
        self.list.opened.connect(lambda key: desk.building_wanted.emit(UUID(key)))
        views = (
            (INCOMPLETE, _("To complete")),
            (REVISIT, _("To revisit")),
            (RETURNED, word("returned")),
        )
        self.views = SegmentBar(_("Which ones"), views)
        self.views.set_value(INCOMPLETE)
        self.views.chosen.connect(self._choose)
        column.addWidget(self.views)
        self._nothing = EmptyState(
            _("Nothing is left open"),
            _("What is begun and not finished is listed here."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        look_for = Button(_("Look for receipts"), "primary", "rotate-cw")
        look_for.clicked.connect(lambda: desk.act("receipts"))
        self._none_back = EmptyState(
            _("Nothing was sent back"),
            _("What the hub wants looked at again is listed here, once its receipt was read."),
            look_for,
        )
        self._stack.addWidget(self._none_back)
        self._none_again = EmptyState(
            _("Nowhere to go to again"),
            _("Where nobody was there or refused, and what was not reached, is listed here."),
        )
        self._stack.addWidget(self._none_again)
        column.addWidget(self._stack, 1)
        desk.place_changed.connect(self._changed)
        desk.places_changed.connect(self._came)

    def _came(self) -> None:
        if self.isVisible():  # a receipt, or what the hub returned
            self._count()
            self.show_view(self.views.value)

    def _choose(self, view: str) -> None:
        self._fresh = False
        self.show_view(view)

    def _count(self) -> None:
        """Say how many were sent back, whichever list is shown."""
        job = self._desk.jobs.read(self._returned_work, "returned count")
        job.succeeded.connect(self._counted)

    def _counted(self, rows: list[Place]) -> None:
        self._back = len(rows)
        words = word("returned")
        self.views.set_words(RETURNED, f"{words} {self._back}" if rows else words)
        self._go_to_returned()

    def _go_to_returned(self) -> None:
        """Nothing is to be completed but something was sent back: that is what is left to do."""
        nothing = self._stack.currentWidget() is self._nothing
        if self._fresh and self._back and nothing and self.views.value == INCOMPLETE:
            self._fresh = False
            self.show_view(RETURNED)

    def _changed(self, _place: object) -> None:
        if self.isVisible() and self.views.value == INCOMPLETE:
            self.show_view(INCOMPLETE)  # the building that was left for this list is known now

    def enter(self) -> None:
        """Read the list again."""
        bar = self._desk.shell.topbar
        bar.set_path((), word("todo"))
        bar.set_state(None)
        bar.set_actions([])
        self._fresh = True
        self._count()
        self.show_view(self.views.value or INCOMPLETE)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_view(self, view: str) -> None:
        """Show what is to be completed, where to go again (复访), or what was sent back (退回)."""
        self.views.set_value(view)
        desk = self._desk
        if view == REVISIT:
            workspace = desk.workspace
            job = desk.jobs.write(lambda _progress: revisit_rows(workspace), "revisits")
            job.succeeded.connect(self._revisits)
        elif view == RETURNED:
            desk.jobs.read(self._returned_work, "returned").succeeded.connect(self._returned)
        else:
            desk.read(lambda session: browse.unfinished(session), self._read, "unfinished")

    def leave(self) -> None:
        """Nothing is half typed here."""

    def panes(self) -> list[QWidget]:
        """Return the one pane: the list, or which lists there are while it is empty."""
        if self._stack.currentWidget() is self.list:
            return [self.list]
        return [part for part in self.views.parts() if part.isChecked()]

    def _read(self, lines: list[PlaceLine]) -> None:
        if self.views.value != INCOMPLETE:
            return
        words = ngettext("{count} place to complete", "{count} places to complete", len(lines))
        why = _("Begun and not done, those with least missing first.")
        rows = [building_row(line, with_where=True) for line in lines]
        self._show(rows, words.format(count=len(lines)), why)
        self._go_to_returned()

    def _returned_work(self, _progress: object) -> list[Place]:
        from app.ui.exchange.returned_rows import returned_rows

        with self._desk.workspace.reading() as session:
            return returned_rows(session)

    def _returned(self, rows: list[Place]) -> None:
        if self.views.value != RETURNED:
            return
        words = ngettext("{count} record sent back", "{count} records sent back", len(rows))
        why = _("Each opens at the question that is to be looked at again.")
        self._show(rows, words.format(count=len(rows)), why)

    def _revisits(self, rows: list[Place]) -> None:
        if self.views.value != REVISIT:
            return
        words = ngettext("{count} place to go to again", "{count} places to go to again", len(rows))
        why = _("Nobody there, refused, or questions not reached; the most urgent first.")
        self._show(rows, words.format(count=len(rows)), why)

    def _show(self, rows: list[Place], title: str, why: str) -> None:
        self.model.set_places(rows)
        self._title.setText(title)
        self._why.setText(why)
        self._title.setVisible(bool(rows))
        self._why.setVisible(bool(rows))
        nothing = {RETURNED: 2, REVISIT: 3}.get(self.views.value, 1)
        held = self.list.hasFocus() or self.focusWidget() is self.list
        self._stack.setCurrentIndex(0 if rows else nothing)
        if rows:
            self.list.setCurrentIndex(self.model.index(0, 0))
        elif held and self.isVisible():  # an empty list is hidden, and focus would be nowhere
            self.views.focus_current()
