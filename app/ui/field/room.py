"""检查: tree, parts, questions, photos and findings of one building; the summary before leaving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.field.card import OpenCard
from app.ui.field.photo_work import PhotoWork
from app.ui.field.question_pane import PartsPane, QuestionPane
from app.ui.field.rows import part_rows, worst
from app.ui.field.shown import community_name, done_word
from app.ui.field.side_pane import SidePane
from app.ui.field.summary import SummaryPage
from app.ui.field.summary_side import SummarySide
from app.ui.field.tree_pane import TreePane
from app.ui.lazy import lazy
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.widgets.desk_panes import DeskPanes
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import Panel
from app.ui.widgets.photos import dropped_files
from app.ui.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.inspection import browse
    from app.inspection.browse import PlaceLine
    from app.ui.desk import Desk
    from app.ui.field import opening
    from app.ui.field.building import Building
    from app.ui.field.opening import Opened
    from app.ui.field.status import Status
    from app.ui.field.viewer import Viewer


if not TYPE_CHECKING:
    browse, opening = lazy("app.inspection.browse"), lazy("app.ui.field.opening")

_LIVE_MS = 60
_EMPTY, _NONE, _QUESTIONS, _SUMMARY = "empty", "none", "questions", "summary"


class InspectRoom(Panel):
    """The main room of the field desk.

    Signals:
        roster_wanted(): Import a roster.
        sample_wanted(): Practise in the sample city.
        place_wanted(): Add a building by hand.
        send_wanted(): Write a package.
        building_opened(place): A checklist is on the screen.
    """

    roster_wanted = Signal()
    sample_wanted = Signal()
    place_wanted = Signal()
    send_wanted = Signal()
    building_opened = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("surface", "", parent, _("Inspect"))
        self._desk = desk
        self._status: Status = desk.status
        self.building: Building | None = None
        self.viewer: Viewer | None = None
        self._mode = _NONE
        self._asked: UUID | None = None
        self._jump = ""
        self.photo_work = PhotoWork(desk, self)
        self.tree = TreePane(desk)
        self.parts = PartsPane()
        self.questions = QuestionPane()
        self.summary = SummaryPage()
        self.side = SidePane(self.photo_work)
        self.summary_side = SummarySide(desk)
        self._make_panes()
        self._make_actions()
        self._connect()
        self._bind()
        self.tree.reload()

    # Layout

    def _make_panes(self) -> None:
        self._middle = QStackedWidget()
        self._empty = self._make_empty()
        self._none = self._make_none()
        for page in (self._none, self.questions, self.summary, self._empty):
            self._middle.addWidget(page)
        self._beside = QStackedWidget()
        self._beside.addWidget(self.side)
        self._beside.addWidget(self.summary_side)
        self.desk_panes = DeskPanes(self.tree, self.parts, self._middle, self._beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.desk_panes)

    def _make_empty(self) -> EmptyState:
        empty = EmptyState(
            _("No buildings yet"),
            _("The roster says which buildings there are. Import it and you can begin."),
            Button(_("Import a roster…"), "primary", "folder-input", "Ctrl+O"),
            Button(_("Practise in the sample city"), icon="eye"),
            _("No roster? You may also"),
            Button(_("add a building yourself"), "quiet"),
        )
        assert empty.primary is not None
        assert empty.practise is not None
        assert empty.other is not None
        empty.primary.clicked.connect(self.roster_wanted)
        empty.practise.clicked.connect(self.sample_wanted)
        empty.other.clicked.connect(self.place_wanted)
        return empty

    def _make_none(self) -> EmptyState:
        none = EmptyState(
            _("Choose a building"),
            _("Choose one at the left, or begin with the first that nobody has started."),
            Button(_("First one not started"), "primary", "arrow-right", "Ctrl+↓"),
        )
        assert none.primary is not None
        none.primary.clicked.connect(self.open_next_new)
        return none

    def _make_actions(self) -> None:
        self._buildings = Button(_("Buildings"), icon="panel-left")
        self._buildings.clicked.connect(self.desk_panes.open_tree)
        back, ahead = _("Previous building"), _("Next building")
        self._back = Button("", icon="arrow-left", hint="Alt+←", name=back)
        self._next = Button("", icon="arrow-right", hint="Alt+→", name=ahead)
        self._done = Button(_("Done, have a look"), "primary", hint="F9")
        self._correct = Button("", icon="pencil", name=_("Correct the building"))
        self._correct.clicked.connect(self.correct_place)
        self._back.clicked.connect(lambda: self.open_neighbour(-1))
        self._next.clicked.connect(lambda: self.open_neighbour(1))
        self._done.clicked.connect(self.show_summary)

    def _connect(self) -> None:
        self._live = QTimer(self, interval=_LIVE_MS, singleShot=True)
        self._live.timeout.connect(self._show_live)
        self.tree.opened.connect(self.open_place)
        self.tree.add_wanted.connect(self.place_wanted)
        self.tree.loaded.connect(self._loaded)
        self.parts.chosen.connect(self.questions.show_part)
        self.questions.part_changed.connect(self.parts.show_part)
        self.questions.photo_wanted.connect(self.import_photos)
        self.questions.at_end.connect(self._at_end)
        self.questions.entry_removed.connect(self._entry_removed)
        self.side.import_wanted.connect(self.import_photos)
        self.side.dropped.connect(self._dropped)
        self.side.photo_opened.connect(self.look_at)
        self.side.photo_removed.connect(lambda key: self.photo_work.remove(UUID(key)))
        self.side.question_wanted.connect(self.go_to)
        self.summary.jumped.connect(self.go_to)
        self.summary.back.connect(self.show_questions)
        self.summary.left_open.connect(self.leave_incomplete)
        self.summary.finished.connect(self.finish)
        self.summary_side.building_wanted.connect(self.open_place)
        self.summary_side.send_wanted.connect(self.send_wanted)
        self.desk_panes.tree_hidden.connect(lambda _hidden: self._show_top())
        self.desk_panes.parts_hidden.connect(self.questions.show_dropdown)
        self._desk.shell.reflowed.connect(self._reflow)

    def _bind(self) -> None:
        keys, pane = self._desk.shell.keys, self.questions
        for number in range(4):
            keys.bind(
                f"tree.filter{number + 1}", self.tree, partial(self.tree.choose_filter, number)
            )
        for action, slot in (
            ("building.next_new", self.open_next_new),
            ("building.back", lambda: self.open_neighbour(-1)),
            ("building.next", lambda: self.open_neighbour(1)),
            ("building.summary", self.show_summary),
            ("building.part", self.choose_part),
            ("summary.leave", self.leave_incomplete),
            ("summary.next", self.finish_or_next),
            ("photo.import", self.import_here),
            ("photo.paste", self.paste_photo),
        ):
            keys.bind(action, self, slot, window=True)
        for reason in ("undecidable", "not_applicable", "not_reached"):
            keys.bind(f"question.{reason}", pane, partial(self._give_reason, reason))
        keys.bind("question.next_open", self, lambda: self._walk(1), window=True)
        keys.bind("question.previous_open", self, lambda: self._walk(-1), window=True)
        keys.bind("question.place", pane, self._to_place)
        keys.bind("question.basis", pane, self._to_basis)
        keys.bind("question.remark", pane, self._to_remark)

    def _reflow(self, reach: object) -> None:
        self.desk_panes.flow(reach)  # type: ignore[arg-type]
        self._fit_mode()

    def _set_mode(self, mode: str) -> None:
        self._mode = mode
        pages = {
            _EMPTY: self._empty,
            _NONE: self._none,
            _QUESTIONS: self.questions,
            _SUMMARY: self.summary,
        }
        self._middle.setCurrentWidget(pages[mode])
        self._beside.setCurrentWidget(self.summary_side if mode == _SUMMARY else self.side)
        self._fit_mode()
        self._show_top()

    def _fit_mode(self) -> None:
        """Hide the panes that belong to an open building while there is none."""
        reach = self._desk.shell.reach
        self.parts.setVisible(reach.sections and self._mode == _QUESTIONS)
        if reach.side:
            self._beside.setVisible(self._mode in (_QUESTIONS, _SUMMARY))
        self.questions.show_dropdown(not reach.sections)

    # What a room does

    def enter(self) -> None:
        """Show breadcrumb, state and actions of the open building."""
        self._reflow(self._desk.shell.reach)
        self._show_top()
        if self._mode == _QUESTIONS:
            self.questions.focus_open()
        elif self._mode == _SUMMARY:
            self.summary.focus_primary()
        else:
            self.tree.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Hand over what is half typed."""
        self.questions.flush()

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self.tree, self.parts, self._middle, self._beside]

    def focus_search(self) -> None:
        """Ctrl+F: into the search field, whose text is marked to be typed over."""
        self.desk_panes.open_tree()
        self.tree.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tree.search.selectAll()

    def close_room(self) -> None:
        """Leave the building; the program ends."""
        self._leave_building()

    def _show_top(self) -> None:
        bar = self._desk.shell.topbar
        building = self.building
        hidden = not self._desk.shell.reach.tree
        walk = [self._buildings] if hidden else [self._back, self._next]
        if building is None or self._mode in (_EMPTY, _NONE):
            bar.set_path((), word("inspect"))
            bar.set_state(None)
            bar.set_actions([self._buildings] if hidden and self._mode != _EMPTY else [])
            return
        steps = [
            (f"@{key}", community_name(name) if level == "community" else name)
            for key, level, name in building.above[:-1]
        ]
        bar.set_path(steps, building.line.name)
        self._show_live()
        rest = [self._correct, self._done] if self._mode == _QUESTIONS else []
        bar.set_actions([*walk, *rest])

    def _show_live(self) -> None:
        """Show how far the open building is, in the top bar and in its row."""
        building = self.building
        if building is None:
            return
        counts, state = building.counts(), self._state()
        right, mark = f"{counts.answered}/{counts.relevant}", ""
        if state == "done":
            chip = chip_for("done")
            found = [one for group in building.found_by_path().values() for one in group]
            right = done_word(len(found), building.undecided())
            mark = worst(found)
        elif state == "incomplete":
            gaps = len(building.missing())
            right = _("{count} short").format(count=gaps)
            chip = chip_for(state)
        elif state == "in_progress":
            chip = ChipSpec("clipboard-check", f"{word(state)} {right}", "primary")
        else:
            chip = chip_for(state)
            right = word(state)
        if self._mode in (_QUESTIONS, _SUMMARY):
            self._desk.shell.topbar.set_state(chip)
        self.tree.update_live(
            building.line.id,
            state=state,
            right=right,
            done=counts.answered,
            total=counts.relevant,
            mark=mark,
        )
        self.parts.model.set_parts(part_rows(building))
        if self.questions.part is not None:
            self.parts.show_part(self.questions.part.key)

    def _state(self) -> str:
        building = self.building
        if building is None:
            return "not_started"
        if building.visit.finished:
            return "incomplete" if building.missing() else "done"
        begun = building.touched or building.line.state != "not_started"
        return "in_progress" if begun else "not_started"

    # Opening and leaving

    def _loaded(self, buildings: int) -> None:
        if self.building is None and self._asked is None:
            self._set_mode(_NONE if buildings > 0 else _EMPTY)

    def open_place(self, place: UUID, jump: str = "") -> None:
        """Open the checklist of a place; ``jump``: then go to this question."""
        self.desk_panes.close_tree()
        if self.building is not None and self.building.line.id == place:
            if jump:
                self.go_to(jump)
            else:
                self.show_questions()
            return
        self.questions.flush()
        self._asked, self._jump = place, jump
        desk = self._desk
        job = desk.jobs.write(
            lambda _progress: opening.open_visit(desk.workspace, place, desk.person),
            "open building",
        )
        job.succeeded.connect(partial(self._opened, place))
        job.failed.connect(partial(self._not_opened, place))

    def _not_opened(self, place: UUID, _error: object) -> None:
        if self._asked == place:
            self._asked = None

    def _opened(self, place: UUID, opened: Opened) -> None:
        if place != self._asked:  # another one was asked for meanwhile
            return
        from app.ui.field.building import Building  # loads the form engine

        self._leave_building()
        self._asked = None
        building = Building(
            self._desk,
            opened.visit,
            opened.line,
            opened.above,
            opened.photos,
            opened.parts,
            self,
        )
        self.building = building
        building.changed.connect(self._changed)
        building.reloaded.connect(self._changed)
        building.finished_changed.connect(self._live.start)
        building.photos_changed.connect(self._live.start)
        self.photo_work.show_building(building)
        self.parts.model.set_parts(part_rows(building))
        self._set_mode(_QUESTIONS)
        self.questions.show_building(building)
        if self._jump:
            self.go_to(self._jump)
            self._jump = ""
        else:
            self.questions.focus_open()
        # The rest in an event of its own: none may hold the keyboard up for a frame.
        QTimer.singleShot(0, building, partial(self._show_rest, building))

    def _show_rest(self, building: Building) -> None:
        if building is not self.building:
            return
        self.side.show_building(building)
        names = [name for _key, level, name in building.above if level == "community"]
        self._status.set_building(building.opened_at, community_name(names[0]) if names else "")
        self.tree.reveal(building.line.id, building.above)
        self._show_live()
        self.building_opened.emit(building.line.id)

    def _leave_building(self) -> None:
        building = self.building
        if building is None:
            return
        self.questions.flush()
        self.questions.show_building(None)
        self.side.show_building(None)
        self.photo_work.show_building(None)
        self.building = None
        building.closed = True
        self._status.set_building(0, "")
        if building.touched:
            workspace, inspection = self._desk.workspace, building.visit.inspection
            job = self._desk.write(lambda: opening.evaluate(workspace, inspection), name="derive")
            place = building.line.id
            job.succeeded.connect(lambda _none: self._desk.place_changed.emit(place))
        building.deleteLater()

    def _changed(self, _paths: object = None) -> None:
        if not self._live.isActive():
            self._live.start()

    def open_neighbour(self, by: int) -> None:
        """Open the previous or next building in the order of the tree."""
        place = self.building.line.id if self.building is not None else None
        self._desk.read(
            lambda session: browse.neighbour(session, place, by), self._neighbour, "neighbour"
        )

    def open_next_new(self) -> None:
        """Open the next building that nobody has started."""
        place = self.building.line.id if self.building is not None else None

        def work(session: object) -> PlaceLine | None:
            found = browse.neighbour(session, place, 1, "not_started")  # type: ignore[arg-type]
            return found or browse.neighbour(session, None, 1, "not_started")  # type: ignore[arg-type]

        self._desk.read(work, self._neighbour, "next new")

    def _neighbour(self, line: PlaceLine | None) -> None:
        if line is None:
            self._desk.say(_("There is no further building."), "info")
        else:
            self.open_place(line.id)

    def correct_place(self) -> None:
        """Correct what the roster says of the open building."""
        from app.ui.field.place_form import correct_building

        if self.building is not None:
            correct_building(self._desk, self.building.line.id)

    # Summary

    def show_summary(self) -> None:
        """查完，看一眼."""
        building = self.building
        if building is None:
            return
        self.questions.flush()
        self.summary.show_building(building, self._status.seconds())
        self.summary_side.show_building(building)
        self._set_mode(_SUMMARY)
        self.summary.focus_primary()

    def show_questions(self) -> None:
        """Go back to the questions."""
        if self.building is not None:
            self._set_mode(_QUESTIONS)
            self.questions.focus_open()

    def go_to(self, path: str) -> None:
        """Open the question at a path."""
        if self.building is not None:
            self._set_mode(_QUESTIONS)
            self.questions.go_to(path)

    def finish(self) -> None:
        """Say 查完 and go to the next building."""
        building = self.building
        if building is None or self._mode != _SUMMARY:
            return
        if not building.visit.finished and not building.finish():
            self.show_summary()
            return
        self._show_live()
        self.open_neighbour(1)

    def leave_incomplete(self) -> None:
        """先这样，标待补."""
        building = self.building
        if building is None or self._mode != _SUMMARY or not building.missing():
            return
        building.set_aside()
        self._show_live()
        self._desk.say(
            _("{name} is marked incomplete").format(name=building.line.name), "incomplete"
        )
        self.open_neighbour(1)

    def finish_or_next(self) -> None:
        """Ctrl+Enter: 查完 when nothing is missing, and the next building."""
        building = self.building
        if building is None:
            return
        if self._mode == _SUMMARY and not building.missing():
            self.finish()
        else:
            self.questions.flush()
            self.open_neighbour(1)

    def _at_end(self) -> None:
        building = self.building
        if building is None:
            return
        gaps = len(building.missing())
        words = (
            _("That was the last question; {count} things are still missing").format(count=gaps)
            if gaps
            else _("Everything is answered")
        )
        self._desk.say(words, "done" if not gaps else "info", "F9", self.show_summary)

    # Questions by keyboard

    def _open_card(self) -> OpenCard | None:
        card = self.questions.card
        return card if isinstance(card, OpenCard) and self._mode == _QUESTIONS else None

    def _give_reason(self, reason: str) -> None:
        card = self._open_card()
        if card is not None:
            card.give_reason(reason)

    def _walk(self, by: int) -> None:
        if self._mode == _SUMMARY:
            self.show_questions()
        self.questions.next_open(by)

    def _to_place(self) -> None:
        card = self._open_card()
        if card is not None:
            card.focus_place()

    def _to_basis(self) -> None:
        card = self._open_card()
        if card is not None and card.basis.isVisible():
            card.basis.open_menu()

    def _to_remark(self) -> None:
        building = self.building
        if building is None:
            return
        remarks = [
            slot
            for slot in building.slots
            if slot.question and "multiline" in slot.question.appearance
        ]
        if remarks:
            self.go_to(remarks[-1].path)

    def choose_part(self) -> None:
        """Ctrl+G: a menu of the parts; their letters choose."""
        building = self.building
        if building is None:
            return
        menu = QMenu(self)
        menu.setAccessibleName(_("Parts"))
        for row in part_rows(building):
            words = f"&{row.letter}  {row.name}  {row.answered}/{row.relevant}"
            action = QAction(words, menu)
            action.triggered.connect(lambda _on=False, key=row.key: self._to_part(key))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        corner = self.questions if self._mode == _QUESTIONS else self._middle
        menu.popup(corner.mapToGlobal(corner.rect().topLeft()))

    def _to_part(self, key: str) -> None:
        self._set_mode(_QUESTIONS)
        self.questions.show_part(key)

    def undo(self) -> None:
        """Ctrl+Z outside a text field: take the last answer back."""
        if self.building is not None:
            path = self.building.step_back()
            if path:
                self.go_to(path)

    def redo(self) -> None:
        """Ctrl+Y: give the answer again that was taken back."""
        if self.building is not None:
            path = self.building.step_forward()
            if path:
                self.go_to(path)

    def _entry_removed(self, repeat: str, answers: object) -> None:
        building = self.building
        if building is None:
            return
        self._desk.say(
            _("One entry was taken away"),
            "undo-2",
            _("Undo"),
            lambda: building.put_back(repeat, answers),  # type: ignore[arg-type]
        )

    # Photos

    def import_here(self) -> None:
        """Ctrl+I: choose photos for the open question."""
        card = self._open_card()
        self.import_photos(card.next_photo() if card is not None else "")

    def import_photos(self, path: str) -> None:
        """Choose photo files for a question; empty: for the building."""
        if self.building is None:
            return
        dialog = QFileDialog(self, _("Choose photos"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_("Photos (*.jpg *.jpeg *.png *.heic *.heif)"), _("All files (*)")])
        dialog.filesSelected.connect(lambda files: self.add_files(_paths(files), path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def import_folder(self) -> None:
        """Choose a folder of photos for the building."""
        if self.building is None:
            return
        dialog = QFileDialog(self, _("Choose a folder of photos"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(lambda files: self.add_files(_paths(files), ""))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_files(self, files: Sequence[Path], path: str) -> None:
        """Take files in for a question; empty: for the building."""
        self.photo_work.add(files, path or None)

    def _dropped(self, files: list[Path]) -> None:
        """Files dropped at the side go to the open question that asks for one, else building."""
        card = self._open_card()
        self.add_files(files, card.next_photo() if card is not None and card.waits else "")

    def paste_photo(self) -> None:
        """Ctrl+V: take in what the clipboard holds, files or a picture."""
        if self.building is None:
            return
        card = self._open_card()
        path = card.next_photo() if card is not None and card.waits else ""
        data = QGuiApplication.clipboard().mimeData()
        files = dropped_files(data)
        image = QGuiApplication.clipboard().image() if data.hasImage() else QImage()
        if files:
            self.add_files(files, path)
        elif not image.isNull():
            self.photo_work.add_image(image, path or None)
        else:
            self._desk.say(_("There is no picture on the clipboard."), "info")

    def look_at(self, key: str) -> None:
        """Open the viewer at a photo."""
        from app.ui.field.viewer import Viewer  # rarely needed, so not at the start

        if self.building is None:
            return
        self.viewer = Viewer(self._desk.shell, self.building, self.photo_work, key)
        self.viewer.question_wanted.connect(self.go_to)
        self.viewer.closed.connect(self._viewer_closed)
        self.viewer.open_viewer()

    def _viewer_closed(self) -> None:
        self.viewer = None
        self.side.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._mode == _SUMMARY:
                self.show_questions()
            else:
                self.tree.clear_search()
                self.tree.focus_tree()
            return
        event.ignore()


def _paths(files: Sequence[str]) -> list[Path]:
    from pathlib import Path

    return [Path(file) for file in files]
