"""The left of the field desk: search, filters and the place tree.

The tree holds the rows that were unfolded, a page at a time; counts and search walk all places
and are read beside the GUI thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.ui.exchange.marks import PlaceMarks
from app.ui.field.shown import building_row, community_name
from app.ui.field.tree.folds import Folds
from app.ui.field.tree.rows import TreeRows, line_values
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import SearchField
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.place_model import Place, PlaceModel
from app.ui.widgets.place_tree import PlaceTree
from app.ui.widgets.segments import SegmentBar
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection import browse, recent
    from app.inspection.browse import GroupLine, PlaceLine
    from app.ui.desk import Desk


if not TYPE_CHECKING:
    browse, recent = lazy("app.inspection.browse"), lazy("app.inspection.recent")

FILTERS = ("", "not_started", "incomplete", "done")
# Shorter than the states' own words where those would break the bar into two lines.
_SHORT = {"": N_("All"), "not_started": N_("To do"), "incomplete": N_("Partial")}
_TYPING_MS = 30


def _name(state: str) -> str:
    return _(_SHORT[state]) if state in _SHORT else word(state)


class TreePane(Panel):
    """Places of the workspace.

    Signals:
        opened(place): Open the checklist of this place (a UUID).
        current_changed(place): Another building's row is current (a UUID or None).
        add_wanted(): Add a building by hand.
        loaded(count): The communities are there; how many buildings there are in all.
        marked(): It is known of further buildings where their records are.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    add_wanted = Signal()
    loaded = Signal(int)
    marked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("bg", "r", parent, _("Buildings"))
        look = theme()
        self._desk = desk
        self._state = ""
        self._asked = ""
        self._recent: list[str] = []
        self._place: UUID | None = None
        self._above: list[tuple[UUID, str, str]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.space(3), look.stroke("line"), 0)
        column.setSpacing(look.space(1))
        column.addLayout(self._make_head())
        rule = Panel("line")
        rule.setFixedHeight(look.stroke("line"))
        column.addWidget(rule)
        self.model = PlaceModel(self)
        self._marks = PlaceMarks(desk, self.model)
        self._marks.told.connect(self.marked)
        self.tree = PlaceTree(_("Buildings"), self.model)
        self._rows = TreeRows(desk, self.model, lambda: self._state)
        self._folds = Folds(self.tree, self.model, self._rows)
        self.tree.opened.connect(self._opened)
        self.tree.current_changed.connect(self._current)
        self._nothing = Text(_("Your buildings are listed here"), "label", "text2", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self._nothing)
        column.addWidget(self._stack, 1)
        self.add = Button(_("Add a building"), "quiet", "plus")
        self.add.clicked.connect(self.add_wanted)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.space(2), 0, look.space(2), look.space(1))
        foot.addWidget(self.add)
        foot.addStretch()
        column.addLayout(foot)
        desk.place_changed.connect(self._place_changed)
        desk.places_changed.connect(self.reload)

    def _make_head(self) -> QVBoxLayout:
        look = theme()
        head = QVBoxLayout()
        head.setContentsMargins(look.space(3), 0, look.space(3), 0)
        head.setSpacing(look.space(1))
        self.search = SearchField(_("Search building, address, community"), "Ctrl+F")
        self.search.searched.connect(self._typed)
        self.search.accepted.connect(self._accept)
        self.search.left_down.connect(self.focus_tree)
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self._search)
        head.addWidget(self.search)
        self.filters = SegmentBar(_("Filter"), [(state, _name(state)) for state in FILTERS])
        self.filters.chosen.connect(self._filter)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.filters)
        row.addStretch()
        head.addLayout(row)
        return head

    # Reading

    def reload(self) -> None:
        """Read communities and counts again; what was unfolded is shown again."""
        self._desk.read(lambda session: browse.state_counts(session), self._counted, "state counts")
        if self.search.text().strip():
            self._search()
            return
        state = self._state
        self._desk.read(
            lambda session: (state, browse.communities(session, state)), self._read, "communities"
        )

    def show_recent(self) -> None:
        """Show the buildings that were last worked at, while nothing is searched for."""
        if not self.search.text().strip():
            self._desk.read(lambda session: recent.recent(session), self._recently, "recent")

    def _recently(self, lines: list[PlaceLine]) -> None:
        if not lines or self.search.text().strip() or not self.search.hasFocus():
            return
        self._recent = [str(line.id) for line in lines]
        rows = [building_row(line, with_where=True) for line in lines]
        self.model.set_places([Place("@recent", "area", _("Recent")), *rows])
        self._show_nothing(False, "")
        self.tree.setCurrentIndex(self.model.index(1, 0))

    def _read(self, result: tuple[str, list[GroupLine]]) -> None:
        self._recent = []
        state, groups = result
        if state != self._state or self.search.text().strip():
            return
        unfolded = self._folds.unfolded()
        self.model.set_places([self._rows.community(group) for group in groups])
        total = sum(group.total for group in groups)
        self._show_nothing(not groups, _("Your buildings are listed here"))
        self._folds.unfold(unfolded, groups, first=self._place is None)
        if self._place is not None:
            self.reveal(self._place, self._above)
        if not state:
            self.loaded.emit(total if total else (-1 if groups else 0))

    def _counted(self, counts: dict[str, int]) -> None:
        for state in FILTERS[1:]:
            count = counts.get(state, 0)
            shown = f"{_name(state)} {count}" if count and state == "incomplete" else _name(state)
            self.filters.set_words(state, shown)

    def _show_nothing(self, nothing: bool, words: str) -> None:
        self._nothing.setText(words)
        self._stack.setCurrentIndex(1 if nothing else 0)

    # Search and filter

    def _typed(self) -> None:
        self._typing.start()

    def _search(self) -> None:
        text, state = self.search.text().strip(), self._state
        self._asked = text
        if not text:
            self._hit = ""
            self.reload()
            return

        def find(session: Any) -> tuple[str, list[PlaceLine]]:
            # What was typed meanwhile is asked next: nobody waits for the answer to less.
            return text, browse.find(session, text, state) if text == self._asked else []

        self._desk.read(find, self._hits, "search")

    def _hits(self, result: tuple[str, list[PlaceLine]]) -> None:
        text, lines = result
        if text != self._asked:
            return
        self.model.set_places([building_row(line, with_where=True) for line in lines])
        words = _("Nothing is called “{text}”").format(text=text)
        self._show_nothing(not lines, words)
        if text == self._hit and self._place is not None:  # the same again, as after a change
            self.tree.show_place(str(self._place))
        elif lines:  # what Enter opens
            self.tree.setCurrentIndex(self.model.index(0, 0))
        self._hit = text
        if lines and self._accepting:
            self._accepting = False
            self._opened(str(lines[0].id))

    _accepting = False
    _hit = ""
    """The text whose hits are shown."""

    def _accept(self) -> None:
        """Enter in the search field: open the first hit, once it is there."""
        if not self.search.text().strip():
            if self._recent:
                self._opened(self._recent[0])
            else:
                self.focus_tree()
            return
        self._typing.stop()
        self._accepting = True
        self._search()

    def clear_search(self) -> None:
        """Show the tree again."""
        if self.search.text():
            self.search.clear()
        elif self._recent:
            self.reload()

    def _filter(self, state: str) -> None:
        self._state = state
        self.reload()

    def choose_filter(self, number: int) -> None:
        """Choose a filter by its place (Alt+1 … Alt+4)."""
        if 0 <= number < len(FILTERS) and FILTERS[number] != self._state:
            self.filters.set_value(FILTERS[number])
            self._filter(FILTERS[number])

    @property
    def state(self) -> str:
        """The filter in use, empty for all."""
        return self._state

    # Rows

    def reveal(self, place: UUID, above: list[tuple[UUID, str, str]]) -> None:
        """Make a building's row current, unfolding what it lies in."""
        self._place, self._above = place, above
        if self._recent:  # the tree again, which then shows where the building lies
            self.reload()
            return
        if self.search.text().strip():
            self.tree.show_place(str(place))
            return
        self._folds.reveal(str(place), above)

    def pass_by(self, place: UUID) -> None:
        """Make a row current if it is there, unfolding and reading nothing."""
        self.tree.show_place(str(place))

    def update_live(self, place: UUID, **values: object) -> None:
        """Show what the open visit knows before it is derived.

        A returned building stays that until it is handed in again, however far it is.
        """
        row = self.model.place(self.model.index_of(str(place)))
        if row is not None and row.state == "returned":
            values = {name: one for name, one in values.items() if name not in ("state", "right")}
        self.model.update_place(str(place), **values)

    def shown_state(self, place: UUID, state: str) -> str:
        """Return the state that a building's row shows; where it is not listed, its own."""
        row = self.model.place(self.model.index_of(str(place)))
        return row.state if row is not None and row.state else state

    def _place_changed(self, place: UUID) -> None:
        self._desk.read(lambda session: browse.line(session, place), self._line_read, "place line")
        state = self._state
        self._desk.read(
            lambda session: browse.communities(session, state), self._groups_read, "communities"
        )
        self._desk.read(lambda session: browse.state_counts(session), self._counted, "state counts")

    def _line_read(self, line: PlaceLine | None) -> None:
        if line is None:
            return
        values = line_values(line, with_where=bool(self.search.text().strip()))
        self.model.update_place(str(line.id), **values)

    def _groups_read(self, groups: list[GroupLine]) -> None:
        for group in groups:
            name = community_name(group.name)
            self.model.update_place(f"@{group.id}", name=name, done=group.done, total=group.total)

    def _opened(self, key: str) -> None:
        if not key.startswith("@"):
            self.opened.emit(UUID(key))

    def _current(self, key: str) -> None:
        self.current_changed.emit(None if key.startswith("@") else UUID(key))

    def focus_tree(self) -> None:
        """Put the focus into the rows."""
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.tree.currentIndex().isValid() and self.model.rowCount():
            self.tree.setCurrentIndex(self.model.index(0, 0))
