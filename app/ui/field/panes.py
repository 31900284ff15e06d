"""What stands in the inspecting room: tree, parts, questions or summary, the side; which one when.

The panes know nothing of the building that is open; `app.ui.field.visits` does. At first there is
the tree alone; what an open building needs is made after the window is painted
(`app.ui.field.making`), or when somebody asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.field.tree.pane import TreePane
from app.ui.later import Later
from app.ui.widgets.buttons import Button
from app.ui.widgets.desk_panes import DeskPanes
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import Panel

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.cards.card import OpenCard
    from app.ui.field.parts_pane import PartsPane
    from app.ui.field.photo.work import PhotoWork
    from app.ui.field.question_pane import QuestionPane
    from app.ui.field.side.pane import SidePane
    from app.ui.field.summary.page import SummaryPage
    from app.ui.field.summary.side import SummarySide
    from app.ui.field.walk_page import WalkPage

EMPTY, NONE, QUESTIONS, SUMMARY = "empty", "none", "questions", "summary"
WALKING = "walking"
"""What the middle shows: there are no buildings, none is open, its checklist, its summary; the
building that is passed by."""


class Panes(Panel):
    """The panes of the room and which of them are on the screen.

    Attributes:
        mode: What the middle shows.
        stand_in: The card of the open question where it is answered elsewhere: in room mode.
        later: Makes the panes of an open building.
        empty: Shown while the workspace has no buildings.
        none: Shown while no building is open.

    Signals:
        mode_changed(): The middle shows something else.
    """

    mode_changed = Signal()

    photo_work: PhotoWork
    parts: PartsPane
    questions: QuestionPane
    side: SidePane
    summary: SummaryPage
    summary_side: SummarySide
    walk: WalkPage

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("surface", "", parent, _("Inspect"))
        self._desk = desk
        self.mode = NONE
        self.stand_in: OpenCard | None = None
        self.later = Later(self, [])
        self.tree = TreePane(desk)
        self.empty, self.none = _empty(), _none()
        self.middle = QStackedWidget()
        self.middle.addWidget(self.none)
        self.middle.addWidget(self.empty)
        self.beside = QStackedWidget()
        self._blank = Panel("bg")
        self.beside.addWidget(self._blank)
        self.desk_panes = DeskPanes(self.tree, Panel("surface"), self.middle, self.beside)
        self.desk_panes.parts_hidden.connect(self._show_dropdown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.desk_panes)
        desk.shell.reflowed.connect(self.reflow)

    def set_mode(self, mode: str) -> None:
        """Show something else in the middle, and what goes with it beside."""
        self.mode = mode
        pages: dict[str, QWidget] = {EMPTY: self.empty, NONE: self.none}
        beside: dict[str, QWidget] = {WALKING: self._blank}
        if self.later.done:
            pages |= {QUESTIONS: self.questions, SUMMARY: self.summary, WALKING: self.walk}
            beside |= {SUMMARY: self.summary_side}
            self.beside.setCurrentWidget(beside.get(mode, self.side))
        self.middle.setCurrentWidget(pages[mode])
        self._fit()
        self.mode_changed.emit()

    def reflow(self, reach: object = None) -> None:
        """Arrange the panes for the width of the window."""
        self.desk_panes.flow(reach or self._desk.shell.reach)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        """Hide the panes that belong to an open building while there is none."""
        reach = self._desk.shell.reach
        self.desk_panes.show_parts(reach.sections and self.mode in (QUESTIONS, WALKING))
        if reach.side:
            self.beside.setVisible(self.mode in (QUESTIONS, SUMMARY, WALKING))
        self._show_dropdown(not reach.sections)

    def _show_dropdown(self, shown: bool) -> None:
        if self.later.done:
            self.questions.show_dropdown(shown)

    @property
    def card(self) -> OpenCard | None:
        """The card of the open question, while questions are shown."""
        if self.stand_in is not None:
            return self.stand_in
        if self.mode != QUESTIONS:
            return None
        from app.ui.field.cards.card import OpenCard

        card = self.questions.card
        return card if isinstance(card, OpenCard) else None

    def focus_middle(self) -> None:
        """Put the focus where one goes on working."""
        if self.mode == QUESTIONS:
            self.questions.focus_open()
        elif self.mode == SUMMARY:
            self.summary.focus_primary()
        else:
            self.tree.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> None:
        """Put the focus into the search field, whose text is marked to be typed over."""
        self.desk_panes.open_tree()
        self.tree.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tree.search.selectAll()
        self.tree.show_recent()


def _empty() -> EmptyState:
    return EmptyState(
        _("No buildings yet"),
        _("The roster says which buildings there are. Import it and you can begin."),
        Button(_("Import a roster…"), "primary", "folder-input", "Ctrl+O"),
        Button(_("Practise in the sample city"), icon="eye"),
        _("No roster? You may also"),
        Button(_("add a building yourself"), "quiet"),
    )


def _none() -> EmptyState:
    return EmptyState(
        _("Choose a building"),
        _("Choose one of them, or begin with the first that nobody has started."),
        Button(_("First one not started"), "primary", "arrow-right", "Ctrl+↓"),
    )
